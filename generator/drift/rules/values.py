"""Rules for which values are named: enum, const, default, pattern, and what a string contains."""

from __future__ import annotations

from typing import Any, Final

from ...documents.json_values import listing
from ..catalogue import LEVELS
from ..change import Effect, size
from ..diff.cases import token
from ..diff.walk import Spot
from .finding import find, guarded, kind, say

KEYWORDS: Final = ("enum", "const", "default", "pattern", "contentMediaType", "contentEncoding", "x-extensible-enum")


def judge(spot: Spot, *, moved: bool = False) -> None:
    """*moved* says that the constraints went into a branch of a union unchanged."""
    if moved:
        return
    _enum(spot)
    _const(spot)
    _pattern(spot)
    _default(spot)
    for keyword, word in (("contentMediaType", "content-media-type"), ("contentEncoding", "content-encoding")):
        if spot.differs(keyword):
            before, after = spot.old.get(keyword), spot.new.get(keyword)
            effect: Effect = "narrows" if before is None else "widens" if after is None else "incomparable"
            phrase = f"has `{keyword}` changed from {say(before)} to {say(after)}"
            find(spot, f"{word}-changed", effect, phrase, key=keyword, before=before, after=after)
    _extensible(spot)


def _without(values: list[Any], others: list[Any]) -> list[Any]:
    """The *values* that are not among *others*, in order."""
    known = {token(other) for other in others}
    return [value for value in values if token(value) not in known]


def _enum(spot: Spot) -> None:
    if not spot.differs("enum"):
        return
    before, after = spot.old.get("enum"), spot.new.get("enum")
    old, new = listing(before), listing(after)
    if before is None and new:
        effect: Effect = spot.relation or "narrows"
        find(spot, "became-enum", effect, f"is now limited to {len(new)} values", key="enum", after=after)
        if spot.scene.holder == "parameter" and spot.scene.place == "header":
            id = "request-header-property-became-enum"
            find(spot, "", effect, "is now limited to an enum", key="enum", name=id, after=after)
    for value in _without(old, new):
        effect = spot.relation or ("widens" if after is None else "narrows")
        phrase = f"no longer names the value {say(value)}"
        find(spot, "enum-value-removed", effect, phrase, key="enum", name=_enum_id(spot, "removed"), before=value)
    for value in _without(new, old):
        if before is not None or _enum_id(spot, "added") in LEVELS:
            effect = spot.relation or ("narrows" if before is None else "widens")
            phrase = f"now names the value {say(value)}"
            find(spot, "enum-value-added", effect, phrase, key="enum", name=_enum_id(spot, "added"), after=value)


def _enum_id(spot: Spot, event: str) -> str:
    id = f"{kind(spot)}-enum-value-{event}"
    if kind(spot) == "response-body" and event == "removed":
        return "response-mediatype-enum-value-removed"
    if guarded(spot):
        side = "request-read-only" if spot.scene.side == "request" else "response-write-only"
        special = f"{side}-property-enum-value-{event}"
        return special if special in LEVELS else id
    return id


def _const(spot: Spot) -> None:
    if not spot.differs("const"):
        return
    before, after = spot.old.get("const"), spot.new.get("const")
    event = "added" if before is None else "removed" if after is None else "changed"
    effect: Effect = "incomparable" if event == "changed" else size(grows=event == "removed")
    phrase = {"added": f"must now be {say(after)}", "removed": f"need no longer be {say(before)}"}.get(
        event, f"must now be {say(after)} instead of {say(before)}"
    )
    find(spot, f"const-{event}", spot.relation or effect, phrase, key="const", before=before, after=after)


def _default(spot: Spot) -> None:
    if not spot.differs("default") or (spot.scene.needed and not spot.name):
        return
    before, after = spot.old.get("default"), spot.new.get("default")
    event = "added" if before is None else "removed" if after is None else "changed"
    # A caller who relies on what the server fills in may be served differently; one who reads is not.
    effect: Effect = "unknown" if spot.scene.sender == "request" else "neutral"
    phrase = {"added": f"now defaults to {say(after)}", "removed": f"no longer defaults to {say(before)}"}.get(
        event, f"now defaults to {say(after)} instead of {say(before)}"
    )
    find(spot, f"default-value-{event}", effect, phrase, key="default", before=before, after=after)


def _pattern(spot: Spot) -> None:
    if not spot.differs("pattern"):
        return
    before, after = spot.old.get("pattern") or None, spot.new.get("pattern") or None
    if before is None:
        find(spot, "pattern-added", "narrows", f"must now match {say(after)}", key="pattern", after=after)
    elif after is None:
        find(spot, "pattern-removed", "widens", f"need no longer match {say(before)}", key="pattern", before=before)
    else:
        general = after == ".*" and spot.scene.side == "request"
        effect: Effect = "widens" if after == ".*" else "narrows" if before == ".*" else "incomparable"
        phrase = f"must now match {say(after)} instead of {say(before)}"
        find(
            spot,
            "pattern-generalized" if general else "pattern-changed",
            effect,
            phrase,
            key="pattern",
            before=before,
            after=after,
        )


def _extensible(spot: Spot) -> None:
    if spot.scene.side == "request":
        for value in _without(listing(spot.old.get("x-extensible-enum")), listing(spot.new.get("x-extensible-enum"))):
            phrase = f"no longer names the value {say(value)}"
            find(spot, "x-extensible-enum-value-removed", "narrows", phrase, key="x-extensible-enum", before=value)
