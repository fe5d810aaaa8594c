"""A server on loopback that does to each attempt what a script says, counts what it executes, knows what it has shown.

Plain sockets, a thread for each connection; `http1` and `http2` speak. What arrives belongs to the call that it names.
"""

from __future__ import annotations

import json
import math
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from email.utils import formatdate
from typing import Literal, NamedTuple

from tests.sweeps.framing import Framing

PATIENCE = 5.0
"""Seconds after which a silent server hangs up, should the caller not."""
NAMED = "x-case"
"""The header in which a request says whose it is."""

Door = Literal["", "refused", "closed", "anew", "goaway", "goaway and closed"]
End = Literal["", "hang up", "reset", "silence", "reset stream", "goaway", "goaway first"]
Telling = Literal["seconds", "milliseconds", "date", "reset", "reset at"]


class Step(NamedTuple):
    """What happens to one attempt."""

    door: Door = ""
    """Nobody listens; or the connection is closed before a byte is read. The others concern connections that are idle:
    they are closed, or told to go away, and the attempt itself goes on with what follows."""
    work: bool = True
    status: int = 0
    """0: the operation's own success."""
    location: str = ""
    """Where a redirect points; ``/`` begins a path, ``elsewhere`` is the same place under another name."""
    told: float = 0.0
    """Seconds that it asks to be left alone, and in which way."""
    telling: Telling = "seconds"
    end: End = ""
    """How the answer breaks off; ``goaway first`` lets all of it follow."""
    cut: float = 0.0
    """Share of the answer's bytes, head included, that are sent before it breaks off."""
    pace: float = 0.0
    """Seconds between single bytes of the answer; 0: all at once."""
    framing: Framing = "length"
    announced: int = 0
    """So many bytes more than there are stand in Content-Length."""
    beyond: bool = False
    """The same answer follows, with an id that nobody asked for."""
    code: int = 0
    """HTTP/2: the error code of what ends a stream or a connection."""
    last: Literal["below", "stream", "above"] = "stream"
    """HTTP/2: where the last stream that GOAWAY names stands, seen from the attempt's."""
    late: float = 0.0
    """HTTP/2, of a connection that is made anew: seconds until its SETTINGS come."""
    streams: int = 0
    """HTTP/2, of such a connection: streams that may be open at once."""
    window: float = 0.0
    """HTTP/2, of such a connection: later bodies may be sent after so many seconds; infinite: never."""

    @property
    def turned_away(self) -> bool:
        """The attempt does not come as far as a request."""
        return self.door in ("refused", "closed")

    @property
    def succeeds(self) -> bool:
        """The work is done, and the answer comes whole."""
        return not (self.turned_away or self.status or self.end or self.announced)


class Answer(NamedTuple):
    """The success of a call: what stands around its id."""

    status: int
    before: Mapping[str, object] = {}
    after: Mapping[str, object] = {}
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
        self.spoiled = 0
        """Idle connections that were hung up, told to go away, or hold bytes of nobody."""
        self.raced = 0
        """Connections that were about to be left when a request came, or may have come."""
        self.shown: dict[str, float] = {}
        """Id → when the last of its bytes was sent."""
        self.keys: dict[str, str] = {}
        self.asked: float | None = None
        """No request is to come before this moment."""


class Taken(NamedTuple):
    """A request that was taken: what is to become of it."""

    ledger: Ledger
    step: Step
    made: str
    kept: bool
    """Whether the connection may be used again."""
    headers: list[str]

    @property
    def status(self) -> int:
        return self.step.status or self.ledger.answer.status

    @property
    def shows(self) -> bool:
        """Whether an id is in the answer."""
        return bool(self.made) and self.status < 300

    @property
    def body(self) -> bytes:
        return self.ledger.answer.body(self.made) if self.shows else b'{"detail": "it was told to"}'

    @property
    def token(self) -> bytes:
        """The id as it stands in the body."""
        return json.dumps(self.made).encode()

    def show(self) -> None:
        """The id's last byte was sent now."""
        self.ledger.shown.setdefault(self.made, time.monotonic())


class Connection:
    """What a server does with a connection beside answering."""

    def __init__(self, plain: socket.socket) -> None:
        self.plain = plain
        self.tainted = False
        """Whether bytes were sent beyond the end of an answer."""
        self.crippled = False
        """Whether it takes no body of a request."""

    def hang_up(self) -> None:
        with suppress(OSError):
            self.plain.shutdown(socket.SHUT_RDWR)

    def leave(self) -> None:
        """Say that no more requests are taken, if that can be said."""

    def talk(self) -> None:
        """Answer, until either side has had enough."""
        raise NotImplementedError


class Unruly:
    """Obeys one script after the other; *speak* makes the connections of its protocol."""

    def __init__(self, speak: Callable[[Unruly, socket.socket], Connection], scheme: str = "http") -> None:
        self.lock = threading.RLock()
        self._speak = speak
        self._open: set[Connection] = set()
        self._leaving: set[Connection] = set()
        self._listener: socket.socket | None = None
        self._holder = self._bound(0)  # keeps the port while nobody listens
        self.port: int = self._holder.getsockname()[1]
        self.url = f"{scheme}://127.0.0.1:{self.port}"
        self.ledger = Ledger("", [], Answer(200))
        self._ledgers: dict[str, Ledger] = {}
        self._listen()

    def begin(self, ledger: Ledger, *beside: Ledger) -> None:
        """From now on, *ledger* says what becomes of connections; calls *beside* it are under way at the same time."""
        with self.lock:
            self.ledger = ledger
            self._ledgers |= {one.name: one for one in (ledger, *beside)}
            ledger.raced += len(self._leaving)
            for connection in [connection for connection in self._open if connection.crippled]:
                connection.hang_up()
                self._open.discard(connection)
                ledger.spoiled += 1
            self._prepare()

    def turn(self) -> None:
        """The caller waits before it tries again: a refusal of its connection was noticed."""
        with self.lock:
            if self.next_step().door == "refused":
                self.ledger.steps.pop(0)
                self._prepare()

    def close(self) -> None:
        with self.lock:
            self._shut()
            self._leave_all("closed")
            self._holder.close()

    def next_step(self) -> Step:
        return self.ledger.steps[0] if self.ledger.steps else Step()

    def too_late(self, headers: Mapping[str, str]) -> None:
        """A request came by a connection that is being left; it is not looked at."""
        self._ledgers[headers[NAMED]].raced += 1

    def take(self, headers: Mapping[str, str], body: bytes, came: float, connection: Connection) -> Taken:
        """What becomes of a request whose first byte *came* at that moment."""
        with self.lock:
            ledger = self._ledgers[headers[NAMED]]
            ledger.requests += 1
            ledger.spoiled += connection.tainted
            ledger.early += ledger.asked is not None and came < ledger.asked
            host = headers.get(":authority") or headers.get("host", "")
            ledger.foreign += not host.startswith("127.0.0.1")
            step = ledger.steps.pop(0) if ledger.steps else Step()
            made = _done(ledger, body, headers) if step.work else ""
            closes = step.end not in ("", "reset stream")
            kept = not closes and not (ledger is self.ledger and self.next_step().door)
            if not kept:
                self._open.discard(connection)  # it is hung up on when it has its answer
                self._leaving.add(connection)
            if ledger is self.ledger:
                self._prepare()
            heard = step.told and not connection.tainted  # else the caller may read something else as its answer
            ledger.asked = time.monotonic() + step.told if heard else None
            connection.tainted |= step.beyond or step.announced < 0
        more = _telling(step) if step.told else []
        if step.location:
            elsewhere = self.url.replace("127.0.0.1", "localhost") + "/"
            more.append(f"location: {step.location.replace('elsewhere', elsewhere)}")
        return Taken(ledger, step, made, kept, more)

    def _prepare(self) -> None:
        """Open or shut the door, as the next attempt is to find it, and so that it has to knock."""
        door = self.next_step().door
        if door:
            self._leave_all(door)
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

    def _leave_all(self, door: Door) -> None:
        for connection in self._open:
            if "goaway" in door:
                connection.leave()
            if door != "goaway":
                connection.hang_up()
        self.ledger.spoiled += len(self._open)
        self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                if self.next_step().door == "closed":
                    self.ledger.steps.pop(0)
                    plain.close()
                    self._prepare()
                    continue
                connection = self._speak(self, plain)
                self._open.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: Connection) -> None:
        try:
            with connection.plain, suppress(OSError, ValueError):
                connection.talk()
        finally:
            with self.lock:
                self._open.discard(connection)
                self._leaving.discard(connection)


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
