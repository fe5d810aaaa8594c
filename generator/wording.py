"""What the commands say, as text and as JSON; prints nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .errors import GeneratorError

if TYPE_CHECKING:
    from .drift import Comparison
    from .upkeep import Outcome

MEND = "make generate"
"""The command that puts `generated/` back in step."""
SIGNS = {"ERR": "✗", "WARN": "!", "INFO": "·"}


def outcome_line(outcome: Outcome) -> str:
    """One line for one API: operations, models, files, seconds, and whether it is in step."""
    counts = (f"{outcome.operations:4} operations", f"{outcome.models:4} models", f"{outcome.files:4} files")
    return "  ".join((f"{outcome.api:<12}", *counts, f"{outcome.seconds:6.2f} s", outcome.state))


def stale_lines(outcomes: Iterable[Outcome], orphans: Sequence[str]) -> list[str]:
    """Each path that is not as it should be, with what is the matter, and the command that mends it."""
    lines = [
        f"  {word:<8} generated/{outcome.api}/{path}"
        for outcome in outcomes
        for word, paths in (
            ("missing", outcome.diff.missing),
            ("changed", outcome.diff.changed),
            ("extra", outcome.diff.extra),
        )
        for path in paths
    ]
    lines += [f"  extra    generated/{name}/" for name in orphans]
    return [*lines, f"generated/ is not what specs/ and templates/ make of it; mend it with: {MEND}"] if lines else []


def outcomes_json(outcomes: Iterable[Outcome], orphans: Sequence[str], failures: Mapping[str, GeneratorError]) -> str:
    """The same for a script."""
    apis = [
        {
            "api": outcome.api,
            "state": outcome.state,
            "operations": outcome.operations,
            "models": outcome.models,
            "files": outcome.files,
            "seconds": round(outcome.seconds, 3),
            "missing": outcome.diff.missing,
            "changed": outcome.diff.changed,
            "extra": outcome.diff.extra,
            "warnings": outcome.warnings,
        }
        for outcome in outcomes
    ]
    failed = [{"api": api, "error": str(error)} for api, error in failures.items()]
    return as_json({"apis": apis, "orphans": orphans, "failed": failed, "mend": MEND})


def comparison_text(name: str, comparison: Comparison) -> str:
    """The verdicts, then each change on a line, gravest first."""
    changes = comparison.changes
    plural = "" if len(changes) == 1 else "s"
    lines = [f"{name}: {comparison.klass}; on the wire {comparison.wire}; {len(changes)} change{plural}"]
    for change in changes:
        words = (f"  {SIGNS[change.level]}", change.operation, change.path, change.text, f"[{change.id}]")
        lines.append(" ".join(word for word in words if word))
    return "\n".join(lines)


def as_json(value: Any) -> str:
    """*value* as people read JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False)
