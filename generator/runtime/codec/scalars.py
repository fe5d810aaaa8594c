"""How single values are spelt on the wire: one spelling for bodies, queries, paths and headers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import Enum


def instant(text: str) -> datetime:
    """Read an RFC 3339 timestamp; always aware.

    A time without an offset is read as UTC, which is what servers that leave it out mean.

    Raises:
        ValueError: *text* is not a date with a time.
    """
    if len(text) < 11:  # a mere date has no time to be midnight of
        raise ValueError("a date without a time")
    value = datetime.fromisoformat(text.upper())
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def timestamp(value: datetime) -> str:
    """Spell *value* as RFC 3339: ``Z`` for UTC, milliseconds when they are enough.

    Raises:
        TypeError: *value* has no time zone, so nobody knows which instant it is.
    """
    if value.utcoffset() is None:
        raise TypeError("a datetime needs a time zone: datetime.now(timezone.utc), or .astimezone() for local time")
    digits = "microseconds" if value.microsecond % 1000 else "milliseconds" if value.microsecond else "seconds"
    text = value.isoformat(timespec=digits)
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def text(value: object) -> str:
    """Spell a single value as text for a query, a path, a header or a form; bytes as base64, as in JSON.

    Raises:
        TypeError: it is not a single value, or a datetime without a time zone.
    """
    kind = type(value)
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
    if stringlike(kind):
        return str(value)
    if isinstance(value, bytes):
        from base64 import b64encode  # seldom needed

        return b64encode(value).decode()
    raise TypeError(f"cannot send {kind.__name__} here")


def stringlike(kind: type[object]) -> bool:
    """Whether *kind* is UUID or Decimal; by name, because importing their modules costs more than most calls."""
    return any((base.__module__, base.__qualname__) in _STRINGLIKE for base in kind.__mro__)


_STRINGLIKE = {("uuid", "UUID"), ("decimal", "Decimal"), ("_decimal", "Decimal"), ("_pydecimal", "Decimal")}
