"""What a plan knows of the document's types."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ...model.annotations import split
from ...model.code import Code
from ...model.ir import Enum, Field, Model, Parsed
from .accepted_types import accepts, item, without_none

PLAIN = frozenset({"int", "bool", "str", "None", "float"})


@frozen(kw_only=True)
class Types:
    """What a plan knows of the document's types."""

    models: Mapping[str, Model]
    enums: Mapping[str, Enum]
    aliases: Mapping[str, str]
    """Alias → the annotation it stands for."""

    @classmethod
    def of(cls, parsed: Parsed) -> Types:
        """The types of *parsed* by name."""
        return cls(
            models={one.name: one for one in parsed.models},
            enums={one.name: one for one in parsed.enums},
            aliases={one.name: one.annotation for one in parsed.aliases},
        )

    def model(self, annotation: str) -> Model | None:
        """The model that *annotation* names, also by another name or with ``None`` beside it."""
        return self.models.get(without_none(self._meant(annotation))) if annotation else None

    def members(self, annotation: str, inside: frozenset[str] = frozenset()) -> list[Model]:
        """The models that *annotation* is a union of, also by other names; none when anything else is among them."""
        found: list[Model] = []
        for one in split(annotation):
            if one in self.models:
                found.append(self.models[one])
            elif one in self.aliases and one not in inside:
                inner = self.members(self.aliases[one], inside | {one})
                if not inner:
                    return []
                found += inner
            elif one != "None":
                return []
        return found

    def _meant(self, annotation: str) -> str:
        for _ in range(len(self.aliases)):
            if (name := without_none(annotation)) not in self.aliases:
                break
            annotation = self.aliases[name]
        return annotation

    def accepts(self, annotation: str) -> Code:
        """What callers may pass for *annotation*."""
        return accepts(annotation, frozenset(self.models), self.enums)

    def field(self, annotation: str, wire: str) -> Field | None:
        """The property *wire* of the model that *annotation* names, None when it names none or has none."""
        model = self.model(annotation)
        return next((one for one in model.fields if one.wire == wire), None) if model else None

    def is_list(self, annotation: str, collection: bool = False) -> bool:
        """Whether an answer is a list: bare, or in an envelope beside nothing but numbers, flags and cursors.

        What a *collection* answers may have other things beside its one list.
        """
        if not annotation or item(self._meant(annotation)):
            return bool(annotation)
        model = self.model(annotation)
        lists = [one for one in model.fields if item(one.annotation)] if model else []
        if model is None or len(lists) != 1:
            return False
        others = [one for one in model.fields if one is not lists[0]]
        return collection or all(set(_words(one.annotation)) <= PLAIN for one in others)


def _words(annotation: str) -> list[str]:
    return [part.strip() for part in annotation.split("|")]
