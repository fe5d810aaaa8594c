"""Phrases of generated documentation about parameters and rate limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...model.code import prose
from ...model.ir import Field, Parameter
from ...specs.facts import LimitFact

PERIODS = {1.0: "second", 60.0: "minute", 3600.0: "hour", 86400.0: "day"}


def limit_text(limit: LimitFact) -> str:
    """``20 requests per minute``."""
    per = PERIODS.get(float(limit.per), f"{limit.per:g} seconds")
    burst = f", bursts of {limit.burst:,}" if limit.burst else ""
    return f"{limit.requests:,} requests per {per}{burst}"


def parameter(one: Parameter | Field) -> str:
    """The description of a parameter with its bounds, its default and its deprecation."""
    text = " ".join(prose(one.description).split())
    if text and text[-1] not in ".!?":
        text += "."
    bounds = constraints(one.constraints)
    notes = [f"{bounds[:1].upper()}{bounds[1:]}." if bounds else ""]
    if isinstance(one, Parameter) and one.default is not None:
        notes.append(f"The server assumes {one.default!r}.")
    notes.append("Deprecated." if one.deprecated else "")
    return " ".join(part for part in (text, *notes) if part)


def constraints(known: Mapping[str, Any]) -> str:
    """Bounds of a value that are not part of its type: ``1 to 100``, ``at most 1,024 characters``."""
    ranges = (("minimum", "maximum", ""), ("minLength", "maxLength", " characters"), ("minItems", "maxItems", " items"))
    return ", ".join(phrase for low, high, unit in ranges if (phrase := _range(known.get(low), known.get(high), unit)))


def _range(low: Any, high: Any, unit: str) -> str:
    least, most = (f"{bound:,}" if isinstance(bound, (int, float)) else "" for bound in (low, high))
    if least and most:
        return f"{least} to {most}{unit}"
    if most:
        return f"at most {most}{unit}"
    return f"at least {least}{unit}" if least and low else ""
