"""What a fake server has when it starts: each kind of thing, the ones that examples show, and how its runs live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from ...facts import Waiter
from ...util.typeguards import is_array, is_object
from . import examples, roles
from .lifecycle import Life, Thing
from .roles import Place

_RANKS = ("retrieve", "create", "update", "list", "create-many", "act", "cancel")
"""Whose example shows a whole thing, the best first."""

_OF_ITEM = ("retrieve", "update", "delete")
"""Operations whose path ends with the id."""


class Kind:
    """One sort of things."""

    def __init__(self, places: Sequence[Place], now: float) -> None:
        self.things: dict[str, Thing] = {}
        self.gone: set[str] = set()
        """Names of what was deleted."""
        self.template: dict[str, Any] = {}
        self.key = ""
        """Field that tells one from another; empty when there is none."""
        self.label = ""
        """Class of a whole thing."""
        self.retrievable = False
        self.life: Life | None = None
        self.numbers = count(1)
        ranked = sorted((one for one in places if one.role in _RANKS), key=lambda one: _RANKS.index(one.role))
        shown = [(place, value) for place in ranked for value in things(place, place.example.body)]
        if shown:
            mark = next((one.operation.path.rpartition("{")[2][:-1] for one in places if one.role in _OF_ITEM), "")
            self._furnish(shown, mark, now)

    def _furnish(self, shown: Sequence[tuple[Place, dict[str, Any]]], mark: str, now: float) -> None:
        first, self.template = shown[0]
        self.label = roles.label(first.operation)
        self.retrievable = first.role == "retrieve"
        self.key = roles.identified(self.template, mark) or ""
        for place, value in sorted(shown, key=lambda one: one[0].role != "list"):
            if place.role in ("list", "retrieve"):
                origin = roles.collection(place) if place.role == "list" else ""
                self.keep(Thing(self.whole(place, value), {}, maker="example", origin=origin, now=now))

    def whole(self, place: Place, value: dict[str, Any]) -> dict[str, Any]:
        """*value*, completed by the template where the operation at *place* shows only a part of a thing."""
        if roles.label(place.operation) == self.label:
            return dict(value)
        rest = examples.renamed(self.template, self.template.get(self.key), value.get(self.key))
        return {**rest, **value}

    def keep(self, thing: Thing, *, anew: bool = False) -> None:
        """Put *thing* among the others, also in the place of one with its id when made *anew*."""
        name = str(thing.value[self.key]) if self.key in thing.value else f"#{len(self.things) + 1}"
        if not anew and name in self.things:
            if not thing.origin or self.things[name].origin == thing.origin:
                return
            name += f" in {thing.origin}"  # two lists may show different things under one made-up id
        self.things[name] = thing
        self.gone.discard(name)

    def number(self) -> Any:
        """An id that nothing has yet."""
        old = self.template.get(self.key, "")
        return next(one for number in self.numbers if str(one := examples.numbered(old, number)) not in self.things)

    def enliven(self, waiter: Waiter[Any], places: Sequence[Place], looks: int, seconds: float | None) -> None:
        """Its things are runs, of which *waiter* knows the states."""
        status = examples.field(self.template, waiter.status) or waiter.status
        states: dict[str, Mapping[str, Any]] = {}
        for place in places:
            if place.role in _RANKS and roles.label(place.operation) == self.label:
                for body in (place.example.body, *place.example.others):
                    for value in things(place, body):
                        states.setdefault(str(value.get(status)), value)
        self.life = Life(waiter, status, self.key, states, looks, seconds)


def things(place: Place, body: Any) -> list[dict[str, Any]]:
    """The things in an answer of the operation at *place*."""
    inner = place.inner(body)
    return [one for one in inner if is_object(one)] if is_array(inner) else [inner] if is_object(inner) else []


def first(place: Place, body: Any) -> dict[str, Any]:
    """The first of them; nothing when there is none."""
    found = things(place, body)
    return found[0] if found else {}
