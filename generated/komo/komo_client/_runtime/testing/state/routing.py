"""Routes of a fake server: the operation of a request, from the same facts as the client's calls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple, TypeGuard
from urllib.parse import unquote

from ...facts import Follower, Operation, Service, Waiter
from ...protocol.endpoints import PLACEHOLDER
from ...registry import find


class Route(NamedTuple):
    """One operation and the pattern of its path."""

    operation: Operation[Any]
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    """Names of the placeholders, in order."""


class RouteLookup(NamedTuple):
    """Result of `match_route`."""

    operation: Operation[Any] | None
    parameters: dict[str, str]
    """Placeholder → its value."""
    allowed: list[str]
    """Methods of the path, when no operation has the request's method."""


class ServiceFacts(NamedTuple):
    """All facts about operations that a package's resource modules have."""

    routes: tuple[Route, ...]
    waiters: tuple[Waiter[Any], ...]
    followers: tuple[Follower[Any], ...]


def load_facts(service: Service) -> ServiceFacts:
    """The facts of every operation whose path is below the server's URL."""
    operations = [find(service, name) for name in (*service.operations, *service.streams)]
    modules = dict.fromkeys(location.partition(":")[0] for location in service.operations.values())
    values: list[Any] = [
        value for name in modules for value in vars(import_module(f"{service.package}.{name}")).values()
    ]
    routes = [_route(operation) for operation in operations if operation.path.startswith("/")]
    # Constant segments before placeholders: `/runs/latest` before `/runs/{id}`.
    routes.sort(key=lambda route: [bool(PLACEHOLDER.search(part)) for part in route.operation.path.split("/")])
    return ServiceFacts(
        tuple(routes),
        tuple(value for value in values if is_waiter(value)),
        tuple(value for value in values if is_follower(value)),
    )


def match_route(routes: Sequence[Route], method: str, path: str, accept: str = "") -> RouteLookup:
    """Find the operation of *method* and *path*.

    Where several operations differ only in the media type of their response, *accept* selects one, else the first is
    returned.
    """
    matches: list[tuple[Operation[Any], dict[str, str]]] = []
    allowed: list[str] = []
    for operation, pattern, names in routes:
        found = pattern.fullmatch(path)
        if found and operation.method == method:
            matches.append((operation, dict(zip(names, map(unquote, found.groups()), strict=True))))
        elif found:
            allowed.append(operation.method)
    if not matches:
        return RouteLookup(None, {}, allowed)
    media_type = accept.partition(",")[0].strip()
    same_path = [one for one in matches if one[0].path == matches[0][0].path]
    chosen = next((one for one in same_path if one[0].accept.partition(",")[0] == media_type), same_path[0])
    return RouteLookup(*chosen, [])


def is_waiter(value: object) -> TypeGuard[Waiter[Any]]:
    """Whether *value* is a waiter."""
    return isinstance(value, Waiter)


def is_follower(value: object) -> TypeGuard[Follower[Any]]:
    """Whether *value* is a follower of logs."""
    return isinstance(value, Follower)


def _route(operation: Operation[Any]) -> Route:
    parts = PLACEHOLDER.split(operation.path)
    pattern = "".join("([^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    return Route(operation, re.compile(pattern), tuple(parts[1::2]))
