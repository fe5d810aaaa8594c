"""As SARIF 2.1.0, held against the official schema, which a package of its editors on npm carries."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema.validators import validator_for

from generator.drift import Comparison
from generator.drift.report import Report, render, render_all
from tests import npm
from tests.drift.report.sample import COMPARISON, accepting, attacked, everyday

ACCEPTED = render(COMPARISON, "sarif", title="t", acceptance=accepting(COMPARISON, "why"))


def schema() -> Any:
    """The official schema, as a validator of its own dialect."""
    place = npm.package("@microsoft/jest-sarif", "1.0.0-beta.0") / "lib/schemas/sarif-2.1.0-rtm.5.json"
    read = json.loads(place.read_text(encoding="utf-8"))
    return validator_for(read)(read)


def run(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)["runs"][0]
    return found


@pytest.mark.parametrize(
    "text",
    [
        everyday("sarif"),
        attacked("sarif"),
        ACCEPTED,
        render(Comparison(), "sarif", title="t"),
        render_all([Report(title="t", error="gone")], "sarif"),
        render_all([], "sarif"),
    ],
)
def test_every_report_keeps_the_schema(text: str) -> None:
    """Whatever is known, accepted, attempted or failed."""
    schema().validate(json.loads(text))


def test_the_schema_refuses_another_shape() -> None:
    """The file is a schema that can fail."""
    assert not schema().is_valid({"version": "2.1.0", "runs": [{"results": []}]})


def test_each_result_points_to_its_rule() -> None:
    """By id and by index, which must agree."""
    found = run(everyday("sarif"))
    rules = found["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in found["results"])
    assert len({rule["id"] for rule in rules}) == len(rules)


def test_a_result_is_the_same_one_in_the_next_run() -> None:
    """Code scanning follows it by its fingerprint when lines move."""
    prints = [result["partialFingerprints"]["clientgen/v1"] for result in run(everyday("sarif"))["results"]]
    assert prints == [change.fingerprint for change in COMPARISON.changes]


def test_a_result_stands_at_its_line() -> None:
    """In a file below the repository's root."""
    place = run(everyday("sarif"))["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "specs/things/openapi.json"}, "region": {"startLine": 16}}


def test_levels_are_sarifs() -> None:
    """Error, warning, note."""
    assert [result["level"] for result in run(everyday("sarif"))["results"]] == [
        "error", "error", "warning", "note", "note",
    ]  # fmt: skip


def test_accepted_changes_are_suppressed() -> None:
    """With their reason; all else is not."""
    suppressed = [result.get("suppressions") for result in run(ACCEPTED)["results"]]
    assert [one for one in suppressed if one] == [[{"kind": "external", "status": "accepted", "justification": "why"}]]


def test_trouble_is_a_run_that_failed() -> None:
    """Not one without results."""
    (invocation,) = run(render_all([Report(title="t", error="gone")], "sarif"))["invocations"]
    assert not invocation["executionSuccessful"]
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "gone"


def test_messages_have_no_link_and_no_placeholder() -> None:
    """Brackets make links of a message's text, numbers in braces are replaced."""
    messages = [result["message"]["text"] for result in run(attacked("sarif"))["results"]]
    assert messages
    assert not [one for one in messages if "](" in one or re.search(r"(?<!\{)\{\d+\}", one)]
