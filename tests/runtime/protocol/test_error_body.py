"""Error bodies of all formats have a message and a code."""

from __future__ import annotations

import json

import pytest

from generator.runtime.error_details import FieldError
from generator.runtime.errors import StatusError
from generator.runtime.facts import ErrorRule
from generator.runtime.protocol import error_body
from generator.runtime.protocol.error_body import LONGEST_JSON, MAX_MESSAGE, matching_rule, parse_error
from generator.runtime.transport.messages import AttemptResult
from tests.yardstick import grows_in_proportion


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


@pytest.mark.parametrize("depth", [51, 900, 100_000])
@pytest.mark.parametrize("piece", ["[]", '{"detail":1}', '{"loc":1}'])
def test_json_that_nests_deeply_is_text(depth: int, piece: str) -> None:
    """So it can be shown, pickled and copied like any other."""
    opening, _, closing = piece.partition("1") if "1" in piece else ("[", "", "]")
    body = (opening * depth + "1" + closing * depth).encode()
    info = parse_error(body)
    assert info.body == body.decode()
    assert info.detail.rstrip("…") == body.decode()[: MAX_MESSAGE - info.detail.count("…")]


def test_odd_fields_and_codes() -> None:
    """Places and codes are text of bounded length, whatever JSON they are."""
    deep: object = "x"
    for _ in range(40):
        deep = [deep]
    body = {"code": "c" * 999, "detail": [{"loc": ["a", deep, None, 3], "msg": "m" * 999}, {"loc": {}, "msg": "n"}]}
    info = parse_error(json.dumps(body).encode())
    assert info.code == "c" * 99 + "…"
    assert info.errors == (FieldError("a.3", "m" * 299 + "…"),)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"detail": "\\ud83d"}', "\ufffd"),
        (b'{"detail": "a\\u0000b\\u001b[31m\\u202ec"}', "a\ufffdb\ufffd[31m\ufffdc"),
        (b'{"errors": {"\\ud83d": "\\n"}}', "\ufffd:"),
        (b'{"code": "\\ud83d"}', "\ufffd"),
        (b"a\0b", "a\ufffdb"),
    ],
)
def test_messages_can_be_printed(body: bytes, detail: str) -> None:
    """Whatever characters a server sends."""
    info = parse_error(body)
    assert info.detail == detail
    assert repr(info).encode()


def test_the_charset_of_a_text() -> None:
    """Is the one that the server names, if it is known."""
    assert parse_error(b"caf\xe9", "text/plain; charset=iso-8859-1").detail == "caf\u00e9"
    assert parse_error(b"caf\xe9", "text/plain; charset=idna").detail == "caf\ufffd"
    assert parse_error(b'{"detail": "caf\xc3\xa9"}', "application/json; charset=latin-1").detail == "caf\u00e9"


PIECES = [
    "<h1>",
    "<",
    "<h1",
    "<script>",
    "<style><script>",
    "<title></title",
    "A_A",
    "-a",
    " ",
    "linkedin x ",
    "(?:",
    '"\\"',
    "[",
    '{"a":',
]


@pytest.mark.parametrize("piece", PIECES)
def test_error_bodies_are_read_in_linear_time(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page and no text makes an expression of ours go back and forth; the vendor's are searched in a part of it."""
    monkeypatch.setattr(error_body, "LONGEST_PAGE", 10**9)
    rules = (ErrorRule(500, StatusError, code="none"), ErrorRule(500, StatusError, match="linked.*cap"))

    def read(size: int) -> None:
        body = (piece * size).encode()
        parse_error(body, "text/html")
        assert matching_rule(rules, AttemptResult("answered", 500, {"content-type": "text/html"}, body)) is None

    grows_in_proportion(read, 200_000)


@pytest.mark.parametrize("size", [100, 100_000])
def test_a_rule_is_found_in_the_message(size: int) -> None:
    """Also where the body is so long that its text is searched in part."""
    rule = ErrorRule(429, StatusError, match="safety cap")
    body = json.dumps({"padding": "x" * size, "message": "the safety cap"}).encode()
    assert matching_rule((rule,), AttemptResult("answered", 429, {}, body)) is rule


@pytest.mark.parametrize("piece", [b'{"loc": ["a"], "msg": "b"},', b"[],", b'"A_B",'])
def test_a_long_list_of_errors_is_text(piece: bytes) -> None:
    """Of which the beginning is the message: to look at each of a million fields takes seconds."""
    body = b'{"errors": [' + piece * (LONGEST_JSON // len(piece) + 1) + b"1]}"
    info = parse_error(body, "application/json")
    assert (info.errors, info.body) == ((), body.decode())
    assert info.detail.startswith('{"errors": [')
