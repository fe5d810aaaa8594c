"""Error bodies: a message, a code, the offending fields. Their formats differ by vendor; none raises."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..error_details import FieldError
from ..facts import ErrorRule
from ..transport.messages import AttemptResult
from ..util.server_text import (
    InvalidJSON,
    decode_text,
    encodable,
    integer,
    json_charset,
    media_type,
    one_line,
    parse_json,
)
from ..util.typeguards import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ..diagnostics.drift import Misfit


MAX_MESSAGE = 300
"""Characters; a longer message of a server is cut."""

LONGEST_CODE = 100
"""Characters of an error code."""

DEEPEST = 50
"""How deeply the JSON of an error may nest; beyond that it is taken as text, so that it can be shown and pickled."""

LONGEST_BODY = 4 << 20
"""Bytes of an error that are kept."""

LONGEST_JSON = 1 << 18
"""Characters of an error that are parsed; one that is longer is text, for a long list takes longer than it is worth."""

LONGEST_PAGE = 65_536
"""Characters of a text or a web page that are looked at for a message."""

LONGEST_MATCHED = 8192
"""Characters of a body that an `ErrorRule.match` is searched in: an expression from a document may take long."""

_FAILURE = re.compile(r"(?:^|[\W_])(?:error|failed|failure|exception)$", re.IGNORECASE)
_ERROR_FIELDS = frozenset("type title status detail instance message code error_code request_id".split())
"""Fields of errors, as in RFC 9457: an object of these alone, of which the document knows none, is no item."""
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_.-][A-Za-z0-9]+)*")
_UPPER_CASE_CODE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
# A tag ends before the next "<", and a missing end is looked for once: so no page takes longer than its length.
_TAG = re.compile(r"<[^<>]*>")
_OPEN_TITLE = re.compile(r"<(title|h1)\b[^<>]*>", re.IGNORECASE)
_OPEN_CODE = re.compile(r"<(script|style)\b", re.IGNORECASE)
_CLOSE = {name: re.compile(rf"</{name}\b[^<>]*>", re.IGNORECASE) for name in ("title", "h1", "script", "style")}


class ErrorInfo(NamedTuple):
    """The contents of an error body."""

    detail: str
    """The server's message in one line."""
    code: str = ""
    errors: tuple[FieldError, ...] = ()
    body: Any = None
    """The parsed JSON, or the text."""


def parse_error(body: bytes, content_type: str = "") -> ErrorInfo:
    """Message, code and fields of an error *body*, whatever its format."""
    kind, body = media_type(content_type), body[:LONGEST_BODY]
    text = decode_text(body, json_charset(body) if "json" in kind.name else kind.charset).strip()
    if not text:
        return ErrorInfo("")
    try:
        if len(text) > LONGEST_JSON:
            raise InvalidJSON("too long")
        value = parse_json(text, deepest=DEEPEST)
    except InvalidJSON:
        head = text[:LONGEST_PAGE]
        html = "html" in kind.name or text[:1] == "<"
        return ErrorInfo(one_line(_headline(head) if html else head, MAX_MESSAGE), body=encodable(text))
    told = _only(value)
    errors = tuple(_fields(told))
    code = one_line(_code(told), LONGEST_CODE)
    detail = "; ".join(f"{error.field}: {error.message}" if error.field else error.message for error in errors)
    return ErrorInfo(one_line(detail or _sentence(told) or code or text, MAX_MESSAGE), code, errors, value)


def _only(value: Any) -> Any:
    """The error in a list of one."""
    return value[0] if is_array(value) and len(value) == 1 else value


def _headline(html: str) -> str:
    """The title of a web page, or its first heading; else all of its text."""
    opening = _OPEN_TITLE.search(html)
    if opening is not None:
        closing = _CLOSE[opening[1].lower()].search(html, opening.end())
        if closing is not None:
            html = html[opening.end() : closing.start()]
    return _TAG.sub(" ", _without_code(html))


def _without_code(html: str) -> str:
    """*html* without scripts and style sheets."""
    parts: list[str] = []
    position = 0
    while (opening := _OPEN_CODE.search(html, position)) is not None:
        parts.append(html[position : opening.start()])
        closing = _CLOSE[opening[1].lower()].search(html, opening.end())
        position = len(html) if closing is None else closing.end()
    return " ".join([*parts, html[position:]])


def _sentence(value: Any) -> str:
    """The message for people, wherever the vendor puts it."""
    if isinstance(value, str):
        return value
    if is_object(value):
        for key in (
            "message",
            "detail",
            "reason",
            "error_description",
            "error",
            "title",
            "msg",
            "description",
            "errors",
        ):
            words = _sentence(value.get(key))
            if words:
                return words
    if is_array(value):
        return "; ".join(filter(None, map(_sentence, value)))
    return ""


def _code(value: Any) -> str:
    """The vendor's code: ``code``, ``error.code``, ``detail.code``, or a detail that consists of a code alone."""
    if is_object(value):
        code = value.get("code", value.get("error_code"))
        if isinstance(code, (str, int)) and not isinstance(code, bool):
            return str(code)
        for key in ("detail", "error", "errors"):
            inner = value.get(key)
            if isinstance(inner, str) and _CODE.fullmatch(inner):
                return inner
            found = _code(inner)
            if found:
                return found
        kind = value.get("type")
        if isinstance(kind, str) and _CODE.fullmatch(kind):
            return kind
        return _code(value.get("message"))
    if isinstance(value, str):
        match = _UPPER_CASE_CODE.search(value)
        return match.group() if match else ""
    return ""


def _fields(value: Any) -> list[FieldError]:
    """Offending fields: FastAPI's ``detail: [{loc, msg}]`` and the common ``errors``, a list or a mapping."""
    if not is_object(value):
        return []
    for key in ("detail", "errors", "error", "details"):
        inner = value.get(key)
        if is_object(inner):
            found = _fields(inner) or (_by_name(inner) if key == "errors" else [])
        elif is_array(inner):
            found = [error for item in inner if (error := _field(item))]
        else:
            found = []
        if found:
            return found
    return []


def _field(item: Any) -> FieldError | None:
    if not is_object(item):
        return None
    place = item.get("loc", item.get("field", item.get("param", item.get("path", item.get("pointer")))))
    words = item.get("msg", item.get("message", item.get("detail", item.get("reason"))))
    if not isinstance(words, str):
        return None
    parts = [str(part) for part in (place if is_array(place) else [place]) if isinstance(part, (str, int, float))]
    return _error(".".join(parts), words) if parts or is_array(place) else None


def _error(place: str, words: str) -> FieldError:
    return FieldError(one_line(place, MAX_MESSAGE), one_line(words, MAX_MESSAGE))


def _by_name(errors: Mapping[str, Any]) -> list[FieldError]:
    """``{"name": ["is required"]}`` and ``{"name": "is required"}``."""
    listed = [(name, word) for name, words in errors.items() for word in (words if is_array(words) else [words])]
    return [_error(name, word) for name, word in listed if isinstance(word, str)]


def matching_rule(rules: Sequence[ErrorRule], result: AttemptResult) -> ErrorRule | None:
    """The first of the vendor's *rules* that matches an error response; None: none does."""
    if result.status < 400 or not any(rule.status == result.status for rule in rules):
        return None
    text = decode_text(result.body[:LONGEST_BODY])
    info = parse_error(result.body, result.headers.get("content-type", ""))
    searched = f"{text[:LONGEST_MATCHED]}\n{info.detail}"
    for rule in rules:
        if rule.status != result.status or (
            rule.code and rule.code.lower() != info.code.lower() and not _contains_code(rule.code, text)
        ):
            continue
        if not rule.match or re.search(rule.match, searched, re.IGNORECASE):
            return rule
    return None


def _contains_code(code: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(code)}(?!\w)", text) is not None


def is_failure(name: str) -> bool:
    """Whether *name*, the type of an event, says that something failed, such as ``response.failed``."""
    return _FAILURE.search(name) is not None


def says_error(value: Any, misfits: Collection[Misfit]) -> bool:
    """Whether JSON that is no documented item, for these *misfits*, says that something failed."""
    if is_array(value):  # some servers send an error as a list of one
        return any(is_object(one) and says_error(one, misfits) for one in value)
    if not is_object(value):
        return False
    if any(value.get(key) not in (None, False, 0, "", [], {}) for key in ("error", "errors")):
        return True
    if "error" in (value.get("type"), value.get("object")):
        return True
    whole = any(misfit.where == "$" for misfit in misfits)
    unknown = value.keys() if whole else {misfit.where for misfit in misfits if misfit.kind == "unknown_field"}
    if any(key in unknown and value.get(key) is False for key in ("success", "ok")):
        return True
    if "status" in unknown and value.get("status") == "error":
        return True
    return value.keys() <= unknown & _ERROR_FIELDS and not value.keys().isdisjoint({"detail", "message"})


def status_in(value: Any) -> int:
    """The HTTP status that an error names in its text; 0: none."""
    value = _only(value)
    for holder in (value, value.get("error")) if is_object(value) else ():
        for key in ("status", "status_code", "statusCode", "http_status", "code"):
            told = holder.get(key) if is_object(holder) else None
            number = integer(told) if not isinstance(told, bool) else None
            if number is not None and 400 <= number < 600:
                return number
    return 0
