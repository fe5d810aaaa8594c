"""What the kit's tests ask of every generated package, found on disk: a fourth API needs no change here."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
GENERATED = {path.parent.name: path.name for path in sorted(ROOT.glob("generated/*/*_client"))}
"""API → package."""


def package(api: str, module: str = "") -> ModuleType:
    """A module of the generated package of *api*."""
    return import_module(f"{GENERATED[api]}.{module}" if module else GENERATED[api])


def operations(api: str) -> dict[str, Any]:
    """Name → `Operation` of all of an API's operations."""
    service = package(api, "_service").SERVICE
    find = package(api, "_runtime.describe").find
    return {name: find(service, name) for name in service.operations}


def client(api: str, server: Any, *, asynchronous: bool = False, **options: Any) -> Any:
    """A client of the fake *server*, which neither waits for its own budget nor overlooks drift."""
    service = package(api, "_service").SERVICE
    prefix = "Async" if asynchronous else ""
    known = {name.lower(): name for name in package(api).__all__}
    cls = getattr(package(api), known[prefix.lower() + service.title.lower()])
    return cls(server.key, base_url=server.url, **{"rate_limit": None, "strict": True, **options})
