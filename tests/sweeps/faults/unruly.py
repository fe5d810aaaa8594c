"""A server on loopback that does to each attempt what a script says, counts what it executes, knows what it has shown.

Plain sockets, a thread for each connection. One call at a time: what arrives belongs to the script that `begin` set.
"""

from __future__ import annotations

import json
import math
import socket
import struct
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from email.utils import formatdate
from typing import Any, Literal, NamedTuple

from tests.sweeps.framing import Framing, framed, readable

PATIENCE = 5.0
"""Seconds after which a silent server hangs up, should the caller not."""


Telling = Literal["seconds", "milliseconds", "date", "reset", "reset at"]


class Step(NamedTuple):
    """What happens to one attempt."""

    door: Literal["", "refused", "closed"] = ""
    """Nobody listens; or the connection is closed before a byte is read."""
    work: bool = True
    status: int = 0
    """0: the operation's own success."""
    location: str = ""
    """Where a redirect points; ``/`` begins a path, ``elsewhere`` is the same place under another name."""
    told: float = 0.0
    """Seconds that it asks to be left alone, and in which way."""
    telling: Telling = "seconds"
    end: Literal["", "hang up", "reset", "silence"] = ""
    """How the answer breaks off."""
    cut: float = 0.0
    """Share of the answer's bytes, head included, that are sent before it breaks off."""
    pace: float = 0.0
    """Seconds between single bytes of the answer; 0: all at once."""
    framing: Framing = "length"

    @property
    def succeeds(self) -> bool:
        """The work is done, and the answer comes whole."""
        return not (self.door or self.status or self.end)


class Answer(NamedTuple):
    """The success of a call: what stands around its id."""

    status: int
    before: Mapping[str, Any] = {}
    after: Mapping[str, Any] = {}
    envelope: str = ""

    def body(self, made: str) -> bytes:
        value = {**self.before, "id": made, **self.after}
        return json.dumps({self.envelope: value} if self.envelope else value).encode()


class Ledger:
    """What one call has led to."""

    def __init__(self, name: str, steps: Sequence[Step], answer: Answer, *, makes: bool = True) -> None:
        self.name, self.answer, self.makes = name, answer, makes
        self.steps = list(steps)
        self.requests = self.executions = self.early = self.foreign = 0
        self.shown: dict[str, float] = {}
        """Id → when the last of its bytes was sent."""
        self.keys: dict[str, str] = {}
        self.asked: float | None = None
        """No request is to come before this moment."""


class Unruly:
    """Obeys one script after the other."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._open: set[socket.socket] = set()
        self._listener: socket.socket | None = None
        self._holder = self._bound(0)  # keeps the port while nobody listens
        self.port: int = self._holder.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.ledger = Ledger("", [], Answer(200))
        self._listen()

    def begin(self, ledger: Ledger) -> None:
        """From now on, all that arrives belongs to *ledger*."""
        with self._lock:
            self.ledger = ledger
            self._prepare()

    def turn(self) -> None:
        """The caller waits before it tries again: a refusal of its connection was noticed."""
        with self._lock:
            if self._next().door == "refused":
                self.ledger.steps.pop(0)
                self._prepare()

    def close(self) -> None:
        with self._lock:
            self._shut()
            self._hang_up()
            self._holder.close()

    def _next(self) -> Step:
        return self.ledger.steps[0] if self.ledger.steps else Step()

    def _prepare(self) -> None:
        """Open or shut the door, as the next attempt is to find it, and so that it has to knock."""
        door = self._next().door
        if door:
            self._hang_up()
        if door == "refused":
            self._shut()
        elif self._listener is None:
            self._listen()

    @staticmethod
    def _bound(port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.bind(("127.0.0.1", port))
        return listener

    def _listen(self) -> None:
        listener = self._listener = self._bound(self.port)
        listener.listen(64)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _shut(self) -> None:
        if self._listener is not None:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None

    def _hang_up(self) -> None:
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with self._lock:
                if self._next().door == "closed":
                    self.ledger.steps.pop(0)
                    connection.close()
                    self._prepare()
                    continue
                self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with connection, connection.makefile("rb") as stream, suppress(OSError, ValueError):
                while self._one(connection, stream):
                    pass
        finally:
            with self._lock:
                self._open.discard(connection)

    def _one(self, connection: socket.socket, stream: Any) -> bool:
        """Read and answer one request; True when another may follow."""
        if not stream.readline():
            return False
        came = time.monotonic()
        headers: dict[str, str] = {}
        while line := stream.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
        with self._lock:
            ledger = self.ledger
            ledger.requests += 1
            ledger.early += ledger.asked is not None and came < ledger.asked
            ledger.foreign += not headers.get("host", "").startswith("127.0.0.1")
            step = ledger.steps.pop(0) if ledger.steps else Step()
            made = _done(ledger, body, headers) if step.work else ""
            kept = not step.end and not self._next().door
            if not kept:
                self._open.discard(connection)  # it is hung up on when it has its answer
            self._prepare()
            ledger.asked = time.monotonic() + step.told if step.told else None
        more = _telling(step) if step.told else []
        if step.location:
            more.append(f"location: {step.location.replace('elsewhere', f'http://localhost:{self.port}/')}")
        if not kept:
            more.append("connection: close")
        self._reply(connection, ledger, step, made, more)
        return kept

    def _reply(self, connection: socket.socket, ledger: Ledger, step: Step, made: str, headers: Sequence[str]) -> None:
        status = step.status or ledger.answer.status
        body = ledger.answer.body(made) if made and status < 300 else b'{"detail": "it was told to"}'
        whole = framed(body, step.framing, status, headers)
        sent = whole[: int(len(whole) * step.cut)] if step.end else whole
        shows = made and status < 300
        token = json.dumps(made).encode()
        if not step.pace:
            if shows and token in readable(sent):
                ledger.shown[made] = time.monotonic()
            connection.sendall(sent)
        for length in range(1, len(sent) + 1 if step.pace else 0):
            connection.sendall(sent[length - 1 : length])
            if shows and made not in ledger.shown and token in readable(sent[:length]):
                ledger.shown[made] = time.monotonic()
            time.sleep(step.pace)
        if step.end == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif step.end == "silence":
            connection.settimeout(PATIENCE)
            connection.recv(1)


def _telling(step: Step) -> list[str]:
    """The wait in headers; the date comes from a clock that is an hour slow."""
    now = int(time.time()) - 3600
    return {
        "seconds": [f"retry-after: {step.told}"],
        "milliseconds": [f"retry-after-ms: {step.told * 1000:.0f}"],
        "date": [f"date: {formatdate(now, usegmt=True)}", f"retry-after: {formatdate(now + step.told, usegmt=True)}"],
        "reset": [f"x-ratelimit-reset: {step.told}"],
        "reset at": [f"x-ratelimit-reset: {math.ceil((time.time() + step.told) * 1000)}"],
    }[step.telling]


def _done(ledger: Ledger, body: bytes, headers: Mapping[str, str]) -> str:
    """The id of what the request makes; a key that was seen before makes nothing new."""
    value = json.loads(body) if body else {}
    key = value.get("clientRequestId") or headers.get("idempotency-key") or ""
    if key in ledger.keys:
        return ledger.keys[key]
    ledger.executions += 1
    made = f"{ledger.name}-{ledger.executions if ledger.makes else 0}"
    if key:
        ledger.keys[key] = made
    return made
