"""Stubs of a fake server: the effect of each operation on resources, derived from its facts and its example."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from ...facts import Follower, Operation, Waiter
from ...protocol.endpoints import PLACEHOLDER
from ...util.typeguards import is_array, is_object
from . import examples

Role = Literal["static", "create", "create-many", "list", "retrieve", "update", "delete", "action", "cancel", "logs"]
"""Effect of an operation; ``static``: it returns its example and changes nothing."""


class Example(NamedTuple):
    """The document's example of one operation's response."""

    status: int
    media_type: str
    body: Any
    others: Sequence[Any]
    """Further examples of the same response."""
    fields: Sequence[str]
    """Fields that the resource in the body may have."""
    maps: Sequence[str]
    """Those of the fields whose objects may have any keys."""
    page_size: int
    end: Any
    """The next page's cursor or URL on the last page; ``...``: the field is absent there."""


class Stub(NamedTuple):
    """One operation as the fake server performs it."""

    operation: Operation[Any]
    example: Example
    role: Role
    resource_type: str
    """Name of the resource type that it acts on; empty: none."""
    envelope_key: str
    """Key of the body that holds the resource or the list; empty: the body itself."""

    def unwrap(self, body: Any) -> Any:
        """The resource, or the list, in a body."""
        return body.get(self.envelope_key) if self.envelope_key and is_object(body) else body

    def wrap(self, inner: Any) -> Any:
        """The example's body with *inner* as its resource or list."""
        wrapped = self.envelope_key and is_object(self.example.body)
        return {**self.example.body, self.envelope_key: inner} if wrapped else inner


def build_stubs(
    operations: Sequence[Operation[Any]],
    examples: Mapping[str, Example],
    waiters: Sequence[Waiter[Any]],
    followers: Sequence[Follower[Any]],
) -> dict[str, Stub]:
    """The stub of each operation, by its name."""
    item_models = {one.path: model_name(one) for one in operations if one.method == "GET" and one.path.endswith("}")}
    id_names = {
        anonymous_path(parent): segment[1:-1]
        for operation in operations
        for parent, _, segment in [operation.path.rpartition("/")]
        if _is_placeholder(segment)
    }
    roles: dict[str, Role] = {one.logs.name: "logs" for one in followers}
    roles |= {one.cancel.name: "cancel" for one in waiters if one.cancel}
    stubs: dict[str, Stub] = {}
    for operation in operations:
        example = examples[operation.name]
        stub = Stub(operation, example, "static", "", _envelope_key(operation, example.body))
        id_name = id_names.get(anonymous_path(operation.path), "")
        role = roles.get(operation.name) or _role(operation, stub.unwrap(example.body), item_models, id_name)
        stubs[operation.name] = stub._replace(role=role)
    resource_types = _resource_types(list(stubs.values()))
    for waiter in waiters:
        if waiter.cancel:
            resource_types[waiter.cancel.name] = resource_types.get(waiter.retrieve.name, "")
    for follower in followers:
        resource_types[follower.logs.name] = resource_types.get(follower.until.retrieve.name, "")
    return {name: stub._replace(resource_type=resource_types.get(name, "")) for name, stub in stubs.items()}


def id_key(value: Any, id_name: str = "") -> str | None:
    """The key of the id in a resource; *id_name* is the placeholder of the id in paths."""
    if not is_object(value):
        return None
    names = (id_name, "id", "uuid", "uid", "guid")
    return next((key for name in names if name and (key := examples.find_key(value, name))), None)


def _is_placeholder(segment: str) -> bool:
    return PLACEHOLDER.fullmatch(segment) is not None


def _envelope_key(operation: Operation[Any], body: Any) -> str:
    """The key of the body that holds the resource or the list."""
    if not is_object(body):
        return ""
    if operation.paging is not None:
        return operation.paging.items if operation.paging.items in body else ""
    if operation.unwrap:
        return operation.unwrap if operation.unwrap in body else ""
    if id_key(body):
        return ""
    lists = [key for key, value in body.items() if is_array(value) and value and is_object(value[0])]
    if operation.method == "GET" and len(lists) == 1 and id_key(body[lists[0]][0]):
        return lists[0]
    objects = [key for key, value in body.items() if is_object(value)]
    return objects[0] if len(body) == len(objects) == 1 and id_key(body[objects[0]]) else ""


def _role(operation: Operation[Any], inner: Any, item_models: Mapping[str, str], id_name: str) -> Role:
    parent, _, segment = operation.path.rpartition("/")
    on_item = _is_placeholder(segment)
    if operation.method == "DELETE":
        return "delete" if on_item else "static"
    if is_array(inner):
        if not inner or not is_object(inner[0]):
            return "static"
        many = operation.method == "POST" and id_key(inner[0], id_name)
        return "list" if operation.method == "GET" else "create-many" if many else "static"
    if not is_object(inner):
        return "static"
    if on_item:
        roles: Mapping[str, Role] = {"GET": "retrieve", "PATCH": "update", "PUT": "update", "POST": "update"}
        return roles.get(operation.method, "static")
    if operation.method not in ("POST", "PUT", "PATCH"):
        return "static"
    if item_models.get(parent) and item_models[parent] == model_name(operation):
        return "action"
    return "create" if id_key(inner, id_name) and operation.method == "POST" else "static"


def collection_path(stub: Stub) -> str:
    """Path of the collection that holds the operation's resource, with anonymous placeholders."""
    path = stub.operation.path
    if stub.role in ("action", "cancel"):
        path = path.rpartition("/")[0]
    return anonymous_path(path.rpartition("/")[0] if path.endswith("}") else path)


def anonymous_path(path: str) -> str:
    """*path* with ``{}`` for each placeholder."""
    return PLACEHOLDER.sub("{}", path)


def model_name(operation: Operation[Any]) -> str:
    """Name of the model class that the operation returns, one or a list of; empty: it returns no model, or several."""
    names = [one for one in operation.returns.split(" | ") if one not in ("None", "bytes", "str")]
    name = re.sub(r"^list\[(.*)\]$", r"\1", names[0]) if len(names) == 1 else ""
    return name if name.isidentifier() and name[0].isupper() and name != "Any" else ""


def _resource_types(stubs: Sequence[Stub]) -> dict[str, str]:
    """Operation → resource type: one per model that can be retrieved or listed, else one per collection."""
    models = {model_name(one.operation) for one in stubs if one.role in ("retrieve", "list")} - {""}
    parents: dict[str, str] = {}  # a disjoint-set forest of collections and models

    def root(name: str) -> str:
        while parents.setdefault(name, name) != name:
            name = parents[name]
        return name

    collections: dict[str, str] = {}
    for stub in stubs:
        if stub.role in ("static", "logs", "cancel"):
            continue
        collections[stub.operation.name] = collection = collection_path(stub)
        if stub.role != "delete" and model_name(stub.operation) in models:
            parents[root(collection)] = root(f"class {model_name(stub.operation)}")
    return {name: root(collection) for name, collection in collections.items()}
