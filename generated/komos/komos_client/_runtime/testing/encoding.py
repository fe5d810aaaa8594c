"""Example data of a package, and the encoding of responses in the media type that the document names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from ..util.typeguards import is_array, is_object
from .http import Seen, ServerResponse
from .state.stubs import Example

_JSON_LINES = re.compile(r"ndjson|jsonl|json-?lines|json-seq|stream\+json")
"""Media types in which every JSON value ends with a newline."""
_MESSAGE_FIELDS = frozenset({"detail", "message", "error", "msg", "error_description", "title"})
"""Fields of an error body that hold its message."""


class ExampleData(NamedTuple):
    """Content of a package's ``_examples.json``."""

    key: str
    """The credential that the server accepts."""
    operations: Mapping[str, Example]
    errors: Mapping[str, Any]
    """Status → body."""
    events: Mapping[str, Any]
    """Webhook event → payload."""


def load_examples(text: str) -> ExampleData:
    """Parse the content of ``_examples.json``."""
    raw = json.loads(text)
    operations = {name: _example(entry) for name, entry in raw["operations"].items()}
    return ExampleData(raw["key"], operations, raw["errors"], raw["events"])


def _example(raw: Mapping[str, Any]) -> Example:
    return Example(
        raw["status"],
        raw.get("type", ""),
        raw.get("body"),
        raw.get("others", ()),
        raw.get("fields", ()),
        raw.get("maps", ()),
        raw.get("size", 0),
        raw.get("end", ...),
    )


def encode_response(status: int, media_type: str, value: Any) -> ServerResponse:
    """A response whose body is *value*, encoded as *media_type*."""
    if not media_type:
        return ServerResponse(status)
    if isinstance(value, bytes):
        return ServerResponse(status, value, media_type)
    if isinstance(value, str) and "json" not in media_type:
        return ServerResponse(status, value.encode(), media_type)
    text = _json(value) + "\n" * bool(_JSON_LINES.search(media_type))
    return ServerResponse(status, text.encode(), media_type)


def encode_stream(status: int, media_type: str, kind: str, values: Sequence[Any]) -> ServerResponse:
    """A response whose body is all *values* in order, encoded as a stream of this *kind* (`Operation.stream`)."""
    if kind == "bytes" or not media_type:
        return encode_response(status, media_type, values[0])
    if kind == "lines":
        return ServerResponse(status, "".join(f"{_json(value)}\n" for value in values).encode(), media_type)
    return ServerResponse(status, "".join(_event(value, kind) for value in values).encode(), media_type)


def _event(value: Any, kind: str) -> str:
    """One server-sent event."""
    fields = (
        {key: value[key] for key in ("event", "id", "data") if key in value} if kind == "event" else {"data": value}
    )
    lines = [
        f"{key}: {line}"
        for key, field in fields.items()
        for line in (field if isinstance(field, str) else _json(field)).split("\n")
    ]
    return "\n".join(lines) + "\n\n"


def with_message(body: Any, message: str) -> Any:
    """An error's *body* with *message* in the fields that hold its message."""
    if is_array(body):
        return [with_message(item, message) for item in body[:1]]
    if not is_object(body):
        return body
    return {
        key: message if key in _MESSAGE_FIELDS and isinstance(value, str) else with_message(value, message)
        for key, value in body.items()
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def decode_body(request: Seen) -> Any:
    """The request's body, JSON or a form, as a JSON value; None when it is empty or of another media type.

    Raises:
        ValueError: its media type is JSON, but the body is not.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not request.body:
        return None
    if media_type.endswith("json"):
        return json.loads(request.body)
    is_form = media_type.endswith("form-urlencoded")
    return dict(parse_qsl(request.body.decode("utf-8", "replace"))) if is_form else None
