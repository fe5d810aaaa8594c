"""Imports of a generated module, from the names that its text uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ...model.code import Code
from ..plan_values import Import

STDLIB = {
    "Any": "typing",
    "Annotated": "typing",
    "Literal": "typing",
    "TypeAlias": "typing",
    "Unpack": "typing",
    "TYPE_CHECKING": "typing",
    "AsyncIterator": "collections.abc",
    "Iterable": "collections.abc",
    "Iterator": "collections.abc",
    "Mapping": "collections.abc",
    "Sequence": "collections.abc",
    "date": "datetime",
    "datetime": "datetime",
}
"""Name → module of the standard library that defines it."""


def words(texts: Iterable[str]) -> frozenset[str]:
    """Every identifier in *texts* outside string literals."""
    code = (re.sub(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'', "", text) for text in texts)
    return frozenset(word for text in code for word in re.findall(r"(?<![.\w])[^\W\d]\w*", text))


def stdlib(used: frozenset[str], hidden: bool = False) -> tuple[Import, ...]:
    """Imports of the standard library for the names *used*; with `builtins` where methods hide some."""
    modules: dict[str, list[Code]] = {}
    for name in sorted(used & STDLIB.keys()):
        modules.setdefault(STDLIB[name], []).append(Code(name))
    plain = (Import(module=Code("builtins")),) if hidden else ()
    return plain + grouped(modules)


def grouped(modules: Mapping[str, Iterable[str]]) -> tuple[Import, ...]:
    """One import for each module, names in order."""
    return tuple(
        Import(module=Code(module), names=tuple(Code(name) for name in sorted(names)))
        for module, names in sorted(modules.items())
        if names
    )
