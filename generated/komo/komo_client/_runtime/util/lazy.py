"""Names that are imported when they are first asked for, so that importing a client stays cheap."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module


def load(package: str, name: str, modules: Mapping[str, str], renamed: Mapping[str, str] | None = None) -> object:
    """The value called *name* in *package*, kept there for the next time.

    A name that is its own module stands for the module itself.

    Parameters:
        modules: name → the module of *package* that has it.
        renamed: deprecated name → the name in *modules* that it stands for; using one warns.

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
