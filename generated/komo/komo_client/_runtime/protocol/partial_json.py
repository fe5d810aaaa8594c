"""Finds the id in a truncated response, so that what a call created can be found although its description is lost."""

from __future__ import annotations

import re

from ..util.server_text import InvalidJSON, encodable, parse_json

MOST_SEARCHED = 1 << 20
"""Bytes of an answer that are looked at."""

MOST_TOKENS = 50_000
"""Words and marks of an answer that are looked at: a call that is out of time ends soon after."""

# Possessive: a long text without its end must neither be read twice nor be remembered character by character.
_TOKEN = re.compile(r'\s*+(?:("(?:[^"\\]++|\\.)*+")|([{}\[\]:,])|([^\s"{}\[\]:,]++))', re.DOTALL)


def find_id(body: bytes, unwrap: str = "") -> str | None:
    """The id in *body*, the start of a JSON document: ``id`` of the object called *unwrap*, or of the whole document.

    None unless all of its characters are there, near the start. Ids of other nested objects are ignored.
    """
    text = body[:MOST_SEARCHED].decode("utf-8", "ignore")
    found: dict[tuple[str, ...], str] = {}
    path: list[str] = []  # keys of the open objects and arrays, outermost first
    key = last = ""
    position = 0
    for _ in range(MOST_TOKENS):
        match = _TOKEN.match(text, position)
        if match is None:
            break
        position = match.end()
        string, mark, bare = match.groups()
        if mark is None:
            whole = bare and bare.isascii() and bare.isdigit() and position < len(text)  # a final number may be cut off
            last = string or (bare if whole else "")
            if key == "id" and last and len(path) <= 2:
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
        text = str(parse_json(token))
    except InvalidJSON:
        return token[1:-1]
    return text if encodable(text) == text else token[1:-1]
