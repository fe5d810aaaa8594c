"""What the engine's document cannot say: the shape of the result, complete but for its types."""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol

from attrs import define, field, frozen

from ..model import ir
from .names import Names
from .references import SourceDocument

EngineSchema = dict[str, Any]
"""A schema in the few words the engine understands without loss."""


@frozen(kw_only=True)
class NormalizedDocument:
    """A document the engine can say all of, and beside it what only we know."""

    document: dict[str, Any]
    draft: ir.Parsed
    """The result without types; the engine's property objects fill them in."""
    maps: frozenset[str]
    """Components that stand for ``dict[str, X]``: the engine knows classes only."""
    boxes: frozenset[str]
    """Components whose only property ``value`` is what they stand for: aliases and event payloads."""
    nullable: frozenset[str]
    """Classes whose every mention admits null."""
    places: dict[str, str]
    """Component or operation id → JSON pointer, for the engine's complaints."""
    payloads: tuple[str, ...]
    """The box of each event, in the draft's order."""


class Rule(Protocol):
    """The rule for any schema, standing at *pointer*; *name* is the class it shall be, where one is given."""

    def __call__(self, work: Normalization, schema: Any, pointer: str, name: str | None = None, /) -> EngineSchema: ...


class Translate(Protocol):
    """The same, with its first argument given."""

    def __call__(self, schema: Any, pointer: str, name: str | None = None, /) -> EngineSchema: ...


@define(kw_only=True)
class Normalization:
    """Everything that the rules read and add to while one document is normalized."""

    source: SourceDocument
    names: Names
    rule: Rule
    """Passed in, because the rules for one kind of schema need the rule for any: for the schemas inside."""
    lenient: bool = False
    """Whether a reference to a missing schema is a loss instead of an error."""
    entries: dict[str, str] = field(factory=dict[str, str])
    """Pointer → class name, for named schemas and those given a name."""
    name_prefixes: dict[str, str] = field(factory=dict[str, str])
    """Pointer of an operation or named part → what names below it start with."""
    components: dict[str, EngineSchema] = field(factory=dict[str, EngineSchema])
    models: dict[str, ir.Model] = field(factory=dict[str, ir.Model])
    enums: dict[str, ir.Enum] = field(factory=dict[str, ir.Enum])
    aliases: dict[str, ir.Alias] = field(factory=dict[str, ir.Alias])
    inline_classes: dict[str, list[tuple[Any, str]]] = field(factory=dict[str, list[tuple[Any, str]]])
    """Pointer → the nameless schemas found there and the classes made of them."""
    maps: dict[str, str] = field(factory=dict[str, str])
    """What is in the map, as text → the component that stands for it."""
    nullable: set[str] = field(factory=set[str])
    places: dict[str, str] = field(factory=dict[str, str])
    losses: dict[ir.Loss, None] = field(factory=dict[ir.Loss, None])
    made_up: dict[str, str] = field(factory=dict[str, str])
    merged: dict[str, str] = field(factory=dict[str, str])
    """Schemas that merging made, as text → where each was first met."""
    variant_names: dict[str, str] = field(factory=dict[str, str])
    """Pointer of a variant that is being merged into another union → what the merger is called after."""
    nesting: int = 0
    """How many unions deep their surroundings are being distributed right now."""
    in_progress: list[str] = field(factory=list[str])
    """Pointers of the nameless schemas and unions being said right now, to notice one that contains itself."""
    provenance: dict[str, str] = field(factory=dict[str, str])
    """Pointer → ``x-provenance`` said there, which holds for what is below it."""
    subtypes: dict[str, list[str]] = field(factory=dict[str, list[str]])
    """Pointer of a schema → pointers of the named schemas that take it into their ``allOf``."""

    @property
    def translate(self) -> Translate:
        """Translates a schema; a partial, because a method would be one more frame for each level of nesting."""
        return partial(self.rule, self)

    def lose(self, pointer: str, what: str, why: str) -> None:
        """Say that *what* at *pointer* does not survive."""
        self.losses[ir.Loss(pointer=pointer, what=what, why=why)] = None

    def name(self, raw: str, pointer: str) -> str:
        """A new class name for the schema at *pointer*, which the document leaves nameless."""
        name = self.names.claim(raw)
        self.made_up.setdefault(pointer, name)
        self.places[name] = pointer
        return name

    def class_of_inline(self, schema: Any, pointer: str) -> str:
        """The class made of this very schema before, when it is inherited or referred to; empty at first sight.

        A place alone is not enough: merged with different neighbours, one schema makes several classes.
        """
        return next((name for known, name in self.inline_classes.get(pointer, []) if known == schema), "")

    def name_inline(self, schema: Any, pointer: str, raw: str) -> str:
        """A class name for the nameless *schema*, remembered for when it is met again."""
        name = self.name(raw, pointer)
        self.inline_classes.setdefault(pointer, []).append((schema, name))
        return name


def ref(name: str) -> EngineSchema:
    """The engine's reference to the class *name*."""
    return {"$ref": f"#/components/schemas/{name}"}


def box(value: EngineSchema) -> EngineSchema:
    """A class around *value*, so that the engine keeps its name and lets it contain itself."""
    return {"type": "object", "properties": {"value": value}, "required": ["value"], "additionalProperties": False}
