"""The fake server of a package generated from a document alone; values are synthesized where it has no examples."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from generator.normalize.references import SourceDocument
from generator.packages.pipeline import render_document
from generator.plan.examples.synthesis import Synthesis
from tests.kit.built import built

DOCUMENT = """
openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.example'}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
  schemas:
    Order:
      type: object
      required: [order_id, state, lines]
      properties:
        order_id: {type: string, format: uuid, readOnly: true}
        state: {type: string, enum: [open, shipped]}
        note: {type: string, nullable: true}
        secret: {type: string, writeOnly: true}
        lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
        parent: {$ref: '#/components/schemas/Order'}
    Line:
      allOf:
        - type: object
          properties: {count: {type: integer, minimum: 1}}
        - {required: [count]}
security: [{key: []}]
paths:
  /orders:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}, {name: cursor, in: query, schema: {type: string}}]
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                required: [orders]
                properties:
                  orders: {type: array, items: {$ref: '#/components/schemas/Order'}}
                  next_cursor: {type: string, nullable: true}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses:
        '201': {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
  /orders/{order_id}:
    parameters: [{name: order_id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
    delete:
      responses: {'204': {description: gone}}
  /orders/{order_id}/invoice:
    parameters: [{name: order_id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        '200': {description: ok, content: {application/pdf: {schema: {type: string, format: binary}}}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> ModuleType:
    """The package of `DOCUMENT`."""
    with built(tmp_path, DOCUMENT, "kit_shop") as module:
        yield module  # type: ignore[misc]


def test_its_fake_server_works(shop: ModuleType) -> None:
    """Resources are created, listed in pages, retrieved and deleted; binary responses are bytes."""
    kit = import_module("kit_shop.testing")
    with kit.FakeServer() as server, shop.KitShop(server.key, base_url=server.url, strict=True) as client:
        orders = [client.orders.create(state="shipped", note="mine", lines=[]) for _ in range(3)]
        assert len({order.order_id for order in orders}) == 3
        assert {order.state for order in orders} == {"shipped"}
        assert len(list(client.orders.list(limit=2))) == 4
        assert client.orders.retrieve(orders[0].order_id).note == "mine"
        client.orders.delete(orders[0].order_id)
        with pytest.raises(shop.NotFound):
            client.orders.retrieve(orders[0].order_id)
        assert client.orders.invoice(orders[1].order_id)
        assert server.executions["orders.create"] == 3
        assert server.requests["orders.list"] == 2


def test_synthesized_examples_are_deterministic(tmp_path: Path) -> None:
    """Two runs of the generator write the same data."""
    document = tmp_path / "shop.yaml"
    document.write_text(DOCUMENT, encoding="utf-8")
    first, second = (render_document(document).tree.files["shop_client/_examples.json"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "enum": ["a", "b"]}, "a"),
        ({"type": "string", "format": "date-time"}, "2025-01-15T09:30:00Z"),
        ({"type": "string", "minLength": 6}, "text--"),
        ({"type": "string", "maxLength": 2}, "te"),
        ({"type": "integer", "minimum": 3}, 3),
        ({"type": "integer", "maximum": -1}, -1),
        ({"type": "number", "exclusiveMinimum": 0}, 0.5),
        ({"type": ["string", "null"]}, "text"),
        ({"const": 7}, 7),
        ({"type": "integer", "example": "wrong"}, 1),
        ({"type": "integer", "example": 9}, 9),
        ({"type": "string", "default": "usual"}, "usual"),
        ({"type": "array", "items": {"type": "boolean"}, "minItems": 2}, [True, True]),
        ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, True),
        ({"allOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"const": 2}}}]}, {"a": 1, "b": 2}),
        ({"type": "object", "properties": {"old": {"type": "string", "deprecated": True}}}, {}),
        ({}, {}),
    ],
)  # fmt: skip
def test_a_value_is_synthesized_for_a_schema(schema: object, value: object) -> None:
    """The schema's own example, default or enum value first, then the simplest value that it allows."""
    assert Synthesis(SourceDocument({})).value(schema) == value


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ({"type": "object", "properties": {"next": {"$ref": "#/node"}}}, {}),
        ({"type": "object", "properties": {"next": {"type": "array", "items": {"$ref": "#/node"}}}}, {"next": []}),
        (
            {
                "type": "object",
                "required": ["next"],
                "properties": {"next": {"anyOf": [{"$ref": "#/node"}, {"type": "null"}]}},
            },
            {"next": None},
        ),
        ({"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/node"}}}, {}),
    ],
)
def test_recursive_schemas_end(node: dict[str, object], value: object) -> None:
    """A recursive property is left out where it is optional, else empty or null where that is allowed."""
    assert Synthesis(SourceDocument({"node": node})).value({"$ref": "#/node"}) == value


@pytest.mark.parametrize(
    ("schema", "value", "fits"),
    [
        ({"type": "string"}, 1, False),
        ({"type": "integer"}, True, False),
        ({"type": "integer"}, 2.0, True),
        ({"type": "number"}, 2, True),
        ({"type": "string", "nullable": True}, None, True),
        ({"type": "string"}, None, False),
        ({"enum": ["a"]}, "b", False),
        ({"required": ["a"], "properties": {"a": {}}}, {}, False),
        ({"required": ["a"], "properties": {"a": {"writeOnly": True}}}, {}, True),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, 1, True),
        ({"oneOf": [{"type": "string"}]}, 1, False),
        ({"items": {"type": "string"}}, ["a", 1], False),
        ({"allOf": [{"type": "object"}, {"required": ["a"]}]}, {"b": 1}, False),
    ],
)
def test_an_example_is_used_when_it_matches_its_schema(schema: object, value: object, fits: bool) -> None:
    """Types, required properties and enum values are checked."""
    assert Synthesis(SourceDocument({})).check.matches(schema, value) is fits
