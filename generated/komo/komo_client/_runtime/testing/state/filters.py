"""Filters of lists: which resources are below a parent, and which match a request's query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ...facts import Operation
from ...util.typeguards import is_array, is_object
from . import examples
from .lifecycle import StoredResource
from .resource_types import ResourceType

SEARCH_PARAMETERS = frozenset({"search", "q", "query", "searchterm"})
"""Query parameters, normalized, whose value is searched for in every field of a resource."""


class Parent(NamedTuple):
    """A resource that a request's path names before the resource that it is about."""

    placeholder: str
    id: str
    resource_type: ResourceType | None
    """Its type; None when the fake server stores no such resources."""


def with_path_parameters(value: Any, parameters: Mapping[str, str], own: str = "") -> Any:
    """*value* with the path's *parameters* in the fields of the same name, except in *own*, the key of its id."""
    if not is_object(value):
        return value
    found = {key: text for name, text in parameters.items() if (key := examples.find_key(value, name)) and key != own}
    return {**value, **{key: examples.parse_like(value[key], text) for key, text in found.items()}}


def is_created_below(resource: StoredResource, parents: Sequence[Parent], own: str) -> bool:
    """Whether a request created *resource* below these *parents*; *own* is the key of its id."""
    for parent in parents:
        key = examples.find_key(resource.value, parent.placeholder)
        named = resource.value[key] if key and key != own else resource.path_parameters.get(parent.placeholder)
        if str(named) != parent.id:
            return False
    return True


def is_shown_below(resource: StoredResource, parents: Sequence[Parent], own: str) -> bool:
    """Whether *resource*, of an example, is listed below these *parents*; *own* is the key of its id.

    For each parent: if it is unknown, or a lookup created it, every resource is listed. If a request created it, only
    resources that name it are. If an example shows it, resources that name another parent are not.
    """
    for parent in parents:
        stored = parent.resource_type.resources.get(parent.id) if parent.resource_type else None
        if stored is None or stored.created_by == "lookup":
            continue
        key = examples.find_key(resource.value, parent.placeholder)
        if key and key != own:
            if str(resource.value[key]) != parent.id:
                return False
        elif stored.created_by == "request":
            return False
    return True


def matches_query(item: dict[str, Any], query: Mapping[str, list[str]], operation: Operation[Any]) -> bool:
    """Whether *item* matches the filters in the query of a list *operation*."""
    paging = operation.paging
    for name, values in query.items():
        if paging is not None and name in (paging.parameter, paging.size):
            continue
        key = examples.find_key(item, name)
        if examples.normalized(name) in SEARCH_PARAMETERS and key is None:
            if values[0].lower() not in str(item).lower():
                return False
        elif key and isinstance(item[key], str) and item[key].lower() not in [value.lower() for value in values]:
            return False
    return True


def items_to_create(body: Any) -> list[Any]:
    """The items that the body of a ``create-many`` request lists."""
    if is_array(body):
        return body
    lists = [value for value in body.values() if is_array(value)] if is_object(body) else []
    return lists[0] if lists else [body]
