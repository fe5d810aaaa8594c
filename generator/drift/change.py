"""One difference and its weight, the comparison that holds them all, and the ledger they are entered in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Final, Literal

from attrs import field, frozen

from .catalogue import LEVELS, Level

Side = Literal["request", "response"]
Verdict = Literal["breaking", "potentially-breaking", "non-breaking", "docs-only", "no-change"]
Effect = Literal["narrows", "widens", "incomparable", "unknown", "neutral", "same"]
"""What a change does to the set of values that are allowed where it stands."""

GRAVITY: Final[dict[Verdict, int]] = {
    "breaking": 4, "potentially-breaking": 3, "non-breaking": 2, "docs-only": 1, "no-change": 0,
}  # fmt: skip
_OF_LEVEL: Final[dict[Level, Verdict]] = {"ERR": "breaking", "WARN": "potentially-breaking", "INFO": "non-breaking"}
_OF_EFFECT: Final[dict[Effect, Verdict]] = {
    "incomparable": "breaking", "unknown": "potentially-breaking", "neutral": "non-breaking", "same": "no-change",
}  # fmt: skip
_HARM: Final[dict[Side, Effect]] = {"request": "narrows", "response": "widens"}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The gravest of *verdicts*; no verdict at all is no change."""
    gravest: Verdict = "no-change"
    for verdict in verdicts:
        gravest = verdict if GRAVITY[verdict] > GRAVITY[gravest] else gravest
    return gravest


def size(*, grows: bool) -> Effect:
    """The effect on a set that *grows*, or else shrinks."""
    return "widens" if grows else "narrows"


def wire(effect: Effect, side: Side) -> Verdict:
    """What *effect* does to callers: a request may not narrow, a response may not widen."""
    if effect in ("narrows", "widens"):
        return "breaking" if effect == _HARM[side] else "non-breaking"
    return _OF_EFFECT[effect]


@frozen(kw_only=True)
class Change:
    """One difference, named as oasdiff names it, where callers meet it, and what it does to them."""

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
        """Its class by oasdiff's level; where only words differ, no level says so."""
        return "docs-only" if (self.level, self.wire) == ("INFO", "docs-only") else _OF_LEVEL[self.level]

    @property
    def listed(self) -> bool:
        """Whether oasdiff has a name for it; the others are seen by comparing sets of values."""
        return self.id in LEVELS

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "level": self.level, "operation": self.operation, "path": self.path,
            "pointer": self.pointer, "from": self.before, "to": self.after,
            "text": self.text, "wire": self.wire, "fingerprint": self.fingerprint,
        }  # fmt: skip


@frozen(kw_only=True)
class Comparison:
    """All that differs between two documents: *changes*, gravest first, and *docs*, where only words differ."""

    changes: tuple[Change, ...] = ()
    docs: tuple[str, ...] = ()
    residue: Verdict = "no-change"
    """What differs beyond *changes*: nothing, words, or things no caller can tell."""

    @property
    def klass(self) -> Verdict:
        """The class by oasdiff's levels."""
        return worst([self.residue, *(change.klass for change in self.changes)])

    @property
    def wire(self) -> Verdict:
        """The class by sets: a request that narrows or a response that widens is breaking, whatever the level."""
        return worst([self.residue, *(change.wire for change in self.changes)])

    def to_json(self) -> dict[str, Any]:
        """The comparison as `clientgen diff --format json` prints it, less what only regenerated code can tell."""
        return {"class": self.klass, "wire": self.wire, "changes": [change.to_json() for change in self.changes]}


@frozen
class Ledger:
    """Where the rules enter what they find."""

    changes: list[Change] = field(factory=list[Change])
    docs: set[str] = field(factory=set[str])
    others: set[str] = field(factory=set[str])
    """Pointers to differences that are neither changes nor words: extensions, XML names, unused components."""

    def enter(
        self, id: str, *, text: str, wire: Verdict, operation: str = "", path: str = "", pointer: str = "",
        before: Any = None, after: Any = None, about: str = "",
    ) -> None:  # fmt: skip
        """Enter a change; one that oasdiff has no name for is entered only where it can hurt a caller."""
        if id not in LEVELS and GRAVITY[wire] <= GRAVITY["non-breaking"]:
            if wire == "non-breaking":
                self.others.add(pointer)
            return
        self.changes.append(Change(
            id=id, level=LEVELS.get(id, "INFO"), operation=operation, path=path, pointer=pointer, before=before,
            after=after, text=text, wire=wire, fingerprint=fingerprint(id, operation, path, about, before, after),
        ))  # fmt: skip

    def close(self) -> Comparison:
        order = {"ERR": 0, "WARN": 1, "INFO": 2}
        changes = sorted(self.changes, key=lambda c: (order[c.level], c.path, c.operation, c.id, c.text, c.pointer))
        residue: Verdict = "non-breaking" if self.others else "docs-only" if self.docs else "no-change"
        return Comparison(changes=tuple(changes), docs=tuple(sorted(self.docs)), residue=residue)


def fingerprint(*parts: Any) -> str:
    """A name for a change that survives reordered keys and edits elsewhere in the document."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]
