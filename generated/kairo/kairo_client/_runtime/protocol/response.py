"""From the bytes of a successful answer to the value that the operation returns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..diagnostics.drift import Misfit
from ..facts import Operation
from ..transport.messages import AttemptResult
from ..util.server_text import InvalidJSON, JSONTooDeep, decode_text, media_type, parse_json
from ..util.typeguards import is_object
from .reading import (
    ANYTHING,
    LINES,
    NO_CONTENT,
    Reading,
    Undocumented,
    documented_content,
    expected,
    is_json,
    reading_of,
)

if TYPE_CHECKING:
    from ..codec.codec import Codec


__all__ = ["ANYTHING", "Undocumented", "Unreadable", "decode", "decoded_type", "parse", "unwrapped"]


class Unreadable(ValueError):
    """The answer is damaged: it should be JSON, and ends too early or is empty."""


def parse(
    operation: Operation[Any], result: AttemptResult, between: Callable[[], object] | None = None
) -> tuple[Any, Reading | None]:
    """The JSON (or text, or bytes) of a complete 2xx, and how it was read; None and None for a stream.

    Parameters:
        between: called again and again while a large body is parsed; what it raises ends the parsing.

    Raises:
        Unreadable: the answer is damaged.
        Undocumented: the answer is of another kind, such as a web page.
    """
    if result.stream is not None:
        _check_stream(operation, result)
        return None, None
    reading = reading_of(operation, result)
    if reading.how == "json":
        return _json(operation, result, reading, between), reading
    if reading.how == "nothing" and operation.paging is not None and result.status not in NO_CONTENT:
        raise Undocumented("no content where a page was expected")
    return _plain(reading.how, result), reading


def _plain(how: str, result: AttemptResult) -> str | bytes | None:
    """The body as text or as bytes; None where it is read as neither."""
    if how == "text":
        return decode_text(result.body, media_type(result.headers.get("content-type", "")).charset)
    return result.body if how == "bytes" else None


def _json(
    operation: Operation[Any], result: AttemptResult, reading: Reading, between: Callable[[], object] | None
) -> Any:
    body = result.body
    try:
        return parse_json(body, between=between)
    except JSONTooDeep:
        raise Undocumented("JSON that nests too deeply to be read") from None
    except InvalidJSON:
        name, charset = media_type(result.headers.get("content-type", ""))
    try:
        if LINES.search(name):
            return [parse_json(line, between=between) for line in body.splitlines() if line.strip()]
        return parse_json(
            decode_text(body, charset), between=between
        )  # JSON is UTF-8 (RFC 8259), and some servers do not know it
    except InvalidJSON:
        pass
    if body and reading.otherwise:
        return _plain(reading.otherwise, result)
    if reading.type == ANYTHING and result.headers.get("content-length") == "0":
        return None
    if "html" in name or body.lstrip()[:1] == b"<":
        raise Undocumented("a web page where JSON was expected")
    if name and not is_json(name) and body:
        raise Undocumented(f"{name} where {expected(operation)} was expected")
    raise Unreadable("an empty body where JSON was expected" if not body else "JSON that breaks off")


def _check_stream(operation: Operation[Any], result: AttemptResult) -> None:
    """Raise `Undocumented` for an answer that is no stream where one was expected."""
    name = media_type(result.headers.get("content-type", "")).name
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
    reading: Reading | None = None,
) -> Any:
    """The value that the caller gets, from the one that `parse` returned. Never raises on what a server sends.

    Parameters:
        reading: how the answer was read, as `parse` returned it.
        codec: returns the codec, which is made when it is first needed.
        report: called with each misfit.
    """
    if operation.paging is not None or operation.returns == ANYTHING:
        return value
    kind, how, _ = reading or reading_of(operation, result)
    if operation.answers and result.body and not documented_content(operation, result.status):
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
