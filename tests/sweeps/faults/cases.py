"""What calls meet in `make faults`: which faults there are, which methods are called, and seeded scripts of both."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any, Literal, NamedTuple

from h2.errors import ErrorCodes

from tests.sweeps.faults.unruly import Answer, Step
from tests.sweeps.ways import Way

SILENCE = 0.4
"""Seconds of silence after which a call gives an attempt up, where the server may fall silent."""
DEADLINE = 0.4
"""Seconds that a call has, where it has a deadline."""

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
    "closed while idle": lambda dice: [Step("anew")],
    "Content-Length too long": lambda dice: [Step(announced=dice.randint(1, 50), end="hang up", cut=1.0)],
    "Content-Length too short": lambda dice: [Step(announced=-dice.randint(1, 15))],
}
"""Over both protocols."""

HTTP1: dict[str, Draw] = {"an answer too many": lambda dice: [Step(beyond=True, framing=_framing(dice))]}

_RESETS = ["NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "STREAM_CLOSED", "CANCEL",
           "ENHANCE_YOUR_CALM", "HTTP_1_1_REQUIRED"]  # fmt: skip

HTTP2: dict[str, Draw] = {
    "GOAWAY while idle": lambda dice: [Step(dice.choice(["goaway", "goaway and closed"]))],
    "GOAWAY, stream not looked at": lambda dice: [
        Step(work=False, end="goaway", last="below", code=dice.choice([ErrorCodes.NO_ERROR, ErrorCodes.INTERNAL_ERROR]))
    ],
    "GOAWAY before the work": lambda dice: [Step(work=False, end="goaway", last=dice.choice(["stream", "above"]))],
    "GOAWAY after the work": lambda dice: [
        Step(end="goaway", last=dice.choice(["stream", "above"]), cut=dice.choice([0.0, dice.random()]))
    ],
    "GOAWAY, then the answer": lambda dice: [Step(end="goaway first", cut=1.0)],
    "REFUSED_STREAM": lambda dice: [
        Step(work=False, end="reset stream", code=ErrorCodes.REFUSED_STREAM)
    ] * dice.randint(1, 2),
    "RST_STREAM before the work": lambda dice: [
        Step(work=False, end="reset stream", code=ErrorCodes[dice.choice(_RESETS)])
    ],
    "RST_STREAM after the work": lambda dice: [
        Step(end="reset stream", code=ErrorCodes[dice.choice(_RESETS)], cut=dice.choice([0.0, 1.0, dice.random()]))
    ],
    "END_STREAM too early": lambda dice: [Step(announced=dice.randint(1, 50))],
    "SETTINGS late": lambda dice: [Step("anew", late=dice.uniform(0.01, 0.1))],
    "one stream at a time": lambda dice: [Step("anew", streams=1)],
    "window shut for a moment": lambda dice: [_shut_window(dice, dice.uniform(0.01, 0.1))],
    "window shut for ever": lambda dice: [_shut_window(dice, math.inf)],
}  # fmt: skip


def _framing(dice: random.Random) -> Any:
    return dice.choice(["length", "chunked", "gzip", "gzip chunked"])


def _shut_window(dice: random.Random, seconds: float) -> Step:
    """A refusal by a new connection, over which the next attempt cannot send its body for *seconds*."""
    return _told(dice, 429)._replace(door="anew", window=seconds, told=0.02, telling="seconds")


def faults(way: Way) -> dict[str, Draw]:
    """Those that a client of such a *way* can meet."""
    return {**FAULTS, **(HTTP2 if way.http2 else HTTP1)}


LONGEST_SCRIPT = 4
"""Attempts that meet a fault; the client makes one more."""


class Case(NamedTuple):
    """One call, and what it meets."""

    number: int
    way: Way
    fault: str
    kind: Class
    operation: int
    steps: tuple[Step, ...]
    answer: Answer
    options: dict[str, float]
    beside: int = 0
    """Calls of the same client that are under way at the same time, and meet nothing of their own."""

    @property
    def name(self) -> str:
        return f"{'-'.join(self.way)}-{self.number}"

    @property
    def hopeful(self) -> bool:
        """Whether a client that may try again as often as this needs returns an answer."""
        for step in self.steps:
            if step.succeeds and not step.window:
                break
            refused = step.door == "refused" or (step.door == "closed" and self.way.http2)  # before TLS is agreed on
            stops = step.location and (self.kind != "safe" or step.location == "elsewhere")
            if stops or (self.kind == "once" and not (refused or step.status == 429)) or step.window == math.inf:
                return False
        return "deadline" not in self.options

    @property
    def harms_others(self) -> bool:
        """Whether calls that are under way at the same time meet something, too."""
        breaks = any(step.end not in ("", "reset stream") or step.announced for step in self.steps)
        return (self.way.http2 and breaks) or any(step.door for step in self.steps[1:])


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


def cases(way: Way, runs: int, seed: int = 7) -> list[Case]:
    """*runs* of them: every fault with every class, again and again, each time with other dice."""
    pairs = [(fault, kind) for fault in faults(way) for kind in CLASSES]
    return [_case(way, number, *pairs[number % len(pairs)], seed) for number in range(runs)]


def _case(way: Way, number: int, fault: str, kind: Class, seed: int) -> Case:
    dice = random.Random(f"{seed} {way} {fault} {kind} {number}")
    operation, known = dice.randrange(len(OPERATIONS[kind])), faults(way)
    steps = list(known[fault](dice))
    while "deadline" not in fault and len(steps) < LONGEST_SCRIPT and dice.randrange(3) == 0:
        steps += known[dice.choice([name for name in known if "deadline" not in name])](dice)
    steps = steps[:LONGEST_SCRIPT]
    options = {"deadline": DEADLINE} if "deadline" in fault else {}
    if any(step.end == "silence" or step.window == math.inf for step in steps):
        options["timeout"] = SILENCE
    many = ["x" * dice.randrange(9) for _ in range(dice.choice([0, 1, 50]))]
    around = [{"items": many}, {"status": "PENDING"}, {"owner": {"id": "someone"}}, {"name": "ü\"{}[]'id'"}]
    dice.shuffle(around)
    before, after = dice.randrange(4), dice.randrange(4)
    made = OPERATIONS[kind][operation]
    answer = Answer(made.status, _merged(around[:before]), _merged(around[before:][:after]), made.envelope)
    alone = options or any(step.turned_away or step.told for step in steps)
    beside = 0 if alone else dice.choice([0, 0, 0, 3])
    return Case(number, way, fault, kind, operation, tuple(steps), answer, options, beside)


def _merged(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {name: value for part in parts for name, value in part.items()}
