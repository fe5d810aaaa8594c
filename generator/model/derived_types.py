"""Types derived from others: the model that a type is, and the result of an operation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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


def result(successes: Sequence[Answer]) -> TypeRef | None:
    """The union of the types of successful responses: of JSON, else of text or bytes, else of a stream's items.

    Of several JSON types of one status the first counts.
    """
    held = [one for one in successes if one.type is not None and not one.repeats]
    json = {one.status: one for one in reversed(held) if not one.stream and family(one.media_type) == "json"}
    return _union([one for one in held if json.get(one.status) is one] or _whole(held) or held, successes)


def returned(successes: Sequence[Answer]) -> TypeRef | None:
    """The union of the types of successful responses in all their media types; without one, of a stream's items."""
    held = [one for one in successes if one.type is not None and not one.repeats]
    return _union(_whole(held) or held, successes)


def _whole(held: Sequence[Answer]) -> list[Answer]:
    return [one for one in held if not one.stream]


def _union(chosen: Sequence[Answer], successes: Sequence[Answer]) -> TypeRef | None:
    """The union of the types of *chosen*, with None where one of the *successes* has no content."""
    members = [member for one in chosen if one.type is not None for member in alternatives(one.type)]
    if not members:
        return None
    empty = NONE in members or any(one.type is None or one.status in ("204", "205") for one in successes)
    return ANY if ANY in members else union([one for one in members if one != NONE] + [NONE] * empty)
