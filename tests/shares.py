"""How much of a sweep a run looks at: a few of its cases always, more with `make test-all`, all with `make sweep`.

Three ways to say it. A test that loops over its cases takes a `Share` as parameter (`shares`); a matrix of parameters
is dealt out to the three levels (`dealt`); a number of drawn cases is given for each (`amount`). What is chosen follows
from the seed, which the last line of each run shows: SEED=7 in the environment chooses others.
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


_level: Level = "test"


def take(expression: str) -> None:
    """Take the level of this run from pytest's expression of marks, before any test is imported."""
    global _level  # noqa: PLW0603  (a run has one)
    _level = "test" if "not sample" in expression else "test-all" if "not sweep" in expression else "sweep"


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


def dealt(cases: Sequence[Any], *, few: float, some: float, about: str = "") -> list[Any]:
    """*cases* as parameters: a part for every run, a larger one for `make test-all`, the rest for `make sweep`.

    A case is a value, a tuple of values or a `pytest.param`; *about* makes the choice differ between tests.
    """
    order = list(range(len(cases)))
    dice("dealt", about, len(cases)).shuffle(order)
    marks: dict[int, pytest.MarkDecorator] = {}
    for rank, place in enumerate(order):
        if rank >= max(1, round(len(cases) * few)):
            marks[place] = pytest.mark.sample if rank < round(len(cases) * (few + some)) else pytest.mark.sweep
    return [_marked(case, marks[place]) if place in marks else case for place, case in enumerate(cases)]


def _marked(case: Any, mark: pytest.MarkDecorator) -> Any:
    if isinstance(case, type(pytest.param())):
        return pytest.param(*case.values, id=case.id, marks=[*case.marks, mark])
    return pytest.param(*case, marks=mark) if isinstance(case, tuple) else pytest.param(case, marks=mark)
