"""From the bytes of a successful answer to the value that the operation returns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..diagnostics.drift import Misfit
from ..facts import Operation
from ..transport.messages import AttemptResult
from ..util.server_text import InvalidJSON, JSONTooDeep, decode_text, media_type, parse_json
from ..util.typeguards import is_object

if TYPE_CHECKING:
    from ..codec.codec import Codec


ANYTHING = "*"
"""The type of an answer of which the document says nothing: JSON if it is JSON, else text, else bytes."""

STREAMED = "Stream"
"""The type, in `Operation.answers`, of an answer that only the method that streams can read."""

NO_CONTENT = frozenset({204, 205})
"""Statuses of answers that never have content."""

LINES = re.compile(r"ndjson|jsonl|json-?lines|json-seq|stream\+json|x-json-stream")
"""Media types of many JSON values, one after another."""
_TEXT = re.compile(r"^text/|[/+](?:xml|yaml|x-yaml|javascript|graphql|csv|sql|html|toml|x-www-form-urlencoded)$")
_SYNTAX = re.compile(r"[/+](json|xml)$")


class Unreadable(ValueError):
    """The answer is damaged: it should be JSON, and ends too early or is empty."""


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


def parse(operation: Operation[Any], result: AttemptResult) -> Any:
    """The JSON (or text, or bytes) of a complete 2xx; None for a stream.

    Raises:
        Unreadable: the answer is damaged.
        Undocumented: the answer is of another kind, such as a web page.
    """
    if result.stream is not None:
        return _check_stream(operation, result)
    reading = reading_of(operation, result)
    if reading.how == "json":
        return _json(operation, result, reading)
    if reading.how == "nothing" and operation.paging is not None and result.status not in NO_CONTENT:
        raise Undocumented("no content where a page was expected")
    return _plain(reading.how, result)


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
    content, name = _content(operation, result.status), _media_type(result)
    undescribed = not content
    if undescribed:  # content that should not be there is read where it can be, so that it is not lost
        content = _all_content(operation.answers) if result.body else {}
    key = _covering(content, name)
    if undescribed and (key is None or content[key] == STREAMED):
        return NOTHING
    if key is None:
        return _undocumented(operation, content, name)
    kind = content[key]
    if kind == STREAMED:
        raise Undocumented(f"{name} where {_expected(operation)} was expected; call the method that streams")
    how = _how(kind, name)
    if how == "text" and "*" in key and name and _raw(name) == "bytes":
        raise Undocumented(f"{name} where text was expected")
    # Of the same values in another format than JSON, what came is kept, and reported by `decode`.
    kept = how == "json" and "*" not in key and not is_json(name)
    return Reading(kind, how, "nothing" if undescribed else _raw(name) if kept else "")


def _content(operation: Operation[Any], status: int) -> Mapping[str, str]:
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
    raise Undocumented(f"{name or 'no media type'} where {_expected(operation)} was expected")


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


def _expected(operation: Operation[Any]) -> str:
    """The documented media types, in words."""
    keys = [key for content in operation.answers.values() for key in content] or [media_type(operation.accept).name]
    return " or ".join(dict.fromkeys("JSON" if is_json(key) or "*" in key else key for key in keys))


def _media_type(result: AttemptResult) -> str:
    return media_type(result.headers.get("content-type", "")).name


def _plain(how: str, result: AttemptResult) -> str | bytes | None:
    """The body as text or as bytes; None where it is read as neither."""
    if how == "text":
        return decode_text(result.body, media_type(result.headers.get("content-type", "")).charset)
    return result.body if how == "bytes" else None


def _json(operation: Operation[Any], result: AttemptResult, reading: Reading) -> Any:
    body = result.body
    try:
        return parse_json(body)
    except JSONTooDeep:
        raise Undocumented("JSON that nests too deeply to be read") from None
    except InvalidJSON:
        name, charset = media_type(result.headers.get("content-type", ""))
    try:
        if LINES.search(name):
            return [parse_json(line) for line in body.splitlines() if line.strip()]
        return parse_json(decode_text(body, charset))  # JSON is UTF-8 (RFC 8259), and some servers do not know it
    except InvalidJSON:
        pass
    if body and reading.otherwise:
        return _plain(reading.otherwise, result)
    if reading.type == ANYTHING and result.headers.get("content-length") == "0":
        return None
    if "html" in name or body.lstrip()[:1] == b"<":
        raise Undocumented("a web page where JSON was expected")
    if name and not is_json(name) and body:
        raise Undocumented(f"{name} where {_expected(operation)} was expected")
    raise Unreadable("an empty body where JSON was expected" if not body else "JSON that breaks off")


def _check_stream(operation: Operation[Any], result: AttemptResult) -> None:
    """Raise `Undocumented` for an answer that is no stream where one was expected."""
    name = _media_type(result)
    if operation.stream == "bytes":
        reading = reading_of(operation, result)
        if "bytes" not in (reading.type, reading.otherwise) and reading.how != "nothing":
            raise Undocumented(f"{name} where a file was expected; call the method that returns it")
    elif "html" in name or (is_json(name) and operation.stream != "lines"):
        raise Undocumented(f"{name} where a stream was expected")


def decoded_type(operation: Operation[Any]) -> str:
    """The type, as an annotation, that `decode` will need a decoder for; empty when it needs none."""
    returns = operation.envelope or operation.returns
    return "" if returns in ("", ANYTHING, "Any", "bytes") or operation.stream else returns


def decode(
    operation: Operation[Any],
    result: AttemptResult,
    value: Any,
    codec: Callable[[], Codec],
    report: Callable[[Misfit], None],
) -> Any:
    """The value that the caller gets, from the one that `parse` returned. Never raises on what a server sends.

    Parameters:
        codec: returns the codec, which is made when it is first needed.
        report: called with each misfit.
    """
    if operation.paging is not None or operation.returns == ANYTHING:
        return value
    kind, how, _ = reading_of(operation, result)
    if operation.answers and result.body and not _content(operation, result.status):
        report(Misfit("content", "$", f"not documented for {result.status}"))
        how = "nothing" if value is None else how
    if how in ("bytes", "nothing") or kind == ANYTHING:
        return value
    if operation.unwrap and kind.removesuffix(" | None") == (operation.envelope or operation.returns):
        if operation.envelope and is_object(value) and operation.unwrap in value:
            return codec().decode_envelope(operation.envelope, operation.unwrap, value, report)
        kind = operation.returns
        value, report = unwrapped(value, operation.unwrap, report)
    return value if kind == "Any" else codec().decode(kind, value, report)


def unwrapped(value: Any, key: str, report: Callable[[Misfit], None]) -> tuple[Any, Callable[[Misfit], None]]:
    """The value below *key* of an envelope and a reporter of places below *key*; *value* itself without *key*."""
    if not key:
        return value, report
    if not is_object(value) or key not in value:
        report(Misfit("missing_field", key, "the envelope"))
        return value, lambda _: None  # it may be anything: no further misfits are reported

    def below(misfit: Misfit) -> None:
        inner = misfit.where
        report(misfit._replace(where=key if inner == "$" else f"{key}{'' if inner[:1] == '[' else '.'}{inner}"))

    return value[key], below
