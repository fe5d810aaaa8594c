"""Changes of a package's public surface, their impact on callers' code, and the comparison that collects them."""

from __future__ import annotations

from typing import Final, Literal

from attrs import evolve, field, frozen

Impact = Literal["runtime-breaking", "typing-breaking", "additive", "docs-only"]
SourceImpact = Literal["runtime-breaking", "typing-breaking", "additive", "docs-only", "identical"]
"""The impact of a new package on its callers' code; `docs-only` is a difference in documentation or on the wire that no
code can observe."""
Variant = Literal["", "async", "raw", "async raw"]

IMPACT_ORDER: Final[dict[SourceImpact, int]] = {
    "runtime-breaking": 4, "typing-breaking": 3, "additive": 2, "docs-only": 1, "identical": 0,
}  # fmt: skip


@frozen(kw_only=True)
class SurfaceChange:
    """One change of the surface, located as callers write it."""

    kind: str
    """The kind of change: `parameter-removed`, `field-type`, `method-added` …"""
    where: str
    """The location as callers write it: `crm.contacts.create`, `models.Contact`."""
    subject: str = ""
    """The parameter, field or member at that location."""
    text: str
    impact: Impact
    hint: str = ""
    """How callers' code can be adapted, where that is known."""
    variant: Variant = ""
    """The only variant of a method that changed; empty when the plain one, or all, did."""


@frozen(kw_only=True)
class SurfaceComparison:
    """The difference between the surfaces of two packages, the most severe changes first."""

    changes: tuple[SurfaceChange, ...] = ()
    other_differences: Literal["docs-only", "identical"] = "identical"
    """What differs besides *changes*: docstrings and internals, or only generated stamps and the order of lines."""
    calls: tuple[tuple[str, str, str], ...] = ()
    """Method, path and the call as callers write it, for each operation of either package."""

    @property
    def source(self) -> SourceImpact:
        """The most severe impact."""
        sources: list[SourceImpact] = [self.other_differences, *(change.impact for change in self.changes)]
        return max(sources, key=IMPACT_ORDER.__getitem__)


@frozen
class SurfaceChangeCollector:
    """Collects changes; the same change of several variants of a method is kept once."""

    entries: dict[tuple[str, str, str], SurfaceChange] = field(factory=dict[tuple[str, str, str], SurfaceChange])

    def add(self, change: SurfaceChange) -> None:
        """Add *change*, unless another variant of the method has an equally severe one and comes before it."""
        key = (change.kind, change.where, change.subject)
        known = self.entries.get(key)
        if known is None or _weight(change) > _weight(known):
            self.entries[key] = change

    def changes(self) -> tuple[SurfaceChange, ...]:
        """The changes, the most severe first; the text of a change in one variant alone names that variant."""
        ordered = sorted(
            self.entries.values(), key=lambda one: (-IMPACT_ORDER[one.impact], one.where, one.kind, one.subject)
        )
        return tuple(evolve(one, text=f"{one.text} ({one.variant})") if one.variant else one for one in ordered)


def _weight(change: SurfaceChange) -> tuple[int, int]:
    return IMPACT_ORDER[change.impact], -len(change.variant)
