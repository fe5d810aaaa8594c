"""What the headers of an answer say about rate limits."""

from __future__ import annotations

from ..facts import Service
from ..protocol.error_body import rule_for
from ..retry.retry_after import reset_in, retry_after
from ..transport.messages import AttemptResult
from .sliding_window import RateLimitInfo


def rate_limit_info(heard: AttemptResult, service: Service, now: float) -> RateLimitInfo | None:
    """What the headers (or a 429) of an answer say about the budgets; None: nothing."""
    headers = heard.headers
    limit, remaining = _count(headers.get("x-ratelimit-limit")), _count(headers.get("x-ratelimit-remaining"))
    blocked = None
    if heard.status == 429:
        rule = rule_for(service.errors, heard)
        if rule is None or rule.retry:  # a cap is not the budget's affair
            blocked = retry_after(headers, now, refused=True)
    if limit is None and remaining is None and blocked is None:
        return None
    return RateLimitInfo(limit, remaining, reset_in(headers, now), blocked)


def _count(text: str | None) -> int | None:
    """A whole number of at least 0; servers also write ``unlimited``."""
    return int(text) if text is not None and text.strip().isdecimal() else None
