"""Decoders of single values: JSON scalars, dates and bytes in strings, enums, and free-form JSON."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from ..diagnostics.drift import Misfit
from .decoders import Decoder, Report, SourceBuilder, copy_json, shortened, type_misfit
from .scalars import parse_timestamp


class ScalarDecoder(Decoder):
    """Decoder of a single value; compiled only as part of a larger type, because lenient decoding costs no more."""

    def decode(self, value: Any, where: str, report: Report) -> Any:
        return self.decode_leniently(value, where, report)


class JsonScalar(ScalarDecoder):
    """Decoder of a JSON value that stays as it is: ``str``, ``int``, ``float``, ``bool``, ``None``."""

    def __init__(self, name: str, *json_types: type, rank: int = 5) -> None:
        self.name, self.json_types, self.rank = name, json_types, rank
        self.test = " and ".join(f"type({{v}}) is not {json_type.__name__}" for json_type in json_types)

    def accepts(self, value: Any) -> bool:
        return super().accepts(value) or self._is_integral(value)

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if self._is_integral(value):
            return int(value)
        if not isinstance(value, self.json_types) or (isinstance(value, bool) and bool not in self.json_types):
            report(type_misfit(self.name, value, where))
        return value

    def _is_integral(self, value: Any) -> bool:
        """Whether this decodes ``int`` and *value* is an integral float: JSON Schema takes 5.0 for an integer."""
        return self.json_types == (int,) and type(value) is float and value.is_integer()


class AnyDecoder(ScalarDecoder):
    """Decoder of ``Any``: free-form JSON."""

    name, rank = "Any", 9
    json_types = (dict, list, str, int, float, bool, type(None))

    def write(self, v: str, source: SourceBuilder, depth: int) -> None:
        source.add(depth, f"if type({v}) is dict or type({v}) is list: {v} = {source.constant(copy_json)}({v})")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:  # noqa: ARG002  (every value matches)
        return copy_json(value)


class FormatDecoder(ScalarDecoder):
    """Decoder of a string with a ``format``, read by *parse*: ``date``, ``bytes`` (base64).

    Parameters:
        misfit: kind of the `Misfit` of a string that *parse* refuses.
    """

    json_types, base_score = (str,), 0

    def __init__(self, name: str, parse: Callable[[str], Any], misfit: str, rank: int) -> None:
        self.name, self.parse, self.misfit, self.rank = name, parse, misfit, rank

    def write(self, v: str, source: SourceBuilder, depth: int) -> None:
        source.add(depth, f"{v} = {source.constant(self.parse)}({v})")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if not isinstance(value, str):
            report(type_misfit(self.name, value, where))
            return value
        try:
            return self.parse(value)
        except ValueError:
            report(Misfit(self.misfit, where or "$", f"not a {self.name}"))
            return value


class DatetimeDecoder(FormatDecoder):
    """Decoder of ``datetime``: an RFC 3339 timestamp, always aware."""

    def __init__(self) -> None:
        super().__init__("datetime", parse_timestamp, "bad_date", rank=2)

    def write(self, v: str, source: SourceBuilder, depth: int) -> None:
        source.add(depth, f"{v} = {source.constant(datetime.fromisoformat)}({v})")
        source.add(depth, f"if {v}.tzinfo is None: raise Mismatch")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        decoded = super().decode_leniently(value, where, report)
        if isinstance(decoded, datetime) and datetime.fromisoformat(value.upper()).tzinfo is None:
            report(Misfit("bad_date", where or "$", "no UTC offset, read as UTC"))
        return decoded


class EnumDecoder(ScalarDecoder):
    """Decoder of one of a few constants: an enum, or ``Literal``.

    Parameters:
        values: JSON value → decoded value.
        fallback: makes the decoded value of a constant that is not listed; None: it stays as it is.
    """

    rank, base_score = 1, 0

    def __init__(
        self, name: str, values: Mapping[str | int, Any], fallback: Callable[[Any], Any] | None = None
    ) -> None:
        self.name, self.values, self.fallback = name, dict(values), fallback
        self.json_types = tuple(dict.fromkeys(type(value) for value in self.values))

    @classmethod
    def of(cls, enum: type[Enum]) -> EnumDecoder:
        """Decoder of the members of *enum*; values that are not listed become what its constructor returns."""
        return cls(enum.__name__, {member.value: member for member in enum}, enum)

    def lists(self, value: Any) -> bool:
        """Whether *value*, of any JSON type, is one of the constants."""
        return type(value) in self.json_types and value in self.values

    def write(self, v: str, source: SourceBuilder, depth: int) -> None:
        if self.json_types != (str,):  # True, 1 and 1.0 are the same key of a dict
            source.add(depth, f"if type({v}) not in {source.constant(self.json_types)}: raise Mismatch")
        source.add(depth, f"{v} = {source.constant(self.values)}[{v}]")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if type(value) not in self.json_types:
            report(type_misfit(self.name, value, where))
            return value
        if value in self.values:
            return self.values[value]
        report(Misfit("unknown_enum", where or "$", shortened(value)))
        try:
            return self.fallback(value) if self.fallback else value
        except ValueError:
            return value


NULL_DECODER = JsonScalar("None", type(None))
NULL_DECODER.test = "{v} is not None"
ANY_DECODER = AnyDecoder()
UNSET_DECODER = JsonScalar("Unset")
"""Decoder of ``Unset`` in a union; accepts nothing, because a field's default says that it may be absent."""
BUILTIN_DECODERS: Mapping[str, Decoder] = {
    "str": JsonScalar("str", str),
    "int": JsonScalar("int", int, rank=4),
    "float": JsonScalar("float", float, int),
    "bool": JsonScalar("bool", bool),
    "None": NULL_DECODER,
    "Any": ANY_DECODER,
    "object": ANY_DECODER,
    "datetime": DatetimeDecoder(),
    "date": FormatDecoder("date", date.fromisoformat, "bad_date", rank=3),
    "bytes": FormatDecoder("bytes", lambda text: b64decode(text, validate=True), "wrong_type", rank=6),
    "Unset": UNSET_DECODER,
}
"""Name in an annotation → decoder, for every name that is not a model, an enum or an alias."""
