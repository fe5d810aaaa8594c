"""How a rule about schemas says what it found at a spot."""

from __future__ import annotations

from typing import Any

from ..change import Effect
from ..diff.documents import step
from ..diff.walk import Spot


def subject(spot: Spot) -> str:
    """What callers call the schema at *spot*."""
    scene = spot.scene
    if not spot.name:
        return scene.subject
    return f"the {scene.side} property `{spot.name}`" if scene.holder == "body" else f"`{spot.name}` in {scene.subject}"


def kind(spot: Spot) -> str:
    """The first half of a change's id: request-body, response-property, request-parameter-property…"""
    scene = spot.scene
    if scene.holder == "body":
        return f"{scene.side}-property" if spot.name else f"{scene.side}-body"
    return f"{scene.side}-{scene.holder}" + ("-property" if spot.name else "")


def guarded(spot: Spot) -> bool:
    """Whether *spot* is a property that says it does not travel this way."""
    return bool(spot.name) and spot.new.get("readOnly" if spot.scene.side == "request" else "writeOnly") is True


def find(
    spot: Spot, event: str, effect: Effect, phrase: str, *, key: str = "", name: str = "", about: str = "",
    before: Any = None, after: Any = None,
) -> None:  # fmt: skip
    """Enter `<kind>-<event>`; *name* is the whole id where it does not follow that form."""
    side = spot.pair.new if not key or key in spot.new else spot.pair.old
    at = step(side.pointer, *key.split("/")) if key else side
    spot.scene.enter(
        name or f"{kind(spot)}-{event}", spot.effect(effect), phrase, at=at, before=before, after=after,
        about=about or subject(spot),
    )  # fmt: skip


def say(value: Any) -> str:
    """*value* as it may stand in a sentence."""
    text = value if isinstance(value, str) else repr(value) if value is not None else "null"
    return f"`{text}`" if len(text) < 80 else f"`{text[:77]}…`"


def listed(values: Any) -> str:
    return ", ".join(say(value) for value in values)
