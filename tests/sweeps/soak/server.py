"""A cheap HTTP/1.1 server in a process of its own, which counts connections and requests.

    python -m tests.sweeps.soak.server

It prints two ports and serves until its standard input is closed: one for calls, one where its counts can be had.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, cast

ROOT = Path(__file__).resolve().parents[3]
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-api-version: 1\r\n"
RUN = {
    "id": "run_1", "taskId": "task_1", "status": "COMPLETED", "triggerType": "api", "inputs": {}, "outputs": {},
    "timestamps": {"createdAt": "2026-01-15T10:30:00Z", "startedAt": None, "finishedAt": None},
    "progress": None, "logsUrl": None, "error": None, "cancelReason": None,
}  # fmt: skip
BODY = json.dumps({"run": RUN}).encode()
ANSWER = HEAD + b"content-length: %d\r\n\r\n" % len(BODY) + BODY
LINE = b'{"text": "%b"}\n' % (b"x" * 1000)
FEED = HEAD + b"transfer-encoding: chunked\r\n\r\n" + b"%x\r\n%b\r\n" % (len(LINE), LINE) * 200 + b"0\r\n\r\n"


class Counts(NamedTuple):
    """What was seen since the counts were reset."""

    open: int
    """Connections now."""
    most: int
    """At once."""
    connections: int
    requests: int
    mixed: int
    """Connections over which several processes made calls."""


class State:
    """The counts while they change."""

    def __init__(self) -> None:
        self.open = 0
        self.reset()

    def reset(self) -> None:
        self.most, self.connections, self.requests, self.mixed = self.open, 0, 0, 0

    def counts(self) -> Counts:
        return Counts(self.open, self.most, self.connections, self.requests, self.mixed)


class Conversation(asyncio.Protocol):
    """One connection. A request is known by its head: ``x-delay`` (milliseconds), ``x-process``, and a path."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.data = b""
        self.processes: set[bytes] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.state.open += 1
        self.state.connections += 1
        self.state.most = max(self.state.most, self.state.open)

    def connection_lost(self, exc: Exception | None) -> None:
        self.state.open -= 1

    def data_received(self, data: bytes) -> None:
        self.data += data
        while (end := self.data.find(b"\r\n\r\n")) >= 0:
            head = self.data[:end].lower()
            length = int(_header(head, b"content-length") or 0)
            if len(self.data) < end + 4 + length:
                return
            self.data = self.data[end + 4 + length :]
            self.state.requests += 1
            if (process := _header(head, b"x-process")) and process not in self.processes:
                self.processes.add(process)
                self.state.mixed += len(self.processes) == 2
            answer = FEED if b"/feed" in head[: head.find(b"\r")] else ANSWER
            if delay := _header(head, b"x-delay"):
                asyncio.get_running_loop().call_later(float(delay) / 1000, self.answer, answer)
            else:
                self.transport.write(answer)

    def answer(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)


def _header(head: bytes, name: bytes) -> bytes:
    _, found, rest = head.partition(b"\r\n" + name + b": ")
    return rest.partition(b"\r\n")[0] if found else b""


class Control(asyncio.Protocol):
    """Answers each request with the counts; one for ``/reset`` sets them back."""

    def __init__(self, state: State) -> None:
        self.state = state

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if b"/reset" in data:
            self.state.reset()
        body = json.dumps(self.state.counts()).encode()
        self.transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body) + body)
        self.transport.close()


async def main() -> None:
    state, loop = State(), asyncio.get_running_loop()
    calls = await loop.create_server(lambda: Conversation(state), "127.0.0.1", 0, backlog=4096)
    control = await loop.create_server(lambda: Control(state), "127.0.0.1", 0)
    print(*(server.sockets[0].getsockname()[1] for server in (calls, control)), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


class Served:
    """The server, seen from the process that makes calls."""

    def __init__(self, port: int, control: int) -> None:
        self.url, self._control = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{control}"

    def counts(self) -> Counts:
        with urllib.request.urlopen(f"{self._control}/counts") as answer:
            return Counts(*json.load(answer))

    def reset(self) -> None:
        urllib.request.urlopen(f"{self._control}/reset").close()

    def open_at_most(self, number: int, seconds: float = 2.0) -> int:
        """Connections that are open when they have become so few, or the time is over: the server hears of it late."""
        end = time.monotonic() + seconds
        while (still := self.counts().open) > number and time.monotonic() < end:
            time.sleep(0.01)
        return still


@contextlib.contextmanager
def served() -> Iterator[Served]:
    """A running server."""
    words = [sys.executable, "-m", "tests.sweeps.soak.server"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Served(*map(int, process.stdout.readline().split()))
        finally:
            process.stdin.close()


if __name__ == "__main__":
    asyncio.run(main())
