"""The stages from a document to the files of a package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.errors import FactsError
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


def test_facts_that_do_not_fit_the_document_are_found_in_their_file(tmp_path: Path) -> None:
    """The message has the file and the key, like those of facts that are wrong by themselves."""
    run = {"type": "object", "properties": {"status": {"type": "string"}}}
    answer = {"description": "ok", "content": {"application/json": {"schema": run}}}
    document = {
        "openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "servers": [{"url": "https://shop.example"}],
        "paths": {"/runs/{id}": {"get": {"responses": {"200": answer}}}},
    }  # fmt: skip
    facts = {
        "title": "Shop", "package": "shop", "class_name": "Shop",
        "waiters": {"runs.wait": {"retrieve": "runs.retrieve", "completed": ["done"]}},
        "followers": {"runs.follow": {"logs": "runs.retrieve", "entries": "lines", "until": "runs.wait"}},
    }  # fmt: skip
    (tmp_path / "shop.json").write_text(json.dumps(document))
    (tmp_path / "api.yaml").write_text(json.dumps(facts))
    with pytest.raises(
        FactsError, match=r"/api\.yaml:1: followers\.runs\.follow\.entries: runs\.retrieve answers with no"
    ):
        render_document(tmp_path / "shop.json", facts_path=tmp_path / "api.yaml")
