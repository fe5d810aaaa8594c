"""A server in a process of its own that gives each request the same answer, at little cost; prints its URL.

python -m benchmarks.wire_server
"""

from __future__ import annotations

import asyncio
import json

from benchmarks.answers import RUN

BODY = json.dumps({"run": RUN}).encode()
HEAD = (
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_01j9k8m3x\r\n"
    f"content-length: {len(BODY)}\r\n\r\n"
)
ANSWER = HEAD.encode() + BODY


class Answering(asyncio.Protocol):
    """One connection. Requests have no body, so that each ends with its head."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        *heads, self._rest = (self._rest + data).split(b"\r\n\r\n")
        if heads:
            self._transport.write(ANSWER * len(heads))


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0, backlog=1024)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
