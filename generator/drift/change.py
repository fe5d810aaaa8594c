"""Changes between two documents, their severity, and the comparison that collects them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Final, Literal

from attrs import field, frozen

from .catalogue import LEVELS, Level

Direction = Literal["request", "response"]
Verdict = Literal["breaking", "potentially-breaking", "non-breaking", "docs-only", "no-change"]
Effect = Literal["narrows", "widens", "incomparable", "unknown", "neutral", "same"]
"""What a change does to the set of values that a schema allows."""

SEVERITY: Final[dict[Verdict, int]] = {
    "breaking": 4, "potentially-breaking": 3, "non-breaking": 2, "docs-only": 1, "no-change": 0,
}  # fmt: skip
VERDICTS: Final[dict[Level, Verdict]] = {"ERR": "breaking", "WARN": "potentially-breaking", "INFO": "non-breaking"}
"""Level → verdict; the levels are listed from the most severe to the least."""
LEVEL_ORDER: Final[dict[Level, int]] = {level: position for position, level in enumerate(VERDICTS)}
"""Level → its position when changes are sorted, the most severe first."""
_VERDICT_OF_EFFECT: Final[dict[Effect, Verdict]] = {
    "incomparable": "breaking", "unknown": "potentially-breaking", "neutral": "non-breaking", "same": "no-change",
}  # fmt: skip
_BREAKING_EFFECT: Final[dict[Direction, Effect]] = {"request": "narrows", "response": "widens"}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The most severe of *verdicts*; `no-change` when there are none."""
    found: Verdict = "no-change"
    for verdict in verdicts:
        found = verdict if SEVERITY[verdict] > SEVERITY[found] else found
    return found


def set_effect(*, grows: bool) -> Effect:
    """The effect on a set of values that *grows*, or otherwise shrinks."""
    return "widens" if grows else "narrows"


def wire_verdict(effect: Effect, direction: Direction) -> Verdict:
    """The meaning of *effect* for callers: a request may not narrow, a response may not widen."""
    if effect in ("narrows", "widens"):
        return "breaking" if effect == _BREAKING_EFFECT[direction] else "non-breaking"
    return _VERDICT_OF_EFFECT[effect]


@frozen(kw_only=True)
class Change:
    """One change: its id and level as oasdiff names them, its location, and its effect on callers."""

    id: str
    level: Level
    operation: str = ""
    path: str = ""
    pointer: str = ""
    before: Any = None
    after: Any = None
    text: str
    wire: Verdict
    fingerprint: str

    @property
    def klass(self) -> Verdict:
        """The verdict by oasdiff's level; `docs-only` has no level of its own."""
        return "docs-only" if (self.level, self.wire) == ("INFO", "docs-only") else VERDICTS[self.level]

    def to_json(self) -> dict[str, Any]:
        """The change as `clientgen diff --format json` prints it."""
        return {
            "id": self.id, "level": self.level, "operation": self.operation, "path": self.path,
            "pointer": self.pointer, "from": self.before, "to": self.after,
            "text": self.text, "wire": self.wire, "fingerprint": self.fingerprint,
        }  # fmt: skip


@frozen(kw_only=True)
class Comparison:
    """The difference between two documents: *changes*, most severe first, and *docs*, pointers to changed prose."""

    changes: tuple[Change, ...] = ()
    docs: tuple[str, ...] = ()
    other_differences: Verdict = "no-change"
    """The verdict on what differs besides *changes*: nothing, documentation, or what no caller can observe."""

    @property
    def klass(self) -> Verdict:
        """The verdict by oasdiff's levels."""
        return worst([self.other_differences, *(change.klass for change in self.changes)])

    @property
    def wire(self) -> Verdict:
        """The verdict by sets of values: a narrower request or a wider response is breaking, whatever its level."""
        return worst([self.other_differences, *(change.wire for change in self.changes)])

    def to_json(self) -> dict[str, Any]:
        """The comparison as `clientgen diff --format json` prints it, without what depends on regenerated code."""
        return {"class": self.klass, "wire": self.wire, "changes": [change.to_json() for change in self.changes]}


@frozen
class ChangeCollector:
    """Collects the changes that the rules find."""

    changes: list[Change] = field(factory=list[Change])
    docs: set[str] = field(factory=set[str])
    """Pointers to documentation text that differs."""
    others: set[str] = field(factory=set[str])
    """Pointers to differences that are neither changes nor documentation: extensions, XML names, unused components."""

    def add(
        self, id: str, *, text: str, wire: Verdict, operation: str = "", path: str = "", pointer: str = "",
        before: Any = None, after: Any = None, subject: str = "",
    ) -> None:  # fmt: skip
        """Add a change; one whose id oasdiff does not have is added only when it can break a caller."""
        if id not in LEVELS and SEVERITY[wire] <= SEVERITY["non-breaking"]:
            if wire == "non-breaking":
                self.others.add(pointer)
            return
        self.changes.append(Change(
            id=id, level=LEVELS.get(id, "INFO"), operation=operation, path=path, pointer=pointer, before=before,
            after=after, text=text, wire=wire, fingerprint=fingerprint(id, operation, path, subject, before, after),
        ))  # fmt: skip

    def comparison(self) -> Comparison:
        """The comparison with everything that was collected."""
        changes = sorted(
            self.changes, key=lambda c: (LEVEL_ORDER[c.level], c.path, c.operation, c.id, c.text, c.pointer)
        )
        others: Verdict = "non-breaking" if self.others else "docs-only" if self.docs else "no-change"
        return Comparison(changes=tuple(changes), docs=tuple(sorted(self.docs)), other_differences=others)


def fingerprint(*parts: Any) -> str:
    """An identifier of a change that does not depend on the order of keys or on edits elsewhere in the document."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]
