"""Rules for JSON Schema's conditional and structural keywords, which OpenAPI has since 3.1."""

from __future__ import annotations

from typing import Final

from ...documents.json_values import listing
from ..change import Effect, size
from ..diff.documents import mapping
from ..diff.walk import Spot
from .finding import find, listed

_SINGLE: Final = {
    "contains": "contains", "propertyNames": "property-names", "unevaluatedItems": "unevaluated-items",
    "unevaluatedProperties": "unevaluated-properties", "if": "if", "then": "then", "else": "else",
    "contentSchema": "content-schema", "not": "not", "items": "items",
}  # fmt: skip
_NAMED: Final = {"patternProperties": "pattern-property", "dependentSchemas": "dependent-schema"}
KEYWORDS: Final = (*_SINGLE, *_NAMED, "dependentRequired")


def judge(spot: Spot) -> None:
    for keyword, word in _SINGLE.items():
        if spot.differs(keyword):
            _single(spot, keyword, word)
    for keyword, word in _NAMED.items():
        if spot.differs(keyword):
            _named(spot, keyword, word)
    if spot.differs("dependentRequired"):
        _dependent(spot)


def _single(spot: Spot, keyword: str, word: str) -> None:
    before, after = spot.old.get(keyword), spot.new.get(keyword)
    if (before is None and after is None) or (keyword == "items" and spot.differs("type")):
        return
    if isinstance(before, bool) or isinstance(after, bool):
        if (before in (None, True, {})) != (after in (None, True, {})):
            open_ = after in (None, True, {})
            event, effect = "widened" if open_ else "restricted", spot.relation or size(grows=open_)
            find(spot, f"{word}-{event}", effect, f"has `{keyword}` {event}", key=keyword)
    elif before is None:
        find(spot, f"{word}-added", spot.relation or "narrows", f"must now satisfy `{keyword}`", key=keyword)
    elif after is None:
        find(spot, f"{word}-removed", spot.relation or "widens", f"need no longer satisfy `{keyword}`", key=keyword)


def _named(spot: Spot, keyword: str, word: str) -> None:
    before, after = mapping(spot.old.get(keyword)), mapping(spot.new.get(keyword))
    for name in sorted(after.keys() - before.keys()):
        find(
            spot,
            f"{word}-added",
            "narrows",
            f"must now satisfy `{keyword}` for `{name}`",
            key=f"{keyword}/{name}",
            after=name,
        )
    for name in sorted(before.keys() - after.keys()):
        find(
            spot,
            f"{word}-removed",
            "widens",
            f"need no longer satisfy `{keyword}` for `{name}`",
            key=f"{keyword}/{name}",
            before=name,
        )


def _dependent(spot: Spot) -> None:
    before, after = mapping(spot.old.get("dependentRequired")), mapping(spot.new.get("dependentRequired"))
    for name in sorted({*before, *after}):
        old, new = listing(before.get(name)), listing(after.get(name))
        if name not in before:
            find(
                spot,
                "dependent-required-added",
                "narrows",
                f"with `{name}` must now have {listed(new)}",
                key="dependentRequired",
                after=new,
            )
        elif name not in after:
            find(
                spot,
                "dependent-required-removed",
                "widens",
                f"with `{name}` need no longer have {listed(old)}",
                key="dependentRequired",
                before=old,
            )
        elif sorted(map(str, old)) != sorted(map(str, new)):
            less, more = set(map(str, new)) <= set(map(str, old)), set(map(str, old)) <= set(map(str, new))
            effect: Effect = "widens" if less else "narrows" if more else "incomparable"
            find(
                spot,
                "dependent-required-changed",
                effect,
                f"with `{name}` must now have {listed(new)} instead of {listed(old)}",
                key="dependentRequired",
                before=old,
                after=new,
            )
