"""Names, modules and resources that are made when they are first used, so that importing a client stays cheap."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any, Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")


def load(package: str, name: str, modules: Mapping[str, str], renamed: Mapping[str, str] | None = None) -> object:
    """The value called *name* in *package*, which is stored there, so that this is called once.

    A name that equals its module stands for the module itself.

    Parameters:
        modules: name → the module of *package* that has it.
        renamed: deprecated name → the name in *modules* that replaced it; using one issues a `DeprecationWarning`.

    Raises:
        AttributeError: *name* is in neither.
    """
    known = renamed.get(name, name) if renamed else name
    if known not in modules:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    if known != name:
        from warnings import warn

        warn(f"{package}.{name} is deprecated: it is called {known}", DeprecationWarning, stacklevel=3)
    module = import_module(f".{modules[known]}", package)
    value: object = module if known == modules[known] else getattr(module, known)
    if known == name:
        setattr(sys.modules[package], name, value)
    return value


class ResourceParent(Generic[S]):
    """Has resources that are each made when first used, and are the same objects from then on: one that is patched in a
    test is the one that is called."""

    def __init__(self, session: S) -> None:
        self._session: S = session
        self._resources: dict[Callable[[S], Any], Any] = {}

    def _resource(self, kind: Callable[[S], T]) -> T:
        """The resource of the class *kind*; one for all threads."""
        made: T | None = self._resources.get(kind)
        return self._resources.setdefault(kind, kind(self._session)) if made is None else made


class ModuleAlias(ModuleType):
    """Stands for a module that has moved; imports the module at the first use of one of its names."""

    def __init__(self, package: str, name: str, target: str) -> None:
        super().__init__(f"{package}.{name}")
        self.__dict__["_target"] = (package, target)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # the import system looks for some of these; they are not the target's
            raise AttributeError(name)
        package, target = self.__dict__["_target"]
        value: object = getattr(import_module(f".{target}", package), name)
        return value


def register_aliases(package: str, moved: Mapping[str, str]) -> None:
    """Let pickles of earlier versions find the modules of *package* that have moved: old name → new name."""
    for name, target in moved.items():
        sys.modules.setdefault(f"{package}.{name}", ModuleAlias(package, name, target))
