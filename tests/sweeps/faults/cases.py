"""What calls meet in `make faults`: which faults there are, which methods are called, and seeded scripts of both."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

from tests.sweeps.faults.unruly import Answer, Step

SILENCE = 0.4
"""Seconds of silence after which a call gives an attempt up, where the server may fall silent."""
DEADLINE = 0.4
"""Seconds that a call has, where it has a deadline."""

Mode = Literal["sync", "async", "openai"]
Class = Literal["safe", "idempotent", "keyed", "once"]
CLASSES: tuple[Class, ...] = ("safe", "idempotent", "keyed", "once")
PAID = ("keyed", "once")
Draw = Callable[[random.Random], Sequence[Step]]


def _told(dice: random.Random, status: int) -> Step:
    if dice.randrange(20) == 0:
        return Step(status=status, work=False, told=1.0, telling="date")
    telling = dice.choice(["seconds", "milliseconds", "reset", "reset at"] if status == 429 else ["seconds"])
    return Step(status=status, work=False, told=round(dice.uniform(0.01, 0.06), 3), telling=telling)


FAULTS: dict[str, Draw] = {
    "connect refused": lambda dice: [Step("refused")] * dice.randint(1, 3),
    "closed before reading": lambda dice: [Step("closed")],
    "dropped before the work": lambda dice: [Step(work=False, end="hang up")],
    "dropped after the work": lambda dice: [Step(end="hang up")],
    "reset after the work": lambda dice: [Step(end="reset")],
    "silence before the work": lambda dice: [Step(work=False, end="silence")],
    "silence after the work": lambda dice: [Step(end="silence", cut=dice.choice([0.0, dice.random()]))],
    "trickle": lambda dice: [Step(pace=0.0005)],
    "trickle, and a deadline": lambda dice: [Step(pace=dice.uniform(0.0005, 0.004))],
    "cut at any byte": lambda dice: [Step(end="hang up", cut=dice.random())],
    "cut, chunked": lambda dice: [Step(end="hang up", cut=dice.random(), framing="chunked")],
    "cut, compressed": lambda dice: [
        Step(end="hang up", cut=dice.uniform(0.5, 1), framing=dice.choice(["gzip", "gzip chunked"]))
    ],
    "429": lambda dice: [_told(dice, 429)] * dice.randint(1, 2),
    "500 before the work": lambda dice: [Step(status=500, work=False)],
    "500 after the work": lambda dice: [Step(status=500)],
    "503 before the work": lambda dice: [_told(dice, 503) if dice.random() < 0.5 else Step(status=503, work=False)],
    "503 after the work": lambda dice: [Step(status=503)],
    "redirect": lambda dice: [
        Step(status=dice.choice([301, 302, 303, 307, 308]), work=False, location=dice.choice(["/moved", "elsewhere"]))
    ],
}
LONGEST_SCRIPT = 4
"""Attempts that meet a fault; the client makes one more."""


class Case(NamedTuple):
    """One call, and what it meets."""

    number: int
    mode: Mode
    fault: str
    kind: Class
    operation: int
    steps: tuple[Step, ...]
    answer: Answer
    options: dict[str, float]

    @property
    def hopeful(self) -> bool:
        """Whether a client that may try again as often as this needs returns an answer."""
        for step in self.steps:
            if step.succeeds:
                break
            nothing_done = step.door == "refused" or step.status == 429
            stops = step.location and (self.kind != "safe" or step.location == "elsewhere")
            if stops or (self.kind == "once" and not nothing_done):
                return False
        return "deadline" not in self.options


class Operation(NamedTuple):
    """A method of a generated client."""

    api: str
    call: Callable[[Any, dict[str, float]], Any]
    """On a client; answers with a `Response`, or something to await."""
    status: int = 200
    envelope: str = ""


OPERATIONS: dict[Class, tuple[Operation, ...]] = {
    "safe": (
        Operation("kairo", lambda one, more: one.agents.with_raw_response.retrieve("a", **more)),
        Operation("komos", lambda one, more: one.task_runs.with_raw_response.retrieve("a", **more), envelope="run"),
    ),
    "idempotent": (
        Operation("kairo", lambda one, more: one.workflows.with_raw_response.replace("a", name="a", steps=[], **more)),
        Operation("komos", lambda one, more: one.task_runs.with_raw_response.cancel("a", **more), envelope="run"),
    ),
    "keyed": (
        Operation("komos", lambda one, more: one.tasks.runs.with_raw_response.create("a", **more), 202, "run"),
    ),
    "once": (
        Operation("kairo", lambda one, more: one.agents.with_raw_response.create(name="a", model="m", **more), 201),
        Operation("komo", lambda one, more: one.crm.contacts.with_raw_response.create(name="a", **more), 201),
    ),
}  # fmt: skip


def cases(mode: Mode, runs: int, seed: int = 7) -> list[Case]:
    """*runs* of them: every fault with every class, again and again, each time with other dice."""
    pairs = [(fault, kind) for fault in FAULTS for kind in CLASSES]
    return [_case(mode, number, *pairs[number % len(pairs)], seed) for number in range(runs)]


def _case(mode: Mode, number: int, fault: str, kind: Class, seed: int) -> Case:
    dice = random.Random(f"{seed} {mode} {fault} {kind} {number}")
    operation = dice.randrange(len(OPERATIONS[kind]))
    steps = list(FAULTS[fault](dice))
    while "deadline" not in fault and len(steps) < LONGEST_SCRIPT and dice.randrange(3) == 0:
        steps += FAULTS[dice.choice([name for name in FAULTS if "deadline" not in name])](dice)
    options = {"deadline": DEADLINE} if "deadline" in fault else {}
    if any(step.end == "silence" for step in steps):
        options["timeout"] = SILENCE
    many = ["x" * dice.randrange(9) for _ in range(dice.choice([0, 1, 50]))]
    around = [{"items": many}, {"status": "PENDING"}, {"owner": {"id": "someone"}}, {"name": "ü\"{}[]'id'"}]
    dice.shuffle(around)
    before, after = dice.randrange(4), dice.randrange(4)
    made = OPERATIONS[kind][operation]
    answer = Answer(made.status, _merged(around[:before]), _merged(around[before:][:after]), made.envelope)
    return Case(number, mode, fault, kind, operation, tuple(steps[:LONGEST_SCRIPT]), answer, options)


def _merged(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {name: value for part in parts for name, value in part.items()}
