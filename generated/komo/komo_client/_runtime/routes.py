"""Which documented operation a method and a path belong to."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, NamedTuple

from .describe import find
from .facts import Operation, Service

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


class Match(NamedTuple):
    """An operation, and what stands in its path's placeholders."""

    operation: Operation[Any]
    values: tuple[str, ...]


class Routes:
    """The operations of *service* by method and path."""

    def __init__(self, service: Service) -> None:
        self._known: defaultdict[str, list[tuple[re.Pattern[str], Operation[Any]]]] = defaultdict(list)
        operations = [find(service, name) for name in service.operations]
        for operation in sorted(operations, key=lambda one: one.path.count("{")):  # `/runs/latest` before `/runs/{id}`
            pattern = "([^/]+)".join(map(re.escape, _PLACEHOLDER.split(operation.path)))
            self._known[operation.method].append((re.compile(pattern), operation))

    def find(self, method: str, path: str) -> Match | None:
        """The operation that *path*, below the base URL and perhaps with a query, calls; None: no documented one."""
        path = path.partition("?")[0]
        for pattern, operation in self._known.get(method, ()):
            if match := pattern.fullmatch(path):
                from urllib.parse import unquote

                return Match(operation, tuple(map(unquote, match.groups())))
        return None
