"""Methods that were removed and added, and which added method replaces which removed one."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from . import package_operations
from .class_members import Method
from .package_operations import PackageOperation
from .signatures import Location
from .type_annotations import result


@frozen(eq=False)
class MethodMoves:
    """The methods removed and added, collected during a walk and reported at its end."""

    client: str
    old: Mapping[str, PackageOperation]
    new: Mapping[str, PackageOperation]
    removed: list[tuple[Location, object]] = field(factory=list[tuple[Location, object]])
    added: list[tuple[Location, object]] = field(factory=list[tuple[Location, object]])

    def add_changes(self) -> None:
        """Add the changes, with the replacement of each removed method as its hint."""
        for location, member in self.removed:
            location.add(
                "method-removed", f"{location.name} was removed", "runtime-breaking", hint=self._hint(location, member)
            )
        for location, _ in self.added:
            location.add("method-added", f"{location.name} was added", "additive")

    def _hint(self, location: Location, member: object) -> str:
        name = location.where.removeprefix(f"{self.client}.")
        successor = package_operations.successor(name, self.old, self.new)
        if successor:
            return f"Call `{self.client}.{successor}`."
        alike = [other.where for other, method in self.added if _alike(location, member, other, method)]
        return f"`{alike[0]}` was added and takes the same arguments." if len(alike) == 1 else ""


def _alike(location: Location, member: object, other: Location, method: object) -> bool:
    """Whether *method* at *other* has the name, parameters and result of *member* at *location*."""
    return (
        isinstance(member, Method)
        and isinstance(method, Method)
        and location.variant == other.variant
        and location.where.rpartition(".")[2] == other.where.rpartition(".")[2]
        and method.parameters == member.parameters
        and result(method.returns) == result(member.returns)
    )
