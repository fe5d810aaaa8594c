"""Formats the output of the commands, as text and as JSON; prints nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import GeneratorError

if TYPE_CHECKING:
    from ..packages.runtime_only import Replacement
    from ..packages.workspace import Outcome
    from ..release.judge import Judgement
    from ..release.proposal import Proposal
    from ..release.update import Update
    from ..upstream.pages import AcceptedPages


def outcome_line(outcome: Outcome) -> str:
    """One line for one API: operations, models, files, seconds, and whether it is in step."""
    counts = (f"{outcome.operations:4} operations", f"{outcome.models:4} models", f"{outcome.files:4} files")
    return "  ".join((f"{outcome.api:<12}", *counts, f"{outcome.seconds:6.2f} s", outcome.state))


def stale_lines(outcomes: Iterable[Outcome], orphans: Sequence[str], *, mend: str) -> list[str]:
    """Each stale path with its fault, and the command that mends it."""
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
    return [*lines, f"generated/ is not what specs/ and templates/ make of it; mend it with: {mend}"] if lines else []


def outcomes_json(
    outcomes: Iterable[Outcome], orphans: Sequence[str], failures: Mapping[str, GeneratorError], *, mend: str
) -> str:
    """The outcomes as JSON."""
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
    return as_json({"apis": apis, "orphans": orphans, "failed": failed, "mend": mend})


def runtime_line(one: Replacement) -> str:
    """One line: the runtime that a package had, and the one that it has now."""
    return f"{one.package}: runtime {one.before} → {one.after}"


def accepted_pages_lines(api: str, accepted: AcceptedPages) -> list[str]:
    """The result of accepting pages, and what they state that the document does not."""
    rows = [f"  the document lacks: {fact}" for fact in accepted.lacking]
    return [f"{api:<12}  {accepted.pages} page{'s' * (accepted.pages != 1)} {accepted.state}", *rows]


def not_compared_lines(judged: Judgement) -> list[str]:
    """A warning with the reason when callers' code was not compared."""
    return [f"callers' code was not compared: {judged.error}"] if judged.error else []


def update_line(made: Update) -> str:
    """One line for one API: its document, what differs from the last release, and the next version."""
    from ..drift.report.contents import counts_text

    release = f"{made.before} → {made.version}" if made.version != made.before else f"{made.version}, no new version"
    return "  ".join((f"{made.api:<12}", f"document {made.document}", counts_text(made.report), release))


def proposal_line(one: Proposal) -> str:
    """One line for one API: the state of its branch, and what a person has to do."""
    if one.state == "none":
        return f"{one.api:<12}  nothing to propose"
    if one.state in ("withdrawn", "kept"):
        left = "is gone" if one.state == "withdrawn" else f"stays: {', '.join(one.people)} committed to it"
        return f"{one.api:<12}  upstream is as it was; {one.branch} {left}"
    what = "waits for a person: " + one.waits if one.waits else "may merge itself"
    return "  ".join((f"{one.api:<12}", f"{one.branch} {one.state}", one.commit[:12], one.title, what))


def proposals_json(made: Iterable[Proposal], failed: Mapping[str, str]) -> str:
    """The proposals as JSON."""
    failures = [{"api": api, "error": error} for api, error in failed.items()]
    return as_json({"proposals": [one.to_json() for one in made], "failed": failures})


def as_json(value: Any) -> str:
    """*value* as indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False)
