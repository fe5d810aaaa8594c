"""Keys of facts: the operation's name, its operation id, or its method and path.

Facts outlive the document they were written for, so one that matches nothing is reported with the nearest candidates
and generation goes on with the safe defaults.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

import attrs

from ...model.ir import Call
from ...specs.facts import RESERVED, Api, OperationFact
from ..text.naming import PREFIX, Name


def given_names(api: Api, calls: Sequence[Call]) -> dict[str, Name]:
    """Operation id → the name that facts give it by method and path, or by operation id."""
    return {
        call.id: tuple(fact.name.split("."))
        for call in calls
        for key, fact in api.operations.items()
        if fact.name and (_is_route(key, call) or key == call.operation_id)
    }


def fact(api: Api, call: Call, name: Name) -> OperationFact:
    """The facts for *call*: later keys override earlier ones, field by field, together with ``inferred``."""
    known: dict[str, object] = {}
    inferred: set[str] = set()
    for key, one in api.operations.items():
        if _is_route(key, call) or key in (call.operation_id, ".".join(name)):
            said = {field: value for field, value in attrs.asdict(one, recurse=False).items() if value is not None}
            inferred = inferred - {RESERVED.get(field, field) for field in said} | set(one.inferred)
            known |= said
    return OperationFact(**{**known, "inferred": tuple(sorted(inferred))})  # type: ignore[arg-type]


def unmatched(api: Api, calls: Sequence[Call], names: Mapping[str, Name]) -> list[str]:
    """One line for each fact that matches no operation, and for each follower whose waiter is missing."""
    dotted = {".".join(name) for name in names.values()}
    routes = {f"{call.method} {call.path}" for call in calls}
    ids = {call.operation_id for call in calls if call.operation_id}
    lines = [
        _unmatched(api, f"operations.{key}", key, routes if " " in key else dotted | ids)
        for key in api.operations
        if key not in dotted | ids and not any(_is_route(key, call) for call in calls)
    ]
    lines += [
        _unmatched(api, f"{place}.{method}.{field}", wanted, dotted)
        for place, method, field, wanted in references(api)
        if wanted not in dotted
    ]
    return lines + [
        _unmatched(api, f"followers.{method}.until", follower.until, api.waiters, "waiter of these facts")
        for method, follower in api.followers.items()
        if follower.until not in api.waiters
    ]


def references(api: Api) -> Iterable[tuple[str, str, str, str]]:
    """(section, key, field, operation name) of every operation that a waiter, follower or recipe names."""
    for method, waiter in api.waiters.items():
        yield from (
            ("waiters", method, field, name)
            for field in ("retrieve", "cancel", "list")
            if (name := getattr(waiter, field)) or field == "retrieve"
        )
    for method, follower in api.followers.items():
        yield "followers", method, "logs", follower.logs
    for method, recipe in api.reconcile.items():
        yield "reconcile", method, "operation", method
        yield "reconcile", method, "list", recipe.list


def _unmatched(api: Api, place: str, wanted: str, known: Iterable[str], kind: str = "operation of the document") -> str:
    near = difflib.get_close_matches(wanted, sorted(known), n=3, cutoff=0.5)
    hint = f"nearest: {', '.join(near)}" if near else "nothing is near"
    return f"specs/{api.name}/api.yaml: {place}: matches no {kind}; {hint}"


def _is_route(key: str, call: Call) -> bool:
    method, _, pattern = key.partition(" ")
    return bool(pattern) and method in (call.method, "*") and fnmatchcase(_route(call.path), _route(pattern))


def _route(path: str) -> str:
    """*path* without its prefix and its parameter names, which differ between descriptions of one route."""
    segments = ["{}" if "{" in segment else segment for segment in path.strip().split("/") if segment]
    while len(segments) > 1 and PREFIX.fullmatch(segments[0]):
        segments.pop(0)
    return re.sub(r"\[", "[[]", "/".join(segments))
