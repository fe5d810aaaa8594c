"""Operation ids: one valid, unique, readable identifier for each operation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from ..documents.json_values import is_object, mapping
from ..documents.pointers import pointer_to
from .names import Pool, attribute
from .references import SourceDocument

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


@frozen(kw_only=True)
class LocatedOperation:
    """An operation with its path, method, path item and pointers."""

    path: str
    method: str
    operation: Mapping[str, Any]
    item: Mapping[str, Any]
    """The path item around it."""
    pointer: str
    item_pointer: str
    paths_pointer: str
    """Pointer through ``paths``, also where the path item is a reference."""


def located_operations(source: SourceDocument, section: str = "paths") -> Iterator[LocatedOperation]:
    """Every operation below *section*, in document order, references followed."""
    for path, raw in mapping(source.document.get(section)).items():
        if path.startswith("x-"):
            continue
        written = pointer_to(section, path)
        item, item_pointer = source.follow(raw, written)
        item = {**item, **{k: v for k, v in mapping(raw).items() if k != "$ref"}} if is_object(item) else {}
        extra = mapping(item.get("additionalOperations"))
        for method, value in [*((m, item.get(m)) for m in METHODS), *extra.items()]:
            if is_object(value):
                place = item_pointer + pointer_to(
                    *(("additionalOperations",) if item.get(method) is not value else ()), method
                )
                operation, pointer = source.follow(value, place)
                if is_object(operation):
                    yield LocatedOperation(
                        path=path, method=method, operation=operation, item=item, pointer=pointer,
                        item_pointer=item_pointer, paths_pointer=written + pointer_to(method),
                    )  # fmt: skip


def identify(found: Iterable[LocatedOperation]) -> dict[str, str]:
    """Place of each operation → its identifier: the author's, shortened where a framework padded it."""
    places = list(found)
    short = {site.paths_pointer: _own_name(site) for site in places}
    shared = Counter(short.values())
    pool = Pool("_", folded=True)
    result: dict[str, str] = {}
    for site in places:
        name = short[site.paths_pointer]
        if shared[name] > 1 and name != _raw_name(site):
            name = _identifier(f"{name} {_path_words(site)}")
        result[site.paths_pointer] = pool.take(name)
    return result


def _identifier(raw: str) -> str:
    return attribute(raw, "operation", frozenset())


def _raw_name(site: LocatedOperation) -> str:
    said = site.operation.get("operationId")
    return _identifier(said) if isinstance(said, str) and said.strip() else ""


def _own_name(site: LocatedOperation) -> str:
    said = site.operation.get("operationId")
    if not isinstance(said, str) or not said.strip():
        return _identifier(f"{site.method} {_path_words(site)}")
    return _identifier(_without_route(said, site))


def _without_route(said: str, site: LocatedOperation) -> str:
    """FastAPI appends path and method to the function's name: ``list_accounts_api_crm_accounts_get``."""
    tail = re.sub(r"\W", "_", site.path) + "_" + site.method
    if said.endswith(tail) and len(said) > len(tail):
        return said[: -len(tail)]
    # The route may have been moved after the id was made; a version in the middle gives it away all the same.
    return re.sub(rf"(?<=\w)_(?:api_)?v\d+_\w+_{site.method}$", "", said)


def _path_words(site: LocatedOperation) -> str:
    """The nouns of the path, then what it is selected by: ``/users/{id}/keys`` → ``users keys by id``."""
    path = site.path.split("?")[0].split("#")[0]
    nouns = re.sub(r"\{[^{}]*\}", " ", re.sub(r"^(/(api|v\d+)(?=/))+", "", path))
    chosen = " ".join(re.findall(r"\{([^{}]*)\}", path))
    return f"{nouns} by {chosen}" if chosen else nouns if nouns.strip("/ ") else "root"
