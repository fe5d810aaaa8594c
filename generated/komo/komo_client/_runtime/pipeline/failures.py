"""The error that a call raises, for each way in which it can fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics.drift import DriftWarning
from ..errors import (
    ApiError,
    ConnectionFailed,
    DeadlineExceeded,
    LimitsUnavailable,
    OutcomeUnknown,
    ResponseTooLarge,
    StatusError,
    UnexpectedResponse,
    for_status,
)
from ..protocol.error_body import matching_rule, parse_error, status_in
from ..transport.messages import MOST_OF_BROKEN

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..error_details import Attempt
    from ..facts import ErrorRule
    from ..limits.limiter import StoreUnavailable
    from ..retry.outcomes import Outcome
    from ..transport.messages import AttemptResult
    from .call import CallState

_HOW_FAR = {"unsent": "before the request was sent", "sent": "before an answer came", "answered": "within the answer"}


def final_error(
    call: CallState, outcome: Outcome, result: AttemptResult, rule: ErrorRule | None, retry_after: float | None
) -> ApiError:
    """The error of a call whose last attempt had this *outcome*.

    Parameters:
        rule: the vendor's for this answer, if there is one.
        retry_after: seconds that the server asked to wait.
    """
    repeat = call.operation.repeat
    if outcome == "undelivered" and not call.executed:
        return call.error(ConnectionFailed, f"not delivered: {cause(result.error)}", result)
    if outcome in ("undelivered", "lost"):
        why = cause(result.error) or "no usable answer"
        again = f"; call again with idempotency key {call.idempotency_key}" if call.idempotency_key else ""
        return call.error(
            OutcomeUnknown, f"it may have been delivered, and there is no usable answer: {why}{again}", result,
            wait=retry_after, maybe_executed=True,
        )  # fmt: skip
    if outcome == "failed" and not repeat.repeatable and result.status != 408:
        said = parse_error(call.scrubbed(result.body), result.headers.get("content-type", "")).detail
        why = f"the server failed with {result.status} and may have done the work" + (f": {said}" if said else "")
        return call.error(OutcomeUnknown, why, result, wait=retry_after, maybe_executed=True)
    broke = outcome == "failed" or (result.status >= 500 and result.status not in call.shared.service.refused)
    return status_error(call, result, rule, retry_after, maybe_executed=call.executed or broke)


def status_error(
    call: CallState, result: AttemptResult, rule: ErrorRule | None, retry_after: float | None, *, maybe_executed: bool
) -> StatusError:
    """The error class of an error status, with the code, text and fields that its body names."""
    detail, code, errors, body = parse_error(call.scrubbed(result.body), result.headers.get("content-type", ""))
    kind = rule.raises if rule is not None else for_status(result.status)
    if rule is not None and rule.code and not code:
        code = rule.code
    return call.error(
        kind, detail, result, wait=retry_after, maybe_executed=maybe_executed,
        status_code=result.status, code=code, errors=errors, body=body,
    )  # fmt: skip


def deadline_exceeded(call: CallState, result: AttemptResult) -> DeadlineExceeded:
    """The deadline passed during an attempt."""
    executed = call.executed or result.phase != "unsent"
    reason = f"the deadline passed {_HOW_FAR[result.phase]}"
    return call.error(DeadlineExceeded, reason, result, maybe_executed=executed)


def unexpected_response(call: CallState, result: AttemptResult, reason: str) -> UnexpectedResponse:
    """The server gave an answer that the document does not describe."""
    text = f"{result.status}: {reason}"
    if result.body and result.status < 300:
        detail = parse_error(call.scrubbed(result.body), result.headers.get("content-type", "")).detail
        text += f" ({detail[:100]})" if detail else ""
    executed = call.executed or call.operation.repeat.kind != "safe"
    return call.error(UnexpectedResponse, text, result, maybe_executed=executed)


def response_too_large(call: CallState, result: AttemptResult) -> ResponseTooLarge:
    """The answer is larger than the caller wants to read; asked again, the server would send it again."""
    status, safe = result.status, call.operation.repeat.kind == "safe"
    worked = _may_have_worked(call.attempts[-1], call.shared.service.refused) and not (safe and status < 500)
    reason, partial = f"{status}: the answer is too large: {result.error}", call.scrubbed(result.body)
    result = result._replace(body=result.body[:MOST_OF_BROKEN])
    return call.error(ResponseTooLarge, reason, result, maybe_executed=call.executed or worked, partial=partial)


def item_too_large(call: CallState, begun: AttemptResult, reason: str, partial: bytes, count: int) -> ResponseTooLarge:
    """One event or line of a stream is larger than the caller wants to read.

    Parameters:
        begun: the answer. partial: the beginning of the item. count: items before it.
    """
    executed = call.executed or call.operation.repeat.kind != "safe"
    why = f"the answer broke off after {count} items: {reason}; max_response_bytes= raises the bound"
    return call.error(ResponseTooLarge, why, begun, maybe_executed=executed, partial=call.scrubbed(partial))


def may_have_executed(call: CallState, error: BaseException) -> bool:
    """Whether *call*, which ended with *error*, may have done its work."""
    if isinstance(error, ApiError):
        return error.maybe_executed
    call.note_interrupted_attempt(error)
    return any(_may_have_worked(attempt, call.shared.service.refused) for attempt in call.attempts)


def _may_have_worked(attempt: Attempt, refused: Collection[int]) -> bool:
    """Whether an attempt that was not the last may have done the work, or one that an interruption ended."""
    status = attempt.status
    if attempt.phase == "unsent" or status in refused:
        return False
    return status is None or status == 408 or not 400 <= status < 500


def error_in_stream(call: CallState, begun: AttemptResult, text: str, count: int) -> StatusError:
    """The error that one event of a stream is.

    Parameters:
        begun: the answer, whose own status is one of success.
        text: of the event. count: items before it.
    """
    result = begun._replace(body=call.scrubbed(text.encode("utf-8", "replace")))
    detail, code, errors, body = parse_error(result.body)
    status = status_in(body)
    rule = matching_rule(call.shared.service.errors, result._replace(status=status))
    kind = rule.raises if rule is not None else for_status(status) if status else StatusError
    error = call.error(
        kind, detail or "an error without a message", result, status_code=status, code=code, errors=errors, body=body,
        maybe_executed=call.executed or call.operation.repeat.kind != "safe",
    )  # fmt: skip
    error.add_note(f"the server sent it in the answer, after {count} items")
    return error


def note_unknown_outcome(call: CallState, interruption: BaseException) -> None:
    """Attach `OutcomeUnknown` to an *interruption* (such as Ctrl-C) of a call that may have done its work.

    Errors of the API say that themselves, and a `DriftWarning` that a filter raises carries the answer.
    """
    told = isinstance(interruption, (ApiError, DriftWarning)) or call.noted == id(interruption)
    if told or call.operation.repeat.kind == "safe" or not may_have_executed(call, interruption):
        return
    unknown = call.error(
        OutcomeUnknown, f"broken off by {type(interruption).__name__} after it was sent", maybe_executed=True
    )
    unknown.__cause__ = interruption.__cause__
    interruption.__cause__ = unknown
    interruption.add_note(str(unknown))
    call.noted = id(interruption)
    call.emit("unknown", str(unknown))


def limits_unavailable(call: CallState, fault: StoreUnavailable) -> ApiError:
    """The rate limits cannot be asked; without them nothing is sent."""
    if call.executed:
        why = f"an earlier attempt may have done the work, and no other was sent: {fault}"
        return call.error(OutcomeUnknown, why, maybe_executed=True)
    return call.error(LimitsUnavailable, f"{fault}; nothing was sent, because the rate limits are kept there")


def cause(error: Exception | None) -> str:
    """An exception of the transport's in one line."""
    if error is None:
        return ""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
