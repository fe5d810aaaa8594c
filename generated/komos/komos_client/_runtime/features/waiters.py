"""Waits for one run to end. Decides when to poll; the driver fetches and sleeps."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from ..codec.codec import pick
from ..errors import ApiError, ConfigurationError, DeadlineExceeded, RunCancelled, RunFailed, UnexpectedResponse
from ..facts import Operation, Waiter
from ..limits.polling import poll_delay
from ..options import check_options
from ..pipeline.dispatch import run, run_async, sending
from ..protocol.request import Given
from ..transport.commands import Command, Invoke, Sleep

if TYPE_CHECKING:
    from ..options import CallOptions
    from ..pipeline.context import AnySession, AsyncSession, SyncSession

T = TypeVar("T")

UNKNOWN_STATE_TIMEOUT = 600.0
"""Seconds that a run may stay in an undocumented state."""

SHORTEST_DEADLINE = 1e-300
"""Seconds that no clock can count: a call with so many fails before anything is sent."""


class Poller:
    """Polls one run until it has ended.

    Parameters:
        path: values of the retrieve operation's path.
        options: of the wait; its deadline is that of all polls together.
    """

    def __init__(
        self, session: AnySession, waiter: Waiter[Any], path: tuple[object, ...], options: CallOptions
    ) -> None:
        self.waiter = waiter
        self.path = path
        self.session = session
        check_options(options)
        self.options = options
        self.clock = session.shared.clock.monotonic
        deadline = options.get("deadline", session.settings.deadline)
        self.deadline = None if deadline is None else self.clock() + deadline
        self.limit = session.shared.plan.limits.get(waiter.retrieve.limit)
        self.run: Any = None
        """The run as it was last seen."""
        self.polls = 0
        self.unknown_since: float | None = None

    def call(
        self, operation: Operation[Any], options: CallOptions | None = None, *, given: Given | None = None
    ) -> Invoke:
        """The command to call *operation* for this run, within the rest of the time."""
        options = self.remaining_options() if options is None else options
        return Invoke(sending(self.session, operation, given or Given(self.path), options))

    def remaining_options(self) -> CallOptions:
        """The options of a call that has the rest of the time."""
        if self.deadline is None:
            return self.options
        return {**self.options, "deadline": max(SHORTEST_DEADLINE, self.deadline - self.clock())}

    def poll(self) -> Generator[Command, Any, str]:
        """Fetch the run; returns its state."""
        self.run = (yield self.call(self.waiter.retrieve)).value
        self.polls += 1
        return self.state

    def has_ended(self, state: str) -> bool:
        """Whether *state* is final.

        Raises:
            UnexpectedResponse: the run has been in an undocumented state for too long.
        """
        waiter = self.waiter
        if state in waiter.completed or state in waiter.failed or state in waiter.cancelled:
            return True
        if state in waiter.pending or not waiter.pending:
            self.unknown_since = None
        elif self.unknown_since is None:
            self.unknown_since = self.clock()
        elif self.clock() - self.unknown_since >= UNKNOWN_STATE_TIMEOUT:
            raise UnexpectedResponse(
                f"{self.name} has been {state!r} for {UNKNOWN_STATE_TIMEOUT:.0f} s, an undocumented state",
                operation=waiter.name,
                run=self.run,
            )
        return False

    def delay(self, requests: int = 1) -> Sleep:
        """The pause after a poll that took so many *requests*; raises `DeadlineExceeded` after the deadline."""
        seconds = poll_delay(self.polls - 1, self.limit, requests)
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
        """The run's name in messages."""
        return f"run {self.path[-1]}" if self.path else "the run"

    def result(self, state: str) -> Any:
        """The run, if it completed.

        Raises:
            RunFailed, RunCancelled: it ended otherwise.
        """
        if state in self.waiter.completed:
            return self.run
        reason = pick(self.run, "error") or pick(self.run, "cancel_reason")
        because = f": {reason}" if isinstance(reason, str) and reason else ""
        kind = RunCancelled if state in self.waiter.cancelled else RunFailed
        raise kind(f"{self.name} ended as {state}{because}", self.run)


def check_on_timeout(value: str) -> None:
    """Raise `ConfigurationError` for a *value* that would silently mean ``leave``."""
    if value not in ("leave", "cancel"):
        raise ConfigurationError(f"on_timeout: expected 'leave' or 'cancel', got {value!r}")


def until_ended(poller: Poller, on_timeout: Literal["leave", "cancel"]) -> Generator[Command, Any, Any]:
    """Poll a run until it has ended; returns it, or raises as `Poller.result` does."""
    check_on_timeout(on_timeout)
    try:
        while not poller.has_ended(state := (yield from poller.poll())):
            yield poller.delay()
    except DeadlineExceeded as late:
        fate = "goes on"
        if on_timeout == "cancel" and poller.waiter.cancel is not None:
            fate = yield from cancelled(poller, poller.waiter.cancel)
            if not fate:  # it ended by itself before it could be stopped
                return poller.result(poller.state)
        last = f" as {poller.state}" if poller.run is not None else ""
        known: Any = {**vars(late), "operation": poller.waiter.name, "run": poller.run}
        raise DeadlineExceeded(
            f"{poller.name} was not done within the deadline; last seen{last}, it {fate}", **known
        ) from late
    return poller.result(state)


def cancelled(poller: Poller, cancel: Operation[Any]) -> Generator[Command, Any, str]:
    """Ask for the run to stop; returns the effect, for a message; empty when the run had ended by itself."""
    try:
        run = (yield poller.call(cancel, {"deadline": 30.0})).value
    except ApiError as error:
        return f"may go on, for it could not be cancelled: {error}"
    waiter, state = poller.waiter, str(pick(run, poller.waiter.status))
    if state in (*waiter.completed, *waiter.failed, *waiter.cancelled, *waiter.pending):
        poller.run = run
    if state in (*waiter.completed, *waiter.failed):
        return ""
    return f"was asked to stop and is still {state}" if state in waiter.pending else "was cancelled"


def wait(
    session: SyncSession,
    waiter: Waiter[T],
    path: tuple[object, ...],
    on_timeout: Literal["leave", "cancel"],
    options: CallOptions,
) -> T:
    """The run once it has completed; see `Waiter`."""
    poller = Poller(session, waiter, path, options)
    result: T = run(session, until_ended(poller, on_timeout), waiter.name)
    return result


async def wait_async(
    session: AsyncSession,
    waiter: Waiter[T],
    path: tuple[object, ...],
    on_timeout: Literal["leave", "cancel"],
    options: CallOptions,
) -> T:
    """The run once it has completed; see `Waiter`."""
    poller = Poller(session, waiter, path, options)
    result: T = await run_async(session, until_ended(poller, on_timeout), waiter.name)
    return result
