"""Python values by annotation: whether one is what a signature says, and how a JSON value becomes it."""

from __future__ import annotations

import builtins
import collections.abc
import datetime
import enum
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any

from generator.runtime.util.typeguards import is_array, is_mapping, is_object


def hints(function: Callable[..., Any], package: ModuleType) -> dict[str, Any]:
    """The annotations of a generated method; ``return`` is what it gives."""
    return _hints(getattr(function, "__func__", function), package)


@cache
def _hints(function: Callable[..., Any], package: ModuleType) -> dict[str, Any]:
    return typing.get_type_hints(function, localns=_scope(package))


@cache
def _scope(package: ModuleType) -> dict[str, Any]:
    """The names that a package's annotations use."""
    scope: dict[str, Any] = {"builtins": builtins, **vars(typing), **vars(collections.abc), **vars(datetime)}
    scope["Discriminator"] = _nothing  # how a union is told apart holds a dict, which `typing` cannot hash
    for module in (package, package.models):
        scope |= {name: _forward(getattr(module, name)) for name in module.__all__ if not name.startswith("_")}
    return scope


def _nothing(*_: object) -> None:
    """Stands for what the checks do not need."""


def _forward(value: Any) -> Any:
    """Aliases are text in the package, which ``|`` does not take."""
    return typing.ForwardRef(value) if isinstance(value, str) else value


def accepts(annotation: Any, value: Any) -> bool:
    """Whether *value* is what *annotation* says, items of lists and pages included."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if annotation is Any or annotation is object:
        return True
    if origin in (typing.Union, types.UnionType):
        return any(accepts(one, value) for one in arguments)
    if origin is typing.Annotated:
        return accepts(arguments[0], value)
    if origin is typing.Literal:
        return value in arguments
    if origin is not None:
        return isinstance(value, origin) and not isinstance(value, str | bytes) and _holds(arguments, value)
    if annotation is None or annotation is type(None):
        return value is None
    if annotation in (int, float):
        return isinstance(value, int | annotation) and not isinstance(value, bool)
    return isinstance(value, annotation)


def _holds(arguments: tuple[Any, ...], value: Any) -> bool:
    items: Any = value.values() if is_mapping(value) else getattr(value, "items", value)
    return all(accepts(arguments[-1], one) for one in items)


def plain(annotation: Any, value: Any) -> Any:
    """*value*, a JSON value, as it is where the annotation takes it so, else as its Python type."""
    return value if accepts(annotation, value) else rich(annotation, value)


def rich(annotation: Any, value: Any) -> Any:
    """*value*, a JSON value, as the most telling Python value that *annotation* names: models, enums, datetimes."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        made = (_attempt(one, value) for one in arguments)
        return next((one for one in made if one is not None and type(one) is not type(value)), value)
    if is_array(value) and origin in (list, Sequence):
        return [rich(arguments[0], one) for one in value]
    if is_object(value) and origin in (dict, Mapping):
        return {key: rich(arguments[1], one) for key, one in value.items()}
    return _instance(annotation, value) if type(annotation) in (type, enum.EnumType) else value


def _attempt(annotation: Any, value: Any) -> Any:
    try:
        return rich(annotation, value)
    except (TypeError, ValueError):
        return None


def _instance(cls: Any, value: Any) -> Any:
    if isinstance(value, str) and issubclass(cls, datetime.date):
        return cls.fromisoformat(value)
    if is_object(value) and hasattr(cls, "from_dict"):
        return cls.from_dict(value)
    return cls(value) if issubclass(cls, enum.Enum) else value


def wire(value: Any) -> Any:
    """What a decoded answer came from: models as JSON objects again, and so in lists and pages."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    items = value if is_array(value) else getattr(value, "items", None)
    return [wire(one) for one in items] if is_array(items) else value
