"""Resource store of a fake server: operations create, list, change and delete its resources, as their stubs say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ...facts import Operation
from ...util.typeguards import is_object
from . import examples, filters, pagination
from .lifecycle import CreatedBy, StoredResource
from .resource_types import ResourceType, first_resource_in
from .routing import ServiceFacts
from .stubs import Example, Stub, anonymous_path, build_stubs, collection_path, model_name

_ON_RESOURCE = frozenset({"retrieve", "update", "delete", "action", "cancel", "logs"})
"""Roles of operations on one resource, whose id is the last placeholder of the path."""


class Rejected(Exception):
    """The request cannot be executed; nothing has changed."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class StoreRequest(NamedTuple):
    """The decoded parts of one request."""

    parameters: Mapping[str, str] = {}
    """Placeholder of the path → its value."""
    query: Mapping[str, list[str]] = {}
    body: Any = None
    idempotency_key: str = ""
    path: str = ""


class StoreResult(NamedTuple):
    """The response to one request, before it is encoded."""

    status: int
    body: Any
    headers: Mapping[str, str] = {}
    executed: bool = True
    """Whether the operation was executed; False: the response of an earlier request is replayed."""


class ResourceStore:
    """All resources of one server. Not thread-safe: the caller holds a lock.

    Parameters:
        polls: how often a run is polled until it ends. seconds: how long it takes, in place of *polls*.
        strict: whether an id that no request or example has brought is not found; else its resource is created when it
            is first named.
        now: epoch seconds.
    """

    def __init__(
        self,
        facts: ServiceFacts,
        examples: Mapping[str, Example],
        *,
        polls: int = 2,
        seconds: float | None = None,
        strict: bool = False,
        now: Callable[[], float],
    ) -> None:
        operations = [route.operation for route in facts.routes]
        self.stubs = build_stubs(operations, examples, facts.waiters, facts.followers)
        self.strict = strict
        self.now = now
        self.outcomes: list[tuple[str, Mapping[str, Any]]] = []
        """Final state and fields of the runs that will be created next."""
        self._log_fields = {follower.logs.name: follower.entries for follower in facts.followers}
        self._replays: dict[tuple[str, tuple[str, ...], str], tuple[StoredResource | None, Any]] = {}
        """(operation, path parameters, idempotency key) → the resource that was created, the body of the response."""
        self._collections = {
            collection_path(stub): stub.resource_type for stub in self.stubs.values() if stub.resource_type
        }
        by_type: dict[str, list[Stub]] = {}
        for stub in self.stubs.values():
            by_type.setdefault(stub.resource_type, []).append(stub)
        self.types = {name: ResourceType(stubs, now()) for name, stubs in by_type.items() if name}
        for waiter in facts.waiters:
            name = self.stubs[waiter.retrieve.name].resource_type if waiter.retrieve.name in self.stubs else ""
            if name:
                self.types[name].set_lifecycle(waiter, by_type[name], polls, seconds)

    def execute(self, operation: Operation[Any], request: StoreRequest) -> StoreResult:
        """Execute the operation, or replay the response of an earlier request with the same idempotency key.

        Raises:
            Rejected: the request cannot be executed.
        """
        stub = self.stubs[operation.name]
        replay = (operation.name, tuple(request.parameters.values()), request.idempotency_key)
        if request.idempotency_key and replay in self._replays:
            resource, body = self._replays[replay]
            current = body if resource is None else stub.wrap(self._view(stub, resource))
            return StoreResult(operation.replayed or stub.example.status, current, executed=False)
        resource, body, headers = self._execute(stub, request)
        if request.idempotency_key:
            self._replays[replay] = resource, body
        return StoreResult(stub.example.status, body, headers)

    def active_runs(self) -> int:
        """Number of runs that requests have created and that have not ended."""
        return sum(
            resource.created_by == "request" and not one.lifecycle.has_ended(resource)
            for one in self.types.values()
            if one.lifecycle is not None
            for resource in one.resources.values()
        )

    def end_run(self, run: str, state: str, fields: Mapping[str, Any]) -> bool:
        """Put the run with the id *run* into *state* at once, with *fields*; False when there is none."""
        for one in self.types.values():
            if one.lifecycle is not None and run in one.resources:
                one.lifecycle.enter(one.resources[run], one.lifecycle.state_name(state), self.now(), fields)
                return True
        return False

    def _execute(self, stub: Stub, request: StoreRequest) -> tuple[StoredResource | None, Any, Mapping[str, str]]:
        """The resource that was created or changed, and the body and headers of the response."""
        for parent in self._parents(stub, request):
            known = parent.resource_type
            if known is not None and (parent.id in known.deleted or (self.strict and parent.id not in known.resources)):
                raise Rejected(404, f"there is no {parent.id}")
        resource_type = self.types.get(stub.resource_type)
        if resource_type is None or stub.role == "static":
            return None, filters.with_path_parameters(stub.example.body, request.parameters), {}
        if stub.role == "list":
            return None, *self._list(resource_type, stub, request)
        if stub.role == "create":
            resource = self.create(stub, request.parameters, request.body)
            return resource, stub.wrap(self._view(stub, resource)), {}
        if stub.role == "create-many":
            bodies = filters.items_to_create(request.body)
            created = [self.create(stub, request.parameters, body) for body in bodies]
            return None, stub.wrap([self._view(stub, resource) for resource in created]), {}
        resource = self.get(resource_type, request.parameters)
        if stub.role == "delete":
            return None, self._delete(resource_type, stub, request), {}
        return resource, self._execute_on(resource_type, stub, resource, request), {}

    def _execute_on(
        self, resource_type: ResourceType, stub: Stub, resource: StoredResource, request: StoreRequest
    ) -> Any:
        """The body of the response of an operation on *resource*."""
        example, lifecycle = stub.example, resource_type.lifecycle
        if stub.role == "logs":
            return self._logs(resource_type, stub, resource, request)
        if stub.role == "retrieve" and lifecycle is not None:
            lifecycle.poll(resource, self.now())
        elif stub.role == "update":
            changed = examples.apply_body(resource.value, request.body, example.fields, example.maps)
            resource.set_fields.update(changed)
        elif stub.role == "cancel" and lifecycle is not None and not lifecycle.has_ended(resource):
            resource.final_state, resource.final_fields = lifecycle.state_name("cancelled"), {}
        elif stub.role == "action":
            examples.apply_action(resource.value, stub.unwrap(example.body), resource_type.template, resource_type.key)
            examples.apply_body(resource.value, request.body, example.fields, example.maps)
        return stub.wrap(self._view(stub, resource))

    def create(
        self, stub: Stub, parameters: Mapping[str, str], body: Any, created_by: CreatedBy = "request"
    ) -> StoredResource:
        """Create and store a resource with the fields of *body*."""
        resource_type = self.types[stub.resource_type]
        shown = first_resource_in(stub, stub.example.body)
        old = resource_type.template.get(resource_type.key)
        base = {**resource_type.template, **examples.replace_id(shown, shown.get(resource_type.key), old)}
        resource = self._new(resource_type, base, resource_type.new_id(), parameters, created_by)
        if resource_type.lifecycle is not None and created_by == "request":
            resource_type.lifecycle.start(resource, self.now())
            if self.outcomes:
                state, resource.final_fields = self.outcomes.pop(0)
                resource.final_state = resource_type.lifecycle.state_name(state)
        changed = examples.apply_body(resource.value, body, stub.example.fields, stub.example.maps)
        resource.set_fields.update(changed)
        resource.collection = collection_path(stub) if created_by == "example" else ""
        resource_type.add(resource, replace=True)
        return resource

    def get(self, resource_type: ResourceType, parameters: Mapping[str, str]) -> StoredResource:
        """The resource that the last placeholder names; created unless the store is strict."""
        name = list(parameters.values())[-1]
        found = resource_type.resources.get(name)
        if name in resource_type.deleted or (found is None and self.strict):
            raise Rejected(404, f"there is no {name}")
        if found is None:
            new_id = examples.parse_like(resource_type.template.get(resource_type.key), name)
            found = self._new(resource_type, resource_type.template, new_id, parameters, "lookup")
            if resource_type.lifecycle is not None:
                resource_type.lifecycle.start(found, self.now())
            resource_type.resources[name] = found
        return found

    def _new(
        self,
        resource_type: ResourceType,
        base: Mapping[str, Any],
        new_id: Any,
        parameters: Mapping[str, str],
        created_by: CreatedBy,
    ) -> StoredResource:
        """A resource like *base*, with an id of its own and current times."""
        key = resource_type.key
        value: dict[str, Any] = examples.shift_times(examples.replace_id(base, base.get(key), new_id), self.now())
        value = filters.with_path_parameters(value, parameters, key)
        if key:
            value[key] = new_id
        resource = StoredResource(value, dict(parameters), created_by=created_by, now=self.now())
        resource.set_fields.update(found for name in parameters if (found := examples.find_key(value, name)))
        return resource

    def _delete(self, resource_type: ResourceType, stub: Stub, request: StoreRequest) -> Any:
        name = list(request.parameters.values())[-1]
        del resource_type.resources[name]
        if resource_type.retrievable:  # else its ids may be those of other resources: a link between two, for example
            resource_type.deleted.add(name)
        return filters.with_path_parameters(stub.example.body, request.parameters)

    def _logs(self, resource_type: ResourceType, stub: Stub, resource: StoredResource, request: StoreRequest) -> Any:
        """The part of the example's log that the run has written so far."""
        body = filters.with_path_parameters(stub.example.body, request.parameters)
        key = examples.find_key(body, self._log_fields[stub.operation.name]) if is_object(body) else None
        if key and resource_type.lifecycle is not None:
            entries = examples.shift_times(body[key], resource.created_at)
            body = {**body, key: resource_type.lifecycle.log_entries(entries, resource, self.now())}
        return body

    def _list(self, resource_type: ResourceType, stub: Stub, request: StoreRequest) -> tuple[Any, Mapping[str, str]]:
        """Body and headers of a list: created resources, the newest first, then those of examples."""
        parents, key = list(self._parents(stub, request)), resource_type.key
        stored = resource_type.resources.values()
        created = [one for one in reversed(stored) if one.created_by != "example"]
        listed = [one for one in created if filters.is_created_below(one, parents, key)]
        collection = collection_path(stub)
        shown = [one for one in stored if one.created_by == "example" and one.collection == collection]
        listed += [one for one in shown if filters.is_shown_below(one, parents, key)]
        if resource_type.lifecycle is not None:
            for resource in listed:
                resource_type.lifecycle.poll(resource, self.now())
        views = [filters.with_path_parameters(self._view(stub, one), request.parameters, key) for one in listed]
        operation, example = stub.operation, stub.example
        items = [view for view in views if filters.matches_query(view, request.query, operation)]
        if operation.paging is None:
            return stub.wrap(items), {}
        return pagination.paginate(
            operation.paging, example.body, items, request.query, request.path, example.page_size, example.end
        )

    def _view(self, stub: Stub, resource: StoredResource) -> dict[str, Any]:
        """The resource, or the part of it that the operation of *stub* returns."""
        resource_type = self.types[stub.resource_type]
        if model_name(stub.operation) == resource_type.model:
            return resource.value
        example, key = first_resource_in(stub, stub.example.body), resource_type.key
        part: dict[str, Any] = examples.replace_id(example, example.get(key), resource.value.get(key))
        fields = () if stub.role in ("list", "create-many") else stub.example.fields
        examples.apply_body(part, resource.value, fields, stub.example.maps)
        return part

    def _parents(self, stub: Stub, request: StoreRequest) -> Iterator[filters.Parent]:
        """The parents that the request's path names."""
        names = list(request.parameters)
        for name in names[:-1] if stub.role in _ON_RESOURCE else names:
            collection = anonymous_path(stub.operation.path.partition(f"/{{{name}}}")[0])
            yield filters.Parent(name, request.parameters[name], self.types.get(self._collections.get(collection, "")))
