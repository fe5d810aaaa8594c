"""Values made from examples: new ids, current times, fields that a request sets, fields of a state."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ...codec.scalars import parse_timestamp
from ...util.typeguards import is_array, is_mapping

_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MIN_ID_LENGTH = 6
"""Characters below which an id that occurs inside another text is taken for a coincidence."""


def normalized(name: str) -> str:
    """*name* for comparison: ``task_id``, ``taskId`` and ``task-id`` are equal."""
    return name.replace("_", "").replace("-", "").lower()


def find_key(value: Mapping[str, Any], name: str) -> str | None:
    """The key of *value* that equals *name* after normalization."""
    return name if name in value else next((key for key in value if normalized(key) == normalized(name)), None)


def numbered_id(example: Any, number: int) -> Any:
    """An id in the format of *example*, a different one for each *number*."""
    if isinstance(example, int):
        return example + number
    text = str(example)
    if _UUID.fullmatch(text):
        return f"{number:08x}{text[8:]}"
    cut = max(text.rfind(sign) for sign in "_-") + 1
    prefix, width = text[:cut], len(text) - cut
    return f"{prefix}{number:0{width}d}" if prefix else f"{text}-{number}"


def replace_id(value: Any, old: Any, new: Any) -> Any:
    """*value* with the id *old* replaced everywhere, also inside URLs."""
    if is_mapping(value):
        return {key: replace_id(item, old, new) for key, item in value.items()}
    if is_array(value):
        return [replace_id(item, old, new) for item in value]
    if isinstance(value, str) and isinstance(old, str) and len(old) >= _MIN_ID_LENGTH:
        return value.replace(old, str(new))
    return new if type(value) is type(old) and value == old and not isinstance(old, int) else value


def is_timestamp(value: Any) -> bool:
    """Whether *value* is text that starts with a date and a time."""
    return isinstance(value, str) and _TIMESTAMP.match(value) is not None


def format_time(seconds: float) -> str:
    """Epoch seconds as RFC 3339 in UTC, with milliseconds."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def shift_times(value: Any, now: float) -> Any:
    """*value* with all its timestamps shifted by the same amount, so that the earliest is *now*."""
    times = [time for text in _timestamps(value) if (time := _parse(text)) is not None]
    if not times:
        return copy.deepcopy(value)
    shift = timedelta(seconds=now) - (min(times) - datetime.fromtimestamp(0, UTC))

    def shifted(leaf: Any) -> Any:
        time = _parse(leaf) if is_timestamp(leaf) else None
        return format_time((time + shift).timestamp()) if time is not None else leaf

    return map_leaves(value, shifted)


def map_leaves(value: Any, change: Callable[[Any], Any]) -> Any:
    """A copy of *value* with *change* applied to each leaf."""
    if is_mapping(value):
        return {key: map_leaves(item, change) for key, item in value.items()}
    return [map_leaves(item, change) for item in value] if is_array(value) else change(value)


def _timestamps(value: Any) -> list[str]:
    found: list[str] = []
    map_leaves(value, lambda leaf: found.append(leaf) if is_timestamp(leaf) else None)
    return found


def _parse(text: str) -> datetime | None:
    try:
        return parse_timestamp(text)
    except ValueError:
        return None


def merge_example(value: Any, example: Any, now: str, keep: Collection[str] = (), *, times_only: bool = False) -> Any:
    """*value* with the fields of *example*, except *keep*; times that *value* has are kept, others are *now*."""
    if is_mapping(value) and is_mapping(example):
        chosen = {key: item for key, item in example.items() if key not in keep and (key in value or not times_only)}
        return {
            **value,
            **{key: merge_example(value.get(key), item, now, times_only=times_only) for key, item in chosen.items()},
        }
    if is_timestamp(example):
        return now if value is None else value
    return value if times_only else copy.deepcopy(example)


def apply_body(value: dict[str, Any], body: Any, fields: Collection[str], maps: Collection[str]) -> list[str]:
    """Set the fields of *value* that a request's *body* has; returns the keys that were set.

    Parameters:
        fields: keys that the body may add to *value*. maps: keys whose objects are replaced, not merged.
    """
    changed: list[str] = []
    for key, new in body.items() if is_mapping(body) else ():
        if key not in value and key not in fields:
            continue
        old = value.get(key)
        if not _has_compatible_type(old, new):
            continue
        value[key] = {**old, **new} if is_mapping(old) and is_mapping(new) and key not in maps else copy.deepcopy(new)
        changed.append(key)
    return changed


def _has_compatible_type(old: Any, new: Any) -> bool:
    """Whether *new* may replace *old*: the types are the same, both are numbers, or one is null."""
    if old is None or new is None:
        return True
    if is_array(old) and is_array(new):
        return not old or not new or _has_compatible_type(old[0], new[0])
    numbers = isinstance(old, int | float) and isinstance(new, int | float)
    return type(old) is type(new) or (numbers and not isinstance(old, bool) and not isinstance(new, bool))


def apply_action(value: dict[str, Any], example: Any, template: Mapping[str, Any], key: str) -> None:
    """Set the single values of *value* in which an action's *example* differs from *template*; *key* is the id's."""
    for name, new in example.items() if is_mapping(example) else ():
        single = isinstance(new, str | int | float | bool)
        if name in value and name != key and single and not is_timestamp(new) and new != template.get(name):
            value[name] = new


def parse_like(example: Any, text: str) -> Any:
    """*text* of a path as a value of the type of *example*."""
    return int(text) if type(example) is int and text.lstrip("-").isdecimal() else text
