"""What sorts of things an API has, read from its operations: what makes one, lists them, changes one, ends one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from ...facts import Follower, Operation, Waiter
from ...util.typeguards import is_array, is_object
from . import examples

Role = Literal["plain", "create", "create-many", "list", "retrieve", "update", "delete", "act", "cancel", "logs"]

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


class Example(NamedTuple):
    """What the document shows of one operation's answer."""

    status: int
    media_type: str
    body: Any
    others: Sequence[Any]
    """Further examples of the same answer."""
    fields: Sequence[str]
    maps: Sequence[str]
    """Of the fields, those that may hold any keys."""
    size: int
    end: Any
    """What the way to the next page says on the last one."""


class Place(NamedTuple):
    """One operation as part of a kind."""

    operation: Operation[Any]
    example: Example
    role: Role
    kind: str
    """Name of the kind; empty for an operation that only answers."""
    holder: str
    """Key of the answer that holds the thing or the list; empty: the answer itself."""

    def inner(self, body: Any) -> Any:
        """The thing, or the list, in an answer."""
        return body.get(self.holder) if self.holder and is_object(body) else body

    def filled(self, inner: Any) -> Any:
        """The answer with *inner* in it."""
        return {**self.example.body, self.holder: inner} if self.holder and is_object(self.example.body) else inner


def arrange(
    operations: Sequence[Operation[Any]],
    examples: Mapping[str, Example],
    waiters: Sequence[Waiter[Any]],
    followers: Sequence[Follower[Any]],
) -> dict[str, Place]:
    """Each operation's place, by its name."""
    owners = {one.path: label(one) for one in operations if one.method == "GET" and one.path.endswith("}")}
    marks = {
        pattern(head): last[1:-1] for one in operations for head, _, last in [one.path.rpartition("/")] if _item(last)
    }
    known: dict[str, Role] = {one.logs.name: "logs" for one in followers}
    known |= {one.cancel.name: "cancel" for one in waiters if one.cancel}
    places: dict[str, Place] = {}
    for operation in operations:
        example = examples[operation.name]
        place = Place(operation, example, "plain", "", _holder(operation, example.body))
        mark = marks.get(pattern(operation.path), "")
        role = known.get(operation.name) or _role(operation, place.inner(example.body), owners, mark)
        places[operation.name] = place._replace(role=role)
    kinds = _kinds(list(places.values()))
    for waiter in waiters:
        if waiter.cancel:
            kinds[waiter.cancel.name] = kinds.get(waiter.retrieve.name, "")
    for follower in followers:
        kinds[follower.logs.name] = kinds.get(follower.until.retrieve.name, "")
    return {name: one._replace(kind=kinds.get(name, "")) for name, one in places.items()}


def identified(value: Any, mark: str = "") -> str | None:
    """The key of *value* that tells it from others of its kind; *mark* stands for it in paths."""
    if not is_object(value):
        return None
    return next(
        (key for name in (mark, "id", "uuid", "uid", "guid") if name and (key := examples.field(value, name))), None
    )


def _item(segment: str) -> bool:
    """Whether the last *segment* of a path names one thing."""
    return _PLACEHOLDER.fullmatch(segment) is not None


def _holder(operation: Operation[Any], body: Any) -> str:
    """Where in its answer an operation has what it is about."""
    if not is_object(body):
        return ""
    if operation.paging is not None:
        return operation.paging.items if operation.paging.items in body else ""
    if operation.unwrap:
        return operation.unwrap if operation.unwrap in body else ""
    if identified(body):
        return ""
    lists = [key for key, one in body.items() if is_array(one) and one and is_object(one[0])]
    if operation.method == "GET" and len(lists) == 1 and identified(body[lists[0]][0]):
        return lists[0]
    objects = [key for key, one in body.items() if is_object(one)]
    return objects[0] if len(body) == len(objects) == 1 and identified(body[objects[0]]) else ""


def _role(operation: Operation[Any], inner: Any, owners: Mapping[str, str], mark: str) -> Role:
    item = _item(operation.path.rpartition("/")[2])
    if operation.method == "DELETE":
        return "delete" if item else "plain"
    if is_array(inner):
        if not inner or not is_object(inner[0]):
            return "plain"
        many = operation.method == "POST" and identified(inner[0], mark)
        return "list" if operation.method == "GET" else "create-many" if many else "plain"
    if not is_object(inner):
        return "plain"
    if item:
        roles: Mapping[str, Role] = {"GET": "retrieve", "PATCH": "update", "PUT": "update", "POST": "update"}
        return roles.get(operation.method, "plain")
    if operation.method not in ("POST", "PUT", "PATCH"):
        return "plain"
    owner = operation.path.rpartition("/")[0]
    if owner in owners and owners[owner] and owners[owner] == label(operation):
        return "act"
    return "create" if identified(inner, mark) and operation.method == "POST" else "plain"


def collection(place: Place) -> str:
    """Path of the list that the operation's thing is, or would be, in; placeholders without their names."""
    path = place.operation.path
    if place.role in ("act", "cancel"):
        path = path.rpartition("/")[0]
    return pattern(path.rpartition("/")[0] if path.endswith("}") else path)


def pattern(path: str) -> str:
    """*path* with placeholders without names."""
    return _PLACEHOLDER.sub("{}", path)


def label(operation: Operation[Any]) -> str:
    """The class of what the operation is about, where it has a name."""
    name = re.sub(r"^list\[(.*)\]$", r"\1", operation.returns.removesuffix(" | None"))
    return name if name.isidentifier() and name[0].isupper() and name != "Any" else ""


def _kinds(places: Sequence[Place]) -> dict[str, str]:
    """Operation → kind: one for what shares a class that can be retrieved or listed, or the path of a collection."""
    looked_at = {label(one.operation) for one in places if one.role in ("retrieve", "list")} - {""}
    parents: dict[str, str] = {}

    def top(name: str) -> str:
        while parents.setdefault(name, name) != name:
            name = parents[name]
        return name

    marks: dict[str, str] = {}
    for place in places:
        if place.role in ("plain", "logs", "cancel"):
            continue
        marks[place.operation.name] = here = collection(place)
        if place.role != "delete" and label(place.operation) in looked_at:
            parents[top(here)] = top(f"class {label(place.operation)}")
    return {name: top(mark) for name, mark in marks.items()}
