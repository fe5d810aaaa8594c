"""One difference in what callers import and call, the comparison that holds them all, and the ledger they enter."""

from __future__ import annotations

from typing import Final, Literal

from attrs import evolve, field, frozen

Effect = Literal["runtime-breaking", "typing-breaking", "additive", "docs-only"]
Source = Literal["runtime-breaking", "typing-breaking", "additive", "docs-only", "identical"]
"""What a new package does to its callers' code. `docs-only`: no code can tell the difference, though people, or the
server, may: words, or what goes over the wire."""
Variant = Literal["", "async", "raw", "async raw"]

GRAVITY: Final[dict[Source, int]] = {
    "runtime-breaking": 4, "typing-breaking": 3, "additive": 2, "docs-only": 1, "identical": 0,
}  # fmt: skip


@frozen(kw_only=True)
class SurfaceChange:
    """One difference, where callers meet it, in their words."""

    kind: str
    """What happened to what: `parameter-removed`, `field-type`, `method-added` …"""
    where: str
    """As callers write it: `crm.contacts.create`, `models.Contact`."""
    subject: str = ""
    """The parameter, field or member within it."""
    text: str
    effect: Effect
    hint: str = ""
    """How code that used the old one goes on, where that can be told."""
    variant: Variant = ""
    """Which of a method's four forms alone is meant; empty for all, or for the plain one."""


@frozen(kw_only=True)
class SurfaceComparison:
    """All that differs between the surfaces of two packages, gravest first."""

    changes: tuple[SurfaceChange, ...] = ()
    residue: Literal["docs-only", "identical"] = "identical"
    """What differs beyond *changes*: docstrings and what is inside, or nothing but stamps and order."""
    calls: tuple[tuple[str, str, str], ...] = ()
    """Method, path and what callers write, for each operation of either package."""

    @property
    def source(self) -> Source:
        """The verdict: the gravest effect."""
        sources: list[Source] = [self.residue, *(change.effect for change in self.changes)]
        return max(sources, key=GRAVITY.__getitem__)


@frozen
class Ledger:
    """Where differences are entered; the four forms of a method tell one story, which is kept once."""

    entries: dict[tuple[str, str, str], SurfaceChange] = field(factory=dict[tuple[str, str, str], SurfaceChange])

    def enter(self, change: SurfaceChange) -> None:
        """Keep *change*, unless another form of the same method tells of something as grave in plainer words."""
        key = (change.kind, change.where, change.subject)
        known = self.entries.get(key)
        if known is None or _weight(change) > _weight(known):
            self.entries[key] = change

    def close(self) -> tuple[SurfaceChange, ...]:
        """The changes, gravest first; one that a single form has says so."""
        ordered = sorted(
            self.entries.values(), key=lambda one: (-GRAVITY[one.effect], one.where, one.kind, one.subject)
        )
        return tuple(evolve(one, text=f"{one.text} ({one.variant})") if one.variant else one for one in ordered)


def _weight(change: SurfaceChange) -> tuple[int, int]:
    return GRAVITY[change.effect], -len(change.variant)
