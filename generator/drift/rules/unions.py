"""Rules for allOf, anyOf, oneOf, prefixItems and discriminators."""

from __future__ import annotations

from typing import Any, Final

from ...documents.json_values import listing
from ..change import Effect
from ..diff.documents import mapping, step
from ..diff.members import label
from ..diff.scene import DOCS
from ..diff.walk import Spot, node
from .finding import find

_WORDS: Final = {"allOf": "all-of", "anyOf": "any-of", "oneOf": "one-of", "prefixItems": "prefix-items"}
KEYWORDS: Final = (*_WORDS, "discriminator")


def judge(spot: Spot, *, explained: bool) -> None:
    """*explained* says that a change of type has already said what there is to say of anyOf and oneOf."""
    wrapped = wraps(spot) if spot.differs("oneOf") else []
    if wrapped and not spot.name:
        phrase = "is now one of several alternatives (oneOf) instead of one object"
        find(spot, "wrapped-in-one-of", spot.relation or "incomparable", phrase, key="oneOf")
    for keyword in _WORDS:
        if not (explained and keyword in ("anyOf", "oneOf")) and not (wrapped and keyword == "oneOf" and not spot.name):
            _members(spot, keyword)
    _discriminator(spot)


def wraps(spot: Spot) -> list[str]:
    """The properties that moved into the alternatives of a new oneOf, if an object was wrapped in one."""
    old, new = mapping(spot.old.get("properties")), spot.new
    if not old or spot.old.get("oneOf") or not new.get("oneOf") or new.get("properties") or new.get("type"):
        return []
    members = [node(spot, "new", "oneOf", i)["properties"] for i in range(len(listing(new["oneOf"])))]
    return [name for name in old if any(name in mapping(member) for member in members)]


def _members(spot: Spot, keyword: str) -> None:
    if not spot.differs(keyword):
        return
    members = spot.members(keyword)
    for event, positions, side in (("added", members.added, "new"), ("removed", members.removed, "old")):
        silent = [i for i in positions if keyword == "allOf" and _annotates(spot, side, i)]
        loud = [i for i in positions if i not in silent]
        if loud:
            _enter(spot, keyword, event, "", loud, side, _effect(spot, keyword, event))
        if silent:
            spot.scene.ledger.docs.add(step(spot.pair.new.pointer, keyword))
            _enter(spot, keyword, event, "-annotation-only", silent, side, "same")


def _enter(spot: Spot, keyword: str, event: str, suffix: str, some: list[int], side: str, effect: Any) -> None:
    values = spot.old[keyword] if side == "old" else spot.new[keyword]
    names = ", ".join(label(values, i) for i in some)
    words = "now lists" if event == "added" else "no longer lists"
    id = f"{_WORDS[keyword]}-{event}{suffix}"
    find(
        spot,
        id,
        effect,
        f"{words} {names} in its `{keyword}`",
        key=keyword,
        **{"after" if event == "added" else "before": names},
    )


def _effect(spot: Spot, keyword: str, event: str) -> Effect:
    """What is proved, or else what such an edit usually does."""
    if spot.relation:
        return spot.relation
    if keyword == "prefixItems":
        grows = (event == "added") == (spot.new.get("items") is False)
        return "widens" if grows else "narrows"
    grows = (event == "added") == (keyword != "allOf")
    if keyword != "allOf" and not listing(spot.old.get(keyword)):
        grows = False  # A union where there was none is a demand, not an offer.
    if keyword != "allOf" and not listing(spot.new.get(keyword)):
        grows = True
    return "widens" if grows else "narrows"


def _annotates(spot: Spot, side: str, i: int) -> bool:
    """Whether a member of allOf says nothing about values."""
    value = node(spot, side, "allOf", i).value
    return all(key in DOCS or key == "default" for key in value)


def _discriminator(spot: Spot) -> None:
    before, after = spot.old.get("discriminator"), spot.new.get("discriminator")
    if before == after:
        return
    if before is None or after is None:
        event = "added" if before is None else "removed"
        find(spot, f"discriminator-{event}", "neutral", f"has a discriminator {event}", key="discriminator")
        return
    old, new = mapping(before), mapping(after)
    if old.get("propertyName") != new.get("propertyName"):
        phrase = f"is now told apart by `{new.get('propertyName')}` instead of `{old.get('propertyName')}`"
        find(spot, "discriminator-property-name-changed", "neutral", phrase, key="discriminator")
    names, others = mapping(old.get("mapping")), mapping(new.get("mapping"))
    for name in sorted({*names, *others}):
        if names.get(name) != others.get(name):
            event = "deleted" if name not in others else "added" if name not in names else "changed"
            phrase = f"has the discriminator's mapping of `{name}` {event}"
            find(
                spot,
                f"discriminator-mapping-{event}",
                "neutral",
                phrase,
                key="discriminator",
                before=names.get(name),
                after=others.get(name),
            )
