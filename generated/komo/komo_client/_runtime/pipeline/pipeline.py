"""The steps of every call: wait for the rate limit, attempt, classify, then retry, raise or return the answer.

`execute` is a generator without I/O: it yields commands (`Send`, `Sleep`, `Invoke`) and is sent their results.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ..diagnostics.drift import Misfit
from ..errors import ApiError, DeadlineExceeded, RateLimited, StatusError
from ..limits.headers import rate_limit_info
from ..limits.limiter import Permit, StoreUnavailable, release_off_loop, run_off_loop
from ..protocol.error_body import matching_rule
from ..protocol.origins import origin
from ..protocol.reading import Reading
from ..protocol.response import ANYTHING, Undocumented, Unreadable, parse
from ..retry.outcomes import Outcome, classify, is_permanent, is_retryable
from ..retry.retry_after import retry_after
from ..transport.commands import Command, Invoke, Send, Sleep, Slot
from ..transport.content_encoding import BodyTooLarge
from ..transport.deadlines import AttemptTimeout
from ..transport.messages import AttemptResult, PreparedRequest
from ..util.server_text import SLICED, has_credentials, join_url
from ..util.tracebacks import without_tracebacks
from . import failures

if TYPE_CHECKING:
    from ..error_details import Attempt
    from ..facts import ErrorRule, Operation
    from ..limits.limiter import RateLimiter
    from ..transport.commands import Signer
    from .call import CallState

ATTEMPT_TIMEOUT = 120.0
"""Seconds after which a single attempt is over, whatever the server does, unless the caller asks for more."""

FREEING = 0.3
"""Seconds that it takes to free and to garbage-collect as much of a value as is parsed in one second."""

MAX_REDIRECTS = 5

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses whose ``Location`` is followed."""

OTHER_3XX: Mapping[int, str] = {
    300: "a choice of several answers",
    304: "not modified; `request()` returns such an answer",
    305: "use a proxy",
}
"""Meanings of the other statuses from 300 to 399; none leads to an answer."""

A_PERMIT = "a permit of the rate limit"

Steps = Generator[Command, Any, "Reply"]


class Reply(NamedTuple):
    """The answer of a call that succeeded, and its JSON."""

    result: AttemptResult
    value: Any
    attempts: tuple[Attempt, ...]
    elapsed: float
    request_id: str | None
    reading: Reading | None = None
    """How the answer was read."""


class CallContext:
    """The `auth.context.AuthContext` of one call."""

    __slots__ = ("_call",)

    def __init__(self, call: CallState) -> None:
        self._call = call

    @property
    def user_agent(self) -> str:
        return self._call.user_agent

    def now(self) -> float:
        return self._call.clock()

    def check(self) -> None:
        self._call.check()

    def fetch(
        self, operation: Operation[Any], request: PreparedRequest, signers: tuple[Signer, ...], /
    ) -> Generator[Command, Any, Any]:
        call = self._call
        try:
            return (yield from execute(call.subcall(operation, request, signers))).value
        except BaseException as error:
            without_tracebacks(error)  # the frames below hold the answer, which is a secret
            if isinstance(error, ApiError):
                error.maybe_executed = call.executed  # *request* did no work of the operation
            raise

    def error(self, kind: type[ApiError], reason: str, /) -> ApiError:
        return self._call.error(kind, reason)


def execute(call: CallState) -> Steps:
    """All attempts of *call*, up to its answer; raises the error that the caller is to see."""
    retries = redirects = spent = 0
    refreshed = False
    credentials, context = call.credentials, CallContext(call)
    while True:
        for credential in credentials:
            yield from credential.acquire(context)
        generations = [credential.generation for credential in credentials]
        result = yield from _attempt(call)
        if isinstance(result.error, BodyTooLarge):
            call.note_salvaged(result)
            raise failures.response_too_large(call, result) from None
        rule = matching_rule(call.shared.service.errors, result)
        outcome = classify(
            result,
            call.shared.service.refused,
            cap=rule is not None and not rule.retry,
            not_modified=call.operation.returns == ANYTHING,
        )
        if outcome == "success":
            try:
                small = len(result.body) <= SLICED
                value, reading = (
                    parse(call.operation, result) if small else (yield from _parsed_in_slices(call, result))
                )
            except Unreadable as damage:
                outcome, result = "lost", result._replace(error=damage)
            except Undocumented as surprise:
                call.note_salvaged(result)
                if result.stream is not None:
                    yield Invoke(result.stream.close)
                raise failures.unexpected_response(call, result, str(surprise)) from None
            else:
                call.shared.quota.release(spent or 1)
                elapsed = call.clock() - call.started
                named = call.attempts[-1].request_id
                return Reply(result, value, tuple(call.attempts), elapsed, named, reading)
        if 300 <= result.status < 400 and result.complete:
            redirects += 1
            _follow_redirect(call, result, redirects)
            continue
        sendable = call.request.sendable
        refreshable = [one for one in zip(credentials, generations, strict=True) if one[0].refreshable]
        if result.status == 401 and sendable and not refreshed and refreshable:
            refreshed = True
            for credential, generation in refreshable:
                yield from credential.refresh(context, generation)
            continue
        if outcome == "lost":
            call.note_salvaged(result)
        wait, cost = _wait_or_raise(call, outcome, result, rule, retries)
        call.executed |= outcome in ("failed", "lost")
        retries += 1
        spent += cost
        yield Sleep(wait)


def _parsed_in_slices(call: CallState, result: AttemptResult) -> Generator[Command, Any, tuple[Any, Reading | None]]:
    """The value of a large answer, parsed within the deadline, and beside the event loop."""
    begun = call.clock()

    def check() -> None:
        if call.left is not None and call.left <= (call.clock() - begun) * FREEING:
            raise AttemptTimeout("the deadline passed while it was read")

    try:
        parsed: tuple[Any, Reading | None] = yield Invoke(
            lambda: parse(call.operation, result, check), call.session.asynchronous
        )
        return parsed
    except AttemptTimeout as late:
        without_tracebacks(late)  # the frames below hold the answer
        call.note_salvaged(result)
        raise failures.deadline_exceeded(call, result) from late
    except BaseException:
        call.note_salvaged(result)
        raise


def _attempt(call: CallState) -> Generator[Command, Any, AttemptResult]:
    """Wait for a connection and the rate limit, send once, record the result."""
    slot, permit = yield from _acquire(call)
    seconds, late = _attempt_bound(call)
    progress = call.begin_attempt()
    try:
        result: AttemptResult = yield Send(
            call.request,
            call.signers,
            call.timeout,
            seconds,
            call.deadline is not None,
            progress,
            slot,
            bool(call.operation.stream),
            late,
        )
    except BaseException as interruption:
        slot.release()
        call.note_interrupted_attempt(interruption)
        yield from _release(call, permit, None, interruption)
        raise
    try:
        try:
            yield from _release(call, permit, result)
        finally:
            call.note_attempt(result, failures.cause(result.error))
    except BaseException as interruption:  # the answer is lost to it, and its id is not
        call.note_salvaged(result)
        if result.stream is not None and not isinstance(interruption, GeneratorExit):
            yield Invoke(result.stream.close)
        raise
    if result.error is not None and call.deadline is not None and call.clock() >= call.deadline:
        call.note_salvaged(result)
        raise failures.deadline_exceeded(call, result) from result.error
    return result


def _attempt_bound(call: CallState) -> tuple[float, str]:
    """Seconds for one attempt, and what is said when they are over."""
    if call.left is not None:
        return call.left, "the deadline has passed"
    return _default_bound(ATTEMPT_TIMEOUT, (*call.timeout.values(),))


@lru_cache(maxsize=32)
def _default_bound(least: float, timeouts: tuple[float | None, ...]) -> tuple[float, str]:
    """The bound of an attempt without a deadline: *least*, or the longest of its timeouts."""
    seconds = max(least, *(one for one in timeouts if one is not None))
    return seconds, f"no whole answer within {seconds:g} s, the bound of one attempt; deadline= or timeout= raises it"


def _reserve(call: CallState, *, paced: bool) -> Generator[Command, Any, Slot]:
    """Wait for a connection, in the order in which calls asked."""
    shared = call.shared
    slot: Slot | None = shared.transport.try_reserve(paced=paced) if shared.warm else None
    if slot is not None:
        return slot
    try:
        if not shared.warm:
            asynchronous = call.session.asynchronous
            warm_up = partial(shared.warm_up, call.operation, call.request.url)
            yield Invoke(warm_up, asynchronous, call.left if asynchronous else None)
        on_wait = partial(call.emit, "wait", "all connections are in use")
        reserved: Slot = yield Invoke(lambda: shared.transport.reserve(call.left, on_wait, paced=paced))
    except AttemptTimeout:
        raise call.error(DeadlineExceeded, "the deadline passed before a connection was free") from None
    return reserved


def _acquire(call: CallState) -> Generator[Command, Any, tuple[Slot, Permit | None]]:
    """Wait until there is a connection, and the rate limits allow a request; both must be released."""
    limiter, route = call.shared.limiter, call.operation.limit
    call.check()
    if limiter is None or not route:
        return (yield from _reserve(call, paced=False)), None
    permit = Permit((route,) if route == "default" else (route, "default"))
    emitted = False
    slot: Slot | None = None
    try:
        while True:
            slot = yield from _reserve(call, paced=True)
            if limiter.blocking:
                wait = yield from run_off_loop(limiter, lambda: limiter.acquire(permit), call.left)
            else:
                wait = limiter.acquire(permit)
            call.tell_notices(limiter)
            if wait <= 0:
                call.check()
                return slot, permit
            slot.release()
            if permit.blocked_for > call.policy.retry_after_max:  # not sent: the server would only say so again
                why = f"the server asked on an earlier call to be left alone for {permit.blocked_for:.0f} s more"
                raise call.error(RateLimited, why, wait=permit.blocked_for, status_code=429)
            if call.deadline is not None and call.clock() + wait > call.deadline:
                why = f"the rate limit allows the next request in {wait:.1f} s, after the deadline"
                raise call.error(DeadlineExceeded, why, wait=wait)
            if not emitted:
                call.emit("wait", f"the {route} rate limit is used up", wait=wait)
                emitted = True
            yield Sleep(wait)
    except BaseException as error:
        if slot is not None:
            slot.release()
        if isinstance(error, StoreUnavailable):
            raise failures.limits_unavailable(call, error) from None
        permit.cancelled = True
        yield from _cancel(call, limiter, permit, error)
        if isinstance(error, AttemptTimeout):
            raise call.error(DeadlineExceeded, "the deadline passed before the rate limits could be read") from None
        raise


def _release(
    call: CallState, permit: Permit | None, result: AttemptResult | None, interruption: BaseException | None = None
) -> Generator[Command, Any, None]:
    """Give the permit back; *result* is None when an *interruption* broke the attempt off."""
    limiter = call.shared.limiter
    if limiter is None or permit is None:
        return
    if result is not None and result.phase == "unsent":
        yield from _cancel(call, limiter, permit)
        return
    info = None
    if result is not None and result.phase == "answered":
        info = rate_limit_info(result, call.shared.service, call.shared.clock.epoch())
    if limiter.blocking:
        tell = call.tell_unreleased(A_PERMIT)
        yield from release_off_loop(limiter, lambda: limiter.release(permit, info), call.left, tell, interruption)
    else:
        limiter.release(permit, info)
    call.tell_notices(limiter)


def _cancel(
    call: CallState, limiter: RateLimiter, permit: Permit, error: BaseException | None = None
) -> Generator[Command, Any, None]:
    """Give back a permit, or a position in the queue, that was not used; *error*: what ends the call."""
    tell = call.tell_unreleased(A_PERMIT)
    yield from release_off_loop(limiter, lambda: limiter.cancel(permit), call.left, tell, error)


def _wait_or_raise(
    call: CallState, outcome: Outcome, result: AttemptResult, rule: ErrorRule | None, retries: int
) -> tuple[float, int]:
    """Seconds until the next attempt and its cost in retry tokens; raises where there is no next attempt."""
    shared, clock = call.shared, call.shared.clock
    refused = result.status == 429 or result.status in shared.service.refused
    told = retry_after(result.headers, clock.epoch(), refused=refused) if result.status else None
    again = is_retryable(outcome, call.operation.repeat) and call.request.sendable
    again = again and not is_permanent(result.error)
    if again and retries < call.policy.max_retries:
        wait = call.policy.delay(retries, outcome, told, clock.random)
        in_time = call.deadline is None or call.clock() + wait < call.deadline
        if in_time and (told is None or told <= call.policy.retry_after_max):
            cost = shared.quota.acquire(outcome)
            if cost is not None:
                call.attempts[-1] = call.attempts[-1]._replace(wait=wait)
                call.emit("retry", outcome, wait=wait)
                return wait, cost
    listed, status = call.operation.errors, result.status
    if listed and 400 <= status < 500 and status not in listed and status not in (401, 408, 429):
        call.note(Misfit("status", str(status), "not documented"))
    error = failures.final_error(call, outcome, result, rule, told)
    if rule is not None and not rule.retry and told and isinstance(error, StatusError):
        shared.caps.record(call.operation.name, call.clock() + told, error)
    try:
        raise error from result.error
    finally:
        del error  # it refers to this frame: a cycle would keep the connections of a dropped client open


def _follow_redirect(call: CallState, result: AttemptResult, redirects: int) -> None:
    """Send the next attempt where a redirect points, if that is the same server and nothing can be done twice."""
    status, here = result.status, origin(call.request.url)
    if status not in REDIRECTS:
        why = OTHER_3XX.get(status, "neither an answer nor a redirect")
        if status in call.operation.errors:  # the document lists it
            raise call.error(StatusError, why, result, status_code=status)
        raise failures.unexpected_response(call, result, why)
    target = join_url(call.request.url, result.headers.get("location"))
    if target is None:
        raise failures.unexpected_response(call, result, "a redirect to nowhere")
    there = origin(target)
    if there != here:
        raise failures.unexpected_response(call, result, f"a redirect from {here} to {there}, where nothing was sent")
    if has_credentials(target):
        raise failures.unexpected_response(call, result, "a redirect with credentials in its URL")
    if call.operation.repeat.kind != "safe" or redirects > MAX_REDIRECTS:
        why = "too many redirects" if redirects > MAX_REDIRECTS else f"a redirect of a {call.request.method}"
        raise failures.unexpected_response(call, result, why)
    call.request = call.request._replace(url=target)
