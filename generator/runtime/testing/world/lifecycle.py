"""Things that a fake server keeps, and how a run among them lives: pending, at work, ended."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from ...facts import Waiter
from . import examples

Maker = Literal["request", "example", "guess"]
"""Why a thing is there: it was made, an example shows it, or it was asked for although nobody knew it."""


class Thing:
    """One thing that is kept."""

    def __init__(
        self, value: dict[str, Any], parents: Mapping[str, str], *, maker: Maker, origin: str = "", now: float = 0.0
    ) -> None:
        self.value = value
        self.parents = parents
        """What the placeholders of the path held that it was made with."""
        self.maker = maker
        self.origin = origin
        """The collection whose example shows it; empty: none does."""
        self.given: set[str] = set()
        """Fields that a request has set: no example changes them."""
        self.begun = now
        self.looks = 0
        self.end = ""
        """The state it is to end in, when not the usual one."""
        self.changes: Mapping[str, Any] = {}
        """Fields to be set at its end."""


class Life(NamedTuple):
    """How the runs of one kind come to their end."""

    waiter: Waiter[Any]
    status: str
    """Key that holds the state."""
    key: str
    """Key that holds the id."""
    states: Mapping[str, Mapping[str, Any]]
    """State → an example of a run in it."""
    looks: int
    """How many looks a run takes, when *seconds* does not say otherwise."""
    seconds: float | None

    def word(self, state: str) -> str:
        """``completed``, ``failed`` or ``cancelled`` in the API's own word; any other state as it is."""
        words: Mapping[str, Sequence[str]] = {
            "completed": self.waiter.completed,
            "failed": self.waiter.failed,
            "cancelled": self.waiter.cancelled,
        }
        return next(iter(words.get(state, ())), state)

    def ended(self, thing: Thing) -> bool:
        """Whether the run is in a final state."""
        final = (*self.waiter.completed, *self.waiter.failed, *self.waiter.cancelled)
        return thing.value.get(self.status) in final

    def share(self, thing: Thing, now: float) -> float:
        """How far it has come, from 0 to 1."""
        if self.ended(thing):
            return 1.0
        if self.seconds is None:
            return min(thing.looks / self.looks, 1.0) if self.looks > 0 else 1.0
        return min((now - thing.begun) / self.seconds, 1.0) if self.seconds > 0 else 1.0

    def begin(self, thing: Thing, now: float) -> None:
        """A new run waits."""
        if self.waiter.pending:
            self.enter(thing, self.waiter.pending[0], now)

    def look(self, thing: Thing, now: float) -> None:
        """Somebody looks: time has passed."""
        if self.ended(thing):
            return
        thing.looks += 1
        share = self.share(thing, now)
        if thing.end and (share >= 1 or thing.end in self.waiter.cancelled):
            self.enter(thing, thing.end, now, thing.changes)
        elif share >= 1:
            self.enter(thing, self.waiter.completed[0], now, thing.changes)
        elif pending := self.waiter.pending:
            state = pending[min(int(share * len(pending)), len(pending) - 1)]
            if thing.value.get(self.status) != state:
                self.enter(thing, state, now)

    def enter(self, thing: Thing, state: str, now: float, changes: Mapping[str, Any] | None = None) -> None:
        """Put the run into *state*, with what the example of that state shows."""
        template = self.states.get(state)
        final = template is None and state not in self.waiter.pending
        if final:
            template = next((self.states[one] for one in self.waiter.completed if one in self.states), None)
        if template is not None:
            template = examples.renamed(template, template.get(self.key), thing.value.get(self.key))
            keep = {self.key, *thing.given}
            thing.value = examples.merged(thing.value, template, examples.written(now), keep, times_only=final)
        thing.value[self.status] = state
        thing.value.update(changes or {})

    def shown(self, entries: Sequence[Any], thing: Thing, now: float) -> list[Any]:
        """The part of a log that the run has written so far."""
        return list(entries[: math.ceil(len(entries) * self.share(thing, now))])
