"""One call of a client from its arguments to its decoded answer: prepared, driven, decoded, and what was odd told."""

# Client, calls, resources, pages and runs are one thing in several modules.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Generator
from typing import TYPE_CHECKING, Any, TypeVar

from . import verdict
from .answers import decode
from .configure import silences
from .drift import DriftWarning, Misfit
from .drivers import drive, drive_async
from .errors import DriftError, VersionMismatch
from .exchange import Command
from .facts import Operation
from .pipeline import Call, Reply
from .prepare import Arguments, prepare
from .response import Response

if TYPE_CHECKING:
    from .client import AsyncClient, BaseClient, Client
    from .options import CallOptions

T = TypeVar("T")


def send(client: Client, operation: Operation[T], given: Arguments, options: CallOptions) -> Response[T]:
    """Call *operation*; raises as `ApiError` says."""
    call = begin(client, operation, given, options)
    return finish(client, call, run(client, call.steps()))


async def send_async(
    client: AsyncClient, operation: Operation[T], given: Arguments, options: CallOptions
) -> Response[T]:
    """Call *operation*; raises as `ApiError` says."""
    call = begin(client, operation, given, options)
    return finish(client, call, await run_async(client, call.steps()))


def run(client: Client, steps: Generator[Command, Any, T]) -> T:
    """Drive *steps* over the client's connections."""
    return drive(steps, client._pool.send, client._clockwork.sleep)


def run_async(client: AsyncClient, steps: Generator[Command, Any, T]) -> Awaitable[T]:
    """Drive *steps* over the client's connections."""
    return drive_async(steps, client._pool.send, client._clockwork.sleep)


def begin(client: BaseClient, operation: Operation[Any], given: Arguments, options: CallOptions) -> Call:
    """The call, ready to be driven."""
    core, settings = client._core, client._settings
    outgoing, key = prepare(core, settings, operation, given, options)
    timeout = silences(options["timeout"]) if "timeout" in options else settings.timeout
    return Call(core, settings, client._teller, operation, outgoing, key, options, timeout)


def finish(client: BaseClient, call: Call, reply: Reply) -> Response[Any]:
    """The decoded answer, with everything around it."""
    misfits: list[Misfit] = []
    value = decode(call.operation, reply.value, client._core, misfits.append)
    return finished(client, call, reply, value, misfits)


def finished(client: BaseClient, call: Call, reply: Reply, value: Any, misfits: list[Misfit]) -> Response[Any]:
    """*value* with everything around it, once what did not fit is told."""
    if misfits or call.remarks:
        _surprised(call, value, misfits, strict=client._settings.strict)
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


def _surprised(call: Call, value: Any, misfits: list[Misfit], *, strict: bool) -> None:
    """Note what did not fit; warn the first time; raise if the client is strict."""
    for misfit in call.surprises(misfits):
        warnings.warn(DriftWarning(f"{call.operation.name}: {misfit}"), stacklevel=5)
    if not strict:
        return
    versions = [misfit for misfit in call.remarks if misfit.kind == "version"]
    kind, why = (VersionMismatch, versions) if versions else (DriftError, misfits)
    if why:
        reason = "; ".join(map(str, why[:3]))
        raise verdict.build(call, kind, reason, maybe_executed=True, misfits=tuple(why), value=value)
