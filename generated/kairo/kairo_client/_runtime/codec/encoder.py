"""Encoder from Python values to JSON values; an unchanged value is encoded as the server sent it."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from ..util.typeguards import is_array, is_mapping, is_object, is_sequence
from ..util.unset import UNSET
from .scalars import is_uuid_or_decimal, parse_timestamp, timestamp


def dumps(value: Any) -> bytes:
    """Serialize JSON as it is sent: compact, in the given order, UTF-8.

    Raises:
        ValueError: it holds NaN or infinity.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode()
    except UnicodeEncodeError:  # a lone surrogate, which JSON can hold only as an escape
        return json.dumps(value, separators=(",", ":")).encode()


def encode(value: object, raw: Any = UNSET, where: str = "") -> Any:
    """Encode *value* as a JSON value; keys that are `UNSET` are left out.

    Models become objects, datetimes RFC 3339 text, bytes base64, enums their value, UUIDs text, Decimals numbers.

    Parameters:
        raw: the JSON value that the server sent for it, if any; returned when it still means the same.
        where: path of *value*, for the message.

    Raises:
        TypeError: part of it cannot be JSON.
    """
    cls = type(value)
    if value is None or cls is str or cls is bool or cls is float:
        return value
    if cls is int:
        return raw if type(raw) is float and raw == value else value
    if isinstance(value, Enum) and value is not UNSET:
        return encode(value.value, raw, where)
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (date, bytes, bytearray)):
        return _string(value, raw, where)
    if hasattr(cls, "__attrs_attrs__") and hasattr(cls, "raw"):
        return _object(value, where)
    if is_mapping(value):
        return _map(value, raw if is_object(raw) else {}, where)
    if is_sequence(value):
        return _array(value, raw if is_array(raw) else [], where)
    if is_uuid_or_decimal(cls):
        return _number(value) if hasattr(value, "as_tuple") else str(value)
    raise TypeError(f"{where or 'body'}: cannot encode {cls.__name__} as JSON")


def _number(value: Any) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _array(value: Sequence[Any], raw: list[Any], where: str) -> list[Any]:
    before = raw if len(raw) == len(value) else [UNSET] * len(value)
    return [encode(item, old, f"{where}[{i}]") for i, (item, old) in enumerate(zip(value, before, strict=True))]


def _object(model: Any, where: str) -> dict[str, Any]:
    raw: dict[str, Any] = model.raw or {}
    cls: type[Any] = model.__class__
    out = _map(model.extra, raw, where)
    for name, key in json_keys(cls):
        value = getattr(model, name)
        if value is not UNSET:
            out[key] = encode(value, raw.get(key, UNSET), f"{where}.{key}" if where else key)
    return {key: out[key] for key in raw if key in out} | out  # in the server's order


_JSON_KEYS: dict[type[Any], list[tuple[str, str]]] = {}


def json_keys(model: type[Any]) -> list[tuple[str, str]]:
    """The fields of a model class, `extra` excepted: (attribute, key in JSON)."""
    if model not in _JSON_KEYS:
        fields = [field for field in model.__attrs_attrs__ if field.name != "extra"]
        _JSON_KEYS[model] = [(field.name, field.metadata.get("wire") or field.name) for field in fields]
    return _JSON_KEYS[model]


def _map(value: Mapping[Any, Any], raw: dict[str, Any], where: str) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, item in value.items():
        if item is UNSET:
            continue
        if not isinstance(key, str):
            raise TypeError(f"{where or 'body'}: keys of an object are str, not {type(key).__name__}")
        name = key.value if isinstance(key, Enum) else key
        out[name] = encode(item, raw.get(name, UNSET), f"{where}.{name}" if where else name)
    return out


def _string(value: date | bytes | bytearray, raw: Any, where: str) -> str:
    if isinstance(value, (bytes, bytearray)):
        return b64encode(value).decode()  # the decoder accepts no other encoding, so *raw* cannot differ
    if isinstance(value, datetime):
        try:
            return raw if isinstance(raw, str) and _is_same(value, raw) else timestamp(value)
        except TypeError as error:
            raise TypeError(f"{where or 'body'}: {error}") from None
    return raw if isinstance(raw, str) and _is_same(value, raw) else value.isoformat()


def _is_same(value: date, raw: str) -> bool:
    """Whether *raw* means *value*: the same date, or the same time at the same offset."""
    try:
        before = parse_timestamp(raw) if isinstance(value, datetime) else date.fromisoformat(raw)
    except ValueError:
        return False
    return before.isoformat() == value.isoformat()
