"""Which runs occupy the key's slots: a create waits for one, and what answers say of runs gives them back."""

# Client, calls, resources, pages and runs are one thing in several modules.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ..client import AsyncClient
from ..codec.codec import pick
from ..errors import ApiError, DeadlineExceeded, NotFound
from ..facts import Waiter
from ..limits.limiter import BRIEF, StoreUnavailable, asked, give_back, pause
from ..limits.slots import Run, Slots
from ..protocol.request import Arguments, mint
from ..registry import _resource
from ..transport.commands import Command, Sleep
from ..transport.deadlines import AttemptTimeout, within
from ..util.typeguards import is_array, is_object
from . import failures
from .dispatch import answered, begin, traced

if TYPE_CHECKING:
    from ..client import BaseClient
    from ..options import CallOptions
    from .pipeline import Call, Reply


T = TypeVar("T")

LOOKS = 2
"""How far pauses between looks at runs have grown while a slot is waited for: neither hasty nor long."""


def occupying(client: BaseClient, call: Call, slots: Slots, path: tuple[object, ...]) -> Generator[Command, Any, Reply]:
    """The steps of *call*, which starts a run: it waits for a slot first, and gives it back if there is no run.

    Parameters:
        path: the values of the call's path.
    """
    holder, waiter = mint(), client._core.watchers.get(_resource(call.operation.name))

    def began(made: Any) -> None:
        if waiter is not None and made:
            slots.began(holder, Run(_name(waiter, made), _way(waiter, path, str(made))))

    try:
        yield from _slot(client, call, slots, holder, waiter)
        reply = yield from call.steps()
    except BaseException as error:
        fault = error  # the name does not outlive this block, which the thread may

        def ended() -> None:
            began(call.salvaged)
            if not _perhaps_made(call, fault):
                slots.free(holder)

        yield from give_back(slots, ended, call.left, error)
        raise
    yield from give_back(slots, lambda: began(_id(reply.value, call.operation.unwrap)), call.left)
    return reply


def seen(client: BaseClient, slots: Slots, call: Call, value: Any) -> None:
    """Give back the slots of runs that *value*, the answer of *call*, shows to have ended; others keep theirs."""
    operation = call.operation
    waiter = client._core.watchers.get(_resource(operation.name))
    if waiter is None:
        return
    runs: Iterable[Any] = value if is_array(value) else value.items if operation.paging else (value,)
    ended = {*waiter.completed, *waiter.failed, *waiter.cancelled}
    told = [
        partial(slots.free if str(pick(run, waiter.status)) in ended else slots.alive, _name(waiter, pick(run, "id")))
        for run in runs
    ]
    _meanwhile(client, slots, lambda: [one() for one in told], call.left)


def _slot(
    client: BaseClient, call: Call, slots: Slots, holder: str, waiter: Waiter[Any] | None
) -> Generator[Command, Any, None]:
    """Wait for a slot, and look at one run after the other meanwhile: perhaps nobody else does."""
    looks = 0
    limits = client._core.plan.limits
    rest = pause(LOOKS, limits.get(waiter.retrieve.limit if waiter else "default"))
    while (wait := (yield from _asked(call, slots, lambda: slots.take(holder)))) > 0:
        call.check()
        if not looks:
            call.tell("wait", f"all {slots.number} concurrent runs are under way", wait=wait)
        running = yield from _asked(call, slots, slots.running)
        known = [run for run in running if run.path]
        if waiter is not None and known:
            yield from _look(client, call, slots, waiter, known[looks % len(known)])
        looks += 1
        if (yield from _asked(call, slots, slots.running)) == running:  # else one may be free now
            wait = min(wait, rest)
            yield Sleep(wait if call.left is None else max(0.0, min(wait, call.left)))


def _asked(call: Call, slots: Slots, question: Callable[[], T]) -> Generator[Command, Any, T]:
    """Have *slots* answer *question* within the time of *call*."""
    try:
        return (yield from asked(slots, question, call.left))
    except StoreUnavailable as fault:
        raise failures.unreachable(call, fault) from None
    except AttemptTimeout:
        why = "the deadline passed before the run slots could be had"
        raise failures.build(call, DeadlineExceeded, why) from None


def _meanwhile(client: BaseClient, slots: Slots, action: Callable[[], object], left: float | None) -> None:
    """Do *action*, beside an event loop that it would hold up, and beside a call that has no time for it *left*."""
    if slots.blocking and isinstance(client, AsyncClient):
        import asyncio

        asyncio.get_running_loop().run_in_executor(None, action)
    elif slots.blocking and left is not None:
        with suppress(AttemptTimeout):
            within(max(left, BRIEF), action)
    else:
        action()


def _look(client: BaseClient, call: Call, slots: Slots, waiter: Waiter[Any], run: Run) -> Generator[Command, Any, None]:
    """Ask for one run; its answer tells whether it has ended. What goes wrong is not the concern of *call*."""
    options: CallOptions = {} if call.left is None else {"deadline": max(0.0, call.left)}
    given = Arguments(run.path)
    look = begin(client, waiter.retrieve, given, options)
    try:
        yield from traced(client, look, answered(client, look, given))
    except NotFound:
        yield from give_back(slots, lambda: slots.free(run.name), call.left)
    except ApiError as error:
        call.tell("wait", f"{run.name}: {error}")


def _perhaps_made(call: Call, error: BaseException) -> bool:
    """False when *call* has certainly started no run."""
    if isinstance(error, ApiError):
        return error.maybe_executed
    return any(attempt.phase != "unsent" for attempt in call.attempts)


def _id(value: Any, unwrap: str) -> Any:
    """The id of the run that an answer, as JSON, is about."""
    inner = value.get(unwrap, value) if is_object(value) else None
    return pick(inner, "id") if is_object(inner) else None


def _name(waiter: Waiter[Any], run: Any) -> str:
    return f"{waiter.name} {run}"


def _way(waiter: Waiter[Any], path: tuple[object, ...], run: str) -> tuple[object, ...]:
    """Values of the retrieve operation's path for a run that was created below *path*; none if they are not known."""
    wanted = waiter.retrieve.path.count("{")
    values = (*path, run)[-wanted:]
    return values if len(values) == wanted else ()
