"""A server on loopback that sends the beginning of one answer, hangs up, and counts what was asked of it."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self


class Cutter:
    """Sends ``answer[:cut]`` to whoever asks; one connection after the other, each for one request."""

    key = "sk_live_test"

    def __init__(self, answer: bytes) -> None:
        self.answer, self.cut, self.requests = answer, len(answer), 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream, suppress(OSError):
                length = 0
                while line := stream.readline().strip():
                    name, _, value = line.lower().partition(b":")
                    length = int(value) if name == b"content-length" else length
                stream.read(length)
                self.requests += 1
                connection.sendall(self.answer[: self.cut])
