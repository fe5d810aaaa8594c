"""What a type of an answer is: a fast way to decode what fits, and a patient way for what does not.

`Decoder.fast` is compiled once per type, as attrs compiles ``__init__``, from the source that the form writes of itself;
it raises as soon as something does not fit. Then `Decoder.decode_leniently` walks the same value slowly, keeps all it can and reports
each misfit. The source holds attribute names (identifiers of our own classes) and constants through `repr`, never text
from an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from ..diagnostics.drift import Misfit
from ..util.typeguards import is_array, is_object

Report = Callable[[Misfit], None]
"""Told of each misfit; what it raises reaches whoever asked for decoding."""


class Misfitting(ValueError):
    """The fast way met something it does not expect."""


BAIL = (LookupError, TypeError, ValueError, RecursionError)
"""What the fast way may raise: a key is missing, a value is unhashable, unparsable, or nested too deeply."""


class Source:
    """Python text in the making, and the objects that its names stand for."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {"Misfitting": Misfitting}

    def add(self, depth: int, *lines: str) -> None:
        """Write *lines*, indented *depth* times."""
        self.lines += ["    " * depth + line for line in lines]

    def bind(self, value: Any) -> str:
        """A name for *value*."""
        name = f"_{len(self.names)}"
        self.names[name] = value
        return name

    def link(self, form: Decoder) -> str:
        """A name for the decoder of *form*, which is compiled when first called: types may refer to themselves."""
        names, name = self.names, f"_{len(self.names)}"

        def first(value: Any) -> Any:
            names[name] = form.fast
            return form.fast(value)

        names[name] = first
        return name

    def function(self) -> Callable[[Any], Any]:
        """Compile ``decode``."""
        exec(compile("\n".join(self.lines), "<decoder>", "exec"), self.names)  # noqa: S102  (our own text, see above)
        decode: Callable[[Any], Any] = self.names["decode"]
        return decode


class Decoder:
    """One type: what it is called, what it takes, how it is decoded."""

    name: str
    json: tuple[type, ...] = ()
    """The types, as `json.loads` gives them, of values that it takes."""
    rank = 5
    """In a union the lower rank is tried first, because it takes less."""
    base_score = 1
    """What `score` says of any value that it accepts."""
    test = ""
    """An expression over variable ``{v}``, true when it does not fit; empty when decoding changes the value."""

    def accepts(self, value: Any) -> bool:
        """Whether *value* is of a JSON type that it takes, whatever is inside."""
        return type(value) in self.json

    def score(self, value: Any) -> int:
        """How much a value that it accepts, but does not fit, looks like it; 0 or less: not at all."""
        return self.base_score if self.accepts(value) else 0

    def mismatch_test(self, v: str) -> str:
        """Its `test` of variable *v*."""
        return self.test.format(v=v)

    def write(self, v: str, source: Source, depth: int) -> None:
        """Write statements that rebind variable *v* to the decoded value, or raise."""
        source.add(depth, f"if {self.mismatch_test(v)}: raise Misfitting")

    def decode_leniently(self, value: Any, where: str, report: Report) -> Any:
        """Decode what may not fit: keep what is possible, report the rest."""
        raise NotImplementedError

    def decode(self, value: Any, where: str, report: Report) -> Any:
        """Decode, fast if it fits; *where* is the path to *value*, empty at the root."""
        try:
            return self.fast(value)
        except BAIL:
            pass  # and out of the handler, so that what `report` raises has no confusing context
        return self.decode_leniently(value, where, report)

    @cached_property
    def fast(self) -> Callable[[Any], Any]:
        """The compiled decoder; raises one of `BAIL` when the value does not fit."""
        source = Source()
        source.add(0, "def decode(v):")
        self.write("v", source, 1)
        source.add(1, "return v")
        return source.function()


_KINDS: dict[type[Any], str] = {
    type(None): "null",
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
}


def mismatch(expected: str, value: object, where: str) -> Misfit:
    """The misfit of a value of another JSON type than *expected*."""
    kind = "null" if value is None else "wrong_type"
    found = type(value)
    return Misfit(kind, where or "$", f"expected {expected}, got {_KINDS.get(found, found.__name__)}")


def token(value: Any) -> str:
    """An enum token as a detail: short, whatever the server put there."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def join(where: str, key: Any) -> str:
    """The path of *key* below *where*."""
    return f"{where}.{key}" if where else str(key)


def copied(value: Any) -> Any:
    """A copy of free-form JSON, so that a model changed in place leaves its `raw` as the server sent it."""
    try:
        if is_object(value):
            return {key: copied(item) for key, item in value.items()}
        if is_array(value):
            return [copied(item) for item in value]
    except RecursionError:
        pass  # so deep down it is shared
    return value
