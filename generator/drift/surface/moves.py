"""Methods that went and methods that came, and which of those took over from which of these."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from . import operations
from .annotations import result
from .calls import Place
from .operations import Call
from .shapes import Method


@frozen(eq=False)
class Moves:
    """What a walk found gone and new, entered once all of it is known."""

    client: str
    old: Mapping[str, Call]
    new: Mapping[str, Call]
    gone: list[tuple[Place, object]] = field(factory=list[tuple[Place, object]])
    come: list[tuple[Place, object]] = field(factory=list[tuple[Place, object]])

    def close(self) -> None:
        """Enter them, with an heir for each that has one."""
        for place, member in self.gone:
            place.enter("method-removed", f"{place.name} is gone", "runtime-breaking", hint=self._hint(place, member))
        for place, _ in self.come:
            place.enter("method-added", f"{place.name} is new", "additive")

    def _hint(self, place: Place, member: object) -> str:
        name = place.where.removeprefix(f"{self.client}.")
        heir = operations.successor(name, self.old, self.new)
        if heir:
            return f"Call `{self.client}.{heir}`."
        alike = [other.where for other, method in self.come if _alike(place, member, other, method)]
        return f"`{alike[0]}` is new and takes the same arguments." if len(alike) == 1 else ""


def _alike(place: Place, member: object, other: Place, method: object) -> bool:
    """Whether *other* is called as *place* was, by the same verb, and gives the same."""
    return (
        isinstance(member, Method)
        and isinstance(method, Method)
        and place.variant == other.variant
        and place.where.rpartition(".")[2] == other.where.rpartition(".")[2]
        and method.parameters == member.parameters
        and result(method.returns) == result(member.returns)
    )
