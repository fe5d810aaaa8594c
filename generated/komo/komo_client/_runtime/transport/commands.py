"""What the pipeline asks its driver to do: send, sleep, run a function."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .messages import AttemptProgress, PreparedRequest


class Send(NamedTuple):
    """Send this; answered with `AttemptResult`."""

    request: PreparedRequest
    timeout: Mapping[str, float | None]
    """Seconds of silence: connect, read, write, pool."""
    seconds: float
    """The attempt must be over after these."""
    guarded: bool
    """The caller gave a deadline: hold it also over transports that cannot be told about time."""
    trail: AttemptProgress
    streamed: bool = False
    """The body of a success is not to be read, but handed on."""


class Sleep(NamedTuple):
    """Do nothing for so many seconds; answered with None."""

    seconds: float


class Invoke(NamedTuple):
    """Call this, await the result if it is awaitable, and answer with it."""

    question: Callable[[], Awaitable[Any] | Any]
    blocking: bool = False
    """It may wait for a disk or a network: it is kept off the event loop, and bounded by *seconds*."""
    seconds: float | None = None
    """After these it is left behind in its thread, and `AttemptTimeout` is raised instead."""


Command = Send | Sleep | Invoke
