"""From what a package exports to all that its callers can reach: names, classes, clients, resources, their methods."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import cast

from attrs import field, frozen

from . import classes, operations
from .annotations import alternatives, shown
from .calls import Place, compare_calls
from .modules import Definition, Package
from .moves import Moves
from .operations import Call
from .shapes import Attribute, Method, Shape, Shapes, signature
from .values import Effect, Ledger, Variant

CLIENTS = {"Client": "", "AsyncClient": "async"}
"""Base of a client class → the form that its methods have."""
DEPTH = 12

Moved = list[tuple[Place, object]]


@frozen(eq=False)
class Side:
    """One of the two packages."""

    package: Package
    shapes: Shapes
    operations: Mapping[str, Call]
    enums: Mapping[str, str]

    @classmethod
    def of(cls, package: Package) -> Side:
        """*package*, with all that is asked of it more than once."""
        shapes = Shapes(package, {})
        return cls(package, shapes, operations.operations(package), shapes.enums())


@frozen(eq=False)
class Walk:
    """One comparison of *old* with *new*."""

    old: Side
    new: Side
    ledger: Ledger
    client: str
    """What callers call a client: by their package."""
    moves: Moves
    told: set[str] = field(factory=set[str])
    """Names that were judged where they are exported first."""

    @classmethod
    def of(cls, old: Package, new: Package) -> Walk:
        """A walk through both packages from the beginning."""
        client, before, after = new.name.removesuffix("_client") or "client", Side.of(old), Side.of(new)
        return cls(before, after, Ledger(), client, Moves(client, before.operations, after.operations))

    def place(self, where: str, variant: Variant = "") -> Place:
        return Place(self.ledger, where, variant, {**self.old.enums, **self.new.enums})

    def calls(self) -> tuple[tuple[str, str, str], ...]:
        """Method, path and what callers write, for each operation; where both packages have it, as the new one does."""
        found = {(one.method, one.path): name for side in (self.old, self.new) for name, one in side.operations.items()}
        return tuple(sorted((method, path, f"{self.client}.{name}") for (method, path), name in found.items()))

    def run(self) -> None:
        """Enter every difference."""
        before, after = self.old.package, self.new.package
        if before.name != after.name:
            text = f"the package is imported as `{after.name}`, before `{before.name}`"
            self.place(after.name).enter("package-renamed", text, "runtime-breaking", hint=f"Import `{after.name}`.")
        public = {name for side in (before, after) for name in side.sources if name and not name.startswith("_")}
        modules = sorted(name for name in public if "." not in name and name != "resources")
        for name in ("", *modules):
            self._module(name)
        self.moves.close()
        operations.compare_operations(self.place(self.client), self.old.operations, self.new.operations)

    def _module(self, name: str) -> None:
        before, after = self.old.package.module(name), self.new.package.module(name)
        here = self.place(".".join(part for part in (self.new.package.name, name) if part))
        if before is None or after is None:
            kind, verb = ("module-removed", "is gone") if after is None else ("module-added", "is new")
            effect: Effect = "runtime-breaking" if after is None else "additive"
            here.enter(kind, f"`{here.where}` {verb}", effect)
            return
        for one in before.exported:
            if one not in after.exported:
                self._gone(name, one)
        for one in after.exported:
            if one in before.exported:
                self._both(name, one)
            elif self._first(self.new, name, one):
                self.place(_spelled(name, one)).enter("name-added", f"`{_spelled(name, one)}` is new", "additive")

    def _first(self, side: Side, module: str, name: str) -> bool:
        """Whether what is exported here as *name* was not met elsewhere before."""
        found = side.package.find(module, name)
        key = f"{found.home}.{found.name}" if found else f"{module}.{name}"
        new = key not in self.told
        self.told.add(key)
        return new

    def _gone(self, module: str, name: str) -> None:
        if not self._first(self.old, module, name):
            return
        twin = self._twin(module, name)
        hint = f"Use `{_spelled(module, twin)}`: it is the same under another name." if twin else ""
        where = _spelled(module, name)
        self.place(where).enter("name-removed", f"`{where}` is gone", "runtime-breaking", hint=hint)

    def _twin(self, module: str, name: str) -> str:
        """The new name of a class that is gone, if exactly one that is new has all that it had."""
        before, after = self.old.package.module(module), self.new.package.module(module)
        shape = self._shape(self.old, module, name)
        if shape is None or not shape.members or before is None or after is None:
            return ""
        fresh = [one for one in after.exported if one not in before.exported]
        alike = [one for one in fresh if self._shape(self.new, module, one) == shape]
        return alike[0] if len(alike) == 1 else ""

    def _shape(self, side: Side, module: str, name: str) -> Shape | None:
        found = side.package.find(module, name)
        return side.shapes.of(found) if found else None

    def _both(self, module: str, name: str) -> None:
        before, after = self.old.package.find(module, name), self.new.package.find(module, name)
        if before is None or after is None or not self._first(self.old, module, name):
            return
        here = self.place(_spelled(module, name))
        old, new = self.old.shapes.of(before), self.new.shapes.of(after)
        if old and new:
            kind = next((CLIENTS[base] for base in CLIENTS if base in old.ancestors), None)
            if kind is None:
                classes.compare_classes(here, old, new)
            else:
                self._client(name, cast("Variant", kind), before, after, old, new)
        elif old or new:
            text = f"{here.name} is {'no longer' if old else 'now'} a class"
            here.enter("name-kind", text, "runtime-breaking" if old else "typing-breaking")
        else:
            _value(here, before, after)

    def _client(
        self, name: str, variant: Variant, before: Definition, after: Definition, old: Shape, new: Shape
    ) -> None:
        """A client: its constructor by its own name, all else by what callers call a client."""
        here = self.place(self.client, variant)
        constructor = Place(here.ledger, here.where, variant, here.kinds, f"{name}(…)")
        first, second = old.members.get("__init__"), new.members.get("__init__")
        if isinstance(first, Method) and isinstance(second, Method):
            compare_calls(constructor, first, second)
        self._members(here, before, after, old, new, DEPTH)

    def _members(self, here: Place, before: Definition, after: Definition, old: Shape, new: Shape, depth: int) -> None:
        """Methods and attributes of a client or a resource; what leads to resources is followed."""
        followed: dict[str, tuple[Definition, Definition | None]] = {}
        for name, member in old.members.items():
            inner = self._resource(self.old, before, member)
            if inner is not None:
                followed[name] = inner, self._resource(self.new, after, new.members.get(name))
        for name, (inner, outer) in followed.items():
            there = here if name == "with_raw_response" else here.at(name)
            there = Place(there.ledger, there.where, _form(here.variant, name), there.kinds)
            if outer is None:
                self._found(self.old, here.at(name), inner, None, self.moves.gone, depth)
                continue
            if inner.name != outer.name and name != "with_raw_response":
                text = f"{there.name} is a `{outer.name}`, before a `{inner.name}`"
                there.enter("resource-class", text, "typing-breaking")
            one, other = self.old.shapes.of(inner), self.new.shapes.of(outer)
            if one and other and one is not other and depth:
                self._members(there, inner, outer, one, other, depth - 1)
        rest = {name: one for name, one in old.members.items() if name not in followed and name != "__init__"}
        self.moves.gone.extend((here.at(name), one) for name, one in rest.items() if name not in new.members)
        fresh = {name: one for name, one in new.members.items() if name not in old.members}
        for name, came in fresh.items():
            self._found(self.new, here.at(name), self._resource(self.new, after, came), came, self.moves.come, depth)
        common = {name: one for name, one in rest.items() if name in new.members}
        shared = {name: new.members[name] for name in common}
        bare = Shape("class", common, ()), Shape("class", shared, ())
        classes.compare_classes(here, *bare)

    def _resource(self, side: Side, owner: Definition, member: object) -> Definition | None:
        """The class of a resource that *member*, of the class *owner*, leads to."""
        if not isinstance(member, Attribute) or not member.is_property:
            return None
        found = side.package.find(owner.home, member.annotation)
        return found if found and found.home.startswith("resources") else None

    def _found(
        self, side: Side, here: Place, inner: Definition | None, member: object, moved: Moved, depth: int
    ) -> None:
        """A method that only *side* has is *moved*; a resource takes its methods and its own resources along."""
        if inner is None:
            moved.append((here, member))
        elif not here.where.endswith(".with_raw_response") and depth:
            for name, one in self._own(side, inner):
                self._found(side, here.at(name), self._resource(side, inner, one), one, moved, depth - 1)

    def _own(self, side: Side, definition: Definition) -> list[tuple[str, object]]:
        shape = side.shapes.of(definition)
        return [(name, one) for name, one in shape.members.items() if name != "__init__"] if shape else []


def _form(variant: Variant, name: str) -> Variant:
    return cast("Variant", f"{variant} raw".strip()) if name == "with_raw_response" else variant


def _spelled(module: str, name: str) -> str:
    return f"{module}.{name}" if module else name


def _value(here: Place, old: Definition, new: Definition) -> None:
    """A function, an alias, or a constant."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    if isinstance(old.node, functions) and isinstance(new.node, functions):
        compare_calls(here, signature(old.module, old.node, bound=False), signature(new.module, new.node, bound=False))
        return
    before, after = _alias(old), _alias(new)
    if before and after and alternatives(before) != alternatives(after):
        text = f"{here.name} is `{shown(after)}`, before `{shown(before)}`"
        here.enter("alias-type", text, "typing-breaking")


def _alias(one: Definition) -> str:
    """What a type alias stands for; empty for anything else."""
    if not isinstance(one.node, ast.AnnAssign) or one.module.text(one.node.annotation) != "TypeAlias":
        return ""
    value = one.node.value
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else one.module.text(value)
