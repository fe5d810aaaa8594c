"""Methods → resources: one class for each noun of the names, nested like the names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from keyword import iskeyword

from ...model.code import Code
from ...model.ir import Parsed
from ..matching.operation_facts import Matched
from ..methods.context import PackageContext
from ..methods.methods import PlannedMethod
from ..plan_values import Child, Constant, Method, Resource
from ..text import imports
from ..text.naming import Name, pascal, shadowed
from .waiters import plan_recipes, plan_runs

ORDER = ("list", "create", "retrieve", "update", "replace", "delete")
"""The order of methods; others follow in the order of the document."""

RUNTIME = frozenset(
    """UNSET AsyncDownload AsyncPage AsyncPages AsyncRawResource AsyncResource AsyncStream BodyContent CallOptions
    Download Follower Given Operation Page Paging PartContent RawResource Recipe Resource Response ServerSentEvent
    Stream Unset Waiter idempotent keyed once safe""".split()
)
"""Names of the runtime that a resource module may import."""
CLIENT_IMPORTS = frozenset(
    """AsyncClient AsyncHttpClient Awaitable Callable Client EventHandler HttpClient RateLimit Timeout
    TracerProvider""".split()
)
"""Other names that the module of the clients imports."""


def plan_resources(
    planned: Sequence[PlannedMethod],
    matched: Matched,
    context: PackageContext,
    docs: Mapping[str, str],
    parsed: Parsed,
    known: frozenset[str],
) -> tuple[Resource, ...]:
    """Every resource, by name; *docs* has docstrings from facts, *known* the class names below ``models/``."""
    own: defaultdict[Name, list[tuple[Method, Constant]]] = defaultdict(list)
    for one in planned:
        own[one.name[:-1]].append((one.method, one.constant))
    for name, method, constant in plan_runs(planned, matched, context.types):
        own[name].append((method, constant))
    recipes: defaultdict[Name, list[Constant]] = defaultdict(list)
    for name, constant in plan_recipes(planned, matched):
        recipes[name].append(constant)
    every = {name[:depth] for name in own for depth in range(1, len(name) + 1)}
    classes = _class_names(every, known)
    tags = {resource_of_tag(tag): text for tag, text in parsed.tags.items()}
    said = {name: docs.get(".".join(name)) or tags.get(name[-1]) or _doc(name) for name in every}
    children = {
        parent: tuple(
            Child(name=Code(name[-1]), module=Code(context.modules[name]), class_name=classes[name], doc=said[name])
            for name in sorted(every)
            if name[:-1] == parent
        )
        for parent in every
    }
    return tuple(
        _resource(
            name, context.modules[name], own[name], recipes[name], children[name], classes[name], said[name], known
        )
        for name in sorted(every)
    )


def resource_of_tag(tag: str) -> str:
    """The name of a resource for a tag."""
    return "_".join(tag.lower().split()).replace("-", "_")


def _doc(name: Name) -> str:
    words = " of ".join(part.replace("_", " ") for part in reversed(name))
    return words[:1].upper() + words[1:] + "."


def _class_names(every: Iterable[Name], known: frozenset[str]) -> dict[Name, Code]:
    """A class name for each resource that differs from all models and from what its module and the clients' import."""
    classes: dict[Name, Code] = {}
    taken = set(known | RUNTIME | imports.STDLIB.keys() | CLIENT_IMPORTS)
    for name in sorted(every):
        candidate = pascal(name)
        while candidate in taken or f"Async{candidate}" in taken or iskeyword(candidate):
            candidate += "Resource"
        taken |= {candidate, f"Async{candidate}", f"{candidate}Raw", f"Async{candidate}Raw"}
        classes[name] = Code(candidate)
    return classes


def _resource(
    name: Name,
    module: str,
    own: Sequence[tuple[Method, Constant]],
    recipes: Sequence[Constant],
    children: tuple[Child, ...],
    class_name: Code,
    doc: str,
    known: frozenset[str],
) -> Resource:
    """One module: annotations qualified where a method hides a builtin, and the imports of its names."""
    own = sorted(own, key=lambda one: ORDER.index(one[0].name) if one[0].name in ORDER else len(ORDER))
    hidden = shadowed(str(method.name) for method, _ in own)
    methods = tuple(method.beside(hidden) for method, _ in own)
    constants = (*dict.fromkeys(constant for _, constant in own), *recipes)
    plain = [text for one in methods for text in (one.signature, one.sync.returns, one.asynchronous.returns)]
    raw = [
        text
        for one in methods
        for variant in (one.raw, one.async_raw)
        if variant
        for text in (one.signature, variant.returns)
    ]
    values = [text for one in constants for text in (one.value, one.type)]
    used, used_raw = imports.words([*plain, *values]), imports.words(raw)
    given = imports.words(one.sync.body for one in methods) & {"Given"}
    given_raw = imports.words(one.raw.body for one in methods if one.raw) & {"Given"}
    bases = {"Resource", "AsyncResource"} | ({"RawResource", "AsyncRawResource"} if raw else set[str]())
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
            *imports.grouped(
                {".": _other_modules(values), ".._runtime": {"Resource", "AsyncResource"} | given | (used & RUNTIME)}
            ),
        ),
        typing_imports=(
            *imports.stdlib(used - {"TYPE_CHECKING", "Unpack"}, "builtins" in _modules(plain)),
            *imports.grouped({"..models": used & known, **nested, f".raw.{module}": raw_names}),
        ),
        raw_imports=()
        if not raw
        else (
            *imports.stdlib(frozenset({"TYPE_CHECKING", "Unpack"})),
            *imports.grouped(
                {
                    "..._runtime": (bases - {"Resource", "AsyncResource"}) | given_raw | (used_raw & RUNTIME),
                    f"..{module}": [str(one.name) for one in constants if _has_raw(one, own)],
                }
            ),
        ),
        raw_typing_imports=()
        if not raw
        else (
            *imports.stdlib(used_raw - {"TYPE_CHECKING", "Unpack"}, "builtins" in _modules(raw)),
            *imports.grouped({"...models": used_raw & known}),
        ),
    )


def _has_raw(constant: Constant, own: Sequence[tuple[Method, Constant]]) -> bool:
    return any(one is constant and method.raw is not None for method, one in own)


def _other_modules(values: Iterable[str]) -> set[str]:
    """Modules whose constants are used in *values*."""
    return {module for value in values for module in re.findall(r"(?<![.\w\"])([a-z]\w*)\.[A-Z]", value)}


def _modules(texts: Iterable[str]) -> set[str]:
    return {"builtins" for text in texts if "builtins." in text}
