"""Parameters are serialized in OpenAPI's styles."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from generator.runtime.codec.enums import OpenStr
from generator.runtime.errors import ConfigurationError
from generator.runtime.protocol.parameters import cookie_value, header_pairs, header_value, path_value, query_pairs
from generator.runtime.util.unset import UNSET


class Status(OpenStr):
    READY = "READY"


OBJECT = {"a": 1, "b": "x y", "none": None, "unset": UNSET}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a&b", "a&b"),
        (5, "5"),
        (1.5, "1.5"),
        (True, "true"),
        (False, "false"),
        (Status.READY, "READY"),
        (Status("NEW"), "NEW"),
        (datetime(2025, 1, 2, 3, 4, 5, 678000, tzinfo=UTC), "2025-01-02T03:04:05.678Z"),
        (date(2025, 1, 2), "2025-01-02"),
        (UUID("3c90c3cc-0d44-4b50-8888-8dd25736052a"), "3c90c3cc-0d44-4b50-8888-8dd25736052a"),
        (Decimal("1.10"), "1.10"),
    ],
)
def test_single_values_are_the_same_everywhere(value, text):
    """Query and header have the same text."""
    assert query_pairs({"q": value}, {}) == [("q", text)]
    assert header_value("q", value) == text


@pytest.mark.parametrize(
    ("value", "style", "pairs"),
    [
        (["a", "b"], "", [("q", "a"), ("q", "b")]),
        (["a", "b"], "form", [("q", "a"), ("q", "b")]),
        (("a", None, UNSET, "b"), "form-explode", [("q", "a,b")]),
        ([1, True], "spaceDelimited", [("q", "1 true")]),
        ([1, 2], "spaceDelimited+explode", [("q", "1"), ("q", "2")]),
        ([1, 2], "pipeDelimited-explode", [("q", "1|2")]),
        ([], "form", []),
        ([], "form-explode", []),
        (OBJECT, "form", [("a", "1"), ("b", "x y")]),
        (OBJECT, "form-explode", [("q", "a,1,b,x y")]),
        (OBJECT, "pipeDelimited", [("q", "a|1|b|x y")]),
        ({}, "form-explode", []),
        (OBJECT, "deepObject", [("q[a]", "1"), ("q[b]", "x y")]),
        ({"a": {"b": [1, 2]}}, "deepObject", [("q[a][b][0]", "1"), ("q[a][b][1]", "2")]),
        ([{"a": 1}, {"a": 2}], "deepObject", [("q[0][a]", "1"), ("q[1][a]", "2")]),
        ({"a": {"c": {"d": True}}}, "deepObject", [("q[a][c][d]", "true")]),
        ({"a": [1, None], "u": UNSET}, "application/json", [("q", '{"a":[1,null]}')]),
        (None, "form", []),
        (UNSET, "deepObject", []),
    ],
)  # fmt: skip
def test_query_styles(value: Any, style: str, pairs: list[tuple[str, str]]):
    """Each style serializes lists and objects differently; absent values are not sent."""
    assert query_pairs({"q": value}, {"q": style} if style else {}) == pairs


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        ("a/b c", "simple", "a%2Fb%20c"),
        ("é?#", "simple", "%C3%A9%3F%23"),
        (5, "simple", "5"),
        (["a", "b/"], "simple", "a,b%2F"),
        ({"x": 1, "y": 2}, "simple", "x,1,y,2"),
        ({"x": 1, "y": 2}, "simple+explode", "x=1,y=2"),
        ("a", "label", ".a"),
        (["a", "b"], "label", ".a,b"),
        (["a", "b"], "label+explode", ".a.b"),
        ({"x": 1, "y": 2}, "label+explode", ".x=1.y=2"),
        ("a", "matrix", ";id=a"),
        (["a", "b"], "matrix", ";id=a,b"),
        (["a", "b"], "matrix+explode", ";id=a;id=b"),
        ({"x": 1, "y": 2}, "matrix", ";id=x,1,y,2"),
        ({"x": 1, "y": 2}, "matrix+explode", ";x=1;y=2"),
        ({"x": "/"}, "application/json", "%7B%22x%22%3A%22%2F%22%7D"),
    ],
)
def test_path_styles(value: Any, style: str, text: str):
    """A path value stays one segment."""
    assert path_value("id", value, style) == text


@pytest.mark.parametrize("value", ["", ".", "..", []])
def test_a_path_value_cannot_name_another_operation(value):
    """``DELETE /lists/{id}`` with an empty or dotted id would be another call."""
    with pytest.raises(ValueError, match=r"id: .* would name another operation"):
        path_value("id", value)


@pytest.mark.parametrize("value", [None, UNSET])
def test_a_path_needs_a_value(value):
    """None and UNSET raise TypeError."""
    with pytest.raises(TypeError, match="id: a path needs a value"):
        path_value("id", value)


def test_headers_join_lists_and_refuse_line_breaks():
    """A header's value cannot start another header."""
    assert header_pairs({"X-A": ["a", 1], "X-B": {"k": 1}, "X-C": None, "X-D": UNSET}, {"X-B": "simple+explode"}) == [
        ("x-a", "a,1"),
        ("x-b", "k=1"),
    ]
    with pytest.raises(ConfigurationError, match=r"X-A: .* remove control characters"):
        header_value("X-A", "a\r\nX-B: b")


def test_cookies_are_escaped():
    """A value cannot end its cookie."""
    assert cookie_value({"a": "x; b=1", "c": True, "d": None}, {}) == "a=x%3B%20b=1; c=true"
    assert cookie_value({}, {}) == ""


def test_bytes_are_base64_as_in_json():
    """``format: byte`` is a type of parameters too."""
    assert query_pairs({"q": b"\xff\x00"}, {}) == [("q", "/wA=")]


@pytest.mark.parametrize("value", [object(), [[1]], bytearray(b"x"), {"a": {"b": 1}}])
def test_a_value_without_serialization_names_the_parameter(value):
    """The message starts with the name of the parameter."""
    with pytest.raises(TypeError, match=r"^q"):
        query_pairs({"q": value}, {})


def test_a_datetime_without_a_zone_is_refused():
    """It does not define a moment."""
    with pytest.raises(TypeError, match="since: a datetime needs a time zone"):
        query_pairs({"since": datetime(2025, 1, 1)}, {})  # noqa: DTZ001
