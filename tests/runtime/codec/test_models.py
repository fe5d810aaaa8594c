"""Models: constructed, decoded, changed, compared, copied and encoded."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

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
    """Attributes have Python names, dates are aware, enums are members, objects are models, absent fields UNSET."""
    run = Run.from_dict(DATA)
    assert (run.id, run.task_id, run.status) == ("r1", "t1", Status.DONE)
    assert run.steps[0].ended_at == datetime(2025, 10, 13, 15, 2, 44, 810000, tzinfo=UTC)
    assert run.steps[1].ended_at is None
    assert run.day == date(2025, 10, 13)
    assert run.nickname is UNSET


def test_unchanged_models_are_encoded_as_they_were_received():
    """The round trip is exact, including the format of dates and the order of keys."""
    assert list(Run.from_dict(DATA).to_dict().items()) == list(DATA.items())


def test_a_changed_attribute_is_encoded():
    """It replaces what the server sent; all other fields stay as they were."""
    run = Run.from_dict(DATA)
    run.steps[0].ended_at = datetime(2025, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    run.nickname = None
    run.status = Status.PENDING
    steps = [{"name": "a", "endedAt": "2025-01-01T00:00:00+02:00"}, DATA["steps"][1]]
    assert run.to_dict() == DATA | {"steps": steps, "nickName": None, "status": "PENDING"}


def test_unsetting_a_field_removes_it():
    """UNSET is not encoded, even where the server had sent a value."""
    run = Run.from_dict(DATA)
    run.day = UNSET
    assert "day" not in run.to_dict()


def test_changes_in_place_leave_raw_alone():
    """`raw` stays what the server sent."""
    before = copy.deepcopy(DATA)
    run = Run.from_dict(DATA)
    run.inputs["deep"]["list"].append(3)
    run.steps.clear()
    run.extra["new"] = 1
    assert run.raw == before
    assert run.to_dict() == before | {"inputs": {"deep": {"list": [1, 2, 3]}}, "steps": [], "new": 1}


def test_a_constructed_model_has_no_raw():
    """`raw` is None unless the model was decoded."""
    step = Step(name="a", ended_at=None)
    assert step.raw is None
    assert step.extra == {}
    assert step.to_dict() == {"name": "a", "endedAt": None}


def test_constructors_take_keywords_and_all_required_fields():
    """Positional arguments and missing required fields raise TypeError."""
    with pytest.raises(TypeError):
        Step("a", None)  # type: ignore[misc]
    with pytest.raises(TypeError):
        Step(name="a")  # type: ignore[call-arg]


def test_unknown_fields_are_kept():
    """Fields that the document does not declare are in `extra`, and are encoded."""
    step = Step.from_dict({"name": "a", "endedAt": None, "new": {"x": 1}})
    assert step.extra == {"new": {"x": 1}}
    assert step.to_dict() == {"name": "a", "endedAt": None, "new": {"x": 1}}


def test_declared_additional_properties_are_decoded():
    """A class that declares `extra` has it decoded to its type, and its constructor takes it."""
    assert Scores.from_dict({"title": "t", "a": 1.5}).extra == {"a": 1.5}
    assert Scores(title="t", extra={"b": 2.0}).to_dict() == {"title": "t", "b": 2.0}
    assert Scores(title="t", extra={"b": 2.0}) != Scores(title="t", extra={"b": 3.0})


def test_equality_is_by_class_and_fields():
    """A decoded model equals a constructed one."""
    assert Step.from_dict({"name": "a", "endedAt": None}) == Step(name="a", ended_at=None)
    assert Step(name="a", ended_at=None) != Step(name="b", ended_at=None)


def test_repr_is_a_constructor_call():
    """Absent fields are left out."""
    run = Run(id="r", task_id="t", status=Status.DONE, steps=[], inputs={})
    assert repr(run) == "Run(id='r', task_id='t', status=Status.DONE, steps=[], inputs={})"
    assert repr(Scores(title="t", extra={"a": 1.0})) == "Scores(title='t', extra={'a': 1.0})"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_copies_and_pickles_keep_everything(again):
    """Fields, unknown fields and `raw` survive."""
    run = Run.from_dict(DATA | {"status": "NEW", "unknown": [1]})
    copied = again(run)
    assert copied == run
    assert copied.raw == run.raw
    assert copied.to_dict() == run.to_dict()
    assert not copied.status.is_known


def test_evolve_changes_one_field_and_keeps_unknown_ones():
    """`attrs.evolve` returns another model, with the fields that the document does not declare."""
    step = attrs.evolve(Step.from_dict({"name": "a", "endedAt": None, "new": 1}), name="b")
    assert step.to_dict() == {"name": "b", "endedAt": None, "new": 1}


def test_from_dict_takes_an_object():
    """Anything else raises TypeError."""
    with pytest.raises(TypeError, match=r"Run\.from_dict needs a JSON object, not list"):
        Run.from_dict([])  # type: ignore[arg-type]
