"""Finds operations: by their name, or by the method and path of a request."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

from .errors import ConfigurationError
from .facts import DEFAULT_REPEAT, Operation, Plan, Service, Waiter, once
from .protocol.endpoints import PLACEHOLDER
from .protocol.headers import caller_headers, is_token
from .protocol.request import Given
from .protocol.response import ANYTHING
from .util.typeguards import is_mapping
from .util.unset import UNSET


class RouteMatch(NamedTuple):
    """An operation, and the values of its path's placeholders."""

    operation: Operation[Any]
    values: tuple[str, ...]


class Routes:
    """The operations of *service* by method and path."""

    def __init__(self, service: Service) -> None:
        self._known: defaultdict[str, list[tuple[re.Pattern[str], Operation[Any]]]] = defaultdict(list)
        operations = [find(service, name) for name in service.operations]
        for operation in sorted(operations, key=lambda one: one.path.count("{")):  # `/runs/latest` before `/runs/{id}`
            pattern = "([^/]+)".join(map(re.escape, PLACEHOLDER.split(operation.path)[::2]))
            self._known[operation.method].append((re.compile(pattern), operation))

    def find(self, method: str, path: str) -> RouteMatch | None:
        """The operation that *path*, below the base URL and perhaps with a query, calls; None: no documented one."""
        path = path.partition("?")[0]
        for pattern, operation in self._known.get(method, ()):
            if match := pattern.fullmatch(path):
                from urllib.parse import unquote

                return RouteMatch(operation, tuple(map(unquote, match.groups())))
        return None


def waiters_by_resource(service: Service) -> Mapping[str, Waiter[Any]]:
    """Resource → the waiter whose states tell whether the runs in its answers have ended."""
    found: dict[str, Waiter[Any]] = {}
    for name, location in service.waiters.items():
        waiter: Waiter[Any] = resolve(service, location)
        operations = [one.name for one in (waiter.retrieve, waiter.cancel, waiter.list) if one is not None]
        found.update((resource_of(one), waiter) for one in (name, *operations))
    return found


def resource_of(operation: str) -> str:
    """The resource of the *operation* called so: ``tasks.runs`` of ``tasks.runs.create``."""
    return operation.rpartition(".")[0]


def ad_hoc_operation(
    routes: Routes,
    base_url: str,
    method: str,
    path: str,
    query: Mapping[str, Any] | None,
    json: Any,
    content: bytes | str | None,
    headers: Mapping[str, str] | None,
) -> tuple[Operation[Any], Given]:
    """The operation that *method* and *path* call, documented or not, and its arguments.

    A documented one gives its name, its credentials, and what protects the caller: repeat class, rate limit, slot.

    Raises:
        ConfigurationError: an argument cannot be sent.
    """
    if not is_token(method) or method.upper() == "CONNECT":
        raise ConfigurationError(f"method: expected one such as GET or POST, got {method!r}")
    place: Any = path
    if not isinstance(place, str):
        raise ConfigurationError(f"path: expected text, got {type(place).__name__}")
    if query is not None and not is_mapping(query):
        raise ConfigurationError(f"query: expected a mapping of names to values, got {type(query).__name__}")
    if content is not None and json is not UNSET:
        raise ConfigurationError("json, content: both are the body; give one of them")
    method = method.upper()
    known_headers = None if headers is None else caller_headers(headers, "headers")
    # *content* is sent as it is, whatever its type; JSON may be asked for as a form
    media_type = (known_headers or {}).get("content-type", "") if content is None else ""
    usual = "application/json" if content is None else "application/octet-stream"
    operation: Operation[Any] = Operation(
        "request",
        method,
        path if path.startswith("/") or "://" in path else f"/{path}",
        DEFAULT_REPEAT.get(method, once),
        returns=ANYTHING,
        content=media_type or usual,
    )
    body = json if content is None else content
    given = Given(query=query, headers=known_headers, body=body)
    match = routes.find(method, operation.path.removeprefix(base_url))
    if match is None:
        return operation, given
    like, repeat = match.operation, match.operation.repeat
    if repeat.kind == "keyed" and repeat.location == "body" and not (body is UNSET or is_mapping(body)):
        repeat = operation.repeat  # there is no field to put the key in
    known = operation._replace(
        name=like.name,
        repeat=repeat,
        limit=like.limit,
        slot=like.slot,
        public=like.public,
        security=like.security,
        server=like.server,
    )
    return known, given._replace(path=match.values)


def find(service: Service, name: str) -> Operation[Any]:
    """The operation called *name*; raises KeyError."""
    location = service.operations.get(name) or service.streams.get(name)
    if location is None:
        near = [known for known in service.operations if name.rpartition(".")[2] in known]
        raise KeyError(f"no operation is called {name!r}; known: {', '.join(near or service.operations)}")
    operation: Operation[Any] = resolve(service, location)
    return operation


def resolve(service: Service, location: str) -> Any:
    """The value at *location*, ``module:CONSTANT`` below the package."""
    module, _, constant = location.partition(":")
    return getattr(import_module(f"{service.package}.{module}"), constant)


def describe_package(service: Service, plan: Plan) -> dict[str, Any]:
    """The package, the runtime that is in it, and the facts of all operations, as JSON values."""
    from .util.source_hash import installed_runtime

    return {
        "package": service.package,
        "version": service.version,
        "runtime": installed_runtime(),
        "document_sha256": service.document_sha256,
        "operations": [describe(service, name, plan) for name in service.operations],
    }


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
