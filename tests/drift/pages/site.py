"""A documentation site on loopback: what each path answers, and what was asked of it."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from attrs import define, field

HTML = "text/html; charset=utf-8"


@define
class Site:
    """Serves *pages* by path; a page is a text, or a status and headers with it."""

    pages: dict[str, Any] = field(factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(factory=list)
    server: ThreadingHTTPServer = field(init=False)

    def __attrs_post_init__(self) -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                status, headers, text = site.answer(self.path, self.headers.get("If-None-Match"))
                body = text.encode()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name that the base has)
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for path, _ in self.asked]

    def answer(self, path: str, tag: str | None) -> tuple[int, dict[str, str], str]:
        found = self.pages.get(path, (404, {}, "<html><body>Not found</body></html>"))
        status, headers, text = (200, {}, found) if isinstance(found, str) else found
        if tag and tag == headers.get("ETag"):
            return 304, headers, ""
        return status, headers, text

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
