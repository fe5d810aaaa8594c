"""Text of single values on the wire: one format each for bodies, queries, paths and headers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum


def parse_timestamp(text: str) -> datetime:
    """Parse an RFC 3339 timestamp; the result is always aware.

    A time without an offset is read as UTC, which is what servers that omit it mean.

    Raises:
        ValueError: *text* is not a date with a time.
    """
    if len(text) < 11:  # `fromisoformat` would read a date alone as its midnight
        raise ValueError("a date without a time")
    value = datetime.fromisoformat(text.upper())
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def timestamp(value: datetime) -> str:
    """Format *value* as RFC 3339: ``Z`` for UTC, milliseconds where they lose nothing.

    Raises:
        TypeError: *value* has no time zone, so it does not identify a point in time.
    """
    if value.utcoffset() is None:
        raise TypeError("a datetime needs a time zone: datetime.now(timezone.utc), or .astimezone() for local time")
    digits = "microseconds" if value.microsecond % 1000 else "milliseconds" if value.microsecond else "seconds"
    text = value.isoformat(timespec=digits)
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def text(value: object) -> str:
    """Format a single value as text for a query, a path, a header or a form; bytes as base64, as in JSON.

    Raises:
        TypeError: it is not a single value, or a datetime without a time zone.
    """
    cls = type(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return text(value.value)
    if isinstance(value, (str, int, float)):
        return str(value)
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_uuid_or_decimal(cls):
        return str(value)
    if isinstance(value, bytes):
        from base64 import b64encode  # rarely needed

        return b64encode(value).decode()
    raise TypeError(f"cannot send {cls.__name__} here")


def is_uuid_or_decimal(cls: type[object]) -> bool:
    """Whether *cls* is UUID or Decimal, by name, because importing their modules takes longer than most calls."""
    return any((base.__module__, base.__qualname__) in _UUID_OR_DECIMAL for base in cls.__mro__)


_UUID_OR_DECIMAL = {("uuid", "UUID"), ("decimal", "Decimal"), ("_decimal", "Decimal"), ("_pydecimal", "Decimal")}
