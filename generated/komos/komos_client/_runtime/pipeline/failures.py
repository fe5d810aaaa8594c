"""Which error a caller sees, with everything it must carry."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, TypeVar

from ..error_details import Answer, ErrorDetails, SentRequest
from ..errors import (
    ApiError,
    ConnectionFailed,
    DeadlineExceeded,
    OutcomeUnknown,
    StatusError,
    UnexpectedResponse,
    for_status,
)
from ..facts import ErrorRule
from ..limits.limiter import StoreUnavailable
from ..protocol.error_body import explain
from ..retry.outcomes import Outcome
from ..retry.retry_after import LONGEST
from ..transport.messages import AttemptResult, shown

if TYPE_CHECKING:
    from datetime import datetime

    from ..limits.caps import Cap
    from .call import Record


E = TypeVar("E", bound=ApiError)


def build(
    call: Record,
    kind: type[E],
    reason: str,
    heard: AttemptResult | None = None,
    *,
    wait: float | None = None,
    **more: Any,
) -> E:
    """A *kind* of error that knows all about *call*; *wait*: seconds before which the server does not want us back."""
    last = call.attempts[-1] if call.attempts else None
    known: ErrorDetails = {
        "operation": call.operation.name,
        "request": sent(call),
        "response": answer(call, heard) if heard is not None and heard.status else None,
        "request_id": last.request_id if last else None,
        "attempts": tuple(call.attempts),
        "idempotency_key": call.key,
        "elapsed": call.clock() - call.started,
        "called_at": _at(call, call.started - call.clock()),
        "maybe_executed": call.executed,
        "salvaged": call.salvaged,
        "retry_at": None if wait is None else _at(call, wait),
    }
    known.update(more)  # type: ignore[typeddict-item]
    return kind(reason, **known)


def failure(
    call: Record, outcome: Outcome, heard: AttemptResult, rule: ErrorRule | None, told: float | None
) -> ApiError:
    """What is raised when *outcome* is the end of the call."""
    repeat = call.operation.repeat
    if outcome == "undelivered" and not call.executed:
        return build(call, ConnectionFailed, f"not delivered: {cause(heard.error)}", heard)
    if outcome in ("undelivered", "lost"):
        why = cause(heard.error) or "no usable answer"
        again = f"; call again with idempotency key {call.key}" if call.key else ""
        return build(
            call, OutcomeUnknown, f"delivered, but no usable answer: {why}{again}", heard,
            wait=told, maybe_executed=True,
        )  # fmt: skip
    if outcome == "failed" and not repeat.repeatable and heard.status != 408:
        words = explain(_scrubbed(call, heard.body), heard.headers.get("content-type", "")).detail
        why = f"the server failed with {heard.status} and may have done the work" + (f": {words}" if words else "")
        return build(call, OutcomeUnknown, why, heard, wait=told, maybe_executed=True)
    broke = outcome == "failed" or (heard.status >= 500 and heard.status not in call.core.service.refused)
    return status_error(call, heard, rule, told, maybe_executed=call.executed or broke)


def status_error(
    call: Record, heard: AttemptResult, rule: ErrorRule | None, told: float | None, *, maybe_executed: bool
) -> StatusError:
    """The typed error of an error status."""
    detail, code, errors, body = explain(_scrubbed(call, heard.body), heard.headers.get("content-type", ""))
    kind = rule.raises if rule is not None else for_status(heard.status)
    if rule is not None and rule.code and not code:
        code = rule.code
    return build(
        call, kind, detail, heard, wait=told, maybe_executed=maybe_executed,
        status_code=heard.status, code=code, errors=errors, body=body,
    )  # fmt: skip


def capped(call: Record, cap: Cap) -> StatusError:
    """What an earlier call was told, for one that is not sent because of it."""
    told = cap.error
    return build(
        call, type(told), f"{told.reason} (an earlier call was told)", wait=cap.until - call.clock(),
        status_code=told.status_code, code=told.code, body=told.body,
    )  # fmt: skip


def deadline(call: Record, heard: AttemptResult) -> DeadlineExceeded:
    """The deadline passed while an attempt was under way."""
    halves = {"unsent": "before the request was sent", "sent": "before an answer came", "answered": "within the answer"}
    reason = f"the deadline passed {halves[heard.phase]}"
    executed = call.executed or heard.phase != "unsent"
    return build(call, DeadlineExceeded, reason, heard, maybe_executed=executed)


def late(call: Record, reason: str) -> DeadlineExceeded:
    """The deadline passed while an answer was being used."""
    return build(call, DeadlineExceeded, reason, maybe_executed=True)


def unexpected(call: Record, heard: AttemptResult, reason: str) -> UnexpectedResponse:
    """An answer that nobody documented."""
    words = f"{heard.status}: {reason}"
    if heard.body and heard.status < 300:
        detail = explain(_scrubbed(call, heard.body), heard.headers.get("content-type", "")).detail
        words += f" ({detail[:100]})" if detail else ""
    return build(
        call, UnexpectedResponse, words, heard, maybe_executed=call.executed or call.operation.repeat.kind != "safe"
    )


def note_unknown_outcome(call: Record, interruption: BaseException) -> None:
    """Say on *interruption*, which goes on, that a call was broken off that may have done its work."""
    unknown = build(
        call, OutcomeUnknown, f"broken off by {type(interruption).__name__} after it was sent", maybe_executed=True
    )
    interruption.__cause__ = unknown
    interruption.add_note(str(unknown))
    call.tell("unknown", str(unknown))


def unreachable(call: Record, fault: StoreUnavailable) -> ConnectionFailed:
    """What is raised when nobody can say whether there is room: sending all the same would be to stop pacing."""
    return build(call, ConnectionFailed, f"{fault}; nothing was sent, because the rate budgets are there")


def sent(call: Record) -> SentRequest:
    """The request as errors may show it."""
    method, url, headers, body, *_ = call.outgoing
    return SentRequest(
        method,
        url,
        shown(headers),
        body if isinstance(body, bytes) else b"",
        url.removeprefix(call.core.base_url).partition("?")[0],
    )


def answer(call: Record, heard: AttemptResult) -> Answer:
    """The answer as errors may show it."""
    also = frozenset({call.core.service.version_header.lower()})
    return Answer(heard.status, shown(heard.headers, also), _scrubbed(call, heard.body))


def cause(error: Exception | None) -> str:
    """An exception of the transport's in one line."""
    if error is None:
        return ""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _scrubbed(call: Record, body: bytes) -> bytes:
    return call.core.credentials.scrub(body)


def _at(call: Record, wait: float) -> datetime:
    from datetime import datetime, timedelta

    return datetime.fromtimestamp(call.core.clockwork.epoch(), UTC) + timedelta(seconds=min(wait, LONGEST))
