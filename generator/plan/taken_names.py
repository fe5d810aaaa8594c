"""Names from facts that generated modules use for something else, or that every client and resource has."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from ..errors import FactsError
from ..runtime.resource import Resource
from ..specs.facts import Api
from .docs import ERRORS, STREAMS
from .docs import RUNTIME as EXPORTED
from .matching.error_classes import RUNTIME_ERRORS, error_name
from .resources.resources import CLIENT_IMPORTS, RUNTIME
from .text.imports import STDLIB
from .text.naming import CLIENT, DECORATORS

CLASSES = frozenset(
    {*dir(builtins), *STDLIB, *RUNTIME, *CLIENT_IMPORTS, *EXPORTED, *ERRORS, *RUNTIME_ERRORS, *STREAMS}
    | {"ClientError", "Discriminator", "Model", "OpenInt", "OpenStr"}
)
"""Names that generated modules import, or that are Python's own."""

RESOURCE = frozenset(name for name in dir(Resource) if not name.startswith("_")) | {"with_raw_response"}
"""Attributes of every resource."""


def is_taken(class_name: str) -> bool:
    """Whether a client of the name *class_name* would hide a class that its modules use."""
    return bool({class_name, f"Async{class_name}"} & CLASSES)


def refuse_taken_names(api: Api) -> None:
    """Raise `FactsError` for a name that would hide something else."""
    if is_taken(api.class_name):
        what = f"{api.class_name!r} is a class that the package uses itself"
        raise FactsError("class_name", what, f"use {api.class_name}Api")
    for index, one in enumerate(api.errors):
        if one.raises in CLASSES and one.raises != error_name(one.status):
            what = f"{one.raises!r} is a class that the package uses itself"
            raise FactsError(f"errors.{index}.raises", what, f"use {api.class_name}{one.raises}")
    for place, name in _methods(api):
        *resources, method = name.split(".")
        if resources[0] in CLIENT:
            raise FactsError(place, f"every client has an attribute {resources[0]!r}", f"use {resources[0]}_")
        if hidden := DECORATORS.intersection(resources):
            raise FactsError(place, f"{min(hidden)!r} would hide Python's own", f"use {min(hidden)}_")
        if taken := RESOURCE.intersection((*resources[1:], method)):
            raise FactsError(place, f"every resource has an attribute {min(taken)!r}", f"use {min(taken)}_")


def _methods(api: Api) -> Iterator[tuple[str, str]]:
    """(key of the facts, name) of each method that facts name."""
    for place, fact in api.operations.items():
        if fact.name:
            yield f"operations.{place}.name", fact.name
    for section, named in (("waiters", api.waiters), ("followers", api.followers)):
        for name in named:
            yield f"{section}.{name}", name
