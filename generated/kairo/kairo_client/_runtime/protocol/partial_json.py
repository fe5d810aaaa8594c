"""Finds the id in a truncated response, so that what a call created can be found although its description is lost."""

from __future__ import annotations

import json
import re

_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([{}\[\]:,])|([^\s"{}\[\]:,]+))', re.DOTALL)


def find_id(body: bytes, unwrap: str = "") -> str | None:
    """The id in *body*, the start of a JSON document: ``id`` of the object called *unwrap*, or of the whole document.

    None unless all of its characters are there. Ids of other nested objects are ignored.
    """
    text = body.decode("utf-8", "ignore")
    found: dict[tuple[str, ...], str] = {}
    path: list[str] = []  # keys of the open objects and arrays, outermost first
    key = last = ""
    position = 0
    while match := _TOKEN.match(text, position):
        position = match.end()
        string, mark, bare = match.groups()
        if mark is None:
            last = string or (bare if bare.isdigit() and position < len(text) else "")  # a final number may be cut off
            if key == "id" and last:
                found.setdefault((*path, key), _text(last))
        elif mark == ":":
            key = _text(last)
        elif mark in "{[":
            path.append(key)
            key = ""
        else:
            key = ""
            if mark in "}]" and path:
                path.pop()
    return (unwrap and found.get(("", unwrap, "id"))) or found.get(("", "id"))


def _text(token: str) -> str:
    if not token.startswith('"'):
        return token
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token[1:-1]
