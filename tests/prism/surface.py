"""What is to be called: every operation of every document in specs/, joined with the method that the plan gave it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

from generator.documents.bundle import bundle
from generator.engine.engine import parse
from generator.packages.pipeline import RESERVED, document_of
from generator.plan import plan
from generator.plan.plan_values import Argument, Entry
from generator.specs import facts
from tests.prism.samples import Json, Samples

ROOT = Path(__file__).parents[2]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Surface:
    """One API: its facts, its document, its package, its operations."""

    def __init__(self, name: str) -> None:
        folder = ROOT / "specs" / name
        self.name = name
        self.api = facts.read(folder)
        self.path = document_of(folder, self.api)
        self.document = bundle(self.path)
        self.samples = Samples(self.document)
        parsed = parse(self.document, RESERVED)
        planned = plan(self.api, parsed, document=self.document, digest="", version="", changelog="")
        self.schemes: tuple[str, ...] = planned.schemes
        self.types = frozenset(one.name for one in parsed.types)
        self.endpoints = tuple(Endpoint(self, entry) for entry in planned.entries)

    @cached_property
    def package(self) -> ModuleType:
        """The generated package."""
        place = str(ROOT / "generated" / self.name)
        if place not in sys.path:
            sys.path.append(place)
        return import_module(self.api.package)

    @property
    def routes(self) -> list[tuple[str, str]]:
        """(METHOD, path) of every operation, counted in the document itself."""
        paths = self.document["paths"].items()
        return [(method.upper(), path) for path, item in paths for method in METHODS if method in item]

    def client(self, *, asynchronous: bool, **options: Any) -> Any:
        """A client that neither paces itself nor retries."""
        cls = getattr(self.package, f"Async{self.api.class_name}" if asynchronous else self.api.class_name)
        return cls(self.api.auth.example or "key:secret", **{"rate_limit": None, "max_retries": 0, **options})


class Endpoint:
    """One operation: the method it became, and what the document says of it."""

    def __init__(self, surface: Surface, entry: Entry) -> None:
        self.surface = surface
        self.entry = entry
        self.name = entry.name
        self.route = (entry.call.method, entry.call.path)

    @cached_property
    def operation(self) -> Any:
        """The `Operation` of the generated package."""
        describe = import_module(f"{self.surface.api.package}._runtime.registry")
        return describe.find(self.surface.package._service.SERVICE, self.name)

    @cached_property
    def definition(self) -> Json:
        """The operation in the document, with the parameters of its path."""
        method, path = self.route
        item = self.surface.samples.resolve(self.surface.document["paths"][path])
        own: Json = item[method.lower()]
        return {**own, "parameters": [*item.get("parameters", ()), *own.get("parameters", ())]}

    @cached_property
    def schemes(self) -> tuple[str, ...]:
        """The forms of authentication, of those that the client has, that do for it; all, where names do not tell."""
        wanted: Any = self.definition.get("security", self.surface.document.get("security", ()))
        alone = tuple(name for one in wanted if len(one) == 1 for name in one if name in self.surface.schemes)
        return alone or self.surface.schemes

    @cached_property
    def body(self) -> Json:
        """The media type object of what it sends; empty when it sends nothing."""
        call = self.entry.call
        if call.body is None:
            return {}
        content = self.surface.samples.resolve(self.definition["requestBody"])["content"]
        chosen: Json = content[call.body.media_type]
        return chosen

    def method(self, client: Any, *, raw: bool = False) -> Any:
        """The bound method of *client*, or its raw sibling."""
        *resources, verb = self.name.split(".")
        for one in resources:
            client = getattr(client, one)
        return getattr(client.with_raw_response if raw else client, verb)

    def answers(self, classes: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """(status, names of its examples) of the documented answers whose status begins with a digit of *classes*."""
        for status, response in self.definition["responses"].items():
            if status[0] in classes and status.isdecimal():
                content = self.surface.samples.resolve(response).get("content", {})
                yield int(status), tuple(name for one in content.values() for name in one.get("examples", {}))

    def place(self, argument: Argument) -> Json:
        """The parameter of the document that *argument* is."""
        for one in map(self.surface.samples.resolve, reversed(self.definition["parameters"])):
            if (one["name"], one["in"]) == (argument.wire, argument.place):
                found: Json = one
                return found
        return {"schema": {"type": "string"}}  # an idempotency key that only the facts know

    def url(self, values: Mapping[str, Any]) -> str:
        """The path with *values* (by Python name) filled in, percent-encoded."""
        path = [one for one in self.entry.arguments if one.place == "path"]
        wires = {one.wire: quote(str(values[one.name]), safe="") for one in path}
        return re.sub(r"{(.+?)}", lambda match: wires[match[1]], self.route[1])


@cache
def surfaces() -> tuple[Surface, ...]:
    """All APIs of specs/."""
    return tuple(Surface(path.parent.name) for path in sorted((ROOT / "specs").glob("*/api.yaml")))
