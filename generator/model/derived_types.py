"""Types derived from others: the model that a type is, and the result of an operation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from ..documents.media_types import family
from .ir import Alias, Answer, Model
from .type_ref import ANY, NONE, Named, TypeRef, alternatives, union, without_none


@frozen(kw_only=True)
class ModelLookup:
    """Finds types that are, directly or by an alias, one model: fields of such a body become keyword arguments."""

    models: frozenset[str]
    aliases: Mapping[str, TypeRef]

    @classmethod
    def of(cls, models: Iterable[Model], aliases: Iterable[Alias]) -> ModelLookup:
        """The lookup for all *models* and *aliases* of a document."""
        return cls(models=frozenset(m.name for m in models), aliases={a.name: a.type for a in aliases})

    def model(self, kind: TypeRef) -> str:
        """The model that *kind* is after resolving aliases; empty when it is something else."""
        for _ in range(10):
            meant = without_none(kind)
            if not isinstance(meant, Named):
                return ""
            if meant.name in self.models:
                return meant.name
            if meant.name not in self.aliases:
                return ""
            kind = self.aliases[meant.name]
        return ""


def returns(answers: tuple[Answer, ...]) -> TypeRef | None:
    """The union of the types of successful responses: of JSON, else of text or bytes, else of a stream's items."""
    good = [a for a in answers if a.status.startswith("2")] or [a for a in answers if a.status == "default"]
    held = [(a, a.type) for a in good if a.type is not None]
    for chosen in (
        [kind for a, kind in held if not a.stream and family(a.media_type) == "json"],
        [kind for a, kind in held if not a.stream],
        [kind for _, kind in held],
    ):
        if chosen:
            members = [member for kind in chosen for member in alternatives(kind)]
            empty = any(a.status in ("204", "205") for a in good) or NONE in members
            return ANY if ANY in members else union([m for m in members if m != NONE] + [NONE] * empty)
    return None
