"""Runs that take their time: wait for one, read its log as it grows. Decides; the drivers fetch and sleep."""

# Client, resources, pages and runs are one thing in several modules.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from .calls import run, run_async, send, send_async
from .client import AsyncClient, Client
from .errors import ApiError, DeadlineExceeded, RunCancelled, RunFailed, UnexpectedResponse
from .exchange import Ask, Command, Sleep
from .facts import Follower, Limit, Operation, Waiter
from .guards import is_object
from .prepare import Arguments

if TYPE_CHECKING:
    from .options import CallOptions

T = TypeVar("T")

FIRST, GROWTH, LONGEST = 0.5, 1.5, 15.0
"""Seconds between the first two looks, how much longer each pause is than the one before, and the longest."""

SHARE = 0.25
"""How much of a rate budget watching one run may take."""

PATIENCE = 600.0
"""Seconds a run may stay in a state that nobody documented."""

CONFIRM = 0.5
"""Seconds until a log that just grew is looked at again after its run has ended: lines arrive a moment late."""


def pause(looks: int, limit: Limit | None, requests: int = 1) -> float:
    """Seconds to let pass after *looks* looks of so many *requests* each, given the budget they draw from."""
    least = requests * limit.per / limit.requests / SHARE if limit and limit.requests else 0.0
    return max(min(FIRST * GROWTH ** min(looks, 50), LONGEST), least)


class Watch:
    """Looks at one run until it has ended."""

    def __init__(
        self, client: Client | AsyncClient, waiter: Waiter[Any], path: tuple[object, ...], options: CallOptions
    ) -> None:
        self.waiter = waiter
        self.path = path
        self.client = client
        self.send: Any = send_async if isinstance(client, AsyncClient) else send
        self.options = options
        self.clock = client._core.clockwork.monotonic
        deadline = options.get("deadline", client._settings.deadline)
        self.deadline = None if deadline is None else self.clock() + deadline
        self.limit = client._core.plan.limits.get(waiter.retrieve.limit)
        self.run: Any = None
        self.looks = 0
        self.strange_since: float | None = None

    def call(
        self, operation: Operation[Any], options: CallOptions | None = None, *, given: Arguments | None = None
    ) -> Ask:
        """Fetch *operation* for this run within what is left of the time."""
        given, options = given or Arguments(self.path), self.left() if options is None else options
        return Ask(lambda: self.send(self.client, operation, given, options))

    def left(self) -> CallOptions:
        """The options of a call that has what is left of the time."""
        if self.deadline is None:
            return self.options
        return {**self.options, "deadline": max(0.0, self.deadline - self.clock())}

    def look(self) -> Generator[Command, Any, str]:
        """Fetch the run; its state."""
        self.run = (yield self.call(self.waiter.retrieve)).value
        self.looks += 1
        return self.state

    def ended(self, state: str) -> bool:
        """True when *state* is final; raises when it is unknown and lasts too long."""
        waiter = self.waiter
        if state in waiter.completed or state in waiter.failed or state in waiter.cancelled:
            return True
        if state in waiter.pending or not waiter.pending:
            self.strange_since = None
        elif self.strange_since is None:
            self.strange_since = self.clock()
        elif self.clock() - self.strange_since >= PATIENCE:
            raise UnexpectedResponse(
                f"{self.name} has been {state!r} for {PATIENCE:.0f} s, a state nobody documented",
                operation=waiter.name,
                run=self.run,
            )
        return False

    def rest(self, requests: int = 1) -> Sleep:
        """The pause after a look that took so many *requests*; raises `DeadlineExceeded` when that is too late."""
        seconds = pause(self.looks - 1, self.limit, requests)
        if self.deadline is not None:
            left = self.deadline - self.clock()
            if left <= 0:
                raise DeadlineExceeded("the deadline passed")
            seconds = min(seconds, left)
        return Sleep(seconds)

    @property
    def state(self) -> str:
        """The run's state as it was last seen."""
        return str(pick(self.run, self.waiter.status))

    @property
    def name(self) -> str:
        """The run as messages call it."""
        return f"run {self.path[-1]}" if self.path else "the run"

    def verdict(self, state: str) -> Any:
        """The run, if it completed; raises for one that ended badly."""
        if state in self.waiter.completed:
            return self.run
        words = pick(self.run, "error") or pick(self.run, "cancel_reason")
        because = f": {words}" if isinstance(words, str) and words else ""
        kind = RunCancelled if state in self.waiter.cancelled else RunFailed
        raise kind(f"{self.name} ended as {state}{because}", self.run)


def waiting(watch: Watch, on_timeout: Literal["leave", "cancel"]) -> Generator[Command, Any, Any]:
    """Watch a run to its end."""
    try:
        while not watch.ended(state := (yield from watch.look())):
            yield watch.rest()
    except DeadlineExceeded as late:
        fate = "goes on"
        if on_timeout == "cancel" and watch.waiter.cancel is not None:
            fate = yield from cancelled(watch, watch.waiter.cancel)
            if not fate:  # it ended by itself before it could be stopped
                return watch.verdict(watch.state)
        state = f" as {pick(watch.run, watch.waiter.status)}" if watch.run is not None else ""
        known: Any = {**vars(late), "operation": watch.waiter.name, "run": watch.run}
        raise DeadlineExceeded(
            f"{watch.name} was not done within the deadline; last seen{state}, it {fate}", **known
        ) from late
    return watch.verdict(state)


def cancelled(watch: Watch, cancel: Operation[Any]) -> Generator[Command, Any, str]:
    """Ask for the run to stop; how that went, for the message. Empty when the run had ended by itself."""
    try:
        run = (yield watch.call(cancel, {"deadline": 30.0})).value
    except ApiError as error:
        return f"may go on, for it could not be cancelled: {error}"
    waiter, state = watch.waiter, str(pick(run, watch.waiter.status))
    if state in (*waiter.completed, *waiter.failed, *waiter.cancelled, *waiter.pending):
        watch.run = run
    if state in (*waiter.completed, *waiter.failed):
        return ""
    return f"was asked to stop and is still {state}" if state in waiter.pending else "was cancelled"


class Tail:
    """Reads a log as it grows: each entry once, in order."""

    def __init__(self, watch: Watch, follower: Follower[Any]) -> None:
        self.watch = watch
        self.follower = follower
        self.known: set[object] = set()
        self.over = self.finished = False

    def more(self) -> Generator[Command, Any, list[Any] | None]:
        """The next entries; None after the last."""
        watch = self.watch
        while not self.finished:
            if not self.over:  # the state first: what is logged before the end is there once the end is
                if watch.looks:
                    yield watch.rest()
                self.over = watch.ended((yield from watch.look()))
            fresh = self._fresh((yield watch.call(self.follower.logs)).value)
            if self.over and fresh:
                yield Sleep(CONFIRM)
            self.finished = self.over and not fresh
            if fresh:
                return fresh
        return None

    def _fresh(self, answer: Any) -> list[Any]:
        fresh: list[Any] = []
        for entry in pick(answer, self.follower.entries) or ():
            identity: object = pick(entry, self.follower.key) or repr(entry)
            if identity not in self.known:
                self.known.add(identity)
                fresh.append(entry)
        return fresh


def pick(value: Any, name: str) -> Any:
    """What *value*, a model or JSON, holds under *name*, be it Python's or the wire's; else None."""
    if is_object(value):
        return value.get(name)
    if hasattr(value, name):
        return getattr(value, name)
    for field in getattr(value, "__attrs_attrs__", ()):
        if field.metadata.get("wire") == name:
            return getattr(value, field.name)
    return None


def wait(
    client: Client,
    waiter: Waiter[T],
    path: tuple[object, ...],
    on_timeout: Literal["leave", "cancel"],
    options: CallOptions,
) -> T:
    """The run once it has completed; see `Waiter`."""
    result: T = run(client, waiting(Watch(client, waiter, path, options), on_timeout), waiter.name)
    return result


async def wait_async(
    client: AsyncClient,
    waiter: Waiter[T],
    path: tuple[object, ...],
    on_timeout: Literal["leave", "cancel"],
    options: CallOptions,
) -> T:
    """The run once it has completed; see `Waiter`."""
    result: T = await run_async(client, waiting(Watch(client, waiter, path, options), on_timeout), waiter.name)
    return result


def follow(client: Client, follower: Follower[T], path: tuple[object, ...], options: CallOptions) -> Iterator[T]:
    """The entries of a run's log, until the run has ended."""
    tail = Tail(Watch(client, follower.until, path, options), follower)
    while (entries := run(client, tail.more())) is not None:
        yield from entries


async def follow_async(
    client: AsyncClient, follower: Follower[T], path: tuple[object, ...], options: CallOptions
) -> AsyncIterator[T]:
    """The entries of a run's log, until the run has ended."""
    tail = Tail(Watch(client, follower.until, path, options), follower)
    while (entries := await run_async(client, tail.more())) is not None:
        for entry in entries:
            yield entry
