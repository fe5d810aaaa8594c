"""Base class of all decoders, and the source text that a decoder is compiled from.

A decoder has two modes. `Decoder.compiled` is strict: a function that is compiled once per type, as attrs compiles
``__init__``, and raises on the first mismatch. `Decoder.decode_leniently` then decodes the same value: it is slower,
keeps everything possible and reports each misfit. A *mismatch* is a value that does not match its type; a `Misfit` is
the report of one. The compiled text holds attribute names (identifiers of generated classes) and constants through
`repr`, never text from a response.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from ..diagnostics.drift import Misfit
from ..util.typeguards import is_array, is_object

Report = Callable[[Misfit], None]
"""Called with each misfit; what it raises reaches the caller of the decoder."""


class Mismatch(ValueError):
    """Raised by compiled decoders for a value that does not match its type."""


MISMATCH_ERRORS = (LookupError, TypeError, ValueError, RecursionError)
"""The exceptions of compiled decoders: a key is missing, a value is unhashable, unparsable, or nested too deeply."""


class SourceBuilder:
    """Builds the source text of one compiled decoder, and the namespace that the text is executed in."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.namespace: dict[str, Any] = {"Mismatch": Mismatch}

    def add(self, depth: int, *lines: str) -> None:
        """Append *lines*, indented by *depth* levels."""
        self.lines += ["    " * depth + line for line in lines]

    def constant(self, value: Any) -> str:
        """Put *value* into the namespace; returns its name there."""
        name = f"_{len(self.namespace)}"
        self.namespace[name] = value
        return name

    def function(self, decoder: Decoder) -> str:
        """Put the compiled function of *decoder* into the namespace; returns its name there.

        It is compiled at the first call, because types may refer to themselves.
        """
        namespace, name = self.namespace, f"_{len(self.namespace)}"

        def compile_first(value: Any) -> Any:
            namespace[name] = decoder.compiled
            return decoder.compiled(value)

        namespace[name] = compile_first
        return name

    def build(self) -> Callable[[Any], Any]:
        """Compile the text; returns the function ``decode`` that it defines."""
        exec(compile("\n".join(self.lines), "<decoder>", "exec"), self.namespace)  # noqa: S102  (text of this package)
        decode: Callable[[Any], Any] = self.namespace["decode"]
        return decode


class Decoder:
    """Decoder of one type."""

    name: str
    """The type as annotations write it."""
    json_types: tuple[type, ...] = ()
    """The types, as `json.loads` returns them, of values that it accepts."""
    rank = 5
    """Order within a union: lower ranks, which accept fewer values, are tried first."""
    base_score = 1
    """Score of any value that it accepts."""
    test = ""
    """Source of an expression over variable ``{v}``, true for a mismatch; empty when decoding changes the value."""

    def accepts(self, value: Any) -> bool:
        """Whether *value* has an accepted JSON type; its content is not looked at."""
        return type(value) in self.json_types

    def score(self, value: Any) -> int:
        """Similarity of an accepted value, which does not match, to this type; 0 or less: none."""
        return self.base_score if self.accepts(value) else 0

    def mismatch_test(self, v: str) -> str:
        """`test` of the variable named *v*."""
        return self.test.format(v=v)

    def write(self, v: str, source: SourceBuilder, depth: int) -> None:
        """Write statements that rebind the variable named *v* to the decoded value, or raise."""
        source.add(depth, f"if {self.mismatch_test(v)}: raise Mismatch")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        """Decode a value that may not match: keep everything possible, report the rest."""
        raise NotImplementedError

    def decode(self, value: Any, where: str, report: Report) -> Any:
        """Decode *value*, strictly first and leniently on a mismatch; *where* is its path, empty at the root."""
        try:
            return self.compiled(value)
        except MISMATCH_ERRORS:
            pass  # leaves the handler, so that what `report` raises has no unrelated context
        return self.decode_leniently(value, where, report)

    @cached_property
    def compiled(self) -> Callable[[Any], Any]:
        """The compiled function; raises one of `MISMATCH_ERRORS` for a value that does not match."""
        source = SourceBuilder()
        source.add(0, "def decode(v):")
        self.write("v", source, 1)
        source.add(1, "return v")
        return source.build()


_JSON_NAMES: dict[type[Any], str] = {
    type(None): "null",
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
}
"""JSON Schema's name of each type that `json.loads` returns."""


def type_misfit(expected: str, value: object, where: str) -> Misfit:
    """Misfit of a value whose JSON type is not *expected*."""
    kind = "null" if value is None else "wrong_type"
    found = type(value)
    return Misfit(kind, where or "$", f"expected {expected}, got {_JSON_NAMES.get(found, found.__name__)}")


def shortened(value: Any) -> str:
    """The `repr` of an enum value or tag, cut to 40 characters, as the detail of a misfit."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def child_path(where: str, key: Any) -> str:
    """Path of *key* below *where*."""
    return f"{where}.{key}" if where else str(key)


def copy_json(value: Any) -> Any:
    """Copy free-form JSON, so that a model changed in place leaves its `raw` as the server sent it."""
    try:
        if is_object(value):
            return {key: copy_json(item) for key, item in value.items()}
        if is_array(value):
            return [copy_json(item) for item in value]
    except RecursionError:
        pass  # nested too deeply to copy: shared from here on
    return value
