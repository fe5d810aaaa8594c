"""The id in a truncated JSON document."""

from __future__ import annotations

import pytest

from generator.runtime.protocol.partial_json import find_id
from tests.yardstick import grows_in_proportion


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


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"id": "\\ud83d"', "\\ud83d"),
        (b'{"id": "a\nb"', "a\nb"),
        (b'{"id": %s, ' % (b"9" * 5000), "9" * 5000),
        ('{"id": \u0663, '.encode(), None),
        (b'{"more": %s, "id": "a", ' % (b"9" * 5000), "a"),
        (b'{"a":' * 5000 + b'{"id": "deep"', None),
    ],
)
def test_odd_ids(body: bytes, found: str | None) -> None:
    """Can be encoded, or are none."""
    assert find_id(body) == found
    assert found is None or found.encode()


@pytest.mark.parametrize("piece", ['"', '{"id":1,"a":', '"\\"', " ", "9", "[", '"x', "\\", '{"a":"b"},'])
def test_time_is_linear(piece: str) -> None:
    """Also for a text without its end, and for ids at each level of a deep document."""
    grows_in_proportion(lambda size: find_id((piece * size).encode()), 200_000)
    grows_in_proportion(lambda size: find_id(b'{"x": "' + (piece * size).encode()), 200_000)


def test_an_id_is_looked_for_near_the_start() -> None:
    """Whoever is out of time does not search a large answer as a whole."""
    nested = b'{"more": [%s], "id": "a", '
    assert find_id(nested % b",".join([b"1"] * 20_000)) == "a"
    assert find_id(nested % b",".join([b"1"] * 30_000)) is None
    assert find_id(b'{"more": "%s", "id": "a", ' % (b"x" * 1_000_000)) == "a"
    assert find_id(b'{"more": "%s", "id": "a", ' % (b"x" * 1_100_000)) is None
