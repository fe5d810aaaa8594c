"""A loopback server that keeps what it is sent, byte for byte, and answers what it was told to."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
from attrs import field, frozen

BASE = "/base"
"""Below it stand the operations' paths."""


@frozen
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    """Path and query, as they stood in the first line."""
    headers: httpx.Headers
    content: bytes


@frozen
class Told:
    """What to answer."""

    status: int
    media: str
    body: bytes


@frozen
class Loopback:
    """One server for one document; what it saw last is what counts."""

    url: str
    seen: list[Seen] = field(factory=list)
    told: list[Told] = field(factory=list)

    def answer(self, told: Told) -> None:
        """Forget what was seen, and answer *told* from now on."""
        self.seen.clear()
        self.told[:] = [told]


@contextmanager
def serving() -> Generator[Loopback]:
    """A server at a free port, for as long as it is needed."""
    found: list[Loopback] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(1 << 20)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            _, target, _ = self.raw_requestline.decode("latin-1").split(" ", 2)
            content = self.rfile.read(int(self.headers.get("content-length") or 0))
            found[0].seen.append(Seen(self.command, target, httpx.Headers(self.headers.items()), content))
            told = found[0].told[0]
            self.send_response(told.status)
            if told.media:
                self.send_header("content-type", told.media)
            if told.status != 204:
                self.send_header("content-length", str(len(told.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(told.body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        found.append(Loopback(f"http://127.0.0.1:{server.server_port}{BASE}"))
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield found[0]
        finally:
            server.shutdown()
