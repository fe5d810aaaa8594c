"""Known changes that were agreed to, and levels that a team sees differently: what `accepted.yaml` says, applied.

accepted:
  0123456789abcdef:            # the fingerprint, as every report prints it
    reason: Nobody calls it; agreed with the vendor in ticket 12.
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
from .catalogue import LEVELS, PAGES, Level
from .change import GRAVITY, Change, Comparison, Verdict

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{16}")
_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_WIRE: Final[dict[Level, Verdict]] = {"ERR": "breaking", "WARN": "potentially-breaking", "INFO": "non-breaking"}


@frozen(kw_only=True)
class Entry:
    """One change that is accepted, why, and until when."""

    fingerprint: str
    reason: str
    until: datetime.date


@frozen(kw_only=True)
class Acceptances:
    """What an `accepted.yaml` says."""

    entries: tuple[Entry, ...] = ()
    levels: Mapping[str, Level] = field(factory=dict[str, Level])


@frozen(kw_only=True)
class Settled:
    """A comparison less what is accepted, and what became of each entry."""

    comparison: Comparison
    accepted: tuple[tuple[Change, Entry], ...] = ()
    expired: tuple[Entry, ...] = ()
    """Entries that would match, had their day not passed."""
    unused: tuple[Entry, ...] = ()
    unknown: tuple[str, ...] = ()
    """Ids in `levels` that no rule and no change has."""


def read(text: str, *, where: str) -> Acceptances:
    """The acceptances in *text*; *where* names it in errors. Raises FactsError for what is not understood."""
    top = _keyed(_none_is_empty(read_yaml(text, where)), where, {"accepted", "levels"})
    entries, levels = (_keyed(_none_is_empty(top.get(key)), f"{where}: {key}") for key in ("accepted", "levels"))
    return Acceptances(
        entries=tuple(_entry(key, entry, f"{where}: accepted.{key}") for key, entry in entries.items()),
        levels={key: _level(key, level, f"{where}: levels.{key}") for key, level in levels.items()},
    )


def settle(comparison: Comparison, acceptances: Acceptances, *, today: datetime.date) -> Settled:
    """*comparison* with the levels of *acceptances* and without what they accept on *today*."""
    changes = [_at_level(change, acceptances.levels) for change in comparison.changes]
    changes.sort(key=lambda change: list(_WIRE).index(change.level))
    present = {change.fingerprint for change in changes}
    valid = {entry.fingerprint: entry for entry in acceptances.entries if entry.until >= today}
    kept = tuple(change for change in changes if change.fingerprint not in valid)
    return Settled(
        comparison=evolve(comparison, changes=kept),
        accepted=tuple((change, valid[change.fingerprint]) for change in changes if change.fingerprint in valid),
        expired=tuple(entry for entry in acceptances.entries if entry.until < today and entry.fingerprint in present),
        unused=tuple(entry for entry in acceptances.entries if entry.fingerprint not in present),
        unknown=tuple(
            id for id in acceptances.levels if id not in {*LEVELS, *PAGES, *(change.id for change in changes)}
        ),
    )


def _at_level(change: Change, levels: Mapping[str, Level]) -> Change:
    """*change* at the level that was set for its id; one that was lowered weighs no more on the wire either."""
    level = levels.get(change.id)
    if level is None:
        return change
    return evolve(change, level=level, wire=min(change.wire, _WIRE[level], key=GRAVITY.__getitem__))


def _entry(key: str, value: Any, where: str) -> Entry:
    if not _FINGERPRINT.fullmatch(key):
        raise FactsError(where, "is not a fingerprint", "copy the 16 characters from a report")
    fields = _keyed(value, where, {"reason", "until"})
    for name in ("reason", "until"):
        if name not in fields:
            raise FactsError(where, f"the key {name!r} is missing", "say why it is accepted and until when")
    reason, until = fields["reason"], fields["until"]
    if not isinstance(reason, str) or not reason.strip():
        raise FactsError(f"{where}.reason", "expected a sentence", "say why the change is accepted")
    return Entry(fingerprint=key, reason=" ".join(reason.split()), until=_date(until, f"{where}.until"))


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
    if not isinstance(value, str) or value not in _WIRE:
        raise FactsError(where, f"expected {', '.join(_WIRE)}; got {value!r:.40}", "write one of them")
    return value


def _none_is_empty(value: Any) -> Any:
    """A key with nothing but comments below it."""
    return {} if value is None else value


def _keyed(value: Any, where: str, known: Collection[str] = ()) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FactsError(where, f"expected keys and values, got {value!r:.40}", "see generator/drift/accept.py")
    found = cast("dict[str, Any]", value)
    unknown = sorted(set(found) - set(known)) if known else []
    if unknown:
        near = difflib.get_close_matches(unknown[0], sorted(known), n=1)
        mend = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known))}"
        raise FactsError(where, f"unknown key {unknown[0]!r}", mend)
    return found
