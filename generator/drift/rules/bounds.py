"""Rules for limits on numbers, lengths and counts."""

from __future__ import annotations

from typing import Any, Final

from ..catalogue import LEVELS
from ..change import Effect, size
from ..diff.walk import Spot
from .finding import find, guarded, kind, say

LIMITS: Final = {
    "maximum": "max", "exclusiveMaximum": "exclusive-max", "maxLength": "max-length", "maxItems": "max-items",
    "maxProperties": "max-properties", "maxContains": "max-contains",
    "minimum": "min", "exclusiveMinimum": "exclusive-min", "minLength": "min-length", "minItems": "min-items",
    "minProperties": "min-properties", "minContains": "min-contains",
}  # fmt: skip
_FROM_ZERO: Final = ("minLength", "minItems", "minProperties")
"""Limits whose absence oasdiff reads as 0."""
KEYWORDS: Final = (*LIMITS, "multipleOf", "uniqueItems")


def judge(spot: Spot) -> None:
    for keyword, word in LIMITS.items():
        if spot.differs(keyword) and not (keyword.endswith("Contains") and spot.differs("contains")):
            _limit(spot, keyword, word)
    if spot.differs("multipleOf"):
        _multiple(spot, spot.old.get("multipleOf"), spot.new.get("multipleOf"))
    before, after = spot.old.get("uniqueItems") is True, spot.new.get("uniqueItems") is True
    if before != after:
        event, phrase = ("set", "may no longer repeat an item") if after else ("unset", "may now repeat items")
        effect = size(grows=before)
        find(spot, f"unique-items-{event}", effect, phrase, key="uniqueItems", before=before, after=after)


def _limit(spot: Spot, keyword: str, word: str) -> None:
    before, after = (_number(side.get(keyword), keyword) for side in (spot.old, spot.new))
    if before == after:
        return
    upper = keyword.lower().find("max") >= 0
    event = _event(before, after)
    if keyword in _FROM_ZERO and not (event == "unset" and f"{kind(spot)}-{word}-unset" in LEVELS):
        event = {"set": "increased", "unset": "decreased"}.get(event, event)
    effect: Effect = "narrows" if (event == "set" or (event == "decreased") == upper) and event != "unset" else "widens"
    if event == "changed":
        effect = "incomparable"
    twin = {"maximum": "exclusiveMaximum", "minimum": "exclusiveMinimum"}
    other = twin.get(keyword) or next((name for name, its in twin.items() if its == keyword), "")
    if (
        other in spot.old or other in spot.new
    ):  # the stricter of the two counts, and 3.1 says in one what 3.0 says in two
        effect = spot.relation or effect
    phrase = {"set": f"now has `{keyword}` {after}", "unset": f"no longer has `{keyword}` {before}"}.get(
        event, f"has `{keyword}` {event} from {before} to {after}"
    )
    enter(spot, f"{word}-{event}", effect, phrase, keyword, before, after)


def enter(spot: Spot, event: str, effect: Effect, phrase: str, keyword: str, before: Any, after: Any) -> None:
    """Enter a change of a limit; what does not travel this way oasdiff plays down or passes over."""
    id, name = f"{kind(spot)}-{event}", ""
    if guarded(spot):
        name = f"{spot.scene.side}-{'read' if spot.scene.side == 'request' else 'write'}-only-property-{event}"
        if LEVELS.get(id, "INFO") == "INFO":
            name = ""
        elif name not in LEVELS:
            spot.scene.ledger.others.add(spot.pair.new.pointer)
            return
        effect = "neutral"
    find(spot, event, effect, phrase, key=keyword, name=name, before=before, after=after)


def _event(before: Any, after: Any) -> str:
    if before is None or after is None:
        return "set" if before is None else "unset"
    if isinstance(before, bool) or isinstance(after, bool):
        return "changed"
    return "increased" if after > before else "decreased"


def _number(value: Any, keyword: str) -> Any:
    """The limit *value* stands for: OpenAPI 3.0 writes exclusive bounds as flags, and a length is at least 0 anyway."""
    if value is False or not isinstance(value, (int, float)):
        return None
    return None if keyword in _FROM_ZERO and value == 0 else value


def _multiple(spot: Spot, before: Any, after: Any) -> None:
    grown = _number(before, "") and _number(after, "") and after > before
    event = "set" if before is None else "unset" if after is None else "increased" if grown else "decreased"
    effect = spot.relation or (size(grows=after is None) if before is None or after is None else "incomparable")
    phrase = f"has `multipleOf` changed from {say(before)} to {say(after)}"
    find(spot, f"multiple-of-{event}", effect, phrase, key="multipleOf", before=before, after=after)
