"""Verdicts on pairs that nobody chose, held against instances and a validator that nobody here wrote.

How many are looked at depends on the run: tests/shares.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from random import Random
from typing import Any

import pytest
from attrs import frozen

from generator.drift import Comparison, compare
from tests.drift.places import RECEIVED, SENT, Build
from tests.drift.sampled import NOTHING, Maker, Schema, Side, edited, pair, witness
from tests.drift.small import answers, asks
from tests.shares import SEED, amount

PAIRS = range(begin := 1_000_000 * SEED, begin + amount(60, 400, 5000))
"""A number for each pair."""
STRICTER = 0.06
"""The share of verdicts that may be breaking though no instance shows it. Random schemas contradict themselves as no
vendor's do; a change of what nothing can fit, or of what a sibling forbids anyway, is judged on the safe side."""


@frozen
class Judged:
    """One pair, as a body that is sent or answered."""

    seed: int
    side: str
    comparison: Comparison
    sender: Side
    reader: Side

    def shown(self, tries: int = 200, *, closed: bool = True) -> Any:
        return witness(Random(self.seed), self.sender, self.reader, tries, closed=closed)


def judged() -> Iterator[Judged]:
    for seed in PAIRS:
        old, new = pair(seed)
        for side, build in (("request", asks), ("response", answers)):
            before, after = (build(one.schema, components={"schemas": one.components}) for one in (old, new))
            sender, reader = (old, new) if side == "request" else (new, old)
            yield Judged(seed, side, compare(before, after), sender, reader)


def strict(total: int) -> float:
    """How many of *total* verdicts may be too strict; of few, three standard deviations more, by chance."""
    chance = 0.0 if total >= 800 else 3 * sqrt(total * STRICTER * (1 - STRICTER))
    return STRICTER * total + chance


def test_what_breaks_somebody_is_breaking() -> None:
    """A request that was right and is refused, a response that no one was told to expect: never called compatible."""
    missed = [
        (one.seed, one.side, one.comparison.wire, shown)
        for one in judged()
        if one.comparison.wire not in ("breaking", "potentially-breaking") and (shown := one.shown()) is not NOTHING
    ]
    assert not missed


def test_what_is_breaking_breaks_somebody() -> None:
    """Nearly always: an instance can be shown."""
    breaking = [one for one in judged() if one.comparison.wire == "breaking"]
    alarms = [one for one in breaking if one.shown(2000) is NOTHING and one.shown(2000, closed=False) is NOTHING]
    assert len(breaking) > len(PAIRS) / 2
    assert len(alarms) <= strict(2 * len(PAIRS))


def test_the_oracle_can_tell() -> None:
    """It finds what a narrower bound refuses, and nothing where nothing is refused."""
    wide, narrow = Side({"type": "integer", "maximum": 5}, {}), Side({"type": "integer", "maximum": 4}, {})
    assert witness(Random(0), wide, narrow) == 5
    assert witness(Random(0), narrow, wide) is NOTHING


def flat(seed: int) -> tuple[Schema, Schema]:
    """A schema that fits any place, and an edit of it."""
    make = Maker(Random(seed))
    kinds = [make.integer, make.string, make.enum, make.number, make.boolean, make.array, make.object]
    old = make.random.choice(kinds)(1)
    return old, edited(make, old)


@pytest.mark.parametrize("places", [SENT, RECEIVED], ids=["sent", "received"])
def test_a_change_means_the_same_wherever_it_stands(places: dict[str, Build]) -> None:
    """Behind references, in trees, parameters, headers, webhooks and callbacks: what breaks there breaks here."""
    wrong: list[tuple[int, str]] = []
    for seed in PAIRS[: len(PAIRS) // 4]:
        old, new = flat(seed)
        breaks = compare(places["itself"](old), places["itself"](new)).wire == "breaking"
        found = {name: compare(build(old), build(new)).wire == "breaking" for name, build in places.items()}
        wrong += [(seed, name) for name, verdict in found.items() if verdict != breaks]
    assert not wrong


def rewritten(random: Random, schema: Schema) -> Schema:
    """The same values in other words: other orders, 3.0 for 3.1, unions of one, members for lists of types."""
    made = dict(schema)
    for key in ("items", "additionalProperties"):
        if isinstance(made.get(key), dict):
            made[key] = rewritten(random, made[key])
    for key in ("anyOf", "oneOf", "allOf"):
        if key in made:
            made[key] = [rewritten(random, member) for member in made[key]]
    if "properties" in made:
        made["properties"] = {name: rewritten(random, one) for name, one in reversed(made["properties"].items())}
    for key in ("required", "enum"):
        if key in made:
            made[key] = made[key][::-1]
    if "const" in made and random.random() < 0.5:
        made["enum"] = [made.pop("const")]
    types = made.get("type")
    if isinstance(types, list):
        rest = {key: value for key, value in made.items() if key != "type"}
        lists = {**rest, "type": types[::-1]}
        made = random.choice([lists, {"anyOf": [{"type": one, **rest} for one in types]}])
    if made.get("type") == "integer" and "exclusiveMinimum" in made and "minimum" not in made:
        made["minimum"] = made.pop("exclusiveMinimum") + 1
    match random.randrange(10):
        case 0:
            return {"allOf": [made]}
        case 1:
            return {"allOf": [made], "description": "The same."}
        case 2:
            return {"anyOf": [made]}
    return made


def test_other_words_are_no_change() -> None:
    """In nearly all of them, either way round; and never a change for the simple."""
    alarms = total = 0
    for seed in PAIRS:
        make = Maker(Random(seed))
        old = make.schema(3)
        new = rewritten(make.random, old)
        for build in (asks, answers):
            for before, after in ((old, new), (new, old)):
                grave = compare(build(before), build(after)).wire in ("breaking", "potentially-breaking")
                total += 1
                alarms += grave
                assert not grave or "allOf" in old or any("allOf" in str(one) for one in old.values()), (old, new)
    assert alarms <= strict(total)


@pytest.mark.parametrize("wrong", [False, True])
def test_what_is_not_may_be_refused(wrong: bool) -> None:
    """Below `not` more is less."""
    old, new = ({"not": {"type": "integer", "maximum": bound}} for bound in ((6, 5) if wrong else (5, 6)))
    assert (compare(asks(old), asks(new)).wire == "breaking") != wrong
