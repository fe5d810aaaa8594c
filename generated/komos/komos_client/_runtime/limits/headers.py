"""Rate-limit headers of a response."""

from __future__ import annotations

from ..facts import Service
from ..protocol.error_body import matching_rule
from ..retry.retry_after import reset_after, retry_after
from ..transport.messages import AttemptResult
from ..util.server_text import integer
from .sliding_window import RateLimitInfo

LONGEST_WINDOW = 86_400.0
"""Seconds; a limit that is said to be reset later than this is asked about again after this time, because a header
alone must not stop a client for longer."""


def rate_limit_info(result: AttemptResult, service: Service, now: float) -> RateLimitInfo | None:
    """The rate-limit state in the headers (or the status 429) of a response; None: it has none."""
    headers = result.headers
    limit, remaining = integer(headers.get("x-ratelimit-limit")), integer(headers.get("x-ratelimit-remaining"))
    blocked = None
    if result.status == 429:
        rule = matching_rule(service.errors, result)
        if rule is None or rule.retry:  # a cap is not a rate limit: see `caps`
            blocked = retry_after(headers, now, refused=True)
    if limit is None and remaining is None and blocked is None:
        return None
    reset = reset_after(headers, now)
    return RateLimitInfo(limit, remaining, None if reset is None else min(reset, LONGEST_WINDOW), blocked)
