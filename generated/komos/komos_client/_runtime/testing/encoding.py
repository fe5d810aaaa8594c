"""Examples turned into bytes and back: the data of a package, and answers in the media type the document names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from ..util.typeguards import is_array, is_object
from .http import Seen, Sent
from .world.roles import Example

_LINES = re.compile(r"ndjson|jsonl|json-?lines|json-seq|stream\+json")
_WORDS = frozenset({"detail", "message", "error", "msg", "error_description", "title"})
"""Fields of an error that people read."""


class Data(NamedTuple):
    """What a package's ``_examples.json`` holds."""

    key: str
    operations: Mapping[str, Example]
    errors: Mapping[str, Any]
    """Status → a body."""
    events: Mapping[str, Any]
    """Webhook → a payload."""


def read(text: str) -> Data:
    """The examples in *text*."""
    raw = json.loads(text)
    return Data(
        raw["key"], {name: _example(one) for name, one in raw["operations"].items()}, raw["errors"], raw["events"]
    )


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


def answer(status: int, media_type: str, value: Any) -> Sent:
    """*value* as *media_type* has it."""
    if not media_type:
        return Sent(status)
    if isinstance(value, bytes):
        return Sent(status, value, media_type)
    if isinstance(value, str) and "json" not in media_type:
        return Sent(status, value.encode(), media_type)
    return Sent(status, (_json(value) + "\n" * bool(_LINES.search(media_type))).encode(), media_type)


def stream(status: int, media_type: str, kind: str, values: Sequence[Any]) -> Sent:
    """*values* one after the other, as a stream of this *kind* has them."""
    if kind == "bytes" or not media_type:
        return answer(status, media_type, values[0])
    if kind == "lines":
        return Sent(status, "".join(f"{_json(one)}\n" for one in values).encode(), media_type)
    return Sent(status, "".join(_event(one, kind) for one in values).encode(), media_type)


def _event(value: Any, kind: str) -> str:
    """One server-sent event."""
    said = {key: value[key] for key in ("event", "id", "data") if key in value} if kind == "event" else {"data": value}
    lines = [
        f"{key}: {line}"
        for key, one in said.items()
        for line in (one if isinstance(one, str) else _json(one)).split("\n")
    ]
    return "\n".join(lines) + "\n\n"


def reasoned(body: Any, reason: str) -> Any:
    """An error's *body* that says *reason* where it says in words what is wrong."""
    if is_array(body):
        return [reasoned(one, reason) for one in body[:1]]
    if not is_object(body):
        return body
    return {
        key: reason if key in _WORDS and isinstance(one, str) else reasoned(one, reason) for key, one in body.items()
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def given(seen: Seen) -> Any:
    """The request's body as JSON would say it; None when there is none or it is no such thing.

    Raises:
        ValueError: it says that it is JSON, and is not.
    """
    media_type = seen.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not seen.body:
        return None
    if media_type.endswith("json"):
        return json.loads(seen.body)
    return dict(parse_qsl(seen.body.decode("utf-8", "replace"))) if media_type.endswith("form-urlencoded") else None
