"""Python expressions that make values of the runtime; arguments equal to the default are left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...model.code import Code, container, literal


def expression(kind: type[Any], *arguments: object, **keywords: object) -> Code:
    """The call that makes a *kind* (a `NamedTuple`) with these arguments.

    An argument that equals its default is left out, and so is one that is None: then the default holds. `Code` stands
    as it is; mappings and sequences may hold some.
    """
    fields, defaults = _fields(kind)
    rest = fields[len(arguments) :]
    if unknown := keywords.keys() - set(rest):
        raise TypeError(f"{kind.__name__} takes no {', '.join(sorted(unknown))}")
    if missing := [name for name in rest if name not in defaults and name not in keywords]:
        raise TypeError(f"{kind.__name__} needs {', '.join(missing)}")
    first = list(arguments)
    while first and _is_default(fields[len(first) - 1], first[-1], defaults):
        first.pop()
    parts: list[str] = [printed(one) for one in first]
    parts += [f"{name}={printed(value)}" for name, value in keywords.items() if not _is_default(name, value, defaults)]
    return Code(f"{kind.__name__}({', '.join(parts)})")


def keywords(kind: type[Any], **values: object) -> tuple[tuple[Code, Code], ...]:
    """(keyword, value) of each argument with which a *kind* is made, without those that equal its defaults."""
    expression(kind, **values)
    _, defaults = _fields(kind)
    return tuple(
        (Code(name), printed(value)) for name, value in values.items() if not _is_default(name, value, defaults)
    )


def printed(value: object) -> Code:
    """*value* as source; `Code` is source already."""
    if isinstance(value, Code):
        return value
    found = container(value, printed)
    return literal(value) if found is None else found


def _fields(kind: type[Any]) -> tuple[tuple[str, ...], Mapping[str, object]]:
    return kind._fields, kind._field_defaults


def _is_default(name: str, value: object, defaults: Mapping[str, object]) -> bool:
    return name in defaults and (value is None or value == defaults[name])
