"""Example values made into particular ones: new ids, times of today, what a request asked for, what a state brings."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ...codec.scalars import instant
from ...util.typeguards import is_array, is_mapping

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SHORTEST = 6
"""Characters below which an id inside another text is chance."""


def plain(name: str) -> str:
    """*name* as it is compared: ``task_id``, ``taskId`` and ``task-id`` are one."""
    return name.replace("_", "").replace("-", "").lower()


def field(value: Mapping[str, Any], name: str) -> str | None:
    """The key of *value* that is called *name*, however it is spelt."""
    return name if name in value else next((key for key in value if plain(key) == plain(name)), None)


def numbered(example: Any, number: int) -> Any:
    """An id of the same form as *example*; another for each *number*."""
    if isinstance(example, int):
        return example + number
    text = str(example)
    if _UUID.fullmatch(text):
        return f"{number:08x}{text[8:]}"
    cut = max(text.rfind(sign) for sign in "_-") + 1
    head, width = text[:cut], len(text) - cut
    return f"{head}{number:0{width}d}" if head else f"{text}-{number}"


def renamed(value: Any, old: Any, new: Any) -> Any:
    """*value* with the id *old* replaced wherever it stands, also inside addresses."""
    if is_mapping(value):
        return {key: renamed(one, old, new) for key, one in value.items()}
    if is_array(value):
        return [renamed(one, old, new) for one in value]
    if isinstance(value, str) and isinstance(old, str) and len(old) >= _SHORTEST:
        return value.replace(old, str(new))
    return new if type(value) is type(old) and value == old and not isinstance(old, int) else value


def is_instant(value: Any) -> bool:
    """Whether *value* is text that tells a date and a time."""
    return isinstance(value, str) and _INSTANT.match(value) is not None


def written(seconds: float) -> str:
    """Epoch seconds as RFC 3339 in UTC, to the millisecond."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moved(value: Any, now: float) -> Any:
    """*value* with all its times moved so that the earliest is *now*."""
    found = [when for text in _instants(value) if (when := _read(text)) is not None]
    if not found:
        return copy.deepcopy(value)
    shift = timedelta(seconds=now) - (min(found) - datetime.fromtimestamp(0, UTC))

    def move(one: Any) -> Any:
        when = _read(one) if is_instant(one) else None
        return written((when + shift).timestamp()) if when is not None else one

    return mapped(value, move)


def mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """A copy of *value* with every leaf changed."""
    if is_mapping(value):
        return {key: mapped(one, change) for key, one in value.items()}
    return [mapped(one, change) for one in value] if is_array(value) else change(value)


def _instants(value: Any) -> list[str]:
    found: list[str] = []
    mapped(value, lambda one: found.append(one) if is_instant(one) else None)
    return found


def _read(text: str) -> datetime | None:
    try:
        return instant(text)
    except ValueError:
        return None


def merged(value: Any, template: Any, now: str, keep: Collection[str] = (), *, times_only: bool = False) -> Any:
    """*value* as *template* would have it: its times are kept, those that were not set are set to *now*."""
    if is_mapping(value) and is_mapping(template):
        chosen = {key: one for key, one in template.items() if key not in keep and (key in value or not times_only)}
        return {
            **value,
            **{key: merged(value.get(key), one, now, times_only=times_only) for key, one in chosen.items()},
        }
    if is_instant(template):
        return now if value is None else value
    return value if times_only else copy.deepcopy(template)


def asked(value: dict[str, Any], body: Any, fields: Collection[str], maps: Collection[str]) -> list[str]:
    """Put into *value* what a request's *body* says of its fields; the keys that were set."""
    done: list[str] = []
    for key, one in body.items() if is_mapping(body) else ():
        if key not in value and key not in fields:
            continue
        before = value.get(key)
        if not _alike(before, one):
            continue
        value[key] = (
            {**before, **one} if is_mapping(before) and is_mapping(one) and key not in maps else copy.deepcopy(one)
        )
        done.append(key)
    return done


def _alike(before: Any, after: Any) -> bool:
    """Whether *after* may stand where *before* stood."""
    if before is None or after is None:
        return True
    if is_array(before) and is_array(after):
        return not before or not after or _alike(before[0], after[0])
    numbers = isinstance(before, int | float) and isinstance(after, int | float)
    return type(before) is type(after) or (numbers and not isinstance(before, bool) and not isinstance(after, bool))


def acted(value: dict[str, Any], example: Any, template: Mapping[str, Any], key: str) -> None:
    """Change *value* as an action does by its *example*: what there differs from the usual *template*."""
    for name, one in example.items() if is_mapping(example) else ():
        single = isinstance(one, str | int | float | bool)
        if name in value and name != key and single and not is_instant(one) and one != template.get(name):
            value[name] = one


def typed(like: Any, text: str) -> Any:
    """*text* of a path as a value of the same type as *like*."""
    return int(text) if type(like) is int and text.lstrip("-").isdecimal() else text
