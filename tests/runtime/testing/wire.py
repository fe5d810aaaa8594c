"""Raw requests to a fake server over a socket."""

from __future__ import annotations

import socket

from komos_client.testing import FakeServer

RUN_ID = "220a501c-82f4-43e2-8107-3d8e0c0f4c1b"
"""Id of a run in the examples."""


def connected(server: FakeServer) -> socket.socket:
    """A connection to *server*."""
    return socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=5)


def ask(
    server: FakeServer, target: str = f"/public/v1/task-runs/{RUN_ID}", method: str = "GET", body: bytes = b""
) -> bytes:
    """All bytes that *server* sends in response to one request."""
    with connected(server) as connection:
        connection.sendall(
            f"{method} {target} HTTP/1.1\r\nhost: fake\r\nauthorization: Bearer {server.key}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
            + body
        )
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def split(response: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of *response*."""
    head, _, body = response.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return int(first.split()[1]), dict(line.lower().split(": ", 1) for line in lines), body
