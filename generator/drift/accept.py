"""Reads `accepted.yaml`, which accepts known changes and overrides levels, and applies it to a comparison.

accepted:
  0123456789abcdef:            # the fingerprint, as every report prints it
    reason: No caller uses it; agreed with the vendor in ticket 12.
    until: 2027-03-31          # the last day on which it is accepted
levels:
  request-property-removed: ERR
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Collection, Mapping
from typing import Any, Final, cast

from attrs import evolve, field, frozen

from ..documents.yaml_text import read as read_yaml
from ..errors import FactsError
from .catalogue import LEVELS, PAGE_LEVELS, Level
from .change import LEVEL_ORDER, SEVERITY, VERDICTS, Change, Comparison

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{16}")
_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@frozen(kw_only=True)
class Acceptance:
    """One accepted change, by its fingerprint, with the reason and the last day."""

    fingerprint: str
    reason: str
    until: datetime.date


@frozen(kw_only=True)
class AcceptanceFile:
    """The contents of an `accepted.yaml`: accepted changes, and levels by change id."""

    entries: tuple[Acceptance, ...] = ()
    levels: Mapping[str, Level] = field(factory=dict[str, Level])


@frozen(kw_only=True)
class AcceptanceResult:
    """A comparison without its accepted changes, and the entries that had no effect."""

    comparison: Comparison
    accepted: tuple[tuple[Change, Acceptance], ...] = ()
    expired: tuple[Acceptance, ...] = ()
    """Entries for changes that are still present, but whose last day has passed."""
    unused: tuple[Acceptance, ...] = ()
    """Entries that match no change."""
    unknown: tuple[str, ...] = ()
    """Ids in `levels` that neither the catalogue nor any change has."""


def read(text: str, *, where: str) -> AcceptanceFile:
    """Parse *text*, which errors call *where*; raises FactsError for unknown keys and invalid values."""
    top = _object(_or_empty(read_yaml(text, where)), where, {"accepted", "levels"})
    entries, levels = (_object(_or_empty(top.get(key)), f"{where}: {key}") for key in ("accepted", "levels"))
    return AcceptanceFile(
        entries=tuple(_entry(key, entry, f"{where}: accepted.{key}") for key, entry in entries.items()),
        levels={key: _level(key, level, f"{where}: levels.{key}") for key, level in levels.items()},
    )


def apply(comparison: Comparison, file: AcceptanceFile, *, today: datetime.date) -> AcceptanceResult:
    """*comparison* with the levels of *file*, and without the changes that it accepts on *today*."""
    changes = [_at_level(change, file.levels) for change in comparison.changes]
    changes.sort(key=lambda change: LEVEL_ORDER[change.level])
    present = {change.fingerprint for change in changes}
    valid = {entry.fingerprint: entry for entry in file.entries if entry.until >= today}
    kept = tuple(change for change in changes if change.fingerprint not in valid)
    return AcceptanceResult(
        comparison=evolve(comparison, changes=kept),
        accepted=tuple((change, valid[change.fingerprint]) for change in changes if change.fingerprint in valid),
        expired=tuple(entry for entry in file.entries if entry.until < today and entry.fingerprint in present),
        unused=tuple(entry for entry in file.entries if entry.fingerprint not in present),
        unknown=tuple(
            id for id in file.levels if id not in {*LEVELS, *PAGE_LEVELS, *(change.id for change in changes)}
        ),
    )


def _at_level(change: Change, levels: Mapping[str, Level]) -> Change:
    """*change* at the level that was set for its id; a lower level also limits the verdict on the wire."""
    level = levels.get(change.id)
    if level is None:
        return change
    return evolve(change, level=level, wire=min(change.wire, VERDICTS[level], key=SEVERITY.__getitem__))


def _entry(key: str, value: Any, where: str) -> Acceptance:
    if not _FINGERPRINT.fullmatch(key):
        raise FactsError(where, "is not a fingerprint", "copy the 16 characters from a report")
    fields = _object(value, where, {"reason", "until"})
    for name in ("reason", "until"):
        if name not in fields:
            raise FactsError(where, f"the key {name!r} is missing", "give the reason and the last day")
    reason, until = fields["reason"], fields["until"]
    if not isinstance(reason, str) or not reason.strip():
        raise FactsError(f"{where}.reason", "expected a sentence", "give the reason for accepting the change")
    return Acceptance(fingerprint=key, reason=" ".join(reason.split()), until=_date(until, f"{where}.until"))


def _date(value: Any, where: str) -> datetime.date:
    try:
        if isinstance(value, str) and _DATE.fullmatch(value):
            return datetime.date.fromisoformat(value)
    except ValueError:
        pass
    raise FactsError(where, f"expected a day, got {value!r:.40}", "write it as 2027-03-31")


def _level(key: str, value: Any, where: str) -> Level:
    if not _ID.fullmatch(key):
        raise FactsError(where, "is not the id of a change", "copy it from a report")
    if not isinstance(value, str) or value not in VERDICTS:
        raise FactsError(where, f"expected {', '.join(VERDICTS)}; got {value!r:.40}", "write one of them")
    return value


def _or_empty(value: Any) -> Any:
    """*value*, or an empty object for a key without a value."""
    return {} if value is None else value


def _object(value: Any, where: str, known: Collection[str] = ()) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FactsError(where, f"expected keys and values, got {value!r:.40}", "see generator/drift/accept.py")
    found = cast("dict[str, Any]", value)
    unknown = sorted(set(found) - set(known)) if known else []
    if unknown:
        near = difflib.get_close_matches(unknown[0], sorted(known), n=1)
        mend = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known))}"
        raise FactsError(where, f"unknown key {unknown[0]!r}", mend)
    return found
