"""The walk through everything that callers can reach: exported names, classes, clients, resources and methods."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import cast

from attrs import field, frozen

from . import classes, package_operations
from .class_members import Attribute, ClassMembers, ClassReader, Method, signature
from .modules import Definition, Package
from .moved_methods import MethodMoves
from .package_operations import PackageOperation
from .signatures import Location, compare_signatures
from .surface_change import Impact, SurfaceChangeCollector, Variant
from .type_annotations import alternatives, shown

CLIENTS = {"Client": "", "AsyncClient": "async"}
"""Base class of a client → the variant of its methods."""
DEPTH = 12

Moved = list[tuple[Location, object]]


@frozen(eq=False)
class PackageSurface:
    """The surface of one of the two packages."""

    package: Package
    class_reader: ClassReader
    operations: Mapping[str, PackageOperation]
    enums: Mapping[str, str]

    @classmethod
    def of(cls, package: Package) -> PackageSurface:
        """The surface of *package*."""
        class_reader = ClassReader(package, {})
        return cls(package, class_reader, package_operations.operations(package), class_reader.enums())


@frozen(eq=False)
class SurfaceWalk:
    """The comparison of the surfaces *old* and *new*."""

    old: PackageSurface
    new: PackageSurface
    collector: SurfaceChangeCollector
    client: str
    """The variable name of a client in texts, after the package's name."""
    moves: MethodMoves
    seen: set[str] = field(factory=set[str])
    """Definitions that were compared already, where they were exported first."""

    @classmethod
    def of(cls, old: Package, new: Package) -> SurfaceWalk:
        """A new walk through both packages."""
        client, before, after = (
            new.name.removesuffix("_client") or "client",
            PackageSurface.of(old),
            PackageSurface.of(new),
        )
        return cls(
            before, after, SurfaceChangeCollector(), client, MethodMoves(client, before.operations, after.operations)
        )

    def location(self, where: str, variant: Variant = "") -> Location:
        return Location(self.collector, where, variant, {**self.old.enums, **self.new.enums})

    def calls(self) -> tuple[tuple[str, str, str], ...]:
        """Method, path and call of each operation of either package; the new package's call where both have it."""
        found = {(one.method, one.path): name for side in (self.old, self.new) for name, one in side.operations.items()}
        return tuple(sorted((method, path, f"{self.client}.{name}") for (method, path), name in found.items()))

    def run(self) -> None:
        """Add every change."""
        before, after = self.old.package, self.new.package
        if before.name != after.name:
            text = f"the package is imported as `{after.name}` instead of `{before.name}`"
            self.location(after.name).add("package-renamed", text, "runtime-breaking", hint=f"Import `{after.name}`.")
        public = {name for side in (before, after) for name in side.sources if name and not name.startswith("_")}
        modules = sorted(name for name in public if "." not in name and name != "resources")
        for name in ("", *modules):
            self._module(name)
        self.moves.add_changes()
        package_operations.compare_operations(self.location(self.client), self.old.operations, self.new.operations)

    def _module(self, name: str) -> None:
        before, after = self.old.package.module(name), self.new.package.module(name)
        here = self.location(".".join(part for part in (self.new.package.name, name) if part))
        if before is None or after is None:
            kind, verb = ("module-removed", "was removed") if after is None else ("module-added", "was added")
            impact: Impact = "runtime-breaking" if after is None else "additive"
            here.add(kind, f"`{here.where}` {verb}", impact)
            return
        for one in before.exported:
            if one not in after.exported:
                self._compare_removed(name, one)
        for one in after.exported:
            if one in before.exported:
                self._compare_common(name, one)
            elif self._is_first_export(self.new, name, one):
                self.location(_dotted_name(name, one)).add(
                    "name-added", f"`{_dotted_name(name, one)}` was added", "additive"
                )

    def _is_first_export(self, side: PackageSurface, module: str, name: str) -> bool:
        """Whether the definition that *module* exports as *name* was not seen before under another name."""
        found = side.package.find(module, name)
        key = f"{found.module_name}.{found.name}" if found else f"{module}.{name}"
        new = key not in self.seen
        self.seen.add(key)
        return new

    def _compare_removed(self, module: str, name: str) -> None:
        if not self._is_first_export(self.old, module, name):
            return
        renamed = self._new_name(module, name)
        hint = f"Use `{_dotted_name(module, renamed)}`: it is the same under another name." if renamed else ""
        where = _dotted_name(module, name)
        self.location(where).add("name-removed", f"`{where}` was removed", "runtime-breaking", hint=hint)

    def _new_name(self, module: str, name: str) -> str:
        """The new name of a removed class, if exactly one added class has equal members."""
        before, after = self.old.package.module(module), self.new.package.module(module)
        class_members = self._shape(self.old, module, name)
        if class_members is None or not class_members.members or before is None or after is None:
            return ""
        fresh = [one for one in after.exported if one not in before.exported]
        alike = [one for one in fresh if self._shape(self.new, module, one) == class_members]
        return alike[0] if len(alike) == 1 else ""

    def _shape(self, side: PackageSurface, module: str, name: str) -> ClassMembers | None:
        found = side.package.find(module, name)
        return side.class_reader.of(found) if found else None

    def _compare_common(self, module: str, name: str) -> None:
        before, after = self.old.package.find(module, name), self.new.package.find(module, name)
        if before is None or after is None or not self._is_first_export(self.old, module, name):
            return
        here = self.location(_dotted_name(module, name))
        old, new = self.old.class_reader.of(before), self.new.class_reader.of(after)
        if old and new:
            kind = next((CLIENTS[base] for base in CLIENTS if base in old.ancestors), None)
            if kind is None:
                classes.compare_classes(here, old, new)
            else:
                self._client(name, cast("Variant", kind), before, after, old, new)
        elif old or new:
            text = f"{here.name} is {'no longer' if old else 'now'} a class"
            here.add("name-kind", text, "runtime-breaking" if old else "typing-breaking")
        else:
            _value(here, before, after)

    def _client(
        self, name: str, variant: Variant, before: Definition, after: Definition, old: ClassMembers, new: ClassMembers
    ) -> None:
        """Compare a client: its constructor under its class name, everything else under the variable name."""
        here = self.location(self.client, variant)
        constructor = Location(here.collector, here.where, variant, here.enum_bases, f"{name}(…)")
        first, second = old.members.get("__init__"), new.members.get("__init__")
        if isinstance(first, Method) and isinstance(second, Method):
            compare_signatures(constructor, first, second)
        self._members(here, before, after, old, new, DEPTH)

    def _members(
        self, here: Location, before: Definition, after: Definition, old: ClassMembers, new: ClassMembers, depth: int
    ) -> None:
        """Compare the methods and attributes of a client or a resource, and the resources that it leads to."""
        followed: dict[str, tuple[Definition, Definition | None]] = {}
        for name, member in old.members.items():
            inner = self._resource(self.old, before, member)
            if inner is not None:
                followed[name] = inner, self._resource(self.new, after, new.members.get(name))
        for name, (inner, outer) in followed.items():
            there = here if name == "with_raw_response" else here.at(name)
            there = Location(there.collector, there.where, _form(here.variant, name), there.enum_bases)
            if outer is None:
                self._found(self.old, here.at(name), inner, None, self.moves.removed, depth)
                continue
            if inner.name != outer.name and name != "with_raw_response":
                text = f"{there.name} is a `{outer.name}` instead of a `{inner.name}`"
                there.add("resource-class", text, "typing-breaking")
            one, other = self.old.class_reader.of(inner), self.new.class_reader.of(outer)
            if one and other and one is not other and depth:
                self._members(there, inner, outer, one, other, depth - 1)
        rest = {name: one for name, one in old.members.items() if name not in followed and name != "__init__"}
        self.moves.removed.extend((here.at(name), one) for name, one in rest.items() if name not in new.members)
        fresh = {name: one for name, one in new.members.items() if name not in old.members}
        for name, came in fresh.items():
            self._found(self.new, here.at(name), self._resource(self.new, after, came), came, self.moves.added, depth)
        common = {name: one for name, one in rest.items() if name in new.members}
        shared = {name: new.members[name] for name in common}
        bare = ClassMembers("class", common, ()), ClassMembers("class", shared, ())
        classes.compare_classes(here, *bare)

    def _resource(self, side: PackageSurface, owner: Definition, member: object) -> Definition | None:
        """The resource class that the property *member* of the class *owner* returns; None for other members."""
        if not isinstance(member, Attribute) or not member.is_property:
            return None
        found = side.package.find(owner.module_name, member.annotation)
        return found if found and found.module_name.startswith("resources") else None

    def _found(
        self, side: PackageSurface, here: Location, inner: Definition | None, member: object, moved: Moved, depth: int
    ) -> None:
        """Add to *moved* a method that only *side* has, or all methods below a resource that only *side* has."""
        if inner is None:
            moved.append((here, member))
        elif not here.where.endswith(".with_raw_response") and depth:
            for name, one in self._own(side, inner):
                self._found(side, here.at(name), self._resource(side, inner, one), one, moved, depth - 1)

    def _own(self, side: PackageSurface, definition: Definition) -> list[tuple[str, object]]:
        class_members = side.class_reader.of(definition)
        return (
            [(name, one) for name, one in class_members.members.items() if name != "__init__"] if class_members else []
        )


def _form(variant: Variant, name: str) -> Variant:
    return cast("Variant", f"{variant} raw".strip()) if name == "with_raw_response" else variant


def _dotted_name(module: str, name: str) -> str:
    return f"{module}.{name}" if module else name


def _value(here: Location, old: Definition, new: Definition) -> None:
    """Compare functions, type aliases and constants."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    if isinstance(old.node, functions) and isinstance(new.node, functions):
        compare_signatures(
            here, signature(old.module, old.node, bound=False), signature(new.module, new.node, bound=False)
        )
        return
    before, after = _alias(old), _alias(new)
    if before and after and alternatives(before) != alternatives(after):
        text = f"{here.name} is `{shown(after)}` instead of `{shown(before)}`"
        here.add("alias-type", text, "typing-breaking")


def _alias(one: Definition) -> str:
    """The annotation that a type alias stands for; empty for other definitions."""
    if not isinstance(one.node, ast.AnnAssign) or one.module.text(one.node.annotation) != "TypeAlias":
        return ""
    value = one.node.value
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else one.module.text(value)
