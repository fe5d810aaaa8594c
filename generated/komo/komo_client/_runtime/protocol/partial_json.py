"""Finds the id in an answer that broke off: what was paid for must not be lost because its description was."""

from __future__ import annotations

import json
import re

_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([{}\[\]:,])|([^\s"{}\[\]:,]+))', re.DOTALL)


def salvage(body: bytes, unwrap: str = "") -> str | None:
    """The id in *body*, the beginning of a JSON document: ``id`` below *unwrap*, or ``id`` of the whole.

    None where it is not there to its last character. Ids of nested things are not taken for it.
    """
    text = body.decode("utf-8", "ignore")
    found: dict[tuple[str, ...], str] = {}
    path: list[str] = []  # keys of the open objects and arrays, from outside in
    key = last = ""
    position = 0
    while match := _TOKEN.match(text, position):
        position = match.end()
        string, mark, bare = match.groups()
        if mark is None:
            last = string or (bare if bare.isdigit() and position < len(text) else "")  # a last number may go on
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
