"""Which operation a request means, read from the same facts as the client's own calls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NamedTuple, TypeGuard
from urllib.parse import unquote

from ...facts import Follower, Operation, Service, Waiter
from ...registry import find

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Route(NamedTuple):
    """One operation, and how its path is recognised."""

    operation: Operation[Any]
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    """Of the placeholders, in order."""


class Facts(NamedTuple):
    """All that a package's resource modules say about its operations."""

    routes: tuple[Route, ...]
    waiters: tuple[Waiter[Any], ...]
    followers: tuple[Follower[Any], ...]


def gather(service: Service) -> Facts:
    """Every operation below the server's URL, and what is built on them."""
    operations = [find(service, name) for name in (*service.operations, *service.streams)]
    modules = dict.fromkeys(place.partition(":")[0] for place in service.operations.values())
    values: list[Any] = [
        value for name in modules for value in vars(import_module(f"{service.package}.{name}")).values()
    ]
    routes = [_route(one) for one in operations if one.path.startswith("/")]
    routes.sort(key=lambda one: [bool(_PLACEHOLDER.search(part)) for part in one.operation.path.split("/")])
    return Facts(
        tuple(routes),
        tuple(one for one in values if is_waiter(one)),
        tuple(one for one in values if is_follower(one)),
    )


def match(
    routes: Sequence[Route], method: str, path: str, accept: str = ""
) -> tuple[Operation[Any] | None, dict[str, str], list[str]]:
    """The operation, what its placeholders hold, and, when there is none, the methods that the path does have.

    Of several in one place, which answer in different ways, the first that gives what the caller would *accept*.
    """
    fitting: list[tuple[Operation[Any], dict[str, str]]] = []
    others: list[str] = []
    for operation, pattern, names in routes:
        found = pattern.fullmatch(path)
        if found and operation.method == method:
            fitting.append((operation, dict(zip(names, map(unquote, found.groups()), strict=True))))
        elif found:
            others.append(operation.method)
    if not fitting:
        return None, {}, others
    same = [one for one in fitting if one[0].path == fitting[0][0].path]
    return *next((one for one in same if one[0].accept == accept.partition(",")[0].strip()), same[0]), []


def is_waiter(value: object) -> TypeGuard[Waiter[Any]]:
    """Whether it tells when runs have ended."""
    return isinstance(value, Waiter)


def is_follower(value: object) -> TypeGuard[Follower[Any]]:
    """Whether it tells how logs are read."""
    return isinstance(value, Follower)


def _route(operation: Operation[Any]) -> Route:
    parts = _PLACEHOLDER.split(operation.path)
    pattern = "".join("([^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    return Route(operation, re.compile(pattern), tuple(parts[1::2]))
