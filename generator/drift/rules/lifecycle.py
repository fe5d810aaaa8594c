"""Rules for deprecation, sunset dates and stability levels."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from ..diff.document_pair import Json
from ..diff.schema_walk import SchemaDiff
from .schema_changes import add_change, subject_of

SUNSET: Final = "x-sunset"
STABILITY: Final = "x-stability-level"
STABILITY_LEVELS: Final = ("draft", "alpha", "beta", "stable")
KEYWORDS: Final = ("deprecated", SUNSET, STABILITY)


def sunset_date(value: object) -> str | None:
    """The sunset *value* as YYYY-MM-DD; None if it is not a valid date."""
    if not isinstance(value, str) or not re.fullmatch(
        r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?", value
    ):
        return None
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        return None


def stability_level(value: Json) -> str | None:
    """The stability level that *value* declares; `stable` if it declares none, None for an unknown level."""
    level = value.get(STABILITY)
    return "stable" if level is None or level == "" else level if level in STABILITY_LEVELS else None


def promises_stability(value: Json) -> bool:
    """Whether changes of *value* are reported; oasdiff ignores those of drafts and alphas."""
    return stability_level(value) not in ("draft", "alpha")


def check(diff: SchemaDiff) -> None:
    """Add the changes of a schema's deprecation and stability."""
    before, after = diff.old.get("deprecated") is True, diff.new.get("deprecated") is True
    if before != after:
        event, phrase = (
            deprecation_event(diff.new, diff.context.today) if after else ("reactivated", "is no longer deprecated")
        )
        event = {"sunset-parse": "deprecated-sunset-invalid"}.get(event, event) if diff.name else f"schema-{event}"
        add_change(diff, event, "neutral", phrase, key="deprecated", before=before, after=after)
    if diff.differs(STABILITY):
        _stability(diff)


def deprecation_event(value: Json, today: str) -> tuple[str, str]:
    """The event and phrase for the deprecation of *value*."""
    if SUNSET not in value:
        return "deprecated", "is deprecated"
    sunset = sunset_date(value[SUNSET])
    if sunset is None:
        return "sunset-parse", "is deprecated with a sunset that is not a valid date"
    if sunset < today:
        return "sunset-date-too-small", f"is deprecated with a sunset in the past, {sunset}"
    return "deprecated-with-sunset", f"is deprecated, with its sunset on {sunset}"


def sunset_event(old: Json, new: Json, today: str) -> str | None:
    """The problem with the changed sunset of what stays deprecated: deleted, parse or early; None if there is none."""
    if new.get("deprecated") is not True or SUNSET not in old or old.get(SUNSET) == new.get(SUNSET):
        return None
    if SUNSET not in new:
        return "deleted"
    before, after = sunset_date(old[SUNSET]), sunset_date(new[SUNSET])
    if before is None or after is None:
        return "parse"
    return "early" if after < before and after < today else None


def _stability(diff: SchemaDiff) -> None:
    levels: list[Any] = [stability_level(diff.old), stability_level(diff.new)]
    before, after = levels
    if before is None or after is None:
        phrase = f"has a stability level that is none of {', '.join(STABILITY_LEVELS)}"
        id, subject = "api-invalid-stability-level", subject_of(diff)
        diff.context.add_change(id, "neutral", phrase, at=diff.pair.new, subject=subject)
    elif before != after and promises_stability(diff.old):
        event = "decreased" if STABILITY_LEVELS.index(after) < STABILITY_LEVELS.index(before) else "increased"
        phrase = f"changed its stability level from {before} to {after}"
        add_change(diff, f"stability-{event}", "neutral", phrase, key=STABILITY, before=before, after=after)
