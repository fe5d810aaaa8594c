"""What is built on operations that start long work: ``wait()`` for a run, follow its log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ...errors import FactsError
from ...model.code import Code
from ...runtime.facts import Follower, Recipe, Waiter
from ...specs.facts import FollowerFact, WaiterFact
from ..matching.operation_facts import Matched
from ..methods.methods import OPTIONS, Planned
from ..plan_values import Argument, Constant, Method, Variant
from ..text.accepted_types import item
from ..text.expressions import expression
from ..text.named_types import Types
from ..text.naming import Name

ON_TIMEOUT = '- *on_timeout*: whether a run that outlives the deadline is left alone or asked to stop (`"cancel"`).'

STATES = {
    "documented": "The states of a run are documented by the vendor.",
    "inferred": "The states of a run are inferred, not documented by the vendor.",
}

FOLLOW = """Read a run's log as it grows: each entry once, in order, until the run has ended.

*deadline* (seconds) bounds the whole time. A run that failed ends the log like any other: ask for the run itself."""


def plan_runs(planned: Sequence[Planned], matched: Matched, types: Types) -> Iterator[tuple[Name, Method, Constant]]:
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
        kind = Code(f"Recipe[{item_of(listed)}]")
        yield tuple(key.split(".")[:-1]), Constant(name=recipe_constant(key), type=kind, value=value)


def item_of(listed: Planned) -> str:
    """The type in the brackets of the list's own constant."""
    return listed.constant.type.removeprefix("Operation[").removesuffix("]")


def waiter_constant(key: str) -> Code:
    """What a waiter is called in the module of its resource."""
    return Code(key.rsplit(".", 1)[-1].upper())


def _same(head: str, returns: str, body: str) -> Variant:
    return Variant(head=Code(head), returns=Code(returns), body=Code(body))


def _path_arguments(planned: Planned) -> tuple[Argument, ...]:
    return tuple(one for one in planned.method.arguments if one.place == "path")


def _waiter(key: str, fact: WaiterFact, by_name: Mapping[str, Planned], types: Types) -> tuple[Method, Constant]:
    """``wait()``: polls until the run has ended."""
    source = by_name[fact.retrieve]
    run = source.entry.returns
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
    choice = 'on_timeout: Literal["leave", "cancel"] = "leave"' if fact.cancel else ""
    signature = ", ".join(
        [*(f"{one.name}: {one.annotation}" for one in path), *(["*", choice] if choice else []), OPTIONS]
    )
    call = ", ".join(
        [constant, *(one.name for one in path), *(["on_timeout=on_timeout"] if choice else []), "options=options"]
    )
    doc = "\n\n".join(
        [
            "Watch a run until it has ended, and give back the run that completed.",
            f"Asks again and again, less often as time passes and never beyond the rate budget, until it is {states}.",
            "*deadline* (seconds) bounds the whole wait; without it, it waits as long as the run takes.",
            *([ON_TIMEOUT] if choice else []),
            "Raises `RunFailed` or `RunCancelled` (both carry `.run`), `DeadlineExceeded` when time is up.",
            STATES[fact.provenance],
        ]
    )
    method = Method(
        name=Code(key.rsplit(".", 1)[-1]),
        signature=Code(signature),
        doc=doc,
        arguments=path,
        raw=None,
        async_raw=None,
        sync=_same("def", run, f"return self._wait({call})"),
        asynchronous=_same("async def", run, f"return await self._wait({call})"),
    )
    return method, Constant(name=constant, type=Code(f"Waiter[{run}]"), value=value)


def _several(key: str, fact: WaiterFact, by_name: Mapping[str, Planned]) -> Method:
    """``wait_all()``: watches several runs through the list that shows them."""
    run = by_name[fact.retrieve].entry.returns
    above = _path_arguments(by_name[fact.list])
    choice = ['on_timeout: Literal["leave", "cancel"] = "leave"'] if fact.cancel else []
    signature = [f"{one.name}: {one.annotation}" for one in above] + ["ids: Iterable[str]"]
    signature += ["*", *choice] if choice else []
    given = [waiter_constant(key), "ids", *(one.name for one in above), *(["on_timeout=on_timeout"] if choice else [])]
    call = ", ".join([*given, "options=options"])
    doc = "\n\n".join(
        [
            "Watch several runs until the last has ended, well or badly; the runs in the order of *ids*.",
            f"Requests to `{fact.list}`, one a page, tell how all stand; a run that none shows is asked for by itself.",
            "*deadline* (seconds) bounds the whole wait.",
            *([ON_TIMEOUT] if choice else []),
            "Raises `DeadlineExceeded` when time is up; its `run` holds the runs as they were last seen.",
            STATES[fact.provenance],
        ]
    )
    return Method(
        name=Code(f"{key.rsplit('.', 1)[-1]}_all"),
        signature=Code(", ".join([*signature, OPTIONS])),
        doc=doc,
        arguments=above,
        raw=None,
        async_raw=None,
        sync=_same("def", f"list[{run}]", f"return self._wait_all({call})"),
        asynchronous=_same("async def", f"list[{run}]", f"return await self._wait_all({call})"),
    )


def _follower(key: str, fact: FollowerFact, by_name: Mapping[str, Planned], types: Types) -> tuple[Method, Constant]:
    """``follow_logs()``: yields each entry once, until the run has ended."""
    source = by_name[fact.logs]
    found = types.field(source.entry.returns, fact.entries)
    if found is None:
        raise FactsError(
            f"followers.{key}.entries",
            f"{source.entry.name} answers with no {fact.entries!r}",
            "name the list of entries",
        )
    entry = item(found.annotation)
    path = _path_arguments(source)
    constant = Code(key.rsplit(".", 1)[-1].upper())
    waiter = waiter_constant(fact.until)
    value = expression(Follower, key, _reference(source, key), entries=found.name, until=waiter, key=fact.key)
    signature = ", ".join([*(f"{one.name}: {one.annotation}" for one in path), OPTIONS])
    body = f"return self._follow({', '.join([constant, *(one.name for one in path), 'options=options'])})"
    doc = FOLLOW
    method = Method(
        name=Code(key.rsplit(".", 1)[-1]),
        signature=Code(signature),
        doc=doc,
        arguments=path,
        raw=None,
        async_raw=None,
        sync=_same("def", f"Iterator[{entry}]", body),
        asynchronous=_same("def", f"AsyncIterator[{entry}]", body),
    )
    return method, Constant(name=constant, type=Code(f"Follower[{entry}]"), value=value)


def _reference(planned: Planned, key: str) -> Code:
    """The constant of an operation, through its module when it belongs to another resource."""
    if planned.entry.resource == key.rpartition(".")[0]:
        return planned.constant.name
    return Code(f"{planned.module}.{planned.constant.name}")


def _attribute(annotation: str, wire: str, types: Types) -> str:
    found = types.field(annotation, wire)
    return found.name if found else wire
