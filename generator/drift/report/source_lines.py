"""Line numbers of JSON pointers in the text of a document, found in one pass over its tokens."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import yaml
from attrs import define, field

from ...documents.pointers import parts_of

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOKEN: Final = re.compile(r'"[^"\\]*+(?:\\.?+[^"\\]*+)*+"?+|[{}\[\],]|[^\s"{}\[\],:]++', re.DOTALL)


@define(eq=False)
class _WantedPointer:
    """A pointer whose line is wanted, or that leads to one; *line* is 0 until it is found."""

    below: dict[str, _WantedPointer] = field(factory=dict[str, "_WantedPointer"])
    line: int = 0


def lines(text: str, pointers: Iterable[str]) -> dict[str, int]:
    """Pointer → line, counted from 1; for pointers that do not exist, the line of the nearest ancestor that does."""
    asked = {pointer: _spellings(pointer) for pointer in pointers}
    root = _WantedPointer(line=1)
    for parts in (parts for spellings in asked.values() for parts in spellings):
        pointer = root
        for part in parts:
            pointer = pointer.below.setdefault(part, _WantedPointer())
    if root.below:
        (_find_in_json if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else _find_in_yaml)(text, root)
    return {pointer: max(_nearest(root, parts) for parts in spellings) for pointer, spellings in asked.items()}


def _spellings(pointer: str) -> tuple[list[str], ...]:
    """The keys of *pointer*; also with decoded braces, because URI fragments encode them."""
    plain = parts_of(pointer)
    decoded = [part.replace("%7B", "{").replace("%7D", "}") for part in plain]
    return (plain, decoded) if decoded != plain else (plain,)


def _nearest(root: _WantedPointer, parts: Iterable[str]) -> int:
    pointer = root
    for part in parts:
        if not pointer.below[part].line:
            break
        pointer = pointer.below[part]
    return pointer.line


@define(eq=False)
class _Container:
    """An object or array around the current token, if it leads to a wanted pointer."""

    pointer: _WantedPointer
    index: int = -1
    """The index of the current item of an array; -1 in an object."""
    key: str | None = None


def _find_in_json(text: str, root: _WantedPointer) -> None:
    stack: list[_Container] = []
    pointer: _WantedPointer | None = root
    """The pointer of the next value, if it is wanted."""
    depth, line, counts_text = 0, 1, 0
    for match in _TOKEN.finditer(text):
        token, start = match[0], match.start()
        first = token[0]
        if depth:  # inside a value that leads to no wanted pointer
            depth += (first in "{[") - (first in "}]")
            continue
        container = stack[-1] if stack else None
        if first in "}]":
            if stack:
                stack.pop()
            pointer = None
            continue
        if first == ",":
            if container is not None:
                container.key, container.index = None, container.index + (container.index >= 0)
            continue
        if container is not None and (container.index >= 0 or container.key is None):
            name = str(container.index) if container.index >= 0 else _unquoted(token)
            pointer = container.pointer.below.get(name)
            if pointer is not None:
                line, counts_text = line + text.count("\n", counts_text, start), start
                pointer.line = line
            if container.index < 0:
                container.key = name
                continue
        if first in "{[":
            if pointer is None or not pointer.below:
                depth = 1
            else:
                stack.append(_Container(pointer, index=0 if first == "[" else -1))
        pointer = None


def _unquoted(token: str) -> str:
    if "\\" not in token:
        return token.strip('"')
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token


def _find_in_yaml(text: str, root: _WantedPointer) -> None:
    stack: list[_Container | None] = []
    pointer: _WantedPointer | None = root
    for event in _events(text):
        kind: Any = event.__class__
        container = stack[-1] if stack else None
        if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            stack.pop()
            _end_value(stack)
            continue
        if kind not in (yaml.ScalarEvent, yaml.AliasEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent):
            continue
        opens = kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent)
        if container is not None and container.index < 0 and container.key is None and not opens:
            key = event.value if kind is yaml.ScalarEvent else ""
            container.key = key
            _set_line(container.pointer.below.get(key), event)
            continue
        if container is not None:
            name = str(container.index) if container.index >= 0 else container.key or ""
            pointer = container.pointer.below.get(name)
            if container.index >= 0:
                _set_line(pointer, event)
        elif stack:
            pointer = None
        if opens:
            leads_further = pointer is not None and pointer.below
            stack.append(
                _Container(pointer, 0 if kind is yaml.SequenceStartEvent else -1) if leads_further and pointer else None
            )
        else:
            _end_value(stack)


def _set_line(pointer: _WantedPointer | None, event: Any) -> None:
    if pointer is not None:
        pointer.line = event.start_mark.line + 1


def _end_value(stack: list[_Container | None]) -> None:
    """Advance the surrounding container to its next key or item."""
    if stack and (container := stack[-1]) is not None:
        container.key, container.index = None, container.index + (container.index >= 0)


def _events(text: str) -> Iterator[Any]:
    """The events of the YAML parser, up to the first error in *text*."""
    try:
        yield from yaml.parse(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return
