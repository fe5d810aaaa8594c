"""The report for programs: the shape that `comparison.schema.json` publishes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .values import Report


def schema() -> str:
    """The JSON Schema of what `value` gives, for those who read it."""
    return Path(__file__).with_name("comparison.schema.json").read_text(encoding="utf-8")


def value(report: Report) -> dict[str, Any]:
    """*report* as plain values; `source` and `bump` are null while nobody knows them."""
    if report.trouble:
        return {"error": report.trouble}
    found = report.comparison.to_json()
    verdicts = report.verdicts
    made = {"class": found["class"], "wire": found["wire"], "source": verdicts.source, "bump": verdicts.bump}
    if verdicts.next_version:
        made["next_version"] = verdicts.next_version
    if verdicts.surface:
        made["surface"] = [
            {"where": one.where, "effect": one.effect, "text": one.text, "hint": one.hint} for one in verdicts.surface
        ]
    made["changes"] = found["changes"]
    if (settled := report.settled) is not None:
        made["accepted"] = [
            {**change.to_json(), "reason": entry.reason, "until": entry.until.isoformat()}
            for change, entry in settled.accepted
        ]
        made["expired"] = [entry.fingerprint for entry in settled.expired]
        made["unused"] = [entry.fingerprint for entry in settled.unused]
    return made
