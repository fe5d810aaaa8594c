"""Error bodies: a message, a code, the offending fields. Their formats differ by vendor; none raises."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..error_details import FieldError
from ..facts import ErrorRule
from ..transport.messages import AttemptResult
from ..util.server_text import integer
from ..util.typeguards import is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Sequence


MAX_MESSAGE = 300
"""Characters; a longer message of a server is cut."""

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_.-][A-Za-z0-9]+)*")
_UPPER_CASE_CODE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
_TITLE = re.compile(r"<(title|h1)[^>]*>(.*?)</\1", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)


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
    text = body.decode("utf-8", "replace").strip()
    if not text:
        return ErrorInfo("")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        html = "html" in content_type.lower() or text[:1] == "<"
        return ErrorInfo(_short(_headline(text) if html else text), body=text)
    errors = tuple(_fields(value))
    code = _code(value)
    detail = "; ".join(f"{error.field}: {error.message}" if error.field else error.message for error in errors)
    return ErrorInfo(_short(detail or _sentence(value) or code or text), code, errors, value)


def _headline(html: str) -> str:
    title = _TITLE.search(html)
    return _TAG.sub(" ", title.group(2) if title else html)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_MESSAGE else line[: MAX_MESSAGE - 1] + "…"


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
    if is_array(place):
        place = ".".join(str(part) for part in place)
    if place is None or not isinstance(words, str):
        return None
    return FieldError(str(place), words)


def _by_name(errors: Mapping[str, Any]) -> list[FieldError]:
    """``{"name": ["is required"]}`` and ``{"name": "is required"}``."""
    listed = [(name, word) for name, words in errors.items() for word in (words if is_array(words) else [words])]
    return [FieldError(name, word) for name, word in listed if isinstance(word, str)]


def matching_rule(rules: Sequence[ErrorRule], result: AttemptResult) -> ErrorRule | None:
    """The first of the vendor's *rules* that matches an error response; None: none does."""
    if result.status < 400 or not any(rule.status == result.status for rule in rules):
        return None
    text = result.body.decode("utf-8", "replace")
    code = parse_error(result.body, result.headers.get("content-type", "")).code
    for rule in rules:
        if rule.status != result.status or (
            rule.code and rule.code.lower() != code.lower() and not _contains_code(rule.code, text)
        ):
            continue
        if not rule.match or re.search(rule.match, text, re.IGNORECASE):
            return rule
    return None


def _contains_code(code: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(code)}(?!\w)", text) is not None


def says_error(value: Any) -> bool:
    """Whether JSON that is no documented item says that something failed."""
    if not is_object(value):
        return False
    told = any(value.get(key) not in (None, False, 0, "", [], {}) for key in ("error", "errors"))
    return told or "error" in (value.get("type"), value.get("object"))


def status_in(value: Any) -> int:
    """The HTTP status that an error names in its text; 0: none."""
    for holder in (value, value.get("error")) if is_object(value) else ():
        for key in ("status", "status_code", "statusCode", "http_status", "code"):
            told = holder.get(key) if is_object(holder) else None
            number = integer(told) if not isinstance(told, bool) else None
            if number is not None and 400 <= number < 600:
                return number
    return 0
