"""The named types of one document: models, enums and aliases by name."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ...model.ir import Enum, Field, Model, Parsed
from ...model.type_ref import NONE, LiteralOf, Named, TypeRef, alternatives, item, without_none
from .accepted_types import accepted

PLAIN = frozenset(map(Named, ("int", "bool", "str", "None", "float")))


@frozen(kw_only=True)
class NamedTypes:
    """The models, enums and aliases of one document."""

    models: Mapping[str, Model]
    enums: Mapping[str, Enum]
    aliases: Mapping[str, TypeRef]
    """Alias → the type it stands for."""

    @classmethod
    def of(cls, parsed: Parsed) -> NamedTypes:
        """The types of *parsed* by name."""
        return cls(
            models={one.name: one for one in parsed.models},
            enums={one.name: one for one in parsed.enums},
            aliases={one.name: one.type for one in parsed.aliases},
        )

    def model(self, kind: TypeRef | None) -> Model | None:
        """The model that *kind* is, aliases and ``None`` aside."""
        meant = without_none(self._meant(kind)) if kind is not None else None
        return self.models.get(meant.name) if isinstance(meant, Named) else None

    def members(self, kind: TypeRef, inside: frozenset[str] = frozenset()) -> list[Model]:
        """The models in the union *kind*, aliases resolved; empty when it has any other member."""
        found: list[Model] = []
        for one in alternatives(kind):
            name = one.name if isinstance(one, Named) else ""
            if name in self.models:
                found.append(self.models[name])
            elif name in self.aliases and name not in inside:
                inner = self.members(self.aliases[name], inside | {name})
                if not inner:
                    return []
                found += inner
            elif one != NONE:
                return []
        return found

    def values(self, kind: TypeRef) -> frozenset[object]:
        """The constants that *kind* lists: of a literal, of an enum, of several in a union."""
        found: set[object] = set()
        for one in alternatives(self._meant(kind)):
            if isinstance(one, LiteralOf):
                found.update(one.values)
            elif isinstance(one, Named) and one.name in self.enums:
                found.update(value for _, value in self.enums[one.name].members)
        return frozenset(found)

    def _meant(self, kind: TypeRef) -> TypeRef:
        for _ in range(len(self.aliases)):
            one = without_none(kind)
            if not isinstance(one, Named) or one.name not in self.aliases:
                break
            kind = self.aliases[one.name]
        return kind

    def accepted(self, kind: TypeRef) -> TypeRef:
        """The type of an argument that becomes a *kind*."""
        return accepted(kind, self.models.keys(), self.enums)

    def field(self, kind: TypeRef | None, wire: str) -> Field | None:
        """The property *wire* of the model *kind*; None when it is no model or has no such property."""
        model = self.model(kind)
        return next((one for one in model.fields if one.wire == wire), None) if model else None

    def is_list(self, kind: TypeRef | None, collection: bool = False) -> bool:
        """Whether a response is a list: bare, or in an envelope that otherwise has only numbers, flags and cursors.

        The envelope of a *collection* may have any other properties.
        """
        if kind is None or item(self._meant(kind)) is not None:
            return kind is not None
        model = self.model(kind)
        lists = [one for one in model.fields if item(one.type) is not None] if model else []
        if model is None or len(lists) != 1:
            return False
        others = [one for one in model.fields if one is not lists[0]]
        return collection or all(PLAIN.issuperset(alternatives(one.type)) for one in others)
