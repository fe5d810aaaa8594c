"""Concurrent-run slots of a plan: a create waits for one, and answers about runs release those that have ended."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ..codec.codec import pick
from ..errors import ApiError, DeadlineExceeded, NotFound
from ..facts import Operation, Waiter
from ..limits.limiter import RELEASE_TIMEOUT, Release, StoreUnavailable, release_off_loop, run_off_loop
from ..limits.polling import poll_delay
from ..limits.slots import Run, Slots
from ..protocol.request import Given, new_uuid
from ..registry import resource_of
from ..transport.commands import Command, Sleep
from ..transport.deadlines import AttemptTimeout, run_within
from ..util.async_library import running_library
from ..util.typeguards import is_array, is_object
from . import failures
from .pipeline import execute

if TYPE_CHECKING:
    from ..options import CallOptions
    from .call import CallState
    from .context import AnySession
    from .pipeline import Reply

    Perform = Callable[[AnySession, Operation[Any], Given, CallOptions], Generator[Command, Any, Any]]

T = TypeVar("T")

A_SLOT = "a run slot"

POLLS_FOR_PAUSE = 2
"""The pause between two polls while a slot is waited for is as long as after so many polls of a run."""


def execute_in_slot(
    call: CallState, slots: Slots, path: tuple[object, ...], perform: Perform
) -> Generator[Command, Any, Reply]:
    """The steps of *call*, which starts a run: it waits for a slot, and releases it if no run was started.

    Parameters:
        path: the values of the call's path.
        perform: makes another call of the same session.
    """
    holder, waiter = new_uuid(), call.shared.waiters.get(resource_of(call.operation.name))
    ended_early = False

    def acquire() -> float:
        wait = slots.acquire(holder)
        if ended_early:  # a thread still asked for the slot when the call was broken off
            slots.release(holder)
        return wait

    def began(run_id: Any) -> None:
        if waiter is not None and run_id:
            slots.assign(holder, Run(_run_name(waiter, run_id), _retrieve_path(waiter, path, str(run_id))))

    try:
        yield from _wait_for_slot(call, slots, acquire, waiter, perform)
        reply = yield from execute(call)
    except BaseException as error:
        started = failures.may_have_executed(call, error)
        ended_early = not started

        def ended() -> None:
            began(call.salvaged)
            if not started:
                slots.release(holder)

        yield from release_off_loop(slots, ended, call.left, call.tell_unreleased(A_SLOT), error)
        raise
    call.note_salvaged(reply.result)  # if the call is broken off now, its id is known
    tell = call.tell_unreleased(A_SLOT)
    yield from release_off_loop(slots, lambda: began(_run_id(reply.value, call.operation.unwrap)), call.left, tell)
    call.tell_notices(slots)
    return reply


def release_ended(call: CallState, slots: Slots, value: Any) -> None:
    """Release the slots of runs that *value*, the answer of *call*, shows to have ended; renew those of others.

    What fails in this is told: the answer is there, and must not be lost to it.
    """
    updates = call.emitter.guarded("releasing run slots", lambda: list(_slot_updates(call, slots, value)))
    if not updates:
        return

    def apply() -> None:
        for update in updates:
            update()

    if not slots.blocking:
        apply()
        return
    release = Release(apply, call.tell_unreleased(A_SLOT))
    if call.session.asynchronous:
        running_library().start_in_thread(release)
    elif call.left is not None:
        with suppress(AttemptTimeout):
            run_within(max(call.left, RELEASE_TIMEOUT), release)
    else:
        release()
    release.left()
    call.tell_notices(slots)


def _slot_updates(call: CallState, slots: Slots, value: Any) -> Iterator[Callable[[], None]]:
    """The changes of *slots* that follow from *value*."""
    operation = call.operation
    waiter = call.shared.waiters.get(resource_of(operation.name))
    if waiter is None:
        return
    runs: Iterable[Any] = value if is_array(value) else value.items if operation.paging else (value,)
    ended = {*waiter.completed, *waiter.failed, *waiter.cancelled}
    for run in runs:
        change = slots.release if str(pick(run, waiter.status)) in ended else slots.extend
        yield partial(change, _run_name(waiter, pick(run, "id")))


def _wait_for_slot(
    call: CallState, slots: Slots, acquire: Callable[[], float], waiter: Waiter[Any] | None, perform: Perform
) -> Generator[Command, Any, None]:
    """Wait for a slot, and poll one run after the other meanwhile, because perhaps nobody else does."""
    polls = 0
    limits = call.shared.plan.limits
    longest = poll_delay(POLLS_FOR_PAUSE, limits.get(waiter.retrieve.limit if waiter else "default"))
    while (wait := (yield from _asked(call, slots, acquire))) > 0:
        call.check()
        if not polls:
            call.emit("wait", f"all {slots.number} concurrent runs are under way", wait=wait)
        running = yield from _asked(call, slots, slots.running)
        known = [run for run in running if run.path]
        if waiter is not None and known:
            yield from _poll(call, slots, waiter, known[polls % len(known)], perform)
        polls += 1
        if (yield from _asked(call, slots, slots.running)) == running:  # else one may be free now
            wait = min(wait, longest)
            yield Sleep(wait if call.left is None else max(0.0, min(wait, call.left)))


def _asked(call: CallState, slots: Slots, question: Callable[[], T]) -> Generator[Command, Any, T]:
    """The result of *question*, a function of *slots*, within the time of *call*."""
    try:
        answer = yield from run_off_loop(slots, question, call.left)
        call.tell_notices(slots)
        return answer
    except StoreUnavailable as fault:
        raise failures.limits_unavailable(call, fault) from None
    except AttemptTimeout:
        raise call.error(DeadlineExceeded, "the deadline passed before the run slots could be read") from None


def _poll(
    call: CallState, slots: Slots, waiter: Waiter[Any], run: Run, perform: Perform
) -> Generator[Command, Any, None]:
    """Retrieve one run; its answer releases its slot if it has ended. Errors do not concern *call*."""
    options: CallOptions = {} if call.left is None else {"deadline": max(0.0, call.left)}
    try:
        yield from perform(call.session, waiter.retrieve, Given(run.path), options)
    except NotFound:
        yield from release_off_loop(slots, lambda: slots.release(run.name), call.left, call.tell_unreleased(A_SLOT))
    except ApiError as error:
        call.emit("wait", f"{run.name}: {error}")


def _run_id(value: Any, unwrap: str) -> Any:
    """The id of the run in an answer's JSON."""
    inner = value.get(unwrap, value) if is_object(value) else None
    return pick(inner, "id") if is_object(inner) else None


def _run_name(waiter: Waiter[Any], run_id: Any) -> str:
    return f"{waiter.name} {run_id}"


def _retrieve_path(waiter: Waiter[Any], path: tuple[object, ...], run_id: str) -> tuple[object, ...]:
    """Path values of the retrieve operation for a run that was created below *path*; empty if they are not known."""
    enabled = waiter.retrieve.path.count("{")
    values = (*path, run_id)[-enabled:]
    return values if len(values) == enabled else ()
