"""A server with strict sliding windows, in a process of its own: what a limit does not allow is refused, and counted.

It grants a request only if fewer than *requests* were granted in the *per* seconds before, says nothing about its
limits on the answers it grants, and tells those it refuses exactly when there is room again.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import time
import urllib.request
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

HELD = 0.3
"""Seconds for which a run that was created is under way."""


class Window(NamedTuple):
    """At most *requests* in any *per* seconds, of those whose path holds *part*."""

    requests: int
    per: float
    part: str = ""


class Counts(NamedTuple):
    """What the server has seen; seconds of its own clock."""

    granted: int = 0
    refused: int = 0
    first: float = 0.0
    """When it granted the first request, and the last one."""
    last: float = 0.0
    most_runs: int = 0
    """So many runs were under way at once, and so many creates were refused because of it."""
    refused_runs: int = 0


class _State:
    def __init__(self, windows: Sequence[Window], runs: int) -> None:
        self.windows = [(window, deque[float]()) for window in windows]
        self.runs = runs
        self.ends: dict[str, float] = {}
        self.counts = Counts()

    def answer(self, method: str, path: str) -> tuple[int, dict[str, str], Any]:
        if path == "/counts":
            return 200, {}, self.counts
        now = time.monotonic()
        wait = 0.0
        drawn = [(window, granted) for window, granted in self.windows if window.part in path]
        for window, granted in drawn:
            while granted and granted[0] <= now - window.per:
                granted.popleft()
            if len(granted) >= window.requests:
                wait = max(wait, granted[0] + window.per - now)
        if wait:
            self.counts = self.counts._replace(refused=self.counts.refused + 1)
            return 429, _later(wait), {"error": {"message": "too many requests"}}
        for _, granted in drawn:
            granted.append(now)
        counts = self.counts
        self.counts = counts._replace(granted=counts.granted + 1, first=counts.first or now, last=now)
        return self._run(method, path, now) if "/runs" in path else (200, {}, {"data": [], "object": "list"})

    def _run(self, method: str, path: str, now: float) -> tuple[int, dict[str, str], Any]:
        if method == "POST":
            under_way = [end for end in self.ends.values() if end > now]
            if len(under_way) >= self.runs:
                self.counts = self.counts._replace(refused_runs=self.counts.refused_runs + 1)
                return 429, _later(min(under_way) - now), {"error": {"message": "too many concurrent runs"}}
            name = f"run_{len(self.ends)}"
            self.ends[name] = now + HELD
            self.counts = self.counts._replace(most_runs=max(self.counts.most_runs, len(under_way) + 1))
        else:
            name = path.rpartition("/")[2]
        status = "running" if self.ends[name] > now else "succeeded"
        return 200, {}, {"id": name, "status": status}


def _later(seconds: float) -> dict[str, str]:
    return {"retry-after": f"{seconds:.3f}", "retry-after-ms": f"{seconds * 1000:.1f}"}


class _Talk(asyncio.Protocol):
    """One connection; requests come one after the other."""

    def __init__(self, state: _State) -> None:
        self.state = state
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].decode()
            _, _, rest = head.lower().partition("content-length:")
            length = int(rest.partition("\r\n")[0]) if rest else 0
            if len(self.buffer) < end + 4 + length:
                return
            self.buffer = self.buffer[end + 4 + length :]
            method, target, _ = head.split(" ", 2)
            status, headers, value = self.state.answer(method, target.partition("?")[0])
            body = json.dumps(value).encode()
            lines = [f"HTTP/1.1 {status} X", "content-type: application/json", f"content-length: {len(body)}"]
            lines += ["x-api-version: 1", *(f"{name}: {text}" for name, text in headers.items())]
            self.transport.write("\r\n".join([*lines, "", ""]).encode() + body)  # type: ignore[attr-defined]


def _serve(windows: Sequence[Window], runs: int, started: Connection) -> None:
    async def main() -> None:
        state = _State(windows, runs)
        server = await asyncio.get_running_loop().create_server(lambda: _Talk(state), "127.0.0.1", 0, backlog=512)
        started.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


class Strict:
    """The server, seen from outside."""

    def __init__(self, url: str) -> None:
        self.url = url

    def counts(self) -> Counts:
        with urllib.request.urlopen(f"{self.url}/counts") as answer:
            return Counts(*json.load(answer))


@contextmanager
def strict(*windows: Window, runs: int = 1_000_000) -> Iterator[Strict]:
    """A running server that grants what *windows* allow, and so many *runs* at once."""
    fresh = multiprocessing.get_context("spawn")
    here, there = fresh.Pipe()
    process = fresh.Process(target=_serve, args=(windows, runs, there), daemon=True)
    process.start()
    try:
        yield Strict(f"http://127.0.0.1:{here.recv()}")
    finally:
        process.terminate()
        process.join()
