"""What is known of an operation before it is called: for people, and for programs that choose their tools."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .facts import Operation, Service


def find(service: Service, name: str) -> Operation[Any]:
    """The operation that callers know as *name*; raises KeyError."""
    place = service.operations.get(name)
    if place is None:
        near = [known for known in service.operations if name.rpartition(".")[2] in known]
        raise KeyError(f"no operation is called {name!r}; known: {', '.join(near or service.operations)}")
    module, _, constant = place.partition(":")
    operation: Operation[Any] = getattr(import_module(f"{service.package}.{module}"), constant)
    return operation


def describe(service: Service, name: str) -> dict[str, Any]:
    """The facts of one operation as JSON values."""
    operation = find(service, name)
    repeat = operation.repeat
    limit = service.limits.get(operation.limit)
    return {
        "name": operation.name,
        "method": operation.method,
        "path": operation.path,
        "class": repeat.kind,
        "idempotency_key": repeat.field or None,
        "limit": operation.limit,
        "requests": f"{limit.requests} per {limit.per:g} s" if limit else None,
        "credits": operation.credits or None,
        "errors": list(operation.errors),
        "returns": operation.returns or None,
        "paged": operation.paging is not None,
        "public": operation.public,
        "provenance": "documented" if operation.documented else "inferred",
        "source": operation.source or None,
    }
