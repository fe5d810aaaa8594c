"""Open enums keep values that the document does not list."""

from __future__ import annotations

import copy
import pickle

import pytest

from generator.runtime.codec.enums import OpenInt, OpenStr


class Status(OpenStr):
    PENDING = "PENDING"
    DONE = "done"


class Level(OpenInt):
    LOW = 1
    HIGH = 2


@pytest.mark.parametrize(("kind", "known", "unknown"), [(Status, "done", "PAUSED"), (Level, 2, 99)])
def test_open_enums_keep_unknown_values(kind, known, unknown):
    """An unknown value is an instance that equals, hashes and pickles like the raw value, and is not a member."""
    instance = kind(unknown)
    assert kind(known).is_known
    assert not instance.is_known
    assert isinstance(instance, kind)
    assert (instance, hash(instance), instance.value) == (unknown, hash(unknown), unknown)
    assert pickle.loads(pickle.dumps(instance)) == copy.deepcopy(instance) == instance
    assert type(pickle.loads(pickle.dumps(instance))) is kind
    assert len(list(kind)) == 2
    assert repr(instance) == f"{kind.__name__}({unknown!r})"
    assert {unknown: "found"}[instance] == "found"


def test_unknown_values_are_not_collected():
    """Values that a server invents fill no cache."""
    for i in range(100):
        Status(f"s{i}")
    assert len(Status._value2member_map_) == 2


def test_open_enums_refuse_other_types():
    """A number is not a value of a string enum."""
    with pytest.raises(ValueError, match="5 is not a valid Status"):
        Status(5)
