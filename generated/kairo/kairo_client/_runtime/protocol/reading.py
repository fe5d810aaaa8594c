"""How an answer is read: its own status and media type decide, among those that the document has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from ..facts import Operation
from ..transport.messages import AttemptResult
from ..util.server_text import media_type

ANYTHING = "*"
"""The type of an answer of which the document says nothing: JSON if it is JSON, else text, else bytes."""

STREAMED = "Stream"
"""The type, in `Operation.answers`, of an answer that only the method that streams can read."""

NO_CONTENT = frozenset({204, 205, 304})
"""Statuses of answers that never have content."""

LINES = re.compile(r"ndjson|jsonl|json-?lines|json-seq|stream\+json|x-json-stream")
"""Media types of many JSON values, one after another."""
_TEXT = re.compile(r"^text/|[/+](?:xml|yaml|x-yaml|javascript|graphql|csv|sql|html|toml|x-www-form-urlencoded)$")
_SYNTAX = re.compile(r"[/+](json|xml)$")


class Undocumented(ValueError):
    """The answer is whole, but not of the kind that was asked for."""


class Reading(NamedTuple):
    """How one answer is read."""

    type: str
    """The type of its value, as an annotation; empty: it has no content."""
    how: Literal["json", "text", "bytes", "nothing"]
    otherwise: Literal["", "text", "bytes", "nothing"] = ""
    """How it is read where it should be JSON and is not; empty: it is refused."""


NOTHING = Reading("", "nothing")


def reading_of(operation: Operation[Any], result: AttemptResult) -> Reading:
    """How *result*, a whole answer, is read: by its status and its media type.

    Raises:
        Undocumented: the document has no such answer.
    """
    if result.status in NO_CONTENT or operation.method == "HEAD":
        return NOTHING
    whole = operation.envelope or operation.returns
    if not operation.answers and whole not in ("bytes", "str", ANYTHING):
        return Reading(whole, "json") if whole else NOTHING
    name = media_type(result.headers.get("content-type", "")).name
    content = documented_content(operation, result.status)
    undescribed = not content
    if undescribed and result.body:  # content that should not be there is read where it can be, so that it is not lost
        content = _all_content(operation.answers)
    key = _covering(content, name)
    if undescribed and (key is None or content[key] == STREAMED):
        return NOTHING
    if key is None:
        return _undocumented(operation, content, name)
    kind = content[key]
    if kind == STREAMED:
        raise Undocumented(f"{name} where {expected(operation)} was expected; call the method that streams")
    if kind == ANYTHING and not name and operation.answers:
        return Reading(kind, "json", "bytes")
    how = _how(kind, name)
    if how == "text" and "*" in key and name and _raw(name) == "bytes":
        raise Undocumented(f"{name} where text was expected")
    # Of the same values in another format than JSON, what came is kept, and reported by `decode`.
    kept = how == "json" and "*" not in key and not is_json(name)
    return Reading(kind, how, "nothing" if undescribed else _raw(name) if kept else "")


def documented_content(operation: Operation[Any], status: int) -> Mapping[str, str]:
    """Media type → type, of the answers that have this *status*; of all where the document does not name the status."""
    answers = operation.answers
    if not answers:
        whole = operation.envelope or operation.returns
        return {"*/*" if whole == ANYTHING else media_type(operation.accept).name: whole}
    for key in (str(status), f"{status // 100}XX", "default"):
        if key in answers:
            return answers[key]
    return _all_content(answers)


def _all_content(answers: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    return {name: kind for content in reversed([*answers.values()]) for name, kind in content.items()}


def _covering(content: Mapping[str, str], name: str) -> str | None:
    """The documented media type or range that *name* belongs to, also by its syntax (``+json``); None: none."""
    syntax = _SYNTAX.search(name)
    for key in (name, f"{name.partition('/')[0]}/*", "*/*"):
        if key in content:
            return key
    return next((key for key in content if syntax and key.endswith(syntax[0][1:])), None)


def _undocumented(operation: Operation[Any], content: Mapping[str, str], name: str) -> Reading:
    """How an answer is read whose media type is none, or not in the document.

    Without a media type it may be JSON, else it is bytes (RFC 9110 8.3). With one, it may be JSON by another name, or
    what is read without a loss; a web page, or JSON, in place of another kind of file is neither.
    """
    json = next((kind for key, kind in content.items() if _how(kind, key) == "json"), "")
    raw: Literal["", "text", "bytes"] = (
        "bytes" if "bytes" in content.values() else "text" if "str" in content.values() else ""
    )
    if not name:
        if json:
            return Reading(json, "json", "bytes" if raw == "bytes" else "")
        if raw:
            return Reading("bytes" if raw == "bytes" else "str", raw)
    kinds = {*content.values()}
    if kinds == {"str"} and (is_json(name) or (_raw(name) == "text" and "html" not in name)):
        return Reading("str", _how("str", name))
    is_page = is_json(name) or "html" in name
    if kinds == {"bytes"} and not (is_page and all(_is_specific(key) for key in content)):
        return Reading("bytes", "bytes")
    if json:
        return Reading(json, "json")
    raise Undocumented(f"{name or 'no media type'} where {expected(operation)} was expected")


def _how(kind: str, name: str) -> Literal["json", "text", "bytes"]:
    """How an answer of media type *name* becomes a value of type *kind*."""
    if kind == "bytes":
        return "bytes"
    if kind == ANYTHING and not is_json(name):
        return _raw(name)
    return "text" if kind == "str" and not is_json(name) else "json"


def _raw(name: str) -> Literal["text", "bytes"]:
    return "text" if _TEXT.search(name) or LINES.search(name) else "bytes"


def _is_specific(name: str) -> bool:
    """Whether a media type says what is in the bytes."""
    return "*" not in name and name != "application/octet-stream" and not is_json(name)


def is_json(name: str) -> bool:
    """Whether *name* is a media type of one JSON value."""
    return "json" in name and not LINES.search(name)


def expected(operation: Operation[Any]) -> str:
    """The documented media types, in words."""
    rows = operation.answers.values()
    keys = [key for content in rows for key, kind in content.items() if kind != STREAMED]
    keys = keys or [media_type(operation.accept).name]
    return " or ".join(dict.fromkeys("JSON" if is_json(key) or "*" in key else key for key in keys))
