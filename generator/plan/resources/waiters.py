"""What is built on operations that start long work: ``wait()`` for a run, follow its log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...errors import FactsError
from ...model.code import Code
from ...model.type_ref import ANY, TEXT, Applied, ListOf, LiteralOf, TypeRef, item
from ...runtime.facts import Follower, Recipe, Waiter
from ...specs.facts import FollowerFact, WaiterFact
from ..matching.operation_facts import Matched
from ..methods.methods import Planned
from ..plan_values import Argument, Constant, Method, Variant
from ..text.expressions import expression
from ..text.named_types import NamedTypes
from ..text.naming import Name

CHOICE = Argument(
    name=Code("on_timeout"),
    wire="",
    place="client",
    type=LiteralOf(("leave", "cancel")),
    accepted=LiteralOf(("leave", "cancel")),
    required=False,
    default="leave",
    value=Code("'leave'"),
    description='whether a run that outlives the deadline is left alone or asked to stop (`"cancel"`)',
)

IDS = Argument(
    name=Code("ids"),
    wire="",
    place="client",
    type=ListOf(TEXT),
    accepted=Applied("Iterable", (TEXT,)),
    required=True,
    description="the runs to watch",
)

STATES = {
    "documented": "The states of a run are documented by the vendor.",
    "inferred": "The states of a run are inferred, not documented by the vendor.",
}

FOLLOW = """Read a run's log as it grows: each entry once, in order, until the run has ended.

*deadline* (seconds) bounds the whole time. A run that failed ends the log like any other: ask for the run itself."""


def plan_runs(
    planned: Sequence[Planned], matched: Matched, types: NamedTypes
) -> Iterator[tuple[Name, Method, Constant]]:
    """(resource, method, constant) of each waiter and follower."""
    by_name = {".".join(one.name): one for one in planned}
    for key, waiter in matched.waiters.items():
        resource, (method, constant) = tuple(key.split(".")[:-1]), _waiter(key, waiter, by_name, types)
        yield resource, method, constant
        if waiter.list:
            yield resource, _several(key, waiter, by_name), constant
    for key, follower in matched.followers.items():
        yield tuple(key.split(".")[:-1]), *_follower(key, follower, by_name, types)


def recipe_constant(key: str) -> Code:
    """What the recipe for the operation *key* is called in the module of its resource."""
    return Code(f"{key.rsplit('.', 1)[-1].upper()}_RECIPE")


def plan_recipes(planned: Sequence[Planned], matched: Matched) -> Iterator[tuple[Name, Constant]]:
    """(resource, constant) of each way to find out what became of a create."""
    by_name = {".".join(one.name): one for one in planned}
    for key, fact in matched.recipes.items():
        listed = by_name[fact.list]
        value = expression(
            Recipe,
            list=_reference(listed, key),
            match=fact.match,
            created=fact.created,
            window=fact.window,
            shows=fact.shows,
        )
        yield (
            tuple(key.split(".")[:-1]),
            Constant(name=recipe_constant(key), kind="Recipe", of=listed.constant.of, value=value),
        )


def waiter_constant(key: str) -> Code:
    """What a waiter is called in the module of its resource."""
    return Code(key.rsplit(".", 1)[-1].upper())


def _same(head: str, kind: TypeRef, body: str) -> Variant:
    return Variant(head=Code(head), type=kind, body=Code(body))


def _passed(one: Argument) -> str:
    return f"{one.name}={one.name}"


def _path_arguments(planned: Planned) -> tuple[Argument, ...]:
    return tuple(one for one in planned.method.arguments if one.place == "path")


def _waiter(key: str, fact: WaiterFact, by_name: Mapping[str, Planned], types: NamedTypes) -> tuple[Method, Constant]:
    """``wait()``: polls until the run has ended."""
    source = by_name[fact.retrieve]
    run = source.method.sync.type
    path = _path_arguments(source)
    states = ", ".join(f"`{state}`" for state in (*fact.completed, *fact.failed, *fact.cancelled))
    constant = waiter_constant(key)
    value = expression(
        Waiter,
        key,
        _reference(source, key),
        status=_attribute(run, fact.status, types),
        completed=fact.completed,
        failed=fact.failed,
        cancelled=fact.cancelled,
        pending=fact.pending,
        cancel=_reference(by_name[fact.cancel], key) if fact.cancel else None,
        list=_reference(by_name[fact.list], key) if fact.list else None,
    )
    choice = [CHOICE] if fact.cancel else []
    call = ", ".join([constant, *(one.name for one in path), *map(_passed, choice), "options=options"])
    doc = "\n\n".join(
        [
            "Watch a run until it has ended, and give back the run that completed.",
            f"Asks again and again, less often as time passes and never beyond the rate budget, until it is {states}.",
            "*deadline* (seconds) bounds the whole wait; without it, it waits as long as the run takes.",
            *(f"- *{one.name}*: {one.description}." for one in choice),
            "Raises `RunFailed` or `RunCancelled` (both carry `.run`), `DeadlineExceeded` when time is up.",
            STATES[fact.provenance],
        ]
    )
    method = Method(
        name=Code(key.rsplit(".", 1)[-1]),
        doc=doc,
        arguments=(*path, *choice),
        raw=None,
        async_raw=None,
        sync=_same("def", run, f"return self._wait({call})"),
        asynchronous=_same("async def", run, f"return await self._wait({call})"),
    )
    return method, Constant(name=constant, kind="Waiter", of=run, value=value)


def _several(key: str, fact: WaiterFact, by_name: Mapping[str, Planned]) -> Method:
    """``wait_all()``: watches several runs through the list that shows them."""
    run = by_name[fact.retrieve].method.sync.type
    above = _path_arguments(by_name[fact.list])
    choice = [CHOICE] if fact.cancel else []
    given = [waiter_constant(key), "ids", *(one.name for one in above), *map(_passed, choice)]
    call = ", ".join([*given, "options=options"])
    doc = "\n\n".join(
        [
            "Watch several runs until the last has ended, well or badly; the runs in the order of *ids*.",
            f"Requests to `{fact.list}`, one a page, tell how all stand; a run that none shows is asked for by itself.",
            "*deadline* (seconds) bounds the whole wait.",
            *(f"- *{one.name}*: {one.description}." for one in choice),
            "Raises `DeadlineExceeded` when time is up; its `run` holds the runs as they were last seen.",
            STATES[fact.provenance],
        ]
    )
    return Method(
        name=Code(f"{key.rsplit('.', 1)[-1]}_all"),
        doc=doc,
        arguments=(*above, IDS, *choice),
        raw=None,
        async_raw=None,
        sync=_same("def", ListOf(run), f"return self._wait_all({call})"),
        asynchronous=_same("async def", ListOf(run), f"return await self._wait_all({call})"),
    )


def _follower(
    key: str, fact: FollowerFact, by_name: Mapping[str, Planned], types: NamedTypes
) -> tuple[Method, Constant]:
    """``follow_logs()``: yields each entry once, until the run has ended."""
    source = by_name[fact.logs]
    found = types.field(source.method.sync.type, fact.entries)
    if found is None:
        raise FactsError(
            f"followers.{key}.entries",
            f"{source.entry.name} answers with no {fact.entries!r}",
            "name the list of entries",
        )
    entry = item(found.type) or ANY
    path = _path_arguments(source)
    constant = Code(key.rsplit(".", 1)[-1].upper())
    waiter = waiter_constant(fact.until)
    value = expression(Follower, key, _reference(source, key), entries=found.name, until=waiter, key=fact.key)
    body = f"return self._follow({', '.join([constant, *(one.name for one in path), 'options=options'])})"
    doc = FOLLOW
    method = Method(
        name=Code(key.rsplit(".", 1)[-1]),
        doc=doc,
        arguments=path,
        raw=None,
        async_raw=None,
        sync=_same("def", Applied("Iterator", (entry,)), body),
        asynchronous=_same("def", Applied("AsyncIterator", (entry,)), body),
    )
    return method, Constant(name=constant, kind="Follower", of=entry, value=value)


def _reference(planned: Planned, key: str) -> Code:
    """The constant of an operation, through its module when it belongs to another resource."""
    if planned.entry.resource == key.rpartition(".")[0]:
        return planned.constant.name
    return Code(f"{planned.module}.{planned.constant.name}")


def _attribute(kind: TypeRef, wire: str, types: NamedTypes) -> str:
    found = types.field(kind, wire)
    return found.name if found else wire
