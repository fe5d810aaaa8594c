"""One call of a client from its arguments to its decoded answer: prepared, driven, decoded, and what was odd told."""

# Client, calls, resources, pages and runs are one thing in several modules.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Awaitable, Generator
from typing import TYPE_CHECKING, Any, TypeVar

from ..diagnostics.drift import DriftWarning, Misfit, warn
from ..diagnostics.version_headers import UNSAID
from ..errors import DriftError, OutcomeUnknown, VersionMismatch
from ..facts import Operation
from ..options import phase_timeouts
from ..protocol.request import Arguments
from ..protocol.response import decode
from ..response import Response
from ..transport.commands import Command
from . import failures, tracing
from .drivers import drive, drive_async
from .pipeline import Call, Reply, Steps
from .prepare import prepare

if TYPE_CHECKING:
    from ..client import AsyncClient, BaseClient, Client
    from ..options import CallOptions


T = TypeVar("T")


def send(client: Client, operation: Operation[T], given: Arguments, options: CallOptions) -> Response[T]:
    """Call *operation*; raises as `ApiError` says."""
    call = begin(client, operation, given, options)
    return run(client, traced(client, call, answered(client, call, given)))


async def send_async(
    client: AsyncClient, operation: Operation[T], given: Arguments, options: CallOptions
) -> Response[T]:
    """Call *operation*; raises as `ApiError` says."""
    call = begin(client, operation, given, options)
    return await run_async(client, traced(client, call, answered(client, call, given)))


def _bind(client: BaseClient, error: BaseException) -> None:
    """Let an unclear outcome, or one that an interruption left behind, be found out through *client*."""
    for one in (error, error.__cause__):
        if isinstance(one, OutcomeUnknown):
            one._client = client


def run(client: Client, steps: Generator[Command, Any, T], name: str = "") -> T:
    """Drive *steps* over the client's connections; several calls together have a *name*."""
    return drive(_gathered(client, name, steps), client._pool.send, client._clock.sleep)


def run_async(client: AsyncClient, steps: Generator[Command, Any, T], name: str = "") -> Awaitable[T]:
    """Drive *steps* over the client's connections; several calls together have a *name*."""
    return drive_async(_gathered(client, name, steps), client._pool.send, client._clock.sleep)


def _gathered(client: BaseClient, name: str, steps: Generator[Command, Any, T]) -> Generator[Command, Any, T]:
    tracer = tracing.tracer(client._service, client._tracer_provider) if name else None
    return steps if tracer is None else tracing.gathered(tracer, name, steps)


def traced(client: BaseClient, call: Call, steps: Generator[Command, Any, T]) -> Generator[Command, Any, T]:
    """*steps*, all of *call*, told to OpenTelemetry where the program uses it."""
    tracer = tracing.tracer(client._service, client._tracer_provider)
    return steps if tracer is None else tracing.traced(tracer, call, steps)


def begin(client: BaseClient, operation: Operation[Any], given: Arguments, options: CallOptions) -> Call:
    """The call, ready to be driven."""
    core, settings = client._core, client._settings
    outgoing, key = prepare(core, settings, operation, given, options)
    timeout = phase_timeouts(options["timeout"]) if "timeout" in options else settings.timeout
    return Call(core, settings, client._emitter, operation, outgoing, key, options, timeout)


def steps(client: BaseClient, call: Call, given: Arguments) -> Steps:
    """What *call* does; one that starts a run takes one of the plan's slots."""
    slots = client._core.slots
    if slots is None or not call.operation.slot:
        return call.steps()
    from .run_slots import occupying

    return occupying(client, call, slots, given.path)


def answered(client: BaseClient, call: Call, given: Arguments) -> Generator[Command, Any, Response[Any]]:
    """All of *call*, up to its decoded answer."""
    try:
        return finish(client, call, (yield from steps(client, call, given)))
    except BaseException as error:
        _bind(client, error)
        raise


def finish(client: BaseClient, call: Call, reply: Reply) -> Response[Any]:
    """The decoded answer, with everything around it."""
    if call.operation.name in client._core.service.recipes:
        client._core.made.note(call, reply)
    misfits: list[Misfit] = []
    value = decode(call.operation, reply.value, client._core, misfits.append)
    return finished(client, call, reply, value, misfits)


def finished(client: BaseClient, call: Call, reply: Reply, value: Any, misfits: list[Misfit]) -> Response[Any]:
    """*value* with everything around it, once what did not fit is told and runs that have ended are seen to."""
    slots = client._core.slots
    if slots is not None:
        from .run_slots import seen

        seen(client, slots, call, value)
    if misfits or call.remarks:
        surprised(call, value, misfits, strict=client._settings.strict)
    heard, replayed = reply.heard, call.operation.replayed
    return Response(
        value,
        heard.status,
        heard.headers,
        heard.body,
        reply.request_id,
        reply.attempts,
        reply.elapsed,
        replayed != 0 and heard.status == replayed,
        call.key,
    )


def surprised(call: Call, value: Any, misfits: list[Misfit], *, strict: bool) -> None:
    """Note what did not fit; warn the first time; raise if the client is strict, or a filter raises the warning.

    Whatever is raised has the answer: the work is done, and may have been paid for.
    """
    raised: DriftWarning | None = None
    for misfit in misfits:
        if call.note(misfit):
            try:
                warn(call.operation.name, misfit)
            except DriftWarning as warning:
                raised = raised or warning
    if not strict:
        if raised is None:
            return
        raised.value = value
        raised.add_note("the call succeeded: its answer is the warning's `value`")
        raise raised
    versions = [misfit for misfit in call.remarks if misfit.kind == "version" and misfit.detail != UNSAID]
    kind, why = (VersionMismatch, versions) if versions else (DriftError, misfits)
    if why:
        reason = "; ".join(map(str, why[:3]))
        raise failures.build(call, kind, reason, maybe_executed=True, misfits=tuple(why), value=value)
