"""Runs that take their time: wait for one, read its log as it grows. Decides; the drivers fetch and sleep."""

# Client, resources, pages and runs are one thing in several modules.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from ..client import AsyncClient, Client
from ..codec.codec import pick
from ..errors import ApiError, DeadlineExceeded, RunCancelled, RunFailed, UnexpectedResponse
from ..facts import Operation, Waiter
from ..limits.limiter import pause
from ..pipeline.dispatch import run, run_async, send, send_async
from ..protocol.request import Arguments
from ..transport.commands import Command, Invoke, Sleep

if TYPE_CHECKING:
    from ..options import CallOptions


T = TypeVar("T")

UNKNOWN_STATE_TIMEOUT = 600.0
"""Seconds a run may stay in a state that nobody documented."""


class Poller:
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
    ) -> Invoke:
        """Fetch *operation* for this run within what is left of the time."""
        given, options = given or Arguments(self.path), self.left() if options is None else options
        return Invoke(lambda: self.send(self.client, operation, given, options))

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
        elif self.clock() - self.strange_since >= UNKNOWN_STATE_TIMEOUT:
            raise UnexpectedResponse(
                f"{self.name} has been {state!r} for {UNKNOWN_STATE_TIMEOUT:.0f} s, a state nobody documented",
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


def waiting(watch: Poller, on_timeout: Literal["leave", "cancel"]) -> Generator[Command, Any, Any]:
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


def cancelled(watch: Poller, cancel: Operation[Any]) -> Generator[Command, Any, str]:
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


def wait(
    client: Client,
    waiter: Waiter[T],
    path: tuple[object, ...],
    on_timeout: Literal["leave", "cancel"],
    options: CallOptions,
) -> T:
    """The run once it has completed; see `Waiter`."""
    result: T = run(client, waiting(Poller(client, waiter, path, options), on_timeout), waiter.name)
    return result


async def wait_async(
    client: AsyncClient,
    waiter: Waiter[T],
    path: tuple[object, ...],
    on_timeout: Literal["leave", "cancel"],
    options: CallOptions,
) -> T:
    """The run once it has completed; see `Waiter`."""
    result: T = await run_async(client, waiting(Poller(client, waiter, path, options), on_timeout), waiter.name)
    return result
