"""A pointer is found on the line where an editor shows it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.documents.pointers import escaped
from generator.drift.report.source_lines import lines
from tests.shares import amount
from tests.yardstick import grows_in_proportion

JSON = """{
  "openapi": "3.1.0",
  "paths": {
    "/a/{id}": {"get": {"tags": ["x", "y"],
        "text": "{ [ \\" , : }"},
      "post": {}
    },
    "a~b": [1,
      {"deep": true}, "z"]
  }
}"""

YAML = """# a comment: {
openapi: 3.1.0
paths:
  /a/{id}:
    get: {tags: [x,
            y]}
    post:
      summary: |
        paths:
          not: this
      responses:
        200: &ok
          description: fine
        '404': *ok
        "500":
          <<: *ok
  ? /b
  : get:
    - one
    -
      two: 2
"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 1),
        ("/openapi", 2),
        ("/paths", 3),
        ("/paths/~1a~1{id}/get", 4),
        ("/paths/~1a~1%7Bid%7D/get", 4),
        ("/paths/~1a~1{id}/get/tags/1", 4),
        ("/paths/~1a~1{id}/get/text", 5),
        ("/paths/~1a~1{id}/post", 6),
        ("/paths/a~0b/1/deep", 9),
        ("/paths/a~0b/2", 9),
    ],
)
def test_a_place_in_json(pointer: str, line: int) -> None:
    """The line of a key, or of an item in a list."""
    assert lines(JSON, [pointer]) == {pointer: line}


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 1),
        ("/openapi", 2),
        ("/paths/~1a~1{id}/get/tags/1", 6),
        ("/paths/~1a~1{id}/post/responses", 11),
        ("/paths/~1a~1{id}/post/responses/200/description", 13),
        ("/paths/~1a~1{id}/post/responses/404", 14),
        ("/paths/~1a~1{id}/post/responses/500", 15),
        ("/paths/~1b/get", 18),
        ("/paths/~1b/get/1/two", 21),
    ],
)
def test_a_place_in_yaml(pointer: str, line: int) -> None:
    """Comments, anchors, block scalars and flow style included."""
    assert lines(YAML, [pointer]) == {pointer: line}


@pytest.mark.parametrize(("text", "line"), [(JSON, 4), (YAML, 4)])
def test_what_is_gone_is_shown_where_it_was_missed(text: str, line: int) -> None:
    """The nearest place above it that is still there."""
    assert lines(text, ["/paths/~1a~1{id}/delete/parameters/0"]) == {"/paths/~1a~1{id}/delete/parameters/0": line}


def test_what_an_alias_brings_in_is_shown_at_the_alias() -> None:
    """There a reader sees what is used; the anchor may serve others."""
    assert lines(YAML, ["/paths/~1a~1{id}/post/responses/404/description"]).popitem()[1] == 14


def expected(value: Any, pointer: str, line: int, found: dict[str, int]) -> int:
    """Enter the lines of all in *value* as json.dumps writes it with an indent; the line after which it ends."""
    found[pointer] = line
    if not isinstance(value, dict | list) or not value:
        return line
    for key, child in value.items() if isinstance(value, dict) else enumerate(value):
        line = expected(child, f"{pointer}/{escaped(key)}", line + 1, found)
    return line + 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=6), VALUES, max_size=4), st.booleans())
@settings(max_examples=amount(60, 150, 2000), deadline=None)
def test_every_place_is_found_in_any_json(value: dict[str, Any], ascii_only: bool) -> None:
    """Whatever characters its keys and texts are made of."""
    wanted: dict[str, int] = {}
    expected(value, "", 1, wanted)
    if value:
        assert lines(json.dumps(value, indent=1, ensure_ascii=ascii_only), wanted) == wanted


@given(st.text(alphabet='{}[]",:\\ \n-a1&*?|', max_size=60))
@settings(max_examples=amount(100, 300, 3000), deadline=None)
def test_no_text_is_too_broken(text: str) -> None:
    """A place in what is no document is the nearest one known: never an error, never beyond the text."""
    found = lines(text, ["/a/1/a", "/a", "/1", ""])
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())


@pytest.mark.parametrize(("head", "text"), [("", '{"'), ('{"a": ', '"\\'), ("", "["), ("", "{")])
def test_broken_text_takes_no_longer_than_its_length(head: str, text: str) -> None:
    """An unclosed quote is looked for once, and nesting needs no stack."""
    assert lines(head + text * 200_000, ["/a/b"]) == {"/a/b": 1}
    grows_in_proportion(lambda times: lines(head + text * times, ["/a/b"]), 200_000)
