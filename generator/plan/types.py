"""What a plan knows of the document's types."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from ..shape import Enum, Field, Model, Parsed
from ..text import Code
from .annotations import accepts, item, without_none


@frozen(kw_only=True)
class Types:
    """What a plan knows of the document's types."""

    models: Mapping[str, Model]
    enums: Mapping[str, Enum]

    @classmethod
    def of(cls, parsed: Parsed) -> Types:
        """The types of *parsed* by name."""
        return cls(models={one.name: one for one in parsed.models}, enums={one.name: one for one in parsed.enums})

    def accepts(self, annotation: str) -> Code:
        """What callers may pass for *annotation*."""
        return accepts(annotation, frozenset(self.models), self.enums)

    def field(self, annotation: str, wire: str) -> Field | None:
        """The property *wire* of the model that *annotation* names, None when it names none or has none."""
        model = self.models.get(without_none(annotation)) if annotation else None
        return next((one for one in model.fields if one.wire == wire), None) if model else None

    def is_list(self, annotation: str) -> bool:
        """Whether an answer is a list, bare or in an envelope beside nothing but numbers, flags and cursors."""
        if not annotation or item(annotation):
            return bool(annotation)
        model = self.models.get(without_none(annotation))
        if model is None:
            return False
        lists = [one for one in model.fields if item(one.annotation)]
        others = [one for one in model.fields if not item(one.annotation)]
        return len(lists) == 1 and all(
            set(_words(one.annotation)) <= {"int", "bool", "str", "None", "float"} for one in others
        )


def _words(annotation: str) -> list[str]:
    return [part.strip() for part in annotation.split("|")]
