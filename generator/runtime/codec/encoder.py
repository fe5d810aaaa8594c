"""From Python values to JSON values, giving back what the server sent where nothing has changed."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from ..util.typeguards import is_array, is_mapping, is_object, is_sequence
from ..util.unset import UNSET
from .scalars import instant, stringlike, timestamp


def dumps(value: Any) -> bytes:
    """JSON as it is sent: compact, in the order given, UTF-8.

    Raises:
        ValueError: it holds NaN or infinity.
    """
    spelt = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return spelt.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can say
        return json.dumps(value, separators=(",", ":")).encode()


def encode(value: object, raw: Any = UNSET, where: str = "") -> Any:
    """Make a JSON value of *value*; keys that are `UNSET` are left out.

    Models become objects, datetimes RFC 3339 text, bytes base64, enums their value, UUIDs text, Decimals numbers.

    Parameters:
        raw: what the server sent at this place, if it did: a value that still means the same is spelt the same.
        where: path of *value*, for the message.

    Raises:
        TypeError: there is no JSON for it.
    """
    kind = type(value)
    if value is None or kind is str or kind is bool or kind is float:
        return value
    if kind is int:
        return raw if type(raw) is float and raw == value else value
    if isinstance(value, Enum) and value is not UNSET:
        return encode(value.value, raw, where)
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (date, bytes, bytearray)):
        return _text(value, raw, where)
    if hasattr(kind, "__attrs_attrs__") and hasattr(kind, "raw"):
        return _object(value, where)
    if is_mapping(value):
        return _table(value, raw if is_object(raw) else {}, where)
    if is_sequence(value):
        return _array(value, raw if is_array(raw) else [], where)
    if stringlike(kind):
        return _number(value) if hasattr(value, "as_tuple") else str(value)
    raise TypeError(f"{where or 'body'}: cannot make JSON of {kind.__name__}")


def _number(value: Any) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _array(value: Sequence[Any], raw: list[Any], where: str) -> list[Any]:
    before = raw if len(raw) == len(value) else [UNSET] * len(value)
    return [encode(item, old, f"{where}[{i}]") for i, (item, old) in enumerate(zip(value, before, strict=True))]


def _object(model: Any, where: str) -> dict[str, Any]:
    raw: dict[str, Any] = model.raw or {}
    kind: type[Any] = model.__class__
    out = _table(model.extra, raw, where)
    for name, key in keys(kind):
        value = getattr(model, name)
        if value is not UNSET:
            out[key] = encode(value, raw.get(key, UNSET), f"{where}.{key}" if where else key)
    return {key: out[key] for key in raw if key in out} | out  # in the server's order


_KEYS: dict[type[Any], list[tuple[str, str]]] = {}


def keys(kind: type[Any]) -> list[tuple[str, str]]:
    """The fields of a model class, `extra` excepted: (attribute, key in JSON)."""
    if kind not in _KEYS:
        fields = [field for field in kind.__attrs_attrs__ if field.name != "extra"]
        _KEYS[kind] = [(field.name, field.metadata.get("wire") or field.name) for field in fields]
    return _KEYS[kind]


def _table(value: Mapping[Any, Any], raw: dict[str, Any], where: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, item in value.items():
        if item is UNSET:
            continue
        if not isinstance(key, str):
            raise TypeError(f"{where or 'body'}: keys of an object are str, not {type(key).__name__}")
        name = key.value if isinstance(key, Enum) else key
        out[name] = encode(item, raw.get(name, UNSET), f"{where}.{name}" if where else name)
    return out


def _text(value: date | bytes | bytearray, raw: Any, where: str) -> str:
    if isinstance(value, (bytes, bytearray)):
        return b64encode(value).decode()  # its decoder takes no other spelling
    if isinstance(value, datetime):
        try:
            return raw if isinstance(raw, str) and _same(value, raw) else timestamp(value)
        except TypeError as error:
            raise TypeError(f"{where or 'body'}: {error}") from None
    return raw if isinstance(raw, str) and _same(value, raw) else value.isoformat()


def _same(value: date, raw: str) -> bool:
    """Whether *raw* still says *value*: the same instant at the same offset."""
    try:
        before = instant(raw) if isinstance(value, datetime) else date.fromisoformat(raw)
    except ValueError:
        return False
    return before.isoformat() == value.isoformat()
