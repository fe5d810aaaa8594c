"""From a successful answer's bytes to what the operation returns."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..diagnostics.drift import Misfit
from ..facts import Operation
from ..transport.messages import AttemptResult
from ..util.typeguards import is_object

if TYPE_CHECKING:
    from ..pipeline.context import Core


ANYTHING = "*"
"""`Operation.returns` of a request the document does not list: JSON if it is JSON, else text, else bytes."""


class Unreadable(ValueError):
    """The answer is damaged: it should be JSON, and ends too early or is empty."""


class Undocumented(ValueError):
    """The answer is whole, and not of the kind that was asked for."""


def parse(operation: Operation[Any], heard: AttemptResult) -> Any:
    """The JSON (or text, or bytes) of a complete 2xx; None for one whose body is still to come.

    Raises:
        Unreadable: damaged.
        Undocumented: another kind of answer, such as a web page.
    """
    returns, body = operation.returns, heard.body
    if heard.flow is not None:
        return _check_stream(operation, heard)
    if not returns or heard.status in (204, 205) or operation.method == "HEAD":
        return None
    if returns == "bytes":
        return body
    kind = heard.headers.get("content-type", "").partition(";")[0].strip().lower()
    if returns == "str" and "json" not in kind:
        return _text(heard)
    if returns == ANYTHING and "json" not in kind:
        return _text(heard) if kind.startswith("text/") or "xml" in kind else body
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        if "html" in kind or body.lstrip()[:1] == b"<":
            raise Undocumented("a web page where JSON was expected") from None
        if kind and "json" not in kind and body:
            mend = "; call the method that streams" if "stream" in kind else ""
            raise Undocumented(f"{kind} where JSON was expected{mend}") from None
        raise Unreadable("an empty body where JSON was expected" if not body else "JSON that breaks off") from None


def _check_stream(operation: Operation[Any], heard: AttemptResult) -> None:
    """Raise when an answer that should come piece by piece is of another kind."""
    kind = heard.headers.get("content-type", "").partition(";")[0].strip().lower()
    wrong = "html" in kind or ("json" in kind and operation.stream != "lines")
    if wrong and operation.stream != "bytes":
        raise Undocumented(f"{kind} where a stream was expected")


def _text(heard: AttemptResult) -> str:
    _, _, charset = heard.headers.get("content-type", "").lower().partition("charset=")
    try:
        return heard.body.decode(charset.split(";")[0].strip("\"' ") or "utf-8", "replace")
    except LookupError:
        return heard.body.decode("utf-8", "replace")


def expect(operation: Operation[Any], core: Core) -> None:
    """Import what `decode` will need."""
    returns = operation.envelope or operation.returns
    if returns not in ("", ANYTHING, "Any", "bytes") and not operation.stream:
        core.codec.learn(returns)


def decode(operation: Operation[Any], value: Any, core: Core, report: Callable[[Misfit], None]) -> Any:
    """What the caller gets of *value*, which `parse` gave. Never raises on what a server sends."""
    returns = operation.returns
    if not returns or returns in (ANYTHING, "bytes") or operation.paging is not None:
        return value
    if operation.envelope and is_object(value) and operation.unwrap in value:
        return core.codec.inside(operation.envelope, operation.unwrap, value, report)
    inner, report = unwrapped(value, operation.unwrap, report)
    return inner if returns == "Any" else core.codec.decode(returns, inner, report)


def unwrapped(value: Any, key: str, report: Callable[[Misfit], None]) -> tuple[Any, Callable[[Misfit], None]]:
    """What *value*, an envelope, holds below *key*, and a reporter that knows the place; *value* itself if nothing."""
    if not key:
        return value, report
    if not is_object(value) or key not in value:
        report(Misfit("missing_field", key, "the envelope"))
        return value, lambda _: None  # what is in its place may be anything: nothing more is told of it

    def below(misfit: Misfit) -> None:
        inner = misfit.where
        report(misfit._replace(where=key if inner == "$" else f"{key}{'' if inner[:1] == '[' else '.'}{inner}"))

    return value[key], below
