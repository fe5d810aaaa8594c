"""Methods become resources: one class for each noun of the names, nested as the names nest."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import attrs

from ..api import Api, FollowerFact, WaiterFact
from ..errors import FactsError
from ..shape import Parsed
from ..text import Code, literal
from . import imports
from .annotations import item, qualified
from .methods import OPTIONS, Planned, Types
from .naming import Name, pascal, shadowed
from .values import Argument, Child, Constant, Method, Resource, Variant

ORDER = ("list", "create", "retrieve", "update", "replace", "delete")
"""The order in which people look for methods; others follow as the document has them."""

RUNTIME = frozenset(
    "UNSET AsyncPage AsyncPages AsyncRawResource AsyncResource CallOptions Follower Operation Page Paging RawResource "
    "Resource Response Unset Waiter idempotent keyed once safe".split()
)
"""What a resource module may import from the runtime."""


def plan_resources(
    planned: Sequence[Planned], api: Api, parsed: Parsed, types: Types, known: frozenset[str]
) -> tuple[Resource, ...]:
    """Every resource, by name; *known* are the class names below ``models/``."""
    own: defaultdict[Name, list[tuple[Method, Constant]]] = defaultdict(list)
    for one in planned:
        own[one.name[:-1]].append((one.method, one.constant))
    by_name = {".".join(one.name): one for one in planned}
    for key, waiter in api.waiters.items():
        if all(name in by_name for name in (waiter.retrieve, waiter.cancel, waiter.list) if name):
            own[tuple(key.split(".")[:-1])].append(_waiter(key, waiter, by_name, types))
    for key, follower in api.followers.items():
        if follower.logs in by_name and follower.until in api.waiters and api.waiters[follower.until].retrieve in by_name:
            own[tuple(key.split(".")[:-1])].append(_follower(key, follower, by_name, types))
    every = {name[:depth] for name in own for depth in range(1, len(name) + 1)}
    classes = _class_names(every, known)
    tags = {imports_key(tag): text for tag, text in parsed.tags.items()}
    docs = {name: api.resources.get(".".join(name)) or tags.get(name[-1]) or _doc(name) for name in every}
    children = {
        parent: tuple(
            Child(name=Code(name[-1]), module=Code("_".join(name)), class_name=classes[name], doc=docs[name])
            for name in sorted(every)
            if name[:-1] == parent
        )
        for parent in every
    }
    return tuple(_resource(name, own[name], children[name], classes[name], docs[name], known) for name in sorted(every))


def imports_key(tag: str) -> str:
    """A tag as a resource would be called."""
    return "_".join(tag.lower().split()).replace("-", "_")


def _doc(name: Name) -> str:
    words = " of ".join(part.replace("_", " ") for part in reversed(name))
    return words[:1].upper() + words[1:] + "."


def _class_names(every: Iterable[Name], known: frozenset[str]) -> dict[Name, Code]:
    """A class name for each resource that no model and no part of the runtime has."""
    classes: dict[Name, Code] = {}
    taken = set(known | RUNTIME)
    for name in sorted(every):
        candidate = pascal(name)
        while candidate in taken or f"Async{candidate}" in taken:
            candidate += "Resource"
        taken |= {candidate, f"Async{candidate}", f"{candidate}Raw", f"Async{candidate}Raw"}
        classes[name] = Code(candidate)
    return classes


def _resource(
    name: Name,
    own: Sequence[tuple[Method, Constant]],
    children: tuple[Child, ...],
    class_name: Code,
    doc: str,
    known: frozenset[str],
) -> Resource:
    """One module: annotations are qualified where a method hides a builtin, then imports are read off the text."""
    own = sorted(own, key=lambda one: ORDER.index(one[0].name) if one[0].name in ORDER else len(ORDER))
    hidden = shadowed(str(method.name) for method, _ in own)
    methods = tuple(_unshadowed(method, hidden) for method, _ in own)
    constants = tuple(constant for _, constant in own)
    plain = [text for one in methods for text in (one.signature, one.sync.returns, one.asynchronous.returns)]
    raw = [text for one in methods for variant in (one.raw, one.async_raw) if variant
           for text in (one.signature, variant.returns)]
    values = [text for one in constants for text in (one.value, one.type)]
    used, used_raw = imports.words([*plain, *values]), imports.words(raw)
    bases = {"Resource", "AsyncResource"} | ({"RawResource", "AsyncRawResource"} if raw else set())
    module = "_".join(name)
    raw_names = [f"{class_name}Raw", f"Async{class_name}Raw"] if raw else []
    nested = {f".{child.module}": [child.class_name, f"Async{child.class_name}"] for child in children}
    return Resource(
        name=".".join(name),
        module=Code(module),
        class_name=class_name,
        doc=doc,
        constants=constants,
        methods=methods,
        children=children,
        imports=(
            *imports.stdlib(frozenset({"TYPE_CHECKING", "Unpack"} & (used | {"TYPE_CHECKING"}))),
            *imports.grouped({".": _other_modules(values), ".._runtime": {"Resource", "AsyncResource"} | (used & RUNTIME)}),
        ),
        typing_imports=(
            *imports.stdlib(used - {"TYPE_CHECKING", "Unpack"}, "builtins" in _modules(plain)),
            *imports.grouped({"..models": used & known, **nested, f".raw.{module}": raw_names}),
        ),
        raw_imports=(
            *imports.stdlib(frozenset({"TYPE_CHECKING", "Unpack"})),
            *imports.grouped({"..._runtime": (bases - {"Resource", "AsyncResource"}) | (used_raw & RUNTIME),
                              f"..{module}": [str(one.name) for one in constants if _has_raw(one, own)]}),
        ),
        raw_typing_imports=(
            *imports.stdlib(used_raw - {"TYPE_CHECKING", "Unpack"}, "builtins" in _modules(raw)),
            *imports.grouped({"...models": used_raw & known}),
        ),
    )


def _has_raw(constant: Constant, own: Sequence[tuple[Method, Constant]]) -> bool:
    return any(one is constant and method.raw is not None for method, one in own)


def _other_modules(values: Iterable[str]) -> set[str]:
    """Modules whose constants *values* use."""
    return {module for value in values for module in re.findall(r"(?<![.\w\"])([a-z]\w*)\.[A-Z]", value)}


def _modules(texts: Iterable[str]) -> set[str]:
    return {"builtins" for text in texts if "builtins." in text}


def _unshadowed(method: Method, hidden: frozenset[str]) -> Method:
    """*method* with its annotations qualified, where its class hides a builtin by a method of the same name."""
    if not hidden:
        return method

    def variant(one: Variant | None) -> Variant | None:
        return attrs.evolve(one, returns=qualified(one.returns, hidden)) if one else None

    signature = Code(_requalified(method.signature, hidden))
    return attrs.evolve(method, signature=signature, sync=variant(method.sync), asynchronous=variant(method.asynchronous),
                        raw=variant(method.raw), async_raw=variant(method.async_raw))


def _requalified(signature: str, hidden: frozenset[str]) -> str:
    """Parameters rewritten through the syntax tree of a stub that has them."""
    function = ast.parse(f"def f({signature}): ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    for argument in ast.walk(function.args):
        if isinstance(argument, ast.arg) and argument.annotation is not None:
            argument.annotation = ast.parse(qualified(ast.unparse(argument.annotation), hidden), mode="eval").body
    return ast.unparse(function.args)


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
    constant = Code(key.rsplit(".", 1)[-1].upper())
    parts = [literal(key), _reference(source, key), f"status={literal(_attribute(run, fact.status, types))}"]
    parts += [f"{name}={literal(getattr(fact, name))}" for name in ("completed", "failed", "cancelled", "pending")
              if getattr(fact, name)]
    parts += [f"{name}={_reference(by_name[wanted], key)}" for name in ("cancel", "list") if (wanted := getattr(fact, name))]
    choice = 'on_timeout: Literal["leave", "cancel"] = "leave"' if fact.cancel else ""
    signature = ", ".join([*(f"{one.name}: {one.annotation}" for one in path), *(["*", choice] if choice else []), OPTIONS])
    call = ", ".join([constant, *(one.name for one in path), *(["on_timeout=on_timeout"] if choice else []), "options=options"])
    doc = "\n\n".join([
        "Watch a run until it has ended, and give back the run that completed.",
        f"Asks again and again, less often as time passes and never beyond the rate budget, until the run is {states}. "
        "*deadline* (seconds) bounds the whole wait; without it, it waits as long as the run takes.",
        *(['- *on_timeout*: whether a run that outlives the deadline is left alone or asked to stop (`"cancel"`).'] if choice else []),
        "Raises `RunFailed` or `RunCancelled` (both carry `.run`), `DeadlineExceeded` when time is up.",
    ])
    method = Method(name=Code(key.rsplit(".", 1)[-1]), signature=Code(signature), doc=doc, arguments=path, raw=None, async_raw=None,
                    sync=_same("def", run, f"return self._wait({call})"),
                    asynchronous=_same("async def", run, f"return await self._wait({call})"))
    return method, Constant(name=constant, type=Code(f"Waiter[{run}]"), value=Code(f"Waiter({', '.join(parts)})"))


def _follower(key: str, fact: FollowerFact, by_name: Mapping[str, Planned], types: Types) -> tuple[Method, Constant]:
    """``follow_logs()``: yields each entry once, until the run has ended."""
    source = by_name[fact.logs]
    found = types.field(source.entry.returns, fact.entries)
    if found is None:
        raise FactsError(f"followers.{key}.entries", f"{source.entry.name} answers with no {fact.entries!r}", "name the list of entries")
    entry = item(found.annotation)
    path = _path_arguments(source)
    constant = Code(key.rsplit(".", 1)[-1].upper())
    waiter = fact.until.rsplit(".", 1)[-1].upper()
    parts = [literal(key), _reference(source, key), f"entries={literal(found.name)}", f"until={waiter}"]
    parts += [f"key={literal(fact.key)}"] if fact.key != "id" else []
    signature = ", ".join([*(f"{one.name}: {one.annotation}" for one in path), OPTIONS])
    body = f"return self._follow({', '.join([constant, *(one.name for one in path), 'options=options'])})"
    doc = ("Read a run's log as it grows: each entry once, in order, until the run has ended.\n\n"
           "*deadline* (seconds) bounds the whole time. A run that failed ends the log like any other: ask for the run itself.")
    method = Method(name=Code(key.rsplit(".", 1)[-1]), signature=Code(signature), doc=doc, arguments=path, raw=None, async_raw=None,
                    sync=_same("def", f"Iterator[{entry}]", body), asynchronous=_same("def", f"AsyncIterator[{entry}]", body))
    return method, Constant(name=constant, type=Code(f"Follower[{entry}]"), value=Code(f"Follower({', '.join(parts)})"))


def _reference(planned: Planned, key: str) -> str:
    """The constant of an operation, through its module when it belongs to another resource."""
    if planned.entry.resource == key.rpartition(".")[0]:
        return str(planned.constant.name)
    return f"{'_'.join(planned.name[:-1])}.{planned.constant.name}"


def _attribute(annotation: str, wire: str, types: Types) -> str:
    found = types.field(annotation, wire)
    return found.name if found else wire
