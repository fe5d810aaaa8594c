"""The operations behind a package's methods: the request of each, and the replacement of a removed method."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from attrs import frozen

from .modules import Package
from .signatures import Location


@frozen
class PackageOperation:
    """The facts about one operation that the generated package gives to the runtime and that callers can observe."""

    method: str
    path: str
    repeat: str
    """Whether and how it is retried: safe, idempotent, once or keyed(…)."""

    @property
    def route(self) -> tuple[str, str]:
        """Method and path, with the names of path parameters removed."""
        return self.method, re.sub(r"\{[^{}]*\}", "{}", self.path)


REPEATS = {
    "safe": "is safe to retry",
    "idempotent": "is safe to retry",
    "once": "is not retried once it may have reached the server",
    "keyed": "is retried with an idempotency key",
}


def operations(package: Package) -> dict[str, PackageOperation]:
    """Dotted method name → operation, for each operation that the package lists."""
    service = package.find("_service", "SERVICE")
    node = service.node if service else None
    listed = getattr(node, "value", None)
    words = {one.arg: one.value for one in listed.keywords} if isinstance(listed, ast.Call) else {}
    table = words.get("operations")
    found: dict[str, PackageOperation] = {}
    if isinstance(table, ast.Dict):
        for key, value in zip(table.keys, table.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(value, ast.Constant):
                module, _, constant = str(value.value).partition(":")
                call = _call(package, module, constant)
                if call:
                    found[str(key.value)] = call
    return found


def _call(package: Package, module: str, constant: str) -> PackageOperation | None:
    definition = package.find(module, constant)
    value = getattr(definition.node, "value", None) if definition else None
    if not isinstance(value, ast.Call) or len(value.args) < 4:
        return None
    words = [str(one.value) if isinstance(one, ast.Constant) else ast.unparse(one) for one in value.args[1:4]]
    return PackageOperation(*words)


def successor(name: str, old: Mapping[str, PackageOperation], new: Mapping[str, PackageOperation]) -> str:
    """The added method for the route of the removed method *name*; empty when there is none."""
    if name not in old or name in new:
        return ""
    return next((other for other, call in new.items() if call.route == old[name].route and other not in old), "")


def compare_operations(
    location: Location, old: Mapping[str, PackageOperation], new: Mapping[str, PackageOperation]
) -> None:
    """Add the changes of routes and retries under an unchanged method name, which callers' code cannot observe."""
    for name in [name for name in old if name in new]:
        before, after, here = old[name], new[name], location.at(name)
        if before.route != after.route:
            text = f"{here.name} sends `{after.method} {after.path}` instead of `{before.method} {before.path}`"
            here.add(
                "wire-route",
                text,
                "docs-only",
                hint="Older releases send the old request, which the server may no longer accept: update.",
            )
        if before.repeat != after.repeat:
            words = REPEATS.get(after.repeat.partition("(")[0], "is retried differently")
            here.add("wire-repeat", f"{here.name} {words}", "docs-only")
