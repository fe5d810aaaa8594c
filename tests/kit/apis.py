"""What the kit's tests ask of every generated package, found on disk: a fourth API needs no change here."""

from __future__ import annotations

from importlib import import_module
from inspect import isawaitable
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
    find = package(api, "_runtime.registry").find
    return {name: find(service, name) for name in service.operations}


def client(api: str, server: Any, *, asynchronous: bool = False, **options: Any) -> Any:
    """A client of the fake *server*, which neither waits for its own budget nor overlooks drift."""
    service = package(api, "_service").SERVICE
    prefix = "Async" if asynchronous else ""
    known = {name.lower(): name for name in package(api).__all__}
    cls = getattr(package(api), known[prefix.lower() + service.title.lower()])
    return cls(server.key, base_url=server.url, **{"rate_limit": None, "strict": True, **options})


async def now(value: Any) -> Any:
    """What a client of either sort gives: at once, or when it is awaited."""
    return await value if isawaitable(value) else value


def resource(api: str, one: Any, *, asynchronous: bool = False) -> Any:
    """What calls any operation of the client *one*, and gives its answers as they came."""
    return getattr(package(api, "_runtime.resource"), ("Async" if asynchronous else "") + "RawResource")(one._session)


def arguments(operation: Any, body: Any) -> tuple[list[str], dict[str, Any]]:
    """The path's values for *operation*, and its *body* where it may have one."""
    path = [f"id_{number}" for number in range(operation.path.count("{"))]
    return path, {"body": body} if operation.method in ("POST", "PUT", "PATCH") else {}
