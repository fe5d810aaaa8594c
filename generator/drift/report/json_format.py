"""The report as JSON, as `comparison.schema.json` describes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .contents import Report


def schema() -> str:
    """The JSON Schema of what `value` returns."""
    return Path(__file__).with_name("comparison.schema.json").read_text(encoding="utf-8")


def value(report: Report) -> dict[str, Any]:
    """*report* as JSON values; `source` and `bump` are null where they are unknown."""
    if report.error:
        return {"error": report.error}
    found = report.comparison.to_json()
    impact = report.impact
    json_object = {"class": found["class"], "wire": found["wire"], "source": impact.source, "bump": impact.bump}
    if impact.next_version:
        json_object["next_version"] = impact.next_version
    if impact.surface:
        json_object["surface"] = [
            {"where": one.where, "effect": one.impact, "text": one.text, "hint": one.hint} for one in impact.surface
        ]
    json_object["changes"] = found["changes"]
    if (acceptance := report.acceptance) is not None:
        json_object["accepted"] = [
            {**change.to_json(), "reason": entry.reason, "until": entry.until.isoformat()}
            for change, entry in acceptance.accepted
        ]
        json_object["expired"] = [entry.fingerprint for entry in acceptance.expired]
        json_object["unused"] = [entry.fingerprint for entry in acceptance.unused]
    return json_object
