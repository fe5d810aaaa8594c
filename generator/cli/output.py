"""What the commands say, as text and as JSON; prints nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from ..errors import GeneratorError

if TYPE_CHECKING:
    from ..drift import Comparison
    from ..drift.report import Report
    from ..drift.report import Verdicts as Told
    from ..packages.workspace import Outcome
    from ..release.judge import Verdicts
    from ..release.proposal import Proposal
    from ..release.update import Update
    from ..upstream.pages import Taken

MEND = "make generate"
"""The command that puts `generated/` back in step."""


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


def comparison_report(
    title: str, comparison: Comparison, file: Path, *, accepted: Path | None = None, verdicts: Told | None = None,
    root: Path | None = None, shared: bool = False,
) -> Report:  # fmt: skip
    """*comparison* with its places in *file*, less what the file at *accepted*, if there is one, accepts today.

    *file* is named as seen from *root*, by default from where we are. A *shared* file accepts changes of another
    comparison, too: what it has and this one has not is then no news.
    """
    from ..drift import accept, report

    settled = None
    if accepted is not None and accepted.is_file():
        acceptances = accept.read(
            accepted.read_text(encoding="utf-8-sig", errors="replace"), where=_shown(accepted, root)
        )
        settled = accept.settle(comparison, acceptances, today=datetime.now(UTC).date())
        settled = evolve(settled, unused=()) if shared else settled
    text = file.read_text(encoding="utf-8-sig", errors="replace") if file.is_file() else None
    return report.report(
        comparison, title=title, document_text=text, path=_shown(file, root), verdicts=verdicts, settled=settled
    )


def snapshot_report(api: str, comparison: Comparison, directory: Path, verdicts: Told | None = None) -> Report:
    """The same for the document in *directory*, with the changes that are accepted there."""
    from ..specs import sources
    from ..specs.facts import read
    from ..upstream.document import NAMES

    names = (read(directory).document.path or NAMES[0], *NAMES)
    file = next((directory / name for name in names if (directory / name).is_file()), directory / names[0])
    accepted, root = directory / "accepted.yaml", directory.parents[1]
    return comparison_report(
        api, comparison, file, accepted=accepted, verdicts=verdicts, root=root, shared=sources.has(directory)
    )


def pages_report(title: str, comparison: Comparison, directory: Path) -> Report:
    """The same for the pages that the API in *directory* is watched by: its places are in sources.yaml."""
    from ..specs.sources import FILE
    from ..upstream.document import has_upstream

    accepted, root = directory / "accepted.yaml", directory.parents[1]
    shared = has_upstream(directory)
    return comparison_report(title, comparison, directory / FILE, accepted=accepted, root=root, shared=shared)


def taken_lines(api: str, took: Taken) -> list[str]:
    """What came of accepting pages, and what they state that the document does not."""
    rows = [f"  the document lacks: {fact}" for fact in took.lacking]
    return [f"{api:<12}  {took.pages} page{'s' * (took.pages != 1)} {took.state}", *rows]


def unjudged(judged: Verdicts) -> list[str]:
    """Why nothing is said of callers' code, if nothing is."""
    return [f"callers' code was not compared: {judged.trouble}"] if judged.trouble else []


def update_line(made: Update) -> str:
    """One line for one API: its document, what differs from the last release, and the next version."""
    from ..drift.report.values import counted

    release = f"{made.before} → {made.version}" if made.version != made.before else f"{made.version}, no new version"
    return "  ".join((f"{made.api:<12}", f"document {made.document}", counted(made.report), release))


def proposal_line(one: Proposal) -> str:
    """One line for one API: what became of its branch, and what a person has to do."""
    if one.state == "none":
        return f"{one.api:<12}  nothing to propose"
    if one.state in ("withdrawn", "kept"):
        left = "is gone" if one.state == "withdrawn" else f"stays: {', '.join(one.people)} committed to it"
        return f"{one.api:<12}  upstream is as it was; {one.branch} {left}"
    what = "waits for a person: " + one.waits if one.waits else "may merge itself"
    return "  ".join((f"{one.api:<12}", f"{one.branch} {one.state}", one.commit[:12], one.title, what))


def proposals_json(made: Iterable[Proposal], failed: Mapping[str, str]) -> str:
    """All of it for a script."""
    failures = [{"api": api, "error": error} for api, error in failed.items()]
    return as_json({"proposals": [one.to_json() for one in made], "failed": failures})


def version(directory: Path) -> str:
    """What VERSION in *directory* says; nothing without one."""
    file = directory / "VERSION"
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""


def _shown(file: Path, root: Path | None = None) -> str:
    """*file* as a person in *root*, or GitHub, would write it."""
    here = root or Path.cwd()
    return (file.relative_to(here) if file.is_relative_to(here) else file).as_posix()


def as_json(value: Any) -> str:
    """*value* as people read JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False)
