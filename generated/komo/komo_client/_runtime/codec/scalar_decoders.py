"""Forms of single values: plain JSON, dates and bytes in strings, enums, and free-form JSON."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from ..diagnostics.drift import Misfit
from .decoders import Decoder, Report, Source, copied, mismatch, token
from .scalars import instant


class ScalarDecoder(Decoder):
    """A single value: mending it is as good as compiling, so it is compiled only as part of something larger."""

    def decode(self, value: Any, where: str, report: Report) -> Any:
        return self.decode_leniently(value, where, report)


class JsonScalar(ScalarDecoder):
    """A JSON value that stays as it is: ``str``, ``int``, ``float``, ``bool``, ``None``."""

    def __init__(self, name: str, *json: type, rank: int = 5) -> None:
        self.name, self.json, self.rank = name, json, rank
        self.test = " and ".join(f"type({{v}}) is not {kind.__name__}" for kind in json)

    def accepts(self, value: Any) -> bool:
        return super().accepts(value) or self._is_whole(value)

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if self._is_whole(value):
            return int(value)
        if not isinstance(value, self.json) or (isinstance(value, bool) and bool not in self.json):
            report(mismatch(self.name, value, where))
        return value

    def _is_whole(self, value: Any) -> bool:
        """Whether this is ``int`` and *value* a float that JSON Schema takes for one: 5.0 is an integer."""
        return self.json == (int,) and type(value) is float and value.is_integer()


class AnyDecoder(ScalarDecoder):
    """``Any``: free-form JSON."""

    name, rank = "Any", 9
    json = (dict, list, str, int, float, bool, type(None))

    def write(self, v: str, source: Source, depth: int) -> None:
        source.add(depth, f"if type({v}) is dict or type({v}) is list: {v} = {source.bind(copied)}({v})")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:  # noqa: ARG002  (nothing can misfit)
        return copied(value)


class ParsedText(ScalarDecoder):
    """A string that is spelt so that *parse* reads it: ``date``, ``bytes`` (base64)."""

    json, base_score = (str,), 0

    def __init__(self, name: str, parse: Callable[[str], Any], misfit: str, rank: int) -> None:
        self.name, self.parse, self.misfit, self.rank = name, parse, misfit, rank

    def write(self, v: str, source: Source, depth: int) -> None:
        source.add(depth, f"{v} = {source.bind(self.parse)}({v})")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if not isinstance(value, str):
            report(mismatch(self.name, value, where))
            return value
        try:
            return self.parse(value)
        except ValueError:
            report(Misfit(self.misfit, where or "$", f"not a {self.name}"))
            return value


class InstantDecoder(ParsedText):
    """``datetime``: an RFC 3339 timestamp, always aware."""

    def __init__(self) -> None:
        super().__init__("datetime", instant, "bad_date", rank=2)

    def write(self, v: str, source: Source, depth: int) -> None:
        source.add(depth, f"{v} = {source.bind(datetime.fromisoformat)}({v})")
        source.add(depth, f"if {v}.tzinfo is None: raise Misfitting")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        decoded = super().decode_leniently(value, where, report)
        if isinstance(decoded, datetime) and datetime.fromisoformat(value.upper()).tzinfo is None:
            report(Misfit("bad_date", where or "$", "no UTC offset, read as UTC"))
        return decoded


class EnumDecoder(ScalarDecoder):
    """One of a few constants: an enum, or ``Literal``."""

    rank, base_score = 1, 0

    def __init__(self, name: str, values: Mapping[str | int, Any], make: Callable[[Any], Any] | None = None) -> None:
        self.name, self.values, self.make = name, dict(values), make
        self.json = tuple(dict.fromkeys(type(value) for value in self.values))

    @classmethod
    def enum(cls, kind: type[Enum]) -> EnumDecoder:
        """The members of *kind*, and whatever it makes of unknown values."""
        return cls(kind.__name__, {member.value: member for member in kind}, kind)

    def knows(self, value: Any) -> bool:
        """Whether *value*, of any JSON type, is one of the constants."""
        return type(value) in self.json and value in self.values

    def write(self, v: str, source: Source, depth: int) -> None:
        if self.json != (str,):  # for True, 1 and 1.0 are the same key
            source.add(depth, f"if type({v}) not in {source.bind(self.json)}: raise Misfitting")
        source.add(depth, f"{v} = {source.bind(self.values)}[{v}]")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        if type(value) not in self.json:
            report(mismatch(self.name, value, where))
            return value
        if value in self.values:
            return self.values[value]
        report(Misfit("unknown_enum", where or "$", token(value)))
        try:
            return self.make(value) if self.make else value
        except ValueError:
            return value


NULL = JsonScalar("None", type(None))
NULL.test = "{v} is not None"
ANYTHING = AnyDecoder()
ABSENT = JsonScalar("Unset")
"""``Unset`` in an annotation: that a field may be absent is told by its default, so this takes no value."""
VOCABULARY: Mapping[str, Decoder] = {
    "str": JsonScalar("str", str),
    "int": JsonScalar("int", int, rank=4),
    "float": JsonScalar("float", float, int),
    "bool": JsonScalar("bool", bool),
    "None": NULL,
    "Any": ANYTHING,
    "object": ANYTHING,
    "datetime": InstantDecoder(),
    "date": ParsedText("date", date.fromisoformat, "bad_date", rank=3),
    "bytes": ParsedText("bytes", lambda text: b64decode(text, validate=True), "wrong_type", rank=6),
    "Unset": ABSENT,
}
