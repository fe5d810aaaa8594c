"""How much of a sweep a run looks at: a few of its cases always, more with `make test-all`, all with `make sweep`.

Three ways to say it. A test that loops over its cases takes a `Share` as parameter (`shares`); a matrix of parameters
has the mark `dealt`, and a part of it runs always; a number of drawn cases is given for each level (`amount`). What is
chosen follows from the seed, which the last line of each run shows: SEED=7 in the environment chooses others.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any, Literal, NamedTuple, TypeVar

import pytest

T = TypeVar("T")
Level = Literal["test", "test-all", "sweep"]
SEED = int(os.environ.get("SEED", "0"))
"""What every drawn choice of the tests starts from."""


SAMPLES_ALONE = pytest.StashKey[set[str]]()
"""Names of collected tests that no level but a higher one runs."""
_level: Level = "test"


def take(expression: str) -> None:
    """Take the level of this run from pytest's expression of marks, before any test is imported."""
    global _level  # noqa: PLW0603  (a run has one)
    whole = not expression or ("sweep" in expression and "not sweep" not in expression)
    _level = "test" if "not sample" in expression else "sweep" if whole else "test-all"


def level() -> Level:
    """What this run looks at."""
    return _level


def amount(few: int, some: int, many: int) -> int:
    """How many drawn cases this run looks at."""
    return {"test": few, "test-all": some, "sweep": many}[_level]


def dice(*about: object) -> Random:
    """A source of chance of its own for each subject, the same in every process of a run."""
    return Random(f"{SEED} {about}")


class Share(NamedTuple):
    """A part of what a test may look at."""

    part: float

    def of(self, cases: Iterable[T]) -> list[T]:
        """So many of *cases*, in their order: the first, the last, and a seeded choice of the rest."""
        known = list(cases)
        number = round(len(known) * self.part)
        if number >= len(known):
            return known
        ends = {0, len(known) - 1} if known else set[int]()
        rest = [place for place in range(len(known)) if place not in ends]
        chosen = ends | set(dice("share", len(known)).sample(rest, max(0, min(number - len(ends), len(rest)))))
        return [known[place] for place in sorted(chosen)]


def shares(few: float, some: float) -> pytest.MarkDecorator:
    """Parametrizes a test by `share`: the parts of its cases that the levels look at; a sweep looks at all."""
    levels = [
        pytest.param(Share(few), id="few"),
        pytest.param(Share(some), id="some", marks=pytest.mark.sample),
        pytest.param(Share(1.0), id="all", marks=pytest.mark.sweep),
    ]
    return pytest.mark.parametrize("share", levels)


def deal(items: Sequence[pytest.Item]) -> None:
    """Marks, of each test with the mark `dealt`, all but a part of its cases as samples.

    Where there are several parameters, what is kept holds each value of each at least once.
    """
    cases: dict[str, list[Any]] = {}
    for item in items:
        if item.get_closest_marker("dealt"):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for name, known in cases.items():
        order = dice("dealt", name).sample(known, len(known))
        kept, seen = [], set[tuple[str, int]]()
        for item in order:
            values = {(parameter, id(value)) for parameter, value in item.callspec.params.items()}
            if len(values) > 1 and values - seen:
                kept.append(item)
                seen |= values
        number = round(len(known) * known[0].get_closest_marker("dealt").args[0])
        kept += [item for item in order if item not in kept][: max(0, number - len(kept))]
        for item in known:
            if item not in kept:
                item.add_marker(pytest.mark.sample)


def samples_alone(items: Sequence[pytest.Item]) -> set[str]:
    """The names of those tests of *items* of which each case is a sample or a part of a sweep."""
    kept: dict[str, bool] = {}
    for item in items:
        name = item.nodeid.partition("[")[0].rpartition("::")[2]
        marked = item.get_closest_marker("sample") or item.get_closest_marker("sweep")
        kept[name] = kept.get(name, False) or marked is None
    return {name for name, always in kept.items() if not always}
