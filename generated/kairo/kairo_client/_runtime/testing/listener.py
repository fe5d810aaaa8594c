"""The socket that a fake server listens on: a thread for each connection, all of them gone when it stops."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from .faults import Fault
from .http import Seen, Sent, receive, send

Answer = Callable[[Seen], tuple[Sent | None, Fault]]
"""What a request is answered with; None: the connection is closed without a word."""


class Listener:
    """Listens on a free port of loopback from the start until `stop`."""

    def __init__(self, answer: Answer, port: int) -> None:
        self._answer = answer
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._socket = socket.create_server(("127.0.0.1", port), backlog=128)
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, name=f"fake server on {self.port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up on everybody and wait until all threads have ended."""
        self._stopped.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the accepting thread; close alone does not
        self._socket.close()
        with self._lock:
            threads = [self._thread, *self._open.values()]
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(timeout=5.0)

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            with self._lock:
                if self._stopped.is_set():
                    connection.close()
                    return
                self._open[connection] = thread
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection, connection.makefile("rb") as stream, suppress(OSError):
                while self._one(connection, stream):
                    pass
        finally:
            with self._lock:
                self._open.pop(connection, None)

    def _one(self, connection: socket.socket, stream: object) -> bool:
        """Answer one request; True when another may follow."""
        try:
            seen = receive(stream, connection)  # type: ignore[arg-type]
        except ValueError:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            return False
        if seen is None:
            return False
        sent, fault = self._answer(seen)
        if fault.delay and self._stopped.wait(fault.delay):
            return False
        return sent is not None and send(connection, seen, sent, fault, self._stopped)
