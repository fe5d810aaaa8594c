"""The checks can fail: what breaks the documents is caught, so what passes in the other modules has been looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from tests.prism.cases import least
from tests.prism.samples import Samples
from tests.prism.server import Prism
from tests.prism.surface import Endpoint, Surface, surfaces
from tests.prism.typed import accepts
from tests.prism.visits import Connections

APIS = [pytest.param(one, id=one.name) for one in surfaces()]
ENDPOINTS = [endpoint for surface in surfaces() for endpoint in surface.endpoints]


def named(endpoint: Endpoint) -> str:
    """The test's id."""
    return f"{endpoint.surface.name}-control-{endpoint.name}"


def whole(endpoint: Endpoint) -> bool:
    """Whether a body is required, and a list would not do."""
    body = endpoint.entry.call.body
    return body is not None and body.required and not endpoint.surface.samples.fits([1], endpoint.body["schema"])


def counted(endpoint: Endpoint) -> list[str]:
    """Its query parameters that are numbers."""
    return [one.wire for one in endpoint.entry.arguments if one.place == "query" and one.annotation == "int"]


def refused(endpoint: Endpoint, prism: Prism, connections: Connections, **request: Any) -> None:
    """Send what `client.request` is told; Prism must object."""
    case = least(endpoint)
    client = connections.client(case, prism)
    with pytest.raises(endpoint.surface.package.ApiError):
        client.request(endpoint.route[0], endpoint.url(case.values), **request)
    assert prism.violations() != []


@pytest.mark.parametrize("endpoint", [pytest.param(one, id=named(one)) for one in ENDPOINTS if whole(one)])
def test_body_of_the_wrong_type_is_caught(endpoint: Endpoint, prism: Prism, connections: Connections) -> None:
    """A list where an object is wanted."""
    refused(endpoint, prism, connections, json=[1])


@pytest.mark.parametrize("endpoint", [pytest.param(one, id=named(one)) for one in ENDPOINTS if counted(one)])
def test_parameter_of_the_wrong_type_is_caught(endpoint: Endpoint, prism: Prism, connections: Connections) -> None:
    """Words where a number is wanted."""
    refused(endpoint, prism, connections, query={counted(endpoint)[0]: "many"})


@pytest.mark.parametrize("surface", APIS)
def test_path_that_does_not_exist_is_caught(surface: Surface, prism: Prism, connections: Connections) -> None:
    """Prism answers 404 with a problem of its own."""
    client = connections.client(least(surface.endpoints[0]), prism)
    with pytest.raises(surface.package.NotFound, match="in the specification"):
        client.request("GET", "/no/such/path")


@pytest.mark.parametrize("surface", APIS)
def test_missing_key_is_caught(surface: Surface, prism: Prism) -> None:
    """Without the client, and so without its key."""
    endpoint = surface.endpoints[0]
    method, path = endpoint.route[0], endpoint.url(least(endpoint).values)
    assert httpx.request(method, prism.url + path).status_code == httpx.codes.UNAUTHORIZED


@pytest.mark.filterwarnings("ignore:.*unknown_field")
@pytest.mark.parametrize("surface", APIS)
def test_drift_is_noticed(surface: Surface, prism: Prism, connections: Connections) -> None:
    """Fields that Prism adds to what it makes up are reported somewhere."""
    visits = (connections.visit(least(one), prism, prefer="dynamic=true") for one in surface.endpoints)
    assert any(visit.drift for visit in visits)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (int, True),
        (str | None, 1),
        (list[str], ["a", 1]),
        (list[int], None),
        (dict[str, int], {"a": "b"}),
        (Mapping[str, str], ["a"]),
        (None, {}),
    ],
)
def test_value_of_another_type_is_caught(annotation: Any, value: object) -> None:
    """Not only the outermost type is looked at."""
    assert not accepts(annotation, value)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "pattern": "^[a-z]{3}-[0-9]+$", "minLength": 6},
        {"type": "string", "minLength": 20},
        {"type": "string", "maxLength": 3},
        {"type": ["null", "string"], "format": "date-time"},
        {"type": "integer", "exclusiveMinimum": 4, "multipleOf": 3},
        {"type": "number", "maximum": -1},
        {"type": "array", "minItems": 2, "items": {"type": "string", "format": "uuid"}},
        {"type": "object", "properties": {"a": {"enum": [None, "x"]}, "b": {"const": 3}}, "required": ["a", "b"]},
        {"oneOf": [{"type": "integer", "minimum": 7}, {"type": "string"}]},
    ],
    ids=str,
)
def test_values_are_found_without_examples(schema: dict[str, Any]) -> None:
    """A document without examples can be called, too."""
    samples = Samples({"openapi": "3.1.0"})
    assert samples.fits(samples.value(schema), schema)
