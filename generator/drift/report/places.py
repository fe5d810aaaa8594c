"""Where in a document's text its pointers lead: one pass over its tokens, no parsing of what nobody asked for."""

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
class _Wanted:
    """A place that is asked for, or leads to one; its line once it is found."""

    below: dict[str, _Wanted] = field(factory=dict[str, "_Wanted"])
    line: int = 0


def lines(text: str, pointers: Iterable[str]) -> dict[str, int]:
    """The line of each of *pointers*, counted from 1; where one leads nowhere, that of the nearest place above it."""
    asked = {pointer: _spellings(pointer) for pointer in pointers}
    root = _Wanted(line=1)
    for parts in (parts for spellings in asked.values() for parts in spellings):
        place = root
        for part in parts:
            place = place.below.setdefault(part, _Wanted())
    if root.below:
        (_in_json if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else _in_yaml)(text, root)
    return {pointer: max(_nearest(root, parts) for parts in spellings) for pointer, spellings in asked.items()}


def _spellings(pointer: str) -> tuple[list[str], ...]:
    """The keys of *pointer*, and what they are if it was the fragment of an address, where braces are escaped."""
    plain = parts_of(pointer)
    decoded = [part.replace("%7B", "{").replace("%7D", "}") for part in plain]
    return (plain, decoded) if decoded != plain else (plain,)


def _nearest(root: _Wanted, parts: Iterable[str]) -> int:
    place = root
    for part in parts:
        if not place.below[part].line:
            break
        place = place.below[part]
    return place.line


@define(eq=False)
class _Open:
    """An object or list that the pass is in; None is one that leads to nothing wanted."""

    wanted: _Wanted
    index: int = -1
    """Of the item in a list; -1 in an object."""
    key: str | None = None


def _in_json(text: str, root: _Wanted) -> None:
    stack: list[_Open] = []
    place: _Wanted | None = root
    """Where the next value stands, if it is wanted."""
    depth, line, counted = 0, 1, 0
    for match in _TOKEN.finditer(text):
        token, start = match[0], match.start()
        first = token[0]
        if depth:  # inside a value that nobody asked for
            depth += (first in "{[") - (first in "}]")
            continue
        here = stack[-1] if stack else None
        if first in "}]":
            if stack:
                stack.pop()
            place = None
            continue
        if first == ",":
            if here is not None:
                here.key, here.index = None, here.index + (here.index >= 0)
            continue
        if here is not None and (here.index >= 0 or here.key is None):
            name = str(here.index) if here.index >= 0 else _unquoted(token)
            place = here.wanted.below.get(name)
            if place is not None:
                line, counted = line + text.count("\n", counted, start), start
                place.line = line
            if here.index < 0:
                here.key = name
                continue
        if first in "{[":
            if place is None or not place.below:
                depth = 1
            else:
                stack.append(_Open(place, index=0 if first == "[" else -1))
        place = None


def _unquoted(token: str) -> str:
    if "\\" not in token:
        return token.strip('"')
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token


def _in_yaml(text: str, root: _Wanted) -> None:
    stack: list[_Open | None] = []
    place: _Wanted | None = root
    for event in _events(text):
        kind: Any = event.__class__
        here = stack[-1] if stack else None
        if kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            stack.pop()
            _done(stack)
            continue
        if kind not in (yaml.ScalarEvent, yaml.AliasEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent):
            continue
        opens = kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent)
        if here is not None and here.index < 0 and here.key is None and not opens:
            key = event.value if kind is yaml.ScalarEvent else ""
            here.key = key
            _mark(here.wanted.below.get(key), event)
            continue
        if here is not None:
            name = str(here.index) if here.index >= 0 else here.key or ""
            place = here.wanted.below.get(name)
            if here.index >= 0:
                _mark(place, event)
        elif stack:
            place = None
        if opens:
            leads = place is not None and place.below
            stack.append(_Open(place, 0 if kind is yaml.SequenceStartEvent else -1) if leads and place else None)
        else:
            _done(stack)


def _mark(place: _Wanted | None, event: Any) -> None:
    if place is not None:
        place.line = event.start_mark.line + 1


def _done(stack: list[_Open | None]) -> None:
    """A value is complete: on to the next key or item of what it stood in."""
    if stack and (here := stack[-1]) is not None:
        here.key, here.index = None, here.index + (here.index >= 0)


def _events(text: str) -> Iterator[Any]:
    """The events of the YAML parser, as far as *text* is YAML."""
    try:
        yield from yaml.parse(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return
