"""The three documents as the generator reads them, and the few questions that the tests ask of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator, oas31_format_checker

from generator.documents import document
from generator.specs import facts as api

SPECS = Path(__file__).parents[2] / "specs"
METHODS = ("get", "post", "put", "patch", "delete")


class Spec:
    """One folder of specs/."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = SPECS / name
        self.path = next(self.folder.glob("openapi.*"))

    @cached_property
    def document(self) -> dict[str, Any]:
        return document.load(self.path)

    @cached_property
    def api(self) -> api.Api:
        return api.read(self.folder)

    @property
    def components(self) -> dict[str, Any]:
        return self.document["components"]

    @property
    def schemas(self) -> dict[str, Any]:
        return self.components["schemas"]

    @cached_property
    def operations(self) -> dict[str, dict[str, Any]]:
        """``METHOD /path`` → operation, the path item's parameters included."""
        found = {}
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    parameters = [*item.get("parameters", []), *item[method].get("parameters", [])]
                    found[f"{method.upper()} {path}"] = {**item[method], "parameters": parameters}
        return found

    def resolve(self, value: dict[str, Any]) -> dict[str, Any]:
        """*value*, or what its ``$ref`` points at."""
        while "$ref" in value:
            target: Any = self.document
            for part in value["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            value = target
        return value

    def faults(self, value: Any, schema: str | dict[str, Any]) -> list[str]:
        """Why *value* does not fit *schema* (or the component of that name)."""
        wanted = {"$ref": f"#/components/schemas/{schema}"} if isinstance(schema, str) else schema
        validator = OAS31Validator({**wanted, "components": self.components}, format_checker=oas31_format_checker)
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]

    def counted(self) -> dict[str, Counter[str]]:
        """Tag → how many operations of each method."""
        counts: dict[str, Counter[str]] = {}
        for route, operation in self.operations.items():
            counts.setdefault(operation["tags"][0], Counter())[route.split()[0]] += 1
        return counts

    def fields(self, provenance: str) -> set[str]:
        """``Schema.property`` of every property with *provenance*."""
        return {
            f"{name}.{field}"
            for name, schema in self.schemas.items()
            for field, value in schema.get("properties", {}).items()
            if value["x-provenance"] == provenance
        }

    def examples(self) -> Iterator[tuple[str, Any, dict[str, Any]]]:
        """(place, example, the schema that it illustrates) of every example in the document."""
        yield from self._examples(self.document, "#")

    def _examples(self, value: Any, place: str) -> Iterator[tuple[str, Any, dict[str, Any]]]:
        if isinstance(value, list):
            for index, one in enumerate(value):
                yield from self._examples(one, f"{place}/{index}")
        if not isinstance(value, dict):
            return
        if isinstance(schema := value.get("schema"), dict):  # a media type, parameter or header
            if "example" in value:
                yield place, value["example"], schema
            for name, one in value.get("examples", {}).items():
                yield f"{place}/{name}", self.resolve(one)["value"], schema
        elif "example" in value and "type" in value:
            yield place, value["example"], value
        elif isinstance(value.get("examples"), list):
            for one in value["examples"]:
                yield place, one, value
        for key, one in value.items():
            if key not in ("example", "examples", "value"):
                yield from self._examples(one, f"{place}/{key}")


@pytest.fixture(scope="session")
def komos() -> Spec:
    return Spec("komos")


@pytest.fixture(scope="session")
def kairo() -> Spec:
    return Spec("kairo")


@pytest.fixture(scope="session")
def komo() -> Spec:
    return Spec("komo")


@pytest.fixture(scope="session", params=sorted(path.parent.name for path in SPECS.glob("*/api.yaml")))
def spec(request: pytest.FixtureRequest) -> Spec:
    """Each of them in turn."""
    return Spec(request.param)
