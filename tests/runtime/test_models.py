"""Models: what users build, read, change, compare, copy and send."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs
import pytest

from generator.runtime.codec.enums import OpenInt, OpenStr
from generator.runtime.codec.models import Model, define, wire
from generator.runtime.util.unset import UNSET, Unset


class Status(OpenStr):
    PENDING = "PENDING"
    DONE = "done"


class Level(OpenInt):
    LOW = 1
    HIGH = 2


@define(kw_only=True)
class Step(Model):
    """One step."""

    name: str
    ended_at: datetime | None = wire("endedAt")


@define(kw_only=True)
class Run(Model):
    id: str
    task_id: str = wire("taskId")
    status: Status
    steps: list[Step]
    inputs: dict[str, Any]
    day: date | Unset = UNSET
    nickname: str | Unset | None = wire("nickName", default=UNSET)


@define(kw_only=True)
class Scores(Model):
    title: str
    extra: dict[str, float] = wire("*", factory=dict)


DATA: dict[str, Any] = {
    "id": "r1",
    "taskId": "t1",
    "status": "done",
    "steps": [{"name": "a", "endedAt": "2025-10-13T15:02:44.810Z"}, {"name": "b", "endedAt": None}],
    "inputs": {"deep": {"list": [1, 2]}},
    "day": "2025-10-13",
}


def test_fields_are_typed_values():
    """Names are Python's, dates are aware, enums are members, nested objects are models, absent is UNSET."""
    run = Run.from_dict(DATA)
    assert (run.id, run.task_id, run.status) == ("r1", "t1", Status.DONE)
    assert run.steps[0].ended_at == datetime(2025, 10, 13, 15, 2, 44, 810000, tzinfo=UTC)
    assert run.steps[1].ended_at is None
    assert run.day == date(2025, 10, 13)
    assert run.nickname is UNSET


def test_untouched_data_is_sent_as_it_came():
    """The round trip is exact, the spelling of dates and the order of keys included."""
    assert list(Run.from_dict(DATA).to_dict().items()) == list(DATA.items())


def test_a_changed_attribute_is_what_is_sent():
    """A change replaces what the server sent; everything beside it stays as it was."""
    run = Run.from_dict(DATA)
    run.steps[0].ended_at = datetime(2025, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    run.nickname = None
    run.status = Status.PENDING
    steps = [{"name": "a", "endedAt": "2025-01-01T00:00:00+02:00"}, DATA["steps"][1]]
    assert run.to_dict() == DATA | {"steps": steps, "nickName": None, "status": "PENDING"}


def test_unsetting_a_field_drops_it():
    """UNSET is not sent, also where the server had sent something."""
    run = Run.from_dict(DATA)
    run.day = UNSET
    assert "day" not in run.to_dict()


def test_changes_in_place_leave_raw_alone():
    """`raw` is what the server sent, whatever is done to the model."""
    before = copy.deepcopy(DATA)
    run = Run.from_dict(DATA)
    run.inputs["deep"]["list"].append(3)
    run.steps.clear()
    run.extra["new"] = 1
    assert run.raw == before
    assert run.to_dict() == before | {"inputs": {"deep": {"list": [1, 2, 3]}}, "steps": [], "new": 1}


def test_a_model_made_by_hand_has_no_raw():
    """Only servers send."""
    step = Step(name="a", ended_at=None)
    assert step.raw is None
    assert step.extra == {}
    assert step.to_dict() == {"name": "a", "endedAt": None}


def test_constructors_take_keywords_only_and_miss_nothing():
    """Positional arguments and missing required fields are errors at once."""
    with pytest.raises(TypeError):
        Step("a", None)  # type: ignore[misc]
    with pytest.raises(TypeError):
        Step(name="a")  # type: ignore[call-arg]


def test_unknown_fields_are_kept():
    """What the document does not know is in `extra`, and is sent back."""
    step = Step.from_dict({"name": "a", "endedAt": None, "new": {"x": 1}})
    assert step.extra == {"new": {"x": 1}}
    assert step.to_dict() == {"name": "a", "endedAt": None, "new": {"x": 1}}


def test_declared_additional_properties_are_decoded():
    """A class that declares `extra` gets it typed, and can be built with it."""
    assert Scores.from_dict({"title": "t", "a": 1.5}).extra == {"a": 1.5}
    assert Scores(title="t", extra={"b": 2.0}).to_dict() == {"title": "t", "b": 2.0}
    assert Scores(title="t", extra={"b": 2.0}) != Scores(title="t", extra={"b": 3.0})


def test_equality_is_by_class_and_fields():
    """Where it came from does not matter."""
    assert Step.from_dict({"name": "a", "endedAt": None}) == Step(name="a", ended_at=None)
    assert Step(name="a", ended_at=None) != Step(name="b", ended_at=None)


def test_repr_is_readable_and_leaves_out_what_is_absent():
    """It looks like the call that makes it."""
    run = Run(id="r", task_id="t", status=Status.DONE, steps=[], inputs={})
    assert repr(run) == "Run(id='r', task_id='t', status=Status.DONE, steps=[], inputs={})"
    assert repr(Scores(title="t", extra={"a": 1.0})) == "Scores(title='t', extra={'a': 1.0})"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_copies_and_pickles_keep_everything(again):
    """Fields, unknown fields and `raw` survive."""
    run = Run.from_dict(DATA | {"status": "NEW", "unknown": [1]})
    twin = again(run)
    assert twin == run
    assert twin.raw == run.raw
    assert twin.to_dict() == run.to_dict()
    assert not twin.status.is_known


def test_evolve_changes_one_field_and_keeps_unknown_ones():
    """`attrs.evolve` makes another model; what the document does not know goes along."""
    step = attrs.evolve(Step.from_dict({"name": "a", "endedAt": None, "new": 1}), name="b")
    assert step.to_dict() == {"name": "b", "endedAt": None, "new": 1}


def test_from_dict_wants_an_object():
    """Anything else is the caller's mistake and says so."""
    with pytest.raises(TypeError, match=r"Run\.from_dict needs a JSON object, not list"):
        Run.from_dict([])  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "known", "unknown"), [(Status, "done", "PAUSED"), (Level, 2, 99)])
def test_open_enums_keep_unknown_values(kind, known, unknown):
    """An unknown value is an instance that equals, hashes and pickles like the raw one, and is not a member."""
    stranger = kind(unknown)
    assert kind(known).is_known
    assert not stranger.is_known
    assert isinstance(stranger, kind)
    assert (stranger, hash(stranger), stranger.value) == (unknown, hash(unknown), unknown)
    assert pickle.loads(pickle.dumps(stranger)) == copy.deepcopy(stranger) == stranger
    assert type(pickle.loads(pickle.dumps(stranger))) is kind
    assert len(list(kind)) == 2
    assert repr(stranger) == f"{kind.__name__}({unknown!r})"
    assert {unknown: "found"}[stranger] == "found"


def test_unknown_values_are_not_collected():
    """A server that sends endless values fills no cache."""
    for i in range(100):
        Status(f"s{i}")
    assert len(Status._value2member_map_) == 2


def test_open_enums_refuse_other_types():
    """A number is no string."""
    with pytest.raises(ValueError, match="5 is not a valid Status"):
        Status(5)


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
    """Everything that a caller may reasonably pass has one spelling."""
    step = Step(name="a", ended_at=None, extra={"x": value})
    assert step.to_dict()["x"] == json
    assert type(step.to_dict()["x"]) is type(json)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"when": [datetime(2025, 1, 1)]}, r"x\.when\[0\]: a datetime needs a time zone"),  # noqa: DTZ001
        ({"a": {"b": object()}}, r"x\.a\.b: cannot make JSON of object"),
        ({1: 2}, r"x: keys of an object are str, not int"),
        ([UNSET], r"x\[0\]: cannot make JSON of Unset"),
    ],
)
def test_what_cannot_be_json_says_where(value, message):
    """The message names the path, not just the type."""
    with pytest.raises(TypeError, match=message):
        Step(name="a", ended_at=None, extra={"x": value}).to_dict()
