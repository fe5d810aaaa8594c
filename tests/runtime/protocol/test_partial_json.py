"""The id in a truncated JSON document."""

from __future__ import annotations

import pytest

from generator.runtime.protocol.partial_json import find_id


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"id":"a"', "a"),
        (b'{"id":"a', None),
        (b'{"id":12', None),
        (b'{"id":12,', "12"),
        (b'{"run":{"id":"a"', "a"),
        (b'{"run":{"owner":{"id":"b"},', None),
        (b'{"runs":[{"id":"b"}]', None),
        (b'[{"id":"b"}]', None),
        (b'{"x":"id","id":"q\\"uote"}', 'q"uote'),
        (b"<html>", None),
        (b"\xff\xfe{", None),
    ],
)
def test_find_id(body: bytes, found: str | None) -> None:
    """The complete id of the object itself, or None."""
    assert find_id(body, "run") == found
