"""Documents as nobody should write them: small valid ones, changed in places and ways that bytes choose.

Whoever supplies the bytes decides how clever that is: hypothesis in the suite, a coverage-guided fuzzer in `make fuzz`.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from generator.documents.json_values import is_array, is_container, is_object

NASTY: tuple[Any, ...] = (
    None, True, False, 0, -1, 5, 1.5, 10**30, "", "x", "null", "__init__", "../../x", "CON", "class", "{id}", "a" * 300,
    "\u202eevil", "a\x00b", "{{ 7*7 }}", "{% raw %}", '"""', "\\", "\n", "'); import os #", "a/b~c%41", "ｆｕｌｌ", "é",
    "#", "#/", "#/components/schemas/Thing", "#/paths", "#/components/schemas/Thing/allOf/0",
    "other.yaml#/x", "https://example.com/x.yaml", "string", "object", "array", "integer", "file", "query", "path",
    "header", "cookie", "multipart/form-data", "text/event-stream", "application/x-ndjson", "deepObject", "matrix",
    [], {}, [None], [5], [[]], [{}], {"": {}}, {"x": None}, {"x": 5}, {"$ref": 5}, {"$ref": "#"}, {"$ref": ""},
    {"$ref": "#/components/schemas/Thing"}, {"$ref": "#/components/schemas/Nothing"}, {"type": "array"},
    {"type": ["string", "null"]}, {"type": {}}, {"allOf": 5}, {"oneOf": [{"$ref": "#/components/schemas/Thing"}]},
    {"enum": [None, 1, "1", 1.0, True]}, {"const": {}}, {"not": {}}, {"discriminator": {"propertyName": "kind"}},
    {"additionalProperties": {"type": "integer"}}, {"nullable": "yes"}, {"required": True},
)  # fmt: skip

KEYS = (
    "", "x-y", "$ref", "allOf", "oneOf", "anyOf", "type", "enum", "const", "items", "properties", "required", "default",
    "additionalProperties", "discriminator", "nullable", "format", "parameters", "responses", "requestBody", "content",
    "schema", "servers", "security", "tags", "callbacks", "links", "headers", "style", "explode", "name", "in", "200",
    "default", "2XX", "get", "x-provenance", "encoding", "examples", "example", "itemSchema", "not", "$defs", "title",
    "description", "deprecated", "readOnly", "mapping", "propertyName", "variables", "url", "flows", "scheme",
)  # fmt: skip


class Choices:
    """Numbers out of bytes; zeros when they have run out."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def below(self, limit: int) -> int:
        """A number from 0 to *limit* - 1."""
        piece = self._data[self._at : self._at + 2]
        self._at += 2
        return int.from_bytes(piece, "little") % limit if limit else 0


def mutated(seeds: tuple[dict[str, Any], ...], data: bytes) -> dict[str, Any]:
    """One of *seeds*, changed as *data* says: six bytes or so for each change."""
    choices = Choices(data)
    document = copy.deepcopy(seeds[choices.below(len(seeds))])
    while choices:
        places = list(_places(document))
        holder, key = places[choices.below(len(places))]
        CHANGES[choices.below(len(CHANGES))](holder, key, places, choices)
    return document


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """(container, key or index) of everything below *node*, in order."""
    waiting = [node]
    while waiting:
        holder = waiting.pop()
        for key in list(holder) if is_object(holder) else range(len(holder)):
            yield holder, key
            if is_container(holder[key]):
                waiting.append(holder[key])


def _replace(holder: Any, key: Any, _: list[Any], choices: Choices) -> None:
    holder[key] = copy.deepcopy(NASTY[choices.below(len(NASTY))])


def _remove(holder: Any, key: Any, _: list[Any], __: Choices) -> None:
    if is_array(holder) or len(holder) > 1:
        del holder[key]
        if is_array(holder) and not holder:
            holder.append(None)


def _rename(holder: Any, key: Any, _: list[Any], choices: Choices) -> None:
    if is_object(holder):
        names = [one for one in NASTY if isinstance(one, str)] + list(KEYS)
        holder[names[choices.below(len(names))]] = holder.pop(key)


def _add(holder: Any, key: Any, _: list[Any], choices: Choices) -> None:
    inner = holder[key] if is_object(holder[key]) else holder
    if is_object(inner):
        inner[KEYS[choices.below(len(KEYS))]] = copy.deepcopy(NASTY[choices.below(len(NASTY))])


def _copy(holder: Any, key: Any, places: list[Any], choices: Choices) -> None:
    """What stands elsewhere stands here, too; a copy, so that documents stay trees."""
    other, where = places[choices.below(len(places))]
    holder[key] = copy.deepcopy(other[where])


CHANGES: tuple[Callable[[Any, Any, list[Any], Choices], None], ...] = (
    _replace,
    _replace,
    _remove,
    _rename,
    _add,
    _copy,
)
