"""Stored resources, and the lifecycle of those that are runs: pending, running, ended."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from ...facts import Waiter
from . import examples

CreatedBy = Literal["request", "example", "lookup"]
"""The cause of a resource: a request, an example that shows it, or a request for an id that did not exist."""


class StoredResource:
    """One resource in the store."""

    def __init__(
        self,
        value: dict[str, Any],
        path_parameters: Mapping[str, str],
        *,
        created_by: CreatedBy,
        collection: str = "",
        now: float = 0.0,
    ) -> None:
        self.value = value
        self.path_parameters = path_parameters
        """Values of the path's placeholders in the request that created it."""
        self.created_by = created_by
        self.collection = collection
        """Path of the collection whose example shows it; empty: none does."""
        self.set_fields: set[str] = set()
        """Fields that a request has set: no example changes them."""
        self.created_at = now
        self.polls = 0
        self.final_state = ""
        """The state in which it will end; empty: the usual one."""
        self.final_fields: Mapping[str, Any] = {}
        """Fields that are set when it ends."""


class Lifecycle(NamedTuple):
    """States of the runs of one resource type, and the transitions between them."""

    waiter: Waiter[Any]
    status: str
    """Key of the state."""
    key: str
    """Key of the id."""
    states: Mapping[str, Mapping[str, Any]]
    """State → an example of a run in it."""
    polls: int
    """Number of polls until a run ends, when *seconds* is None."""
    seconds: float | None
    """Duration of a run."""

    def state_name(self, state: str) -> str:
        """The API's own name of ``completed``, ``failed`` or ``cancelled``; any other state as it is."""
        names: Mapping[str, Sequence[str]] = {
            "completed": self.waiter.completed,
            "failed": self.waiter.failed,
            "cancelled": self.waiter.cancelled,
        }
        return next(iter(names.get(state, ())), state)

    def has_ended(self, run: StoredResource) -> bool:
        """Whether *run* is in a terminal state."""
        terminal = (*self.waiter.completed, *self.waiter.failed, *self.waiter.cancelled)
        return run.value.get(self.status) in terminal

    def progress(self, run: StoredResource, now: float) -> float:
        """Progress of *run*, from 0 to 1."""
        if self.has_ended(run):
            return 1.0
        if self.seconds is None:
            return min(run.polls / self.polls, 1.0) if self.polls > 0 else 1.0
        return min((now - run.created_at) / self.seconds, 1.0) if self.seconds > 0 else 1.0

    def start(self, run: StoredResource, now: float) -> None:
        """Put a new run into its first state."""
        if self.waiter.pending:
            self.enter(run, self.waiter.pending[0], now)

    def poll(self, run: StoredResource, now: float) -> None:
        """Count one poll of *run*, and put it into the state that its progress has reached."""
        if self.has_ended(run):
            return
        run.polls += 1
        progress = self.progress(run, now)
        if run.final_state and (progress >= 1 or run.final_state in self.waiter.cancelled):
            self.enter(run, run.final_state, now, run.final_fields)
        elif progress >= 1:
            self.enter(run, self.waiter.completed[0], now, run.final_fields)
        elif pending := self.waiter.pending:
            state = pending[min(int(progress * len(pending)), len(pending) - 1)]
            if run.value.get(self.status) != state:
                self.enter(run, state, now)

    def enter(self, run: StoredResource, state: str, now: float, fields: Mapping[str, Any] | None = None) -> None:
        """Put *run* into *state*, with the fields of the state's example, and then *fields*."""
        example = self.states.get(state)
        times_only = example is None and state not in self.waiter.pending
        if times_only:  # an ended run without an example of its own has at least the times of a completed one
            example = next((self.states[name] for name in self.waiter.completed if name in self.states), None)
        if example is not None:
            example = examples.replace_id(example, example.get(self.key), run.value.get(self.key))
            keep = {self.key, *run.set_fields}
            run.value = examples.merge_example(
                run.value, example, examples.format_time(now), keep, times_only=times_only
            )
        run.value[self.status] = state
        run.value.update(fields or {})

    def log_entries(self, entries: Sequence[Any], run: StoredResource, now: float) -> list[Any]:
        """The part of a complete log that *run* has written so far."""
        return list(entries[: math.ceil(len(entries) * self.progress(run, now))])
