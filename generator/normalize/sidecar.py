"""The information that the document for the engine cannot express: the result, complete except for its types."""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol

from attrs import define, field, frozen

from ..model import ir
from .names import Names
from .references import SourceDocument

EngineSchema = dict[str, Any]
"""A schema in the keywords that the engine understands without loss."""


@frozen(kw_only=True)
class NormalizedDocument:
    """A document that the engine can express, and the information that it would drop."""

    document: dict[str, Any]
    draft: ir.Parsed
    """The result without types; the engine's property objects fill them in."""
    maps: frozenset[str]
    """Components that stand for ``dict[str, X]``: the engine knows classes only."""
    boxes: frozenset[str]
    """Components whose only property ``value`` is what they stand for: aliases and event payloads."""
    nullable: frozenset[str]
    """Classes that are nullable wherever they are used."""
    places: dict[str, str]
    """Component or operation id → JSON pointer, for the engine's complaints."""
    payloads: tuple[str, ...]
    """The box of each event, in the draft's order."""


class Rule(Protocol):
    """Translates the schema at *pointer*; *name* is its class name, where one is given."""

    def __call__(self, work: Normalization, schema: Any, pointer: str, name: str | None = None, /) -> EngineSchema: ...


class Translate(Protocol):
    """The same, with its first argument given."""

    def __call__(self, schema: Any, pointer: str, name: str | None = None, /) -> EngineSchema: ...


@define(kw_only=True)
class Normalization:
    """State of the normalization of one document, which the rules read and extend."""

    source: SourceDocument
    names: Names
    rule: Rule
    """Passed in, because the rules for one kind of schema need the rule for any: for the schemas inside."""
    lenient: bool = False
    """Whether a reference to a missing schema is a loss instead of an error."""
    entries: dict[str, str] = field(factory=dict[str, str])
    """Pointer → class name, for named schemas and those given a name."""
    name_prefixes: dict[str, str] = field(factory=dict[str, str])
    """Pointer of an operation or named part → prefix of the names of inline schemas below it."""
    components: dict[str, EngineSchema] = field(factory=dict[str, EngineSchema])
    models: dict[str, ir.Model] = field(factory=dict[str, ir.Model])
    enums: dict[str, ir.Enum] = field(factory=dict[str, ir.Enum])
    aliases: dict[str, ir.Alias] = field(factory=dict[str, ir.Alias])
    inline_classes: dict[str, list[tuple[Any, str]]] = field(factory=dict[str, list[tuple[Any, str]]])
    """Pointer → the inline schemas found there and their class names."""
    maps: dict[str, str] = field(factory=dict[str, str])
    """Schema of the map's values, as text → the component for that kind of map."""
    nullable: set[str] = field(factory=set[str])
    places: dict[str, str] = field(factory=dict[str, str])
    losses: dict[ir.Loss, None] = field(factory=dict[ir.Loss, None])
    made_up: dict[str, str] = field(factory=dict[str, str])
    merged: dict[str, str] = field(factory=dict[str, str])
    """Schemas that merging made, as text → where each was first met."""
    chain_ends: dict[str, str] = field(factory=dict[str, str])
    """Pointer of a mere reference → pointer of the schema at the end of its chain."""
    inherited: dict[tuple[str, frozenset[str]], EngineSchema] = field(
        factory=dict[tuple[str, frozenset[str]], EngineSchema]
    )
    """Pointer of a parent, and those of its relatives that inherit from it here → the parent without ``allOf``."""
    relatives: dict[str, frozenset[str]] = field(factory=dict[str, frozenset[str]])
    """Pointer of a schema → pointers of all that it is made of, by reference."""
    alternatives: dict[str, int] = field(factory=dict[str, int])
    """Pointer of a schema → how many classes its unions make."""
    inherited_fields: int = 0
    """Properties that classes have from others, so far."""
    combined: int = 0
    """Classes that combinations of unions have made so far."""
    variant_names: dict[str, str] = field(factory=dict[str, str])
    """Pointer of a variant that is being merged into another union → name of the merged class."""
    nesting: int = 0
    """Depth of nested unions whose sibling keywords are being merged into the variants."""
    in_progress: list[str] = field(factory=list[str])
    """Pointers of the inline schemas and unions being translated, to detect one that contains itself."""
    provenance: dict[str, str] = field(factory=dict[str, str])
    """Pointer → ``x-provenance`` declared there, which also holds below it."""
    subtypes: dict[str, list[str]] = field(factory=dict[str, list[str]])
    """Pointer of a schema → pointers of the named schemas that take it into their ``allOf``."""

    @property
    def translate(self) -> Translate:
        """Translates a schema; a partial, because a method would be one more frame for each level of nesting."""
        return partial(self.rule, self)

    def lose(self, pointer: str, what: str, why: str) -> None:
        """Report that *what* at *pointer* is lost."""
        self.losses[ir.Loss(pointer=pointer, what=what, why=why)] = None

    def name(self, raw: str, pointer: str) -> str:
        """A new class name for the inline schema at *pointer*."""
        name = self.names.claim(raw)
        self.made_up.setdefault(pointer, name)
        self.places[name] = pointer
        return name

    def class_of_inline(self, schema: Any, pointer: str) -> str:
        """The class already made of this inline schema; empty when there is none.

        The pointer alone is not enough: merged with different siblings, one schema makes several classes.
        """
        return next((name for known, name in self.inline_classes.get(pointer, []) if known == schema), "")

    def name_inline(self, schema: Any, pointer: str, raw: str) -> str:
        """A class name for the inline *schema*, recorded for `class_of_inline`."""
        name = self.name(raw, pointer)
        self.inline_classes.setdefault(pointer, []).append((schema, name))
        return name


def ref(name: str) -> EngineSchema:
    """The engine's reference to the class *name*."""
    return {"$ref": f"#/components/schemas/{name}"}


def box(value: EngineSchema) -> EngineSchema:
    """A class around *value*, so that the engine keeps its name and lets it contain itself."""
    return {"type": "object", "properties": {"value": value}, "required": ["value"], "additionalProperties": False}
