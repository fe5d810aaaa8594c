"""The operations behind a package's methods: which request each sends, and who took over from a method that is gone."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from attrs import frozen

from .calls import Place
from .modules import Package


@frozen
class Call:
    """What the runtime is told of one operation, as far as callers may notice it."""

    method: str
    path: str
    repeat: str
    """Whether, and by what, it may be sent again."""

    @property
    def route(self) -> tuple[str, str]:
        """Method and path, whatever the placeholders are called."""
        return self.method, re.sub(r"\{[^{}]*\}", "{}", self.path)


REPEATS = {
    "safe": "is safe to repeat",
    "idempotent": "is safe to repeat",
    "once": "is never sent again once it may have arrived",
    "keyed": "is made safe to repeat by a key that is sent along",
}


def operations(package: Package) -> dict[str, Call]:
    """Dotted name → call, for each operation that the package lists."""
    service = package.find("_service", "SERVICE")
    node = service.node if service else None
    listed = getattr(node, "value", None)
    words = {one.arg: one.value for one in listed.keywords} if isinstance(listed, ast.Call) else {}
    table = words.get("operations")
    found: dict[str, Call] = {}
    if isinstance(table, ast.Dict):
        for key, value in zip(table.keys, table.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(value, ast.Constant):
                module, _, constant = str(value.value).partition(":")
                call = _call(package, module, constant)
                if call:
                    found[str(key.value)] = call
    return found


def _call(package: Package, module: str, constant: str) -> Call | None:
    definition = package.find(module, constant)
    value = getattr(definition.node, "value", None) if definition else None
    if not isinstance(value, ast.Call) or len(value.args) < 4:
        return None
    words = [str(one.value) if isinstance(one, ast.Constant) else ast.unparse(one) for one in value.args[1:4]]
    return Call(*words)


def successor(name: str, old: Mapping[str, Call], new: Mapping[str, Call]) -> str:
    """The method that sends what *name* sent, if that is gone; empty when none does."""
    if name not in old or name in new:
        return ""
    return next((other for other, call in new.items() if call.route == old[name].route and other not in old), "")


def compare_operations(place: Place, old: Mapping[str, Call], new: Mapping[str, Call]) -> None:
    """Enter what goes over the wire otherwise under an unchanged name: no code can tell, but the server can."""
    for name in [name for name in old if name in new]:
        before, after, here = old[name], new[name], place.at(name)
        if before.route != after.route:
            text = f"{here.name} sends `{after.method} {after.path}`, before `{before.method} {before.path}`"
            here.enter("wire-route", text, "docs-only", hint="Older releases ask for what may be gone: update.")
        if before.repeat != after.repeat:
            words = REPEATS.get(after.repeat.partition("(")[0], "is repeated otherwise")
            here.enter("wire-repeat", f"{here.name} {words}", "docs-only")
