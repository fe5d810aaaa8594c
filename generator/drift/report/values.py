"""What a report tells: a comparison with its title, the places in the text, and what others decided about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, Protocol

from attrs import field, frozen

from ..accept import Settled
from ..catalogue import Level
from ..change import GRAVITY, Change, Comparison, Verdict, worst

Source = Literal["runtime-breaking", "typing-breaking", "additive", "docs-only", "identical"]
Bump = Literal["major", "minor", "patch", "none"]

WEIGHTS: Final[tuple[Verdict, ...]] = ("breaking", "potentially-breaking", "non-breaking", "docs-only")
"""What a change may weigh, gravest first."""
HARMLESS: Final[frozenset[Verdict]] = frozenset({"non-breaking", "docs-only"})
OF_LEVEL: Final[dict[Level, Verdict]] = {"ERR": "breaking", "WARN": "potentially-breaking", "INFO": "non-breaking"}
WORDS: Final[dict[str, str]] = {
    "breaking": "breaking",
    "potentially-breaking": "potentially breaking",
    "non-breaking": "compatible",
    "docs-only": "only words",
    "no-change": "no change",
    "runtime-breaking": "breaks callers' code",
    "typing-breaking": "breaks callers' type checks",
    "additive": "only adds",
    "identical": "unchanged",
}
WHOLE: Final = "The API as a whole"


class Surface(Protocol):
    """One change in what callers import and call, as its finder words it."""

    @property
    def where(self) -> str:
        """As callers write it."""
        ...

    @property
    def text(self) -> str: ...

    @property
    def effect(self) -> Source: ...

    @property
    def hint(self) -> str:
        """How code that used the old one goes on, where that can be told."""
        ...


@frozen(kw_only=True)
class Verdicts:
    """What the regenerated package means to its callers' code; all of it may be unknown."""

    source: Source | None = None
    bump: Bump | None = None
    next_version: str = ""
    surface: Sequence[Surface] = ()


@frozen(kw_only=True)
class Report:
    """All that is told about one pair of documents."""

    title: str
    comparison: Comparison = field(factory=Comparison)
    path: str = ""
    lines: Mapping[str, int] = field(factory=dict[str, int])
    """Pointer of a change → its line in the file at *path*."""
    verdicts: Verdicts = field(factory=Verdicts)
    settled: Settled | None = None
    """What an ignore file did to the comparison."""
    trouble: str = ""
    """Why there is nothing to tell: a comparison that failed never reads as clean."""

    @property
    def verdict(self) -> Verdict:
        """The graver of both classes: what the exit status goes by."""
        return worst([self.comparison.klass, self.comparison.wire])

    def place(self, change: Change) -> str:
        """Where *change* stands, as an editor takes it."""
        line = self.lines.get(change.pointer)
        return f"{self.path}:{line}" if self.path and line else self.path


@frozen(kw_only=True)
class Group:
    """The changes of one operation, of one path, or of the API as a whole; gravest first."""

    operation: str
    path: str
    changes: tuple[Change, ...]

    @property
    def name(self) -> str:
        return f"{self.operation} {self.path}".strip() or WHOLE


def weight(change: Change) -> Verdict:
    """How grave *change* is: the graver of its level and what it does on the wire."""
    return worst([change.klass, change.wire])


def grouped(changes: Iterable[Change]) -> tuple[Group, ...]:
    """*changes* by operation: the gravest group first, and in each the gravest change."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in sorted(changes, key=lambda change: -GRAVITY[weight(change)]):
        groups.setdefault((change.path, change.operation), []).append(change)
    ordered = sorted(groups.items(), key=lambda item: (-GRAVITY[weight(item[1][0])], item[0]))
    return tuple(Group(operation=operation, path=path, changes=tuple(found)) for (path, operation), found in ordered)


def counts(changes: Iterable[Change]) -> dict[Verdict, int]:
    """How many changes of each weight there are, gravest first; weights without any are left out."""
    found = Counter(weight(change) for change in changes)
    return {kind: found[kind] for kind in WEIGHTS if found[kind]}


def where(change: Change) -> str:
    """The operation or path that *change* belongs to."""
    return f"{change.operation} {change.path}".strip() or WHOLE


def counted(report: Report) -> str:
    """The counts as words: "1 breaking, 12 compatible"."""
    if report.trouble:
        return "not compared"
    numbers = ", ".join(f"{number} {WORDS[kind]}" for kind, number in counts(report.comparison.changes).items())
    return numbers or WORDS[report.comparison.residue]


def facts(report: Report) -> tuple[tuple[str, str], ...]:
    """The verdicts as pairs of name and words; those that nobody gave are left out."""
    verdicts = report.verdicts
    pairs = [("by level", WORDS[report.comparison.klass]), ("on the wire", WORDS[report.comparison.wire])]
    if verdicts.source:
        pairs.append(("in code", WORDS[verdicts.source]))
    if verdicts.bump == "none":
        pairs.append(("next version", "no release needed"))
    elif verdicts.next_version:
        pairs.append(("next version", verdicts.next_version + (f" ({verdicts.bump})" if verdicts.bump else "")))
    elif verdicts.bump:
        pairs.append(("version bump", verdicts.bump))
    return tuple(pairs)


def surface(report: Report) -> tuple[str, ...]:
    """What changes for code that imports and calls the package, a sentence each, with what to do about it."""
    return tuple(
        f"{one.text.rstrip('.')} ({WORDS[one.effect]}). {one.hint}".rstrip() for one in report.verdicts.surface
    )


def remarks(report: Report) -> tuple[str, ...]:
    """What the ignore file did, and what in it wants attention; one sentence each."""
    settled = report.settled
    if settled is None:
        return ()
    said = [
        *(
            f"Accepted until {entry.until}: {where(change)}: {change.text} Reason: {entry.reason}"
            for change, entry in settled.accepted
        ),
        *(
            f"No longer accepted: `{entry.fingerprint}` expired on {entry.until}. Reason then: {entry.reason}"
            for entry in settled.expired
        ),
        *(f"Accepted but gone: `{entry.fingerprint}` matches nothing and can be removed." for entry in settled.unused),
        *(f"The level of `{id}` matches nothing: no rule or change has that id." for id in settled.unknown),
    ]
    return tuple(said)
