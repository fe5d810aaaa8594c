"""Error bodies of all formats have a message and a code."""

from __future__ import annotations

import pytest

from generator.runtime.protocol.error_body import parse_error


@pytest.mark.parametrize(
    ("body", "content_type", "detail", "code"),
    [
        (b'{"detail": "run_not_found"}', "", "run_not_found", "run_not_found"),
        (b'{"detail": "The run is gone"}', "", "The run is gone", ""),
        (
            b'{"detail": "LINKEDIN_NOT_CONNECTED: connect a seat"}',
            "",
            "LINKEDIN_NOT_CONNECTED: connect a seat",
            "LINKEDIN_NOT_CONNECTED",
        ),
        (b'{"detail": {"code": "X", "message": "why"}}', "", "why", "X"),
        (b'{"detail": {"reason": "plan gate", "limit": 5}}', "", "plan gate", ""),
        (
            b'{"error": {"type": "invalid", "code": "bad_name", "message": "no such name"}}',
            "",
            "no such name",
            "bad_name",
        ),
        (b'{"error": "nope"}', "", "nope", "nope"),
        (b'{"code": "C1", "message": "m", "reason": "r"}', "", "m", "C1"),
        (b'{"code": 17, "message": "m"}', "", "m", "17"),
        (b'{"errors": {"name": ["is too short"]}}', "", "name: is too short", ""),
        (b"<html><head><title>502 Bad\n Gateway</title></head><body>x</body>", "text/html", "502 Bad Gateway", ""),
        (b"<html><body><script>x()</script><p>Down</p>", "text/html", "Down", ""),
        (b"upstream connect error", "text/plain", "upstream connect error", ""),
        (b"", "", "", ""),
        (b"\xff\xfe", "", "\ufffd\ufffd", ""),
        (b"null", "", "null", ""),
        (b"[]", "", "[]", ""),
        (b'"just text"', "", "just text", ""),
    ],
)
def test_error_bodies(body: bytes, content_type: str, detail: str, code: str) -> None:
    """FastAPI's formats, other common ones, and those of proxies."""
    info = parse_error(body, content_type)
    assert (info.detail, info.code) == (detail, code)


def test_a_long_body_is_cut() -> None:
    """A message has at most 300 characters."""
    assert len(parse_error(b"x " * 10_000).detail) == 300
