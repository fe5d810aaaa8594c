"""The operations that a page names: METHOD /path in text, commands and programs, or a method badge beside a path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from .blocks import Block

METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_METHOD: Final = "|".join(METHODS)
_WHERE: Final = r"(?:https?://[^\s`\"'<>|\\]+|/[A-Za-z0-9_{:<$\[][^\s`\"'|\\]*)"
_NAMED: Final = re.compile(rf"\b({_METHOD})\b`?[\s:|]+`?({_WHERE})")
_SPLIT: Final = re.compile(rf"`?({_METHOD})`?[\s:]+`?((?:\s*/\s*[\w{{}}:<>.$-]+){{2,}})`?")
"""A method and a path with spaces between its segments, as the only text of a block."""
_CALLED: Final = re.compile(
    rf"\b(?:\w*client|\w*session|requests|httpx|axios|http|api)\.(get|post|put|patch|delete)\(\s*[a-z]?[\"'`]({_WHERE})",
    re.IGNORECASE,
)
_FETCHED: Final = re.compile(rf"\bfetch\(\s*[\"'`]({_WHERE})[\"'`]\s*(?:,\s*\{{(.*?)\}}\s*\))?", re.DOTALL)
_CURL: Final = re.compile(r"\bcurl\b(?:[^\n\\]|\\\n|\\.|'[^']*'|\"[^\"]*\")*")
_CURL_METHOD: Final = re.compile(rf"(?:-X|--request)[ =]*[\"']?({_METHOD})\b")
_CURL_URL: Final = re.compile(r"[\"']?(https?://[^\s\"'\\]+)")
_BADGE: Final = re.compile(rf"`?({_METHOD}|DEL)`?", re.IGNORECASE)
_BADGES: Final = re.compile(rf"`?(?:{_METHOD}|DEL)(?:`?\s*[,/|&]?\s*`?(?:{_METHOD}|DEL))*`?", re.IGNORECASE)
_PATH_ALONE: Final = re.compile(r"`?((?:https?://[\w.-]+)?(?:\s*/\s*[\w{}:<>\-.$\[\]]+)+/?)`?")


def endpoints(blocks: Sequence[Block]) -> Iterator[tuple[Literal["endpoint"], str, str]]:
    """Each operation named in *blocks*, as a method and a path or URL."""
    badge = ""
    for block in blocks:
        for method, place in _in(block):
            yield "endpoint", f"{method.upper()} {_trimmed(place)}", ""
        alone = _PATH_ALONE.fullmatch(block.text)
        if badge and alone:
            yield "endpoint", f"{badge} {_trimmed(''.join(alone[1].split()))}", ""
        found = _BADGE.fullmatch(block.text)
        badge = _method(found[1]) if found else ""


def _in(block: Block) -> Iterator[tuple[str, str]]:
    text = block.text
    if split := _SPLIT.fullmatch(text):
        yield split[1], "".join(split[2].split())
        return
    for piece in block.cells or (text,):
        yield from _NAMED.findall(piece)
    if block.kind == "row":
        yield from _cells(block.cells)
    if block.kind != "code":
        return
    yield from _CALLED.findall(text)
    for place, options in _FETCHED.findall(text):
        method = re.search(rf"method[\"']?:\s*[\"']({_METHOD})", options, re.IGNORECASE)
        yield method[1] if method else "GET", place
    for command in _CURL.findall(text):
        url = _CURL_URL.search(re.sub(r"(?:-H|--header)[ =]+(?:'[^']*'|\"[^\"]*\")", " ", command))
        if url and re.search(r"https?://[^/]+/.", url[1]):
            method = _CURL_METHOD.search(command)
            sends = re.search(r"\s(?:-d|--data\S*|-F|--form|--json)[ =]", command)
            yield method[1] if method else "POST" if sends else "GET", url[1]


def _cells(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The operations of a row that has methods and a path in separate cells."""
    methods = [re.findall(r"\w+", cell) for cell in cells if _BADGES.fullmatch(cell.strip())]
    paths = [found[1] for cell in cells if (found := _PATH_ALONE.fullmatch(cell.strip()))]
    if len(methods) == 1 and len(paths) == 1:
        yield from ((_method(method), paths[0]) for method in methods[0])


def _method(badge: str) -> str:
    return "DELETE" if badge.upper() == "DEL" else badge.upper()


def _trimmed(place: str) -> str:
    """*place* without its query and the punctuation after it."""
    place = place.partition("?")[0].partition("#")[0].rstrip(".,;:!\"'*_")
    for opening, closing in ("()", "[]", "{}"):
        while place.endswith(closing) and place.count(closing) > place.count(opening):
            place = place[:-1]
    return place.rstrip("/") or "/"
