"""The report as SARIF 2.1.0, which code scanning reads: a run for each pair of documents, a result for each change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ..catalogue import LEVELS, Level
from ..change import Change, Verdict
from .escape import line, sarif, uri
from .values import OF_LEVEL, Report, facts, weight, where

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SARIF: Final[dict[Verdict, str]] = {
    "breaking": "error", "potentially-breaking": "warning", "non-breaking": "note", "docs-only": "note",
}  # fmt: skip
_HELP: Final[dict[str, str]] = {
    "error": "Callers break. Release what follows from it, or accept the change by its fingerprint.",
    "warning": "Callers may break: see whether they rely on it.",
    "note": "Callers need not do anything.",
}


def value(reports: Sequence[Report]) -> dict[str, Any]:
    """All of *reports* as one log."""
    return {"version": "2.1.0", "$schema": SCHEMA, "runs": [_run(report) for report in reports]}


def _run(report: Report) -> dict[str, Any]:
    settled = report.settled.accepted if report.settled else ()
    reasons = {change.fingerprint: entry.reason for change, entry in settled}
    changes = [*report.comparison.changes, *(change for change, _ in settled)]
    ids = sorted({change.id for change in changes})
    driver = {
        "name": "clientgen",
        "rules": [_rule(id, next(change.level for change in changes if change.id == id)) for id in ids],
    }
    results = [_result(report, change, ids.index(change.id), reasons.get(change.fingerprint)) for change in changes]
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"clientgen/drift/{line(report.title)}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": results,
        "properties": {} if report.trouble else dict(facts(report)),
    }
    return run


def _invocation(report: Report) -> dict[str, Any]:
    if not report.trouble:
        return {"executionSuccessful": True}
    told = {"level": "error", "message": {"text": sarif(report.trouble)}}
    return {"executionSuccessful": False, "toolExecutionNotifications": [told]}


def _rule(id: str, level: Level) -> dict[str, Any]:
    grade = _SARIF[OF_LEVEL[LEVELS.get(id, level)]]
    words = id.replace("-", " ").capitalize()
    return {
        "id": id,
        "name": "".join(part.capitalize() for part in id.split("-")),
        "shortDescription": {"text": f"{words}."},
        "fullDescription": {"text": f"{words}, as a caller of the API meets it."},
        "help": {"text": _HELP[grade]},
        "defaultConfiguration": {"level": grade},
    }


def _result(report: Report, change: Change, index: int, accepted: str | None) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": change.id,
        "ruleIndex": index,
        "level": _SARIF[weight(change)],
        "message": {"text": sarif(f"{where(change)}: {change.text}")},
        "locations": [_location(report, change)],
        "partialFingerprints": {"clientgen/v1": change.fingerprint},
        "properties": {"wire": change.wire, "level": change.level, "pointer": line(change.pointer)},
    }
    if accepted is not None:
        made["suppressions"] = [{"kind": "external", "status": "accepted", "justification": line(accepted)}]
    return made


def _location(report: Report, change: Change) -> dict[str, Any]:
    named = line(where(change))
    logical: dict[str, Any] = {"name": named, "fullyQualifiedName": line(change.pointer) or named, "kind": "function"}
    if not report.path:
        return {"logicalLocations": [logical]}
    physical: dict[str, Any] = {
        "artifactLocation": {"uri": uri(report.path)},
        "region": {"startLine": report.lines.get(change.pointer, 1)},
    }
    return {"physicalLocation": physical, "logicalLocations": [logical]}
