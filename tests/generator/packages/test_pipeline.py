"""The stages from a document to the files of a package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.packages.pipeline import render_document

OPERATION = {"responses": {"204": {"description": "done"}}}


@pytest.mark.parametrize(
    ("paths", "components"),
    [
        ({"/a": {"get": OPERATION}, "x-notes": {"get": 1}}, {}),
        ({"/a": {"$ref": "#/components/pathItems/A"}}, {"pathItems": {"A": {"get": OPERATION}}}),
        ({"/a": {"query": OPERATION}}, {}),
        ({"/a": {"additionalOperations": {"COPY": OPERATION}}}, {}),
    ],
    ids=["beside an extension", "by reference", "QUERY", "another method"],
)
def test_every_operation_is_counted_once(tmp_path: Path, paths: dict[str, Any], components: dict[str, Any]) -> None:
    """As many as were generated; `build` refuses a document where the two differ."""
    document = {
        "openapi": "3.2.0", "info": {"title": "Shop", "version": "1"}, "servers": [{"url": "https://shop.example"}],
        "paths": paths, "components": components,
    }  # fmt: skip
    file = tmp_path / "shop.json"
    file.write_text(json.dumps(document))
    assert render_document(file).report["operations"] == {"in_document": 1, "generated": 1}
