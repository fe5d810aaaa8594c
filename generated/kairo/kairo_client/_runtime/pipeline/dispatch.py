"""One call of a client: prepare its request, drive the pipeline's steps, decode the answer. The only place that sleeps.

`perform` is the whole call as a generator of commands; `run` and `run_async` carry commands out, and take no decision.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ..diagnostics.drift import DriftWarning, Misfit, warn
from ..diagnostics.version_headers import NO_VERSION
from ..errors import ConfigurationError, DriftError, VersionMismatch
from ..facts import Operation
from ..options import phase_timeouts
from ..protocol.response import decode
from ..response import Response
from ..transport.commands import Command, Invoke, Send, Sleep
from ..transport.deadlines import AttemptTimeout, run_within
from ..util.async_library import running_library
from ..util.server_text import SLICED
from . import failures, tracing
from .call import CallState
from .pipeline import Reply, execute
from .prepare import prepare

if TYPE_CHECKING:
    from ..options import CallOptions
    from ..protocol.request import Given
    from .context import AnySession, AsyncSession, SyncSession

T = TypeVar("T")


def send(session: SyncSession, operation: Operation[T], given: Given, options: CallOptions) -> Response[T]:
    """Call *operation*; raises as `ApiError` says."""
    return run(session, perform(session, operation, given, options))


async def send_async(session: AsyncSession, operation: Operation[T], given: Given, options: CallOptions) -> Response[T]:
    """Call *operation*; raises as `ApiError` says."""
    return await run_async(session, perform(session, operation, given, options))


def sending(session: AnySession, operation: Operation[Any], given: Given, options: CallOptions) -> Callable[[], Any]:
    """A function that calls *operation*, for `Invoke`; what it returns is awaitable if *session* is asynchronous."""
    return partial(send_async if session.asynchronous else send, session, operation, given, options)


def perform(
    session: AnySession, operation: Operation[T], given: Given, options: CallOptions
) -> Generator[Command, Any, Response[T]]:
    """One call, up to its decoded answer."""
    call = begin(session, operation, given, options)
    try:
        with tracing.span_of(call):
            reply = yield from finished_call(call, given)
            return (yield from finish(call, reply))
    except BaseException as error:
        failures.note_unknown_outcome(call, error)
        raise


def begin(session: AnySession, operation: Operation[Any], given: Given, options: CallOptions) -> CallState:
    """The call, ready for `finished_call`."""
    request, idempotency_key = prepare(session, operation, given, options)
    credentials = () if request.cross_origin else session.shared.credentials.resolve(operation)
    timeout = phase_timeouts(options["timeout"]) if "timeout" in options else session.settings.timeout
    return CallState(session, operation, request, idempotency_key, options, timeout, credentials)


def finished_call(call: CallState, given: Given) -> Generator[Command, Any, Reply]:
    """The answer of *call*; a call that starts a run takes one of the plan's slots first."""
    slots = call.shared.slots
    try:
        if slots is None or not call.operation.slot or call.operation.stream:
            return (yield from execute(call))
        from .run_slots import execute_in_slot

        return (yield from execute_in_slot(call, slots, given.path, perform))
    except BaseException as error:
        failures.note_unknown_outcome(call, error)
        raise


def finish(call: CallState, reply: Reply) -> Generator[Command, Any, Response[Any]]:
    """The decoded answer, with status, headers and attempts; a large one is decoded beside the event loop."""
    operation, shared = call.operation, call.shared
    if operation.name in shared.service.recipes:
        call.emitter.guarded(
            "the record of creations", lambda: shared.creations.add(operation, call.idempotency_key, reply.value)
        )
    misfits: list[Misfit] = []
    try:
        codec, report = lambda: shared.codec, misfits.append
        steps = partial(decode, operation, reply.result, reply.value, codec, report, reply.reading)
        value = (yield Invoke(steps, call.session.asynchronous)) if len(reply.result.body) > SLICED else steps()
        return response(call, reply, value, misfits)
    except BaseException as error:
        call.note_salvaged(reply.result)
        failures.note_unknown_outcome(call, error)
        raise


def response(call: CallState, reply: Reply, value: Any, misfits: list[Misfit]) -> Response[Any]:
    """*value* with status, headers and attempts; before, misfits are reported and slots of ended runs released."""
    slots = call.shared.slots
    if slots is not None:
        from .run_slots import release_ended

        release_ended(call, slots, value)
    if misfits or call.version_misfits:
        report_misfits(call, value, misfits)
    result, replayed = reply.result, call.operation.replayed
    return Response(
        value,
        result.status,
        result.headers,
        result.body,
        reply.request_id,
        reply.attempts,
        reply.elapsed,
        replayed != 0 and result.status == replayed,
        call.idempotency_key,
    )


def report_misfits(call: CallState, value: Any, misfits: list[Misfit]) -> None:
    """Record *misfits*, and warn of each new one.

    Raises:
        DriftError: the client is strict.
        DriftWarning: a warnings filter raises it.

    Both carry the answer: the work is done, and may have been paid for.
    """
    raised, call.raised_warning = call.raised_warning, None
    for misfit in misfits:
        if call.note(misfit):
            try:
                warn(call.operation.name, misfit)
            except DriftWarning as warning:
                raised = raised or warning.with_traceback(None)
    if not call.session.settings.strict:
        if raised is None:
            return
        raised.value = value
        raised.add_note("the call succeeded: its answer is the warning's `value`")
        try:
            raise raised
        finally:
            del raised  # it refers to this frame
    versions = [one for one in call.version_misfits if one.kind == "version" and one.detail != NO_VERSION]
    kind, reasons = (VersionMismatch, versions) if versions else (DriftError, misfits)
    if reasons:
        reason = "; ".join(map(str, reasons[:3]))
        raise call.error(kind, reason, maybe_executed=True, misfits=tuple(reasons), value=value)


def run(session: SyncSession, steps: Generator[Command, Any, T], name: str = "") -> T:
    """Drive *steps* over the session's connections; several calls together have a *name*."""
    steps = tracing.grouped(session, name, steps) if name else steps
    return drive(steps, session.shared.transport.send, session.shared.clock.sleep)


def run_async(session: AsyncSession, steps: Generator[Command, Any, T], name: str = "") -> Awaitable[T]:
    """Drive *steps* over the session's connections; several calls together have a *name*."""
    steps = tracing.grouped(session, name, steps) if name else steps
    shared = session.shared

    def send_first(command: Send) -> Awaitable[Any]:  # by then, `warm_up` has imported the transport beside the loop
        return shared.transport.send(command)

    return drive_async(steps, shared.transport.send if shared.warm else send_first, shared.clock.sleep)


def drive(
    steps: Generator[Command, Any, T], send: Callable[[Send], Any], sleep: Callable[[float], object] | None = None
) -> T:
    """Run *steps* to their end in this thread; *sleep* is used instead of `time.sleep`."""
    sleep = sleep or time.sleep
    generator: Any = steps  # `gi_frame` tells whether it has ended
    resume: Callable[[Any], Command] = steps.send
    # The result is taken out of the list as it is handed on: it may hold a token, and a traceback shows variables.
    result: list[Any] = [None]
    while True:
        try:
            while True:  # a signal may be handled wherever a loop goes round, which is inside of `try` here
                command = resume(result.pop())
                resume = steps.send
                if isinstance(command, Send):
                    result.append(send(command))
                elif isinstance(command, Sleep):
                    result.append(sleep(command.seconds))
                else:
                    result.append(_not_awaitable(_invoke(command)))
        except StopIteration as end:
            if generator.gi_frame is None:
                value: T = end.value  # without a call, in which a signal could be handled
                return value
            resume, result = steps.throw, [end]
        except BaseException as error:  # the pipeline decides, also about interruptions, wherever they were raised
            if generator.gi_frame is None:  # it has decided
                raise
            resume, result = steps.throw, [error]


async def drive_async(
    steps: Generator[Command, Any, T],
    send: Callable[[Send], Awaitable[Any]],
    sleep: Callable[[float], Awaitable[object]] | None = None,
) -> T:
    """Run *steps* to their end in this task; *sleep* is used instead of the event loop's."""
    sleep = sleep or _sleep_async
    generator: Any = steps  # `gi_frame` tells whether it has ended
    resume: Callable[[Any], Command] = steps.send
    result: list[Any] = [None]
    while True:
        try:
            while True:
                command = resume(result.pop())
                resume = steps.send
                if isinstance(command, Send):
                    result.append(await send(command))
                elif isinstance(command, Sleep):
                    result.append(await sleep(command.seconds))
                else:
                    result.append(await _invoke_async(command))
        except StopIteration as end:
            if generator.gi_frame is None:
                value: T = end.value
                return value
            resume, result = steps.throw, [end]
        except BaseException as error:  # the pipeline decides, also about interruptions, wherever they were raised
            if generator.gi_frame is None:  # it has decided
                raise
            resume, result = steps.throw, [error]


async def _sleep_async(seconds: float) -> None:
    await running_library().sleep(seconds)


def _not_awaitable(result: Any) -> Any:
    if hasattr(result, "__await__"):
        result.close()
        raise ConfigurationError("api_key: an async function needs the async client; pass one that returns the key")
    return result


def _invoke(command: Invoke) -> Any:
    return command.function() if command.seconds is None else run_within(command.seconds, command.function)


async def _invoke_async(command: Invoke) -> Any:
    if command.blocking:
        library = running_library()
        limit = library.time_limit(command.seconds, shielded=command.shielded)
        try:
            async with limit:
                return await library.run_in_thread(command.function)
        except TimeoutError:
            if limit.expired():
                raise AttemptTimeout("not answered in time") from None
            raise
    result = command.function()
    return await result if hasattr(result, "__await__") else result
