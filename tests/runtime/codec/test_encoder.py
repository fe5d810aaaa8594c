"""Python values encoded as JSON values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from generator.runtime.codec.encoder import encode
from generator.runtime.codec.enums import OpenStr
from generator.runtime.util.unset import UNSET


class Colour(OpenStr):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "json"),
    [
        (datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC), "2025-01-02T03:04:05Z"),
        (datetime(2025, 1, 2, 3, 4, 5, 120000, tzinfo=UTC), "2025-01-02T03:04:05.120Z"),
        (datetime(2025, 1, 2, 3, 4, 5, 123456, tzinfo=UTC), "2025-01-02T03:04:05.123456Z"),
        (date(2025, 1, 2), "2025-01-02"),
        (UUID("3c90c3cc-0d44-4b50-8888-8dd25736052a"), "3c90c3cc-0d44-4b50-8888-8dd25736052a"),
        (Decimal("1.25"), 1.25),
        (Decimal(3), 3),
        (b"\x00\xff", "AP8="),
        (Colour.RED, "red"),
        (Colour("blue"), "blue"),
        ((1, 2), [1, 2]),
        ({"a": UNSET, "b": None}, {"b": None}),
    ],
)
def test_values_become_json(value, json):
    """Each type that can be JSON has one encoding."""
    encoded = encode({"x": value})["x"]
    assert encoded == json
    assert type(encoded) is type(json)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"when": [datetime(2025, 1, 1)]}, r"x\.when\[0\]: a datetime needs a time zone"),  # noqa: DTZ001
        ({"a": {"b": object()}}, r"x\.a\.b: cannot encode object as JSON"),
        ({1: 2}, r"x: keys of an object are str, not int"),
        ([UNSET], r"x\[0\]: cannot encode Unset as JSON"),
    ],
)
def test_the_error_for_a_value_that_cannot_be_json_names_its_path(value, message):
    """The message has the path and the type."""
    with pytest.raises(TypeError, match=message):
        encode({"x": value})
