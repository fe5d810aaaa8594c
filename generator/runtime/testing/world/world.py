"""What a fake server remembers and does: things are made, listed, changed and deleted, as the API's own facts say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ...facts import Operation
from ...util.typeguards import is_object
from . import examples, filters, pagination, roles
from .collections import Kind, first
from .lifecycle import Maker, Thing
from .roles import Example, Place
from .routing import Facts

_OF_ONE = frozenset({"retrieve", "update", "delete", "act", "cancel", "logs"})
"""Roles of operations on one thing, which the last placeholder names."""


class Refusal(Exception):
    """The request cannot be done; nothing was."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Asked(NamedTuple):
    """One request, read."""

    parameters: Mapping[str, str] = {}
    """What the path's placeholders hold."""
    query: Mapping[str, list[str]] = {}
    body: Any = None
    key: str = ""
    """The idempotency key, if there is one."""
    path: str = ""


class Done(NamedTuple):
    """What was done."""

    status: int
    body: Any
    headers: Mapping[str, str] = {}
    executed: bool = True
    """False when the work had been done before."""


class World:
    """Everything on one server; the caller sees to it that one thread at a time acts.

    Parameters:
        looks: how often a run is looked at until it has ended. seconds: how long it takes instead.
        strict: what neither was made nor is in an example does not exist; else it is made up when asked for.
    """

    def __init__(
        self,
        facts: Facts,
        examples: Mapping[str, Example],
        *,
        looks: int = 2,
        seconds: float | None = None,
        strict: bool = False,
        now: Callable[[], float],
    ) -> None:
        self.places = roles.arrange([one.operation for one in facts.routes], examples, facts.waiters, facts.followers)
        self.strict = strict
        self.now = now
        self.outcomes: list[tuple[str, Mapping[str, Any]]] = []
        """How the next runs are to end."""
        self._entries = {one.logs.name: one.entries for one in facts.followers}
        self._replays: dict[tuple[str, tuple[str, ...], str], tuple[Thing | None, Any]] = {}
        self._collections = {roles.collection(one): one.kind for one in self.places.values() if one.kind}
        by_kind: dict[str, list[Place]] = {}
        for place in self.places.values():
            by_kind.setdefault(place.kind, []).append(place)
        self.kinds = {name: Kind(places, now()) for name, places in by_kind.items() if name}
        for waiter in facts.waiters:
            name = self.places[waiter.retrieve.name].kind if waiter.retrieve.name in self.places else ""
            if name:
                self.kinds[name].enliven(waiter, by_kind[name], looks, seconds)

    def do(self, operation: Operation[Any], asked: Asked) -> Done:
        """Do the operation's work, unless it has been done under the same idempotency key; raises `Refusal`."""
        place = self.places[operation.name]
        memory = (operation.name, tuple(asked.parameters.values()), asked.key)
        if asked.key and memory in self._replays:
            thing, body = self._replays[memory]
            shown = body if thing is None else place.filled(self._shown(place, thing))
            return Done(operation.replayed or place.example.status, shown, executed=False)
        thing, body, headers = self._work(place, asked)
        if asked.key:
            self._replays[memory] = thing, body
        return Done(place.example.status, body, headers)

    def active(self) -> int:
        """How many runs that requests have made have not ended."""
        alive = [(kind.life, thing) for kind in self.kinds.values() for thing in kind.things.values()]
        return sum(life is not None and thing.maker == "request" and not life.ended(thing) for life, thing in alive)

    def end(self, run: str, state: str, changes: Mapping[str, Any]) -> bool:
        """Put the run with that id into *state* at once; False when there is none."""
        for kind in self.kinds.values():
            if kind.life is not None and run in kind.things:
                kind.life.enter(kind.things[run], kind.life.word(state), self.now(), changes)
                return True
        return False

    def _work(self, place: Place, asked: Asked) -> tuple[Thing | None, Any, Mapping[str, str]]:
        for _, name, parent in self._parents(place, asked):
            if parent is not None and (name in parent.gone or (self.strict and name not in parent.things)):
                raise Refusal(404, f"there is no {name}")
        kind = self.kinds.get(place.kind)
        if kind is None or place.role == "plain":
            return None, filters.addressed(place.example.body, asked.parameters), {}
        if place.role == "list":
            return None, *self._listed(kind, place, asked)
        if place.role == "create":
            thing = self.make(place, asked.parameters, asked.body)
            return thing, place.filled(self._shown(place, thing)), {}
        if place.role == "create-many":
            made = [self.make(place, asked.parameters, one) for one in filters.several(asked.body)]
            return None, place.filled([self._shown(place, one) for one in made]), {}
        thing = self.find(kind, asked.parameters)
        if place.role == "delete":
            return None, self._removed(kind, place, asked), {}
        return thing, self._of_one(kind, place, thing, asked), {}

    def _of_one(self, kind: Kind, place: Place, thing: Thing, asked: Asked) -> Any:
        """The answer of an operation on a thing that is there."""
        example, life = place.example, kind.life
        if place.role == "logs":
            return self._log(kind, place, thing, asked)
        if place.role == "retrieve" and life is not None:
            life.look(thing, self.now())
        elif place.role == "update":
            thing.given.update(examples.asked(thing.value, asked.body, example.fields, example.maps))
        elif place.role == "cancel" and life is not None and not life.ended(thing):
            thing.end, thing.changes = life.word("cancelled"), {}
        elif place.role == "act":
            examples.acted(thing.value, place.inner(example.body), kind.template, kind.key)
            examples.asked(thing.value, asked.body, example.fields, example.maps)
        return place.filled(self._shown(place, thing))

    def make(self, place: Place, parameters: Mapping[str, str], body: Any, maker: Maker = "request") -> Thing:
        """A new thing, as *body* asks for it."""
        kind, now = self.kinds[place.kind], self.now()
        shown = first(place, place.example.body)
        old = kind.template.get(kind.key)
        base = {**kind.template, **examples.renamed(shown, shown.get(kind.key), old)}
        thing = self._thing(kind, base, kind.number(), parameters, maker)
        if kind.life is not None and maker == "request":
            kind.life.begin(thing, now)
            if self.outcomes:
                state, thing.changes = self.outcomes.pop(0)
                thing.end = kind.life.word(state)
        thing.given.update(examples.asked(thing.value, body, place.example.fields, place.example.maps))
        thing.origin = roles.collection(place) if maker == "example" else ""
        kind.keep(thing, anew=True)
        return thing

    def find(self, kind: Kind, parameters: Mapping[str, str]) -> Thing:
        """The thing that the last placeholder names; made up unless the world is strict."""
        name = list(parameters.values())[-1]
        found = kind.things.get(name)
        if name in kind.gone or (found is None and self.strict):
            raise Refusal(404, f"there is no {name}")
        if found is None:
            new = examples.typed(kind.template.get(kind.key), name)
            found = self._thing(kind, kind.template, new, parameters, "guess")
            if kind.life is not None:
                kind.life.begin(found, self.now())
            kind.things[name] = found
        return found

    def _thing(
        self, kind: Kind, base: Mapping[str, Any], new: Any, parameters: Mapping[str, str], maker: Maker
    ) -> Thing:
        value: dict[str, Any] = examples.moved(examples.renamed(base, base.get(kind.key), new), self.now())
        value = filters.addressed(value, parameters, kind.key)
        if kind.key:
            value[kind.key] = new
        thing = Thing(value, dict(parameters), maker=maker, now=self.now())
        thing.given.update(found for name in parameters if (found := examples.field(value, name)))
        return thing

    def _removed(self, kind: Kind, place: Place, asked: Asked) -> Any:
        name = list(asked.parameters.values())[-1]
        del kind.things[name]
        if kind.retrievable:  # else its ids may be somebody else's: a link can be made and removed many times
            kind.gone.add(name)
        return filters.addressed(place.example.body, asked.parameters)

    def _log(self, kind: Kind, place: Place, thing: Thing, asked: Asked) -> Any:
        """As much of the example's log as the run has come to."""
        answer = filters.addressed(place.example.body, asked.parameters)
        held = examples.field(answer, self._entries[place.operation.name]) if is_object(answer) else None
        if held and kind.life is not None:
            entries = examples.moved(answer[held], thing.begun)
            answer = {**answer, held: kind.life.shown(entries, thing, self.now())}
        return answer

    def _listed(self, kind: Kind, place: Place, asked: Asked) -> tuple[Any, Mapping[str, str]]:
        """The things of the list, the newest first, then those that examples show."""
        parents = list(self._parents(place, asked))
        made = [one for one in reversed(kind.things.values()) if one.maker != "example"]
        own = [one for one in made if filters.under(one, parents, kind.key)]
        origin = roles.collection(place)
        shown = [one for one in kind.things.values() if one.maker == "example" and one.origin == origin]
        own += [one for one in shown if filters.among(one, parents, kind.key)]
        if kind.life is not None:
            for one in own:
                kind.life.look(one, self.now())
        items = [filters.addressed(self._shown(place, one), asked.parameters, kind.key) for one in own]
        operation, example = place.operation, place.example
        items = [one for one in items if filters.wanted(one, asked.query, operation)]
        if operation.paging is None:
            return place.filled(items), {}
        return pagination.cut(operation.paging, example.body, items, asked.query, asked.path, example.size, example.end)

    def _shown(self, place: Place, thing: Thing) -> dict[str, Any]:
        """The thing, or the part of it that the operation at *place* shows."""
        kind = self.kinds[place.kind]
        if roles.label(place.operation) == kind.label:
            return thing.value
        example = first(place, place.example.body)
        part: dict[str, Any] = examples.renamed(example, example.get(kind.key), thing.value.get(kind.key))
        fields = () if place.role in ("list", "create-many") else place.example.fields
        examples.asked(part, thing.value, fields, place.example.maps)
        return part

    def _parents(self, place: Place, asked: Asked) -> Iterator[filters.Parent]:
        """(placeholder, what it holds, kind of the thing it names) of all that the operation stands below."""
        names = list(asked.parameters)
        for name in names[:-1] if place.role in _OF_ONE else names:
            above = roles.pattern(place.operation.path.partition(f"/{{{name}}}")[0])
            yield name, asked.parameters[name], self.kinds.get(self._collections.get(above, ""))
