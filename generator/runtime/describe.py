"""What is known of an operation before it is called: for people, and for programs that choose their tools."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .facts import Operation, Plan, Service


def find(service: Service, name: str) -> Operation[Any]:
    """The operation that callers know as *name*; raises KeyError."""
    place = service.operations.get(name) or service.streams.get(name)
    if place is None:
        near = [known for known in service.operations if name.rpartition(".")[2] in known]
        raise KeyError(f"no operation is called {name!r}; known: {', '.join(near or service.operations)}")
    operation: Operation[Any] = resolve(service, place)
    return operation


def resolve(service: Service, place: str) -> Any:
    """What is at *place*, ``module:CONSTANT`` below the package."""
    module, _, constant = place.partition(":")
    return getattr(import_module(f"{service.package}.{module}"), constant)


def describe(service: Service, name: str, plan: Plan) -> dict[str, Any]:
    """The facts of one operation as JSON values; limits are those of *plan*."""
    operation = find(service, name)
    repeat = operation.repeat
    limit = plan.limits.get(operation.limit)
    return {
        "name": operation.name,
        "method": operation.method,
        "path": operation.path,
        "class": repeat.kind,
        "idempotency_key": repeat.field or None,
        "limit": operation.limit,
        "requests": f"{limit.requests} per {limit.per:g} s" if limit else None,
        "concurrent_runs": plan.concurrent_runs if operation.slot else None,
        "credits": operation.credits or None,
        "errors": list(operation.errors),
        "returns": operation.returns or None,
        "paged": operation.paging is not None,
        "public": operation.public,
        "provenance": "documented" if operation.documented else "inferred",
        "source": operation.source or None,
        "inferred": list(operation.inferred),
    }
