"""Which things belong into a list, and what a request says of the things it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...facts import Operation
from ...util.typeguards import is_array, is_object
from . import examples
from .collections import Kind
from .lifecycle import Thing

Parent = tuple[str, str, Kind | None]
"""A placeholder, what it holds, and the kind of the thing that it names."""

SEARCHES = frozenset({"search", "q", "query", "searchterm"})
"""Query parameters whose value is looked for anywhere in a thing."""


def addressed(value: Any, parameters: Mapping[str, str], own: str = "") -> Any:
    """*value* with what the path's placeholders hold in the fields that are called so, but for its *own* id."""
    if not is_object(value):
        return value
    found = {key: text for name, text in parameters.items() if (key := examples.field(value, name)) and key != own}
    return {**value, **{key: examples.typed(value[key], text) for key, text in found.items()}}


def under(thing: Thing, parents: Sequence[Parent], own: str) -> bool:
    """Whether a request made *thing* below these *parents*."""
    for name, text, _ in parents:
        key = examples.field(thing.value, name)
        if str(thing.value[key] if key and key != own else thing.parents.get(name)) != text:
            return False
    return True


def among(thing: Thing, parents: Sequence[Parent], own: str) -> bool:
    """Whether an example's *thing* is shown below these *parents*: its own, or such as nobody knows."""
    for name, text, kind in parents:
        key, parent = examples.field(thing.value, name), kind.things.get(text) if kind else None
        if parent is None or parent.maker == "guess":
            continue
        if key and key != own:
            if str(thing.value[key]) != text:
                return False
        elif parent.maker == "request":
            return False
    return True


def wanted(item: dict[str, Any], query: Mapping[str, list[str]], operation: Operation[Any]) -> bool:
    """Whether *item* is what the query's filters ask for."""
    paging = operation.paging
    for name, values in query.items():
        if paging is not None and name in (paging.parameter, paging.size):
            continue
        key = examples.field(item, name)
        if examples.plain(name) in SEARCHES and key is None:
            if values[0].lower() not in str(item).lower():
                return False
        elif key and isinstance(item[key], str) and item[key].lower() not in [one.lower() for one in values]:
            return False
    return True


def several(body: Any) -> list[Any]:
    """What a request asks to be made of, one by one."""
    if is_array(body):
        return body
    found = [one for one in body.values() if is_array(one)] if is_object(body) else []
    return found[0] if found else [body]
