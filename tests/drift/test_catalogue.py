"""The catalogue is oasdiff's: names that the rules make up must not be near misses of names that it has."""

from __future__ import annotations

import re

from generator.drift.catalogue import LEVELS


def test_every_id_has_a_level() -> None:
    """509 of them, each in lower case and dashes."""
    assert len(LEVELS) == 509
    assert set(LEVELS.values()) == {"ERR", "WARN", "INFO"}
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", id) for id in LEVELS)


def test_levels_are_where_oasdiff_has_them() -> None:
    """A few that are easily taken for another."""
    assert LEVELS["request-parameter-max-set"] == "WARN"
    assert LEVELS["request-parameter-min-length-increased"] == "ERR"
    assert LEVELS["response-property-enum-value-added"] == "WARN"
    assert LEVELS["api-security-added"] == "INFO"
