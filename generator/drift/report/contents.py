"""The contents of a report: a comparison with its title and line numbers, its impact, and accepted changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import field, frozen

from ..accept import AcceptanceResult
from ..change import SEVERITY, Change, Comparison, Verdict, worst
from ..surface import SourceImpact, SurfaceChange
from ..version import Bump

VERDICT_ORDER: Final[tuple[Verdict, ...]] = ("breaking", "potentially-breaking", "non-breaking", "docs-only")
"""The verdicts that a change may have, the most severe first."""
HARMLESS: Final[frozenset[Verdict]] = frozenset({"non-breaking", "docs-only"})
WORDS: Final[dict[str, str]] = {
    "breaking": "breaking",
    "potentially-breaking": "potentially breaking",
    "non-breaking": "compatible",
    "docs-only": "documentation only",
    "no-change": "no change",
    "runtime-breaking": "breaks callers' code",
    "typing-breaking": "breaks callers' type checks",
    "additive": "only adds",
    "identical": "unchanged",
}
WHOLE_API: Final = "The API as a whole"


@frozen(kw_only=True)
class PackageImpact:
    """The impact of the regenerated package on its callers' code, as far as it is known."""

    source: SourceImpact | None = None
    bump: Bump | None = None
    next_version: str = ""
    surface: Sequence[SurfaceChange] = ()


@frozen(kw_only=True)
class Report:
    """The report of one pair of documents."""

    title: str
    comparison: Comparison = field(factory=Comparison)
    path: str = ""
    lines: Mapping[str, int] = field(factory=dict[str, int])
    """Pointer of a change → its line in the file at *path*."""
    impact: PackageImpact = field(factory=PackageImpact)
    acceptance: AcceptanceResult | None = None
    """The result of applying an `accepted.yaml`."""
    error: str = ""
    """Why the comparison failed; a report with an error never reads as "no change"."""

    @property
    def verdict(self) -> Verdict:
        """The more severe of the verdicts by level and on the wire; it determines the exit status."""
        return worst([self.comparison.klass, self.comparison.wire])

    def position(self, change: Change) -> str:
        """The file and line of *change*, as `path:line`."""
        line = self.lines.get(change.pointer)
        return f"{self.path}:{line}" if self.path and line else self.path


@frozen(kw_only=True)
class Group:
    """The changes of one operation, of one path, or of the whole API; the most severe first."""

    operation: str
    path: str
    changes: tuple[Change, ...]

    @property
    def name(self) -> str:
        """The operation or path."""
        return f"{self.operation} {self.path}".strip() or WHOLE_API


def verdict_of(change: Change) -> Verdict:
    """The more severe of the verdicts on *change* by level and on the wire."""
    return worst([change.klass, change.wire])


def grouped(changes: Iterable[Change]) -> tuple[Group, ...]:
    """*changes* by operation: the most severe group first, and in each the most severe change."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in sorted(changes, key=lambda change: -SEVERITY[verdict_of(change)]):
        groups.setdefault((change.path, change.operation), []).append(change)
    ordered = sorted(groups.items(), key=lambda item: (-SEVERITY[verdict_of(item[1][0])], item[0]))
    return tuple(Group(operation=operation, path=path, changes=tuple(found)) for (path, operation), found in ordered)


def count_verdicts(changes: Iterable[Change]) -> dict[Verdict, int]:
    """Verdict → number of changes, the most severe first; verdicts without changes are left out."""
    found = Counter(verdict_of(change) for change in changes)
    return {kind: found[kind] for kind in VERDICT_ORDER if found[kind]}


def where(change: Change) -> str:
    """The operation or path of *change*."""
    return f"{change.operation} {change.path}".strip() or WHOLE_API


def counts_text(report: Report) -> str:
    """The numbers of changes as text: "1 breaking, 12 compatible"."""
    if report.error:
        return "not compared"
    numbers = ", ".join(f"{number} {WORDS[kind]}" for kind, number in count_verdicts(report.comparison.changes).items())
    return numbers or WORDS[report.comparison.other_differences]


def verdict_rows(report: Report) -> tuple[tuple[str, str], ...]:
    """The verdicts as pairs of name and text; unknown ones are left out."""
    impact = report.impact
    pairs = [("by level", WORDS[report.comparison.klass]), ("on the wire", WORDS[report.comparison.wire])]
    if impact.source:
        pairs.append(("in code", WORDS[impact.source]))
    if impact.bump == "none":
        pairs.append(("next version", "no release needed"))
    elif impact.next_version:
        pairs.append(("next version", impact.next_version + (f" ({impact.bump})" if impact.bump else "")))
    elif impact.bump:
        pairs.append(("version bump", impact.bump))
    return tuple(pairs)


def surface_sentences(report: Report) -> tuple[str, ...]:
    """The changes of the package's surface, a sentence each, with the hint on how to adapt code."""
    return tuple(f"{one.text.rstrip('.')} ({WORDS[one.impact]}). {one.hint}".rstrip() for one in report.impact.surface)


def acceptance_remarks(report: Report) -> tuple[str, ...]:
    """The effects of the `accepted.yaml` and its outdated entries, one sentence each."""
    acceptance = report.acceptance
    if acceptance is None:
        return ()
    sentences = [
        *(
            f"Accepted until {entry.until}: {where(change)}: {change.text} Reason: {entry.reason}"
            for change, entry in acceptance.accepted
        ),
        *(
            f"No longer accepted: `{entry.fingerprint}` expired on {entry.until}. Reason given: {entry.reason}"
            for entry in acceptance.expired
        ),
        *(
            f"Accepted but no longer present: `{entry.fingerprint}` matches no change and can be removed."
            for entry in acceptance.unused
        ),
        *(f"The level of `{id}` has no effect: neither a rule nor a change has that id." for id in acceptance.unknown),
    ]
    return tuple(sentences)
