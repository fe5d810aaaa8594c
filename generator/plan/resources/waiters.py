"""Methods built on the operations of runs: waiters, log followers; and recipes to look up what was created."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...errors import FactsError
from ...model.code import Code
from ...model.ir import Field
from ...model.type_ref import ANY, BYTES, TEXT, Applied, ListOf, LiteralOf, TypeRef, alternatives, item, union
from ...runtime.facts import Follower, Recipe, Waiter
from ...specs.facts import FollowerFact, WaiterFact
from ..matching.operation_facts import Matched
from ..methods.methods import PlannedMethod
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
    description='whether a run that is not finished at the deadline is left running or asked to stop (`"cancel"`)',
)

IDS = Argument(
    name=Code("ids"),
    wire="",
    place="client",
    type=ListOf(TEXT),
    accepted=Applied("Iterable", (TEXT,)),
    required=True,
    description="ids of the runs",
)

STATES = {
    "documented": "The states of a run are documented by the vendor.",
    "inferred": "The states of a run are inferred, not documented by the vendor.",
}

FOLLOW = """Yield the entries of a run's log, each once and in order, until the run has ended.

*deadline* (seconds) limits the whole time. The end of a log does not tell whether the run failed: retrieve it."""


def plan_runs(
    planned: Sequence[PlannedMethod], matched: Matched, types: NamedTypes
) -> Iterator[tuple[Name, Method, Constant]]:
    """(resource, method, constant) of each waiter and follower."""
    by_name = {".".join(one.name): one for one in planned}
    for key, waiter in matched.waiters.items():
        resource, (method, constant) = tuple(key.split(".")[:-1]), _waiter(key, waiter, by_name, types)
        yield resource, method, constant
        if waiter.list:
            yield resource, _wait_all(key, waiter, by_name), constant
    for key, follower in matched.followers.items():
        yield tuple(key.split(".")[:-1]), *_follower(key, follower, by_name, types)


def recipe_constant(key: str) -> Code:
    """Name of the constant with the recipe for the operation *key*."""
    return Code(f"{key.rsplit('.', 1)[-1].upper()}_RECIPE")


def plan_recipes(planned: Sequence[PlannedMethod], matched: Matched) -> Iterator[tuple[Name, Constant]]:
    """(resource, constant) of each recipe."""
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
    """Name of the constant with a waiter."""
    return Code(key.rsplit(".", 1)[-1].upper())


def _variant(head: str, kind: TypeRef, body: str) -> Variant:
    return Variant(head=Code(head), type=kind, body=Code(body))


def _passed(one: Argument) -> str:
    return f"{one.name}={one.name}"


def _path_arguments(planned: PlannedMethod) -> tuple[Argument, ...]:
    return tuple(one for one in planned.method.arguments if one.place == "path")


def _waiter(
    key: str, fact: WaiterFact, by_name: Mapping[str, PlannedMethod], types: NamedTypes
) -> tuple[Method, Constant]:
    """The method ``wait()`` and its `Waiter`."""
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
            "Poll a run until it has ended, and return it when it is completed.",
            f"Polls at growing intervals, within the rate limits, until the state is one of {states}.",
            "*deadline* (seconds) limits the whole wait; there is no limit by default.",
            *(f"- *{one.name}*: {one.description}." for one in choice),
            "Raises `RunFailed` or `RunCancelled` (both have `.run`), or `DeadlineExceeded`.",
            STATES[fact.provenance],
        ]
    )
    method = Method(
        name=Code(key.rsplit(".", 1)[-1]),
        doc=doc,
        arguments=(*path, *choice),
        raw=None,
        async_raw=None,
        sync=_variant("def", run, f"return self._wait({call})"),
        asynchronous=_variant("async def", run, f"return await self._wait({call})"),
    )
    return method, Constant(name=constant, kind="Waiter", of=run, value=value)


def _wait_all(key: str, fact: WaiterFact, by_name: Mapping[str, PlannedMethod]) -> Method:
    """The method ``wait_all()``."""
    run = by_name[fact.retrieve].method.sync.type
    above = _path_arguments(by_name[fact.list])
    choice = [CHOICE] if fact.cancel else []
    given = [waiter_constant(key), "ids", *(one.name for one in above), *map(_passed, choice)]
    call = ", ".join([*given, "options=options"])
    doc = "\n\n".join(
        [
            "Poll several runs until all have ended, and return them in the order of *ids*.",
            f"Their states are read from the pages of `{fact.list}`; a run that is not listed is retrieved by itself.",
            "*deadline* (seconds) limits the whole wait.",
            *(f"- *{one.name}*: {one.description}." for one in choice),
            "Raises `DeadlineExceeded`; its `run` has the runs as they were last seen.",
            STATES[fact.provenance],
        ]
    )
    return Method(
        name=Code(f"{key.rsplit('.', 1)[-1]}_all"),
        doc=doc,
        arguments=(*above, IDS, *choice),
        raw=None,
        async_raw=None,
        sync=_variant("def", ListOf(run), f"return self._wait_all({call})"),
        asynchronous=_variant("async def", ListOf(run), f"return await self._wait_all({call})"),
    )


def _follower(
    key: str, fact: FollowerFact, by_name: Mapping[str, PlannedMethod], types: NamedTypes
) -> tuple[Method, Constant]:
    """The method ``follow_logs()`` and its `Follower`."""
    source = by_name[fact.logs]
    found = _field(source.method.sync.type, fact.entries, types)
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
        sync=_variant("def", Applied("Iterator", (entry,)), body),
        asynchronous=_variant("def", Applied("AsyncIterator", (entry,)), body),
    )
    return method, Constant(name=constant, kind="Follower", of=entry, value=value)


def _reference(planned: PlannedMethod, key: str) -> Code:
    """The constant of an operation, qualified with its module where it belongs to another resource."""
    if planned.entry.resource == key.rpartition(".")[0]:
        return planned.constant.name
    return Code(f"{planned.module}.{planned.constant.name}")


def _field(kind: TypeRef, wire: str, types: NamedTypes) -> Field | None:
    """The property *wire* of a result, whose text or bytes in other media types have none."""
    rest = [one for one in alternatives(kind) if one not in (TEXT, BYTES)]
    return types.field(union(rest), wire) if rest else None


def _attribute(kind: TypeRef, wire: str, types: NamedTypes) -> str:
    found = _field(kind, wire, types)
    return found.name if found else wire
