"""Resource types of a fake server, with the resources that the store holds; examples are its initial content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from ...facts import Waiter
from ...util.typeguards import is_array, is_object
from . import examples
from .lifecycle import Lifecycle, StoredResource
from .stubs import Stub, collection_path, id_key, model_name

_COMPLETENESS = ("retrieve", "create", "update", "list", "create-many", "action", "cancel")
"""Roles whose examples show resources, the most complete first."""

_ON_ITEM = ("retrieve", "update", "delete")
"""Roles of operations whose path ends with the id."""


class ResourceType:
    """One resource type and its stored resources."""

    def __init__(self, stubs: Sequence[Stub], now: float) -> None:
        self.resources: dict[str, StoredResource] = {}
        """Id, as text → resource."""
        self.deleted: set[str] = set()
        """Ids of deleted resources."""
        self.template: dict[str, Any] = {}
        """The most complete example."""
        self.key = ""
        """Key of the id; empty: there is none."""
        self.model = ""
        """Name of the model class of a complete resource."""
        self.retrievable = False
        self.lifecycle: Lifecycle | None = None
        self._numbers = count(1)
        ranked = sorted(
            (stub for stub in stubs if stub.role in _COMPLETENESS), key=lambda stub: _COMPLETENESS.index(stub.role)
        )
        shown = [(stub, value) for stub in ranked for value in resources_in(stub, stub.example.body)]
        if shown:
            paths = (stub.operation.path for stub in stubs if stub.role in _ON_ITEM)
            self._load(shown, next((path.rpartition("{")[2][:-1] for path in paths), ""), now)

    def _load(self, shown: Sequence[tuple[Stub, dict[str, Any]]], id_name: str, now: float) -> None:
        """Store the resources that examples show."""
        best, self.template = shown[0]
        self.model = model_name(best.operation)
        self.retrievable = best.role == "retrieve"
        self.key = id_key(self.template, id_name) or ""
        for stub, value in sorted(shown, key=lambda pair: pair[0].role != "list"):
            if stub.role in ("list", "retrieve"):
                collection = collection_path(stub) if stub.role == "list" else ""
                complete = self._completed(stub, value)
                self.add(StoredResource(complete, {}, created_by="example", collection=collection, now=now))

    def _completed(self, stub: Stub, value: dict[str, Any]) -> dict[str, Any]:
        """*value*, completed by the template where the operation of *stub* returns only a part of a resource."""
        if model_name(stub.operation) == self.model:
            return dict(value)
        rest = examples.replace_id(self.template, self.template.get(self.key), value.get(self.key))
        return {**rest, **value}

    def add(self, resource: StoredResource, *, replace: bool = False) -> None:
        """Store *resource*; one with its id stays unless *replace*."""
        name = str(resource.value[self.key]) if self.key in resource.value else f"#{len(self.resources) + 1}"
        if not replace and name in self.resources:
            if not resource.collection or self.resources[name].collection == resource.collection:
                return
            name += f" in {resource.collection}"  # examples of two lists may show different resources with one id
        self.resources[name] = resource
        self.deleted.discard(name)

    def new_id(self) -> Any:
        """An id that no resource has."""
        old = self.template.get(self.key, "")
        ids = (examples.numbered_id(old, number) for number in self._numbers)
        return next(new for new in ids if str(new) not in self.resources)

    def set_lifecycle(self, waiter: Waiter[Any], stubs: Sequence[Stub], polls: int, seconds: float | None) -> None:
        """Make its resources runs, with the states that *waiter* names."""
        status = examples.find_key(self.template, waiter.status) or waiter.status
        states: dict[str, Mapping[str, Any]] = {}
        for stub in stubs:
            if stub.role in _COMPLETENESS and model_name(stub.operation) == self.model:
                for body in (stub.example.body, *stub.example.others):
                    for value in resources_in(stub, body):
                        states.setdefault(str(value.get(status)), value)
        self.lifecycle = Lifecycle(waiter, status, self.key, states, polls, seconds)


def resources_in(stub: Stub, body: Any) -> list[dict[str, Any]]:
    """The resources in a response body of the operation of *stub*."""
    inner = stub.unwrap(body)
    return [item for item in inner if is_object(item)] if is_array(inner) else [inner] if is_object(inner) else []


def first_resource_in(stub: Stub, body: Any) -> dict[str, Any]:
    """The first of them; an empty object when there is none."""
    found = resources_in(stub, body)
    return found[0] if found else {}
