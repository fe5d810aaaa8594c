"""Rules for bounds: of numbers, of lengths and of numbers of items, and `multipleOf` and `uniqueItems`."""

from __future__ import annotations

from typing import Any, Final

from ..catalogue import LEVELS
from ..change import Effect, set_effect
from ..diff.schema_walk import SchemaDiff
from .schema_changes import add_change, id_prefix, is_excluded, quoted

BOUNDS: Final = {
    "maximum": "max", "exclusiveMaximum": "exclusive-max", "maxLength": "max-length", "maxItems": "max-items",
    "maxProperties": "max-properties", "maxContains": "max-contains",
    "minimum": "min", "exclusiveMinimum": "exclusive-min", "minLength": "min-length", "minItems": "min-items",
    "minProperties": "min-properties", "minContains": "min-contains",
}  # fmt: skip
_FROM_ZERO: Final = ("minLength", "minItems", "minProperties")
"""Keywords whose absence oasdiff treats as 0."""
_EXCLUSIVE_COUNTERPART: Final = {
    "maximum": "exclusiveMaximum", "minimum": "exclusiveMinimum", "exclusiveMaximum": "maximum",
    "exclusiveMinimum": "minimum",
}  # fmt: skip
KEYWORDS: Final = (*BOUNDS, "multipleOf", "uniqueItems")


def check(diff: SchemaDiff) -> None:
    """Add the changes of bounds."""
    for keyword, word in BOUNDS.items():
        if diff.differs(keyword) and not (keyword.endswith("Contains") and diff.differs("contains")):
            _check_bound(diff, keyword, word)
    if diff.differs("multipleOf"):
        _check_multiple(diff, diff.old.get("multipleOf"), diff.new.get("multipleOf"))
    before, after = diff.old.get("uniqueItems") is True, diff.new.get("uniqueItems") is True
    if before != after:
        event, phrase = ("set", "may no longer repeat an item") if after else ("unset", "may now repeat items")
        effect = set_effect(grows=before)
        add_change(diff, f"unique-items-{event}", effect, phrase, key="uniqueItems", before=before, after=after)


def _check_bound(diff: SchemaDiff, keyword: str, word: str) -> None:
    before, after = (_bound(side.get(keyword), keyword) for side in (diff.old, diff.new))
    if before == after:
        return
    upper = keyword.lower().find("max") >= 0
    event = _event(before, after)
    if keyword in _FROM_ZERO and not (event == "unset" and f"{id_prefix(diff)}-{word}-unset" in LEVELS):
        event = {"set": "increased", "unset": "decreased"}.get(event, event)
    effect: Effect = "narrows" if (event == "set" or (event == "decreased") == upper) and event != "unset" else "widens"
    if event == "changed":
        effect = "incomparable"
    other = _EXCLUSIVE_COUNTERPART.get(keyword, "")
    if other in diff.old or other in diff.new:
        # The stricter of both bounds applies, and OpenAPI 3.1 writes in one keyword what 3.0 writes in two.
        effect = diff.relation or effect
    phrase = {"set": f"now has `{keyword}` {after}", "unset": f"no longer has `{keyword}` {before}"}.get(
        event, f"has `{keyword}` {event} from {before} to {after}"
    )
    _add_bound_change(diff, f"{word}-{event}", effect, phrase, keyword, before, after)


def _add_bound_change(
    diff: SchemaDiff, event: str, effect: Effect, phrase: str, keyword: str, before: Any, after: Any
) -> None:
    """Add a change of a bound; for excluded properties oasdiff has ids of a lower level, or none."""
    id = ""
    if is_excluded(diff):
        id = f"{'request-read' if diff.context.direction == 'request' else 'response-write'}-only-property-{event}"
        if LEVELS.get(f"{id_prefix(diff)}-{event}", "INFO") == "INFO":
            id = ""
        elif id not in LEVELS:
            diff.context.collector.others.add(diff.pair.new.pointer)
            return
        effect = "neutral"
    add_change(diff, event, effect, phrase, key=keyword, id=id, before=before, after=after)


def _event(before: Any, after: Any) -> str:
    if before is None or after is None:
        return "set" if before is None else "unset"
    if isinstance(before, bool) or isinstance(after, bool):
        return "changed"
    return "increased" if after > before else "decreased"


def _bound(value: Any, keyword: str) -> Any:
    """The bound that *value* sets: True for the flags of OpenAPI 3.0, None for none and for a length of at least 0."""
    if value is False or not isinstance(value, (int, float)):
        return None
    return None if keyword in _FROM_ZERO and value == 0 else value


def _check_multiple(diff: SchemaDiff, before: Any, after: Any) -> None:
    grown = _bound(before, "") and _bound(after, "") and after > before
    event = "set" if before is None else "unset" if after is None else "increased" if grown else "decreased"
    effect = diff.relation or (set_effect(grows=after is None) if before is None or after is None else "incomparable")
    phrase = f"has `multipleOf` changed from {quoted(before)} to {quoted(after)}"
    add_change(diff, f"multiple-of-{event}", effect, phrase, key="multipleOf", before=before, after=after)
