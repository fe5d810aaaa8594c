"""Rules for what is on its way in or out: deprecation, sunset dates, stability levels."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from ..diff.documents import Json
from ..diff.walk import Spot
from .finding import find, subject

SUNSET: Final = "x-sunset"
STABILITY: Final = "x-stability-level"
LEVELS: Final = ("draft", "alpha", "beta", "stable")
KEYWORDS: Final = ("deprecated", SUNSET, STABILITY)


def day(value: object) -> str | None:
    """The date of a sunset as YYYY-MM-DD, None if it is none."""
    if not isinstance(value, str) or not re.fullmatch(
        r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?", value
    ):
        return None
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return None


def stability(value: Json) -> str | None:
    """The stability level that *value* declares, stable if none, None if it is not one."""
    level = value.get(STABILITY)
    return "stable" if level is None or level == "" else level if level in LEVELS else None


def settled(value: Json) -> bool:
    """Whether oasdiff holds *value* to compatibility at all: drafts and alphas may change."""
    return stability(value) not in ("draft", "alpha")


def judge(spot: Spot) -> None:
    before, after = spot.old.get("deprecated") is True, spot.new.get("deprecated") is True
    if before != after:
        event, phrase = deprecation(spot.new, spot.scene.today) if after else ("reactivated", "is no longer deprecated")
        event = {"sunset-parse": "deprecated-sunset-invalid"}.get(event, event) if spot.name else f"schema-{event}"
        find(spot, event, "neutral", phrase, key="deprecated", before=before, after=after)
    if spot.differs(STABILITY):
        _stability(spot)


def deprecation(value: Json, today: str) -> tuple[str, str]:
    """What to call it that *value* became deprecated, and how to say it."""
    if SUNSET not in value:
        return "deprecated", "is deprecated"
    sunset = day(value[SUNSET])
    if sunset is None:
        return "sunset-parse", "is deprecated with a sunset that is no date"
    if sunset < today:
        return "sunset-date-too-small", f"is deprecated with a sunset already past, {sunset}"
    return "deprecated-with-sunset", f"is deprecated and will go on {sunset}"


def sunset_event(old: Json, new: Json, today: str) -> str | None:
    """What went wrong with the sunset of something that stays deprecated."""
    if new.get("deprecated") is not True or SUNSET not in old or old.get(SUNSET) == new.get(SUNSET):
        return None
    if SUNSET not in new:
        return "deleted"
    before, after = day(old[SUNSET]), day(new[SUNSET])
    if before is None or after is None:
        return "parse"
    return "early" if after < before and after < today else None


def _stability(spot: Spot) -> None:
    levels: list[Any] = [stability(spot.old), stability(spot.new)]
    before, after = levels
    if before is None or after is None:
        spot.scene.enter(
            "api-invalid-stability-level", "neutral", f"has a stability level that is none of {', '.join(LEVELS)}",
            at=spot.pair.new, about=subject(spot),
        )  # fmt: skip
    elif before != after and settled(spot.old):
        event = "decreased" if LEVELS.index(after) < LEVELS.index(before) else "increased"
        find(
            spot,
            f"stability-{event}",
            "neutral",
            f"went from {before} to {after}",
            key=STABILITY,
            before=before,
            after=after,
        )
