"""Names that are imported when they are first asked for, so that importing a client stays cheap."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module


def load(package: str, name: str, modules: Mapping[str, str]) -> object:
    """The value called *name* in *package*, kept there for the next time; *modules* says which module has it.

    A name that is its own module stands for the module itself. Raises `AttributeError` for a name not in *modules*.
    """
    if name not in modules:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    module = import_module(f".{modules[name]}", package)
    value: object = module if name == modules[name] else getattr(module, name)
    setattr(sys.modules[package], name, value)
    return value
