"""Listening socket of the fake server, with one thread per connection; all threads end when it stops."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from .faults import Fault
from .http import Seen, ServerResponse, read_request, write_response

Handle = Callable[[Seen], tuple[ServerResponse | None, Fault]]
"""Returns the response to a request, None to close the connection without one, and the fault to apply."""


class Listener:
    """Listens on loopback from construction until `stop`.

    Parameters:
        port: 0: a free one.
    """

    def __init__(self, handle: Handle, port: int) -> None:
        self._handle = handle
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._connections: dict[socket.socket, threading.Thread] = {}
        self._socket = socket.create_server(("127.0.0.1", port), backlog=128)
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, name=f"fake server on {self.port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close all connections and wait until all threads have ended."""
        self._stopped.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the accepting thread, which close alone does not
        self._socket.close()
        with self._lock:
            threads = [self._thread, *self._connections.values()]
            for connection in self._connections:
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
                self._connections[connection] = thread
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection, connection.makefile("rb") as stream, suppress(OSError):
                while self._serve_request(connection, stream):
                    pass
        finally:
            with self._lock:
                self._connections.pop(connection, None)

    def _serve_request(self, connection: socket.socket, stream: BinaryIO) -> bool:
        """Respond to one request; returns whether the connection may be reused."""
        try:
            request = read_request(stream, connection)
        except ValueError:
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            return False
        if request is None:
            return False
        response, fault = self._handle(request)
        if fault.delay and self._stopped.wait(fault.delay):
            return False
        return response is not None and write_response(connection, request, response, fault, self._stopped)
