"""As JSON: the promised shape, published as a schema that every report keeps."""

from __future__ import annotations

import datetime
import json
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from generator.drift import Comparison
from generator.drift.report import PackageImpact, Report, render, render_all, report
from tests.drift.report.sample import COMPARISON, EVIL, IMPACT, accepting, attacked, everyday

SCHEMA: dict[str, Any] = json.loads(
    resources.files("generator.drift.report").joinpath("comparison.schema.json").read_text(encoding="utf-8")
)
ONE = Draft202012Validator(SCHEMA)
MANY = Draft202012Validator({**SCHEMA, "$ref": "#/$defs/by_api"})
PROMISED = {"class", "wire", "source", "bump", "changes"}
CHANGE = {"id", "level", "operation", "path", "pointer", "from", "to", "text", "wire", "fingerprint"}


def test_the_schema_is_one() -> None:
    """By the meta-schema of draft 2020-12."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        everyday("json"),
        attacked("json"),
        render(Comparison(), "json", title="t"),
        render(COMPARISON, "json", title="t", acceptance=accepting(COMPARISON, "why", datetime.date(2025, 1, 1))),
    ],
)
def test_every_report_keeps_the_schema(text: str) -> None:
    """Whatever is known, accepted or attempted."""
    ONE.validate(json.loads(text))


def test_the_promised_keys_come_first() -> None:
    """What `commands.md` promises is there, also where nobody knows the verdict on code yet."""
    found = json.loads(render(COMPARISON, "json", title="t"))
    assert found.keys() == PROMISED
    assert found["changes"][0].keys() == CHANGE
    assert (found["source"], found["bump"]) == (None, None)


def test_verdicts_are_passed_on() -> None:
    """As the contract names them."""
    found = json.loads(everyday("json"))
    assert (found["source"], found["bump"], found["next_version"]) == ("runtime-breaking", "major", "2.0.0")


def test_accepted_changes_are_listed_apart() -> None:
    """They count for no verdict and are not forgotten."""
    found = json.loads(render(COMPARISON, "json", title="t", acceptance=accepting(COMPARISON, "why")))
    assert len(found["changes"]) == len(COMPARISON.changes) - 1
    assert [(one["fingerprint"], one["reason"]) for one in found["accepted"]] == [
        (COMPARISON.changes[0].fingerprint, "why")
    ]


def test_several_stand_under_their_titles() -> None:
    """A comparison that failed has an error there, which no reader takes for no change."""
    reports = [report(COMPARISON, title="one", impact=IMPACT), Report(title="two", error="refused")]
    found = json.loads(render_all(reports, "json"))
    MANY.validate(found)
    assert found["two"] == {"error": "refused"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"class": "fine"},
        {"source": "breaking"},
        {"more": 1},
        {"changes": [{"id": "x"}]},
        {"expired": ["not a fingerprint"]},
    ],
)
def test_the_schema_refuses_another_shape(wrong: dict[str, Any]) -> None:
    """A schema that takes everything publishes nothing."""
    with pytest.raises(ValidationError):
        ONE.validate({**json.loads(everyday("json")), **wrong})


def test_values_survive_and_a_terminal_obeys_none() -> None:
    """What a document says arrives unchanged; on the way, only ASCII escapes stand for controls."""
    text = attacked("json")
    assert all(char.isprintable() or char == "\n" for char in text)
    assert any(EVIL in change["path"] for change in json.loads(text)["changes"])


def test_unknown_verdicts_need_no_release_number() -> None:
    """What is known alone is said alone."""
    found = json.loads(render(Comparison(), "json", title="t", impact=PackageImpact(bump="none")))
    assert (found["source"], found["bump"]) == (None, "none")
