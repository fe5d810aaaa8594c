"""Known changes that were agreed to: read strictly, applied by fingerprint, reported when their day has passed."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from generator.drift.accept import Acceptance, AcceptanceFile, apply, read
from generator.drift.catalogue import Level
from generator.errors import FactsError
from tests.drift.small import NUMBER, TEXT, answers, asks, drift

TODAY = datetime.date(2026, 1, 1)
FOUND = drift(asks(TEXT), asks({**TEXT, "maxLength": 9}))
PRINT = FOUND.changes[0].fingerprint
ENTRY = f"accepted:\n  {PRINT}:\n    reason: Nobody calls it.\n    until: 2026-01-01\n"


def accept(until: str, fingerprint: str = PRINT) -> AcceptanceFile:
    entry = Acceptance(fingerprint=fingerprint, reason="why", until=datetime.date.fromisoformat(until))
    return AcceptanceFile(entries=(entry,))


def test_an_entry_has_a_reason_and_a_day() -> None:
    """What the file says, as values."""
    assert read(ENTRY, where="accepted.yaml").entries == (
        Acceptance(fingerprint=PRINT, reason="Nobody calls it.", until=TODAY),
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "accepted:\nlevels:\n", "{}"])
def test_a_file_may_accept_nothing(text: str) -> None:
    """An empty file, or empty lists."""
    assert read(text, where="a") == AcceptanceFile()


def test_a_fingerprint_of_digits_is_read() -> None:
    """Also one that YAML would take for a number, or JSON for a power of ten."""
    text = ENTRY.replace(PRINT, "1234567890123456") + ENTRY.replace(PRINT, "12345678901234e5").replace(
        "accepted:\n", ""
    )
    assert [entry.fingerprint for entry in read(text, where="a").entries] == ["1234567890123456", "12345678901234e5"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("acepted: {}", "a: unknown key 'acepted'; did you mean 'accepted'?"),
        (ENTRY + "    unitl: x\n", f"a: accepted.{PRINT}: unknown key 'unitl'; did you mean 'until'?"),
        (ENTRY.replace("    reason: Nobody calls it.\n", ""), f"a: accepted.{PRINT}: the key 'reason' is missing"),
        (ENTRY.replace("    until: 2026-01-01\n", ""), f"a: accepted.{PRINT}: the key 'until' is missing"),
        (ENTRY.replace("Nobody calls it.", '" "'), f"a: accepted.{PRINT}.reason: expected a sentence"),
        (ENTRY.replace("2026-01-01", "soon"), f"a: accepted.{PRINT}.until: expected a day, got 'soon'"),
        (ENTRY.replace("2026-01-01", "2026-02-30"), f"a: accepted.{PRINT}.until: expected a day, got '2026-02-30'"),
        (ENTRY.replace("2026-01-01", "20260101"), f"a: accepted.{PRINT}.until: expected a day, got 20260101"),
        (ENTRY.replace(PRINT, "max-length"), "a: accepted.max-length: is not a fingerprint"),
        (f"accepted: [{PRINT}]", f"a: accepted: expected keys and values, got ['{PRINT}']"),
        ("levels: {request-parameter-removed: error}", "a: levels.request-parameter-removed: expected ERR, WARN, INFO"),
        ("levels: {Removed!: ERR}", "a: levels.Removed!: is not the id of a change"),
        ("levels: [", "is not YAML"),
        ("- a", "a: expected keys and values, got ['a']"),
        (f"accepted:\n  {PRINT}: yes", f"a: accepted.{PRINT}: expected keys and values, got 'yes'"),
        ("levels: {a: [ERR]}", "a: levels.a: expected ERR, WARN, INFO; got ['ERR']"),
        ("accepted: false", "a: accepted: expected keys and values, got False"),
    ],
)
def test_what_is_not_understood_is_one_line(text: str, said: str) -> None:
    """A typing mistake must not accept less, or more, in silence."""
    with pytest.raises(Exception, match=r"^[^\n]+$") as raised:
        read(text, where="a")
    assert said in str(raised.value)
    assert raised.value.status == 2  # type: ignore[attr-defined]


def test_what_is_accepted_counts_for_no_verdict() -> None:
    """And is told apart."""
    settled = apply(FOUND, accept("2026-01-01"), today=TODAY)
    assert (settled.comparison.klass, settled.comparison.wire) == ("no-change", "no-change")
    assert [change.fingerprint for change, _ in settled.accepted] == [PRINT]


def test_the_day_after_it_counts_again() -> None:
    """The entry is reported, so that somebody decides anew."""
    settled = apply(FOUND, accept("2025-12-31"), today=TODAY)
    assert settled.comparison == FOUND
    assert [entry.fingerprint for entry in settled.expired] == [PRINT]


def test_an_entry_that_matches_nothing_is_reported() -> None:
    """The change went away; the entry would accept it when it comes back."""
    settled = apply(FOUND, accept("2027-01-01", "0" * 16), today=TODAY)
    assert [entry.fingerprint for entry in settled.unused] == ["0" * 16]
    assert settled.comparison == FOUND


@pytest.mark.parametrize(
    ("level", "klass", "wire"),
    [
        ("INFO", "non-breaking", "non-breaking"),
        ("WARN", "potentially-breaking", "potentially-breaking"),
        ("ERR", "breaking", "breaking"),
    ],
)
def test_a_level_is_set_by_id(level: Level, klass: str, wire: str) -> None:
    """Lowered, it weighs no more on the wire either: a team knows its callers."""
    settled = apply(FOUND, AcceptanceFile(levels={FOUND.changes[0].id: level}), today=TODAY)
    assert (settled.comparison.klass, settled.comparison.wire) == (klass, wire)


def test_raising_a_level_leaves_the_wire_as_it_is() -> None:
    """What sets say is true whatever a team thinks of it."""
    found = drift(answers(NUMBER), answers({**NUMBER, "deprecated": True}))
    found = found if found.changes else drift(asks({**TEXT, "maxLength": 9}), asks({**TEXT, "maxLength": 10}))
    (change,) = found.changes
    settled = apply(found, AcceptanceFile(levels={change.id: "ERR"}), today=TODAY)
    assert (settled.comparison.klass, settled.comparison.wire) == ("breaking", change.wire)


def test_a_level_for_an_id_that_nobody_knows_is_reported() -> None:
    """It may be a typing mistake; ids beyond oasdiff's are known by the change that has them."""
    levels: dict[str, Level] = {"request-propertty-removed": "ERR", "request-property-removed": "ERR"}
    assert apply(FOUND, AcceptanceFile(levels=levels), today=TODAY).unknown == ("request-propertty-removed",)


def test_the_module_shows_a_file_that_is_read() -> None:
    """The example in its docstring is one."""
    import generator.drift.accept as module

    _, _, example = (module.__doc__ or "").partition("\n\n")
    assert read(example, where=Path(module.__file__).name).levels == {"request-property-removed": "ERR"}


def test_errors_are_the_callers() -> None:
    """Facts that say what they may not."""
    with pytest.raises(FactsError):
        read("x: 1", where="a")
