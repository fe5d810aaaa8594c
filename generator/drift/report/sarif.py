"""The report as SARIF 2.1.0 for code scanning: a run per comparison, and a result per change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ..catalogue import LEVELS, Level
from ..change import VERDICTS, Change, Verdict
from .contents import Report, verdict_of, verdict_rows, where
from .escaping import line, sarif, uri

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SARIF: Final[dict[Verdict, str]] = {
    "breaking": "error", "potentially-breaking": "warning", "non-breaking": "note", "docs-only": "note",
}  # fmt: skip
_HELP: Final[dict[str, str]] = {
    "error": "Callers break. Release the version that follows, or accept the change by its fingerprint.",
    "warning": "Callers may break: check whether they rely on it.",
    "note": "Callers need not change anything.",
}


def value(reports: Sequence[Report]) -> dict[str, Any]:
    """*reports* as one SARIF log."""
    return {"version": "2.1.0", "$schema": SCHEMA, "runs": [_run(report) for report in reports]}


def _run(report: Report) -> dict[str, Any]:
    acceptance = report.acceptance.accepted if report.acceptance else ()
    reasons = {change.fingerprint: entry.reason for change, entry in acceptance}
    changes = [*report.comparison.changes, *(change for change, _ in acceptance)]
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
        "properties": {} if report.error else dict(verdict_rows(report)),
    }
    return run


def _invocation(report: Report) -> dict[str, Any]:
    if not report.error:
        return {"executionSuccessful": True}
    rows = {"level": "error", "message": {"text": sarif(report.error)}}
    return {"executionSuccessful": False, "toolExecutionNotifications": [rows]}


def _rule(id: str, level: Level) -> dict[str, Any]:
    grade = _SARIF[VERDICTS[LEVELS.get(id, level)]]
    words = id.replace("-", " ").capitalize()
    return {
        "id": id,
        "name": "".join(part.capitalize() for part in id.split("-")),
        "shortDescription": {"text": f"{words}."},
        "fullDescription": {"text": f"{words}, as seen by a caller of the API."},
        "help": {"text": _HELP[grade]},
        "defaultConfiguration": {"level": grade},
    }


def _result(report: Report, change: Change, index: int, accepted: str | None) -> dict[str, Any]:
    json_object: dict[str, Any] = {
        "ruleId": change.id,
        "ruleIndex": index,
        "level": _SARIF[verdict_of(change)],
        "message": {"text": sarif(f"{where(change)}: {change.text}")},
        "locations": [_location(report, change)],
        "partialFingerprints": {"clientgen/v1": change.fingerprint},
        "properties": {"wire": change.wire, "level": change.level, "pointer": line(change.pointer)},
    }
    if accepted is not None:
        json_object["suppressions"] = [{"kind": "external", "status": "accepted", "justification": line(accepted)}]
    return json_object


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
