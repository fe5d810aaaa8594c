"""Rate-limit headers of a response."""

from __future__ import annotations

from ..facts import Service
from ..protocol.error_body import matching_rule
from ..retry.retry_after import reset_after, retry_after
from ..transport.messages import AttemptResult
from .sliding_window import RateLimitInfo


def rate_limit_info(result: AttemptResult, service: Service, now: float) -> RateLimitInfo | None:
    """The rate-limit state in the headers (or the status 429) of a response; None: it has none."""
    headers = result.headers
    limit, remaining = _count(headers.get("x-ratelimit-limit")), _count(headers.get("x-ratelimit-remaining"))
    blocked = None
    if result.status == 429:
        rule = matching_rule(service.errors, result)
        if rule is None or rule.retry:  # a cap is not a rate limit: see `caps`
            blocked = retry_after(headers, now, refused=True)
    if limit is None and remaining is None and blocked is None:
        return None
    return RateLimitInfo(limit, remaining, reset_after(headers, now), blocked)


def _count(text: str | None) -> int | None:
    """A whole number from 0; None for other texts, such as ``unlimited``."""
    return int(text) if text is not None and text.strip().isdecimal() else None
