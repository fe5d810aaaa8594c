"""From the bytes of a successful answer to the value that the operation returns."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..diagnostics.drift import Misfit
from ..facts import Operation
from ..transport.messages import AttemptResult
from ..util.typeguards import is_object

if TYPE_CHECKING:
    from ..codec.codec import Codec


ANYTHING = "*"
"""`Operation.returns` of a request that the document does not list: JSON if it is JSON, else text, else bytes."""


class Unreadable(ValueError):
    """The answer is damaged: it should be JSON, and ends too early or is empty."""


class Undocumented(ValueError):
    """The answer is whole, but not of the kind that was asked for."""


def parse(operation: Operation[Any], result: AttemptResult) -> Any:
    """The JSON (or text, or bytes) of a complete 2xx; None for a stream.

    Raises:
        Unreadable: the answer is damaged.
        Undocumented: the answer is of another kind, such as a web page.
    """
    returns, body = operation.returns, result.body
    if result.stream is not None:
        return _check_stream(operation, result)
    if not returns or result.status in (204, 205, 304) or operation.method == "HEAD":
        return None
    if returns == "bytes":
        return body
    kind = result.headers.get("content-type", "").partition(";")[0].strip().lower()
    if returns == "str" and "json" not in kind:
        return _text(result)
    if returns == ANYTHING and "json" not in kind:
        return _text(result) if kind.startswith("text/") or "xml" in kind else body
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        if "html" in kind or body.lstrip()[:1] == b"<":
            raise Undocumented("a web page where JSON was expected") from None
        if kind and "json" not in kind and body:
            hint = "; call the method that streams" if "stream" in kind else ""
            raise Undocumented(f"{kind} where JSON was expected{hint}") from None
        raise Unreadable("an empty body where JSON was expected" if not body else "JSON that breaks off") from None


def _check_stream(operation: Operation[Any], result: AttemptResult) -> None:
    """Raise `Undocumented` for an answer that is no stream where one was expected."""
    kind = result.headers.get("content-type", "").partition(";")[0].strip().lower()
    wrong = "html" in kind or ("json" in kind and operation.stream != "lines")
    if wrong and operation.stream != "bytes":
        raise Undocumented(f"{kind} where a stream was expected")


def _text(result: AttemptResult) -> str:
    _, _, charset = result.headers.get("content-type", "").lower().partition("charset=")
    try:
        return result.body.decode(charset.split(";")[0].strip("\"' ") or "utf-8", "replace")
    except LookupError:
        return result.body.decode("utf-8", "replace")


def decoded_type(operation: Operation[Any]) -> str:
    """The type, as an annotation, that `decode` will need a decoder for; empty when it needs none."""
    returns = operation.envelope or operation.returns
    return "" if returns in ("", ANYTHING, "Any", "bytes") or operation.stream else returns


def decode(operation: Operation[Any], value: Any, codec: Callable[[], Codec], report: Callable[[Misfit], None]) -> Any:
    """The value that the caller gets, from the one that `parse` returned. Never raises on what a server sends.

    Parameters:
        codec: returns the codec, which is made when it is first needed.
        report: called with each misfit.
    """
    returns = operation.returns
    if not returns or returns in (ANYTHING, "bytes") or operation.paging is not None:
        return value
    if operation.envelope and is_object(value) and operation.unwrap in value:
        return codec().decode_envelope(operation.envelope, operation.unwrap, value, report)
    inner, report = unwrapped(value, operation.unwrap, report)
    return inner if returns == "Any" else codec().decode(returns, inner, report)


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
