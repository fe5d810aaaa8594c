"""Facts cannot give a name that hides something else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.errors import FactsError
from generator.packages.pipeline import render_document
from generator.plan.taken_names import refuse_taken_names
from generator.specs import facts as api

PATHS = {"/go": {"get": {"operationId": "go", "responses": {"204": {"description": ""}}}}}
BASE = {"title": "Shop", "package": "shop", "class_name": "Shop"}


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"class_name": "Response"}, "class_name: 'Response' is a class that the package uses itself; use ResponseApi"),
        ({"class_name": "Exception"}, "class_name: 'Exception' is a class"),
        ({"class_name": "Client"}, "class_name: 'Client' is a class"),
        ({"class_name": "Any"}, "class_name: 'Any' is a class"),
        ({"class_name": "list"}, "class_name: 'list' is a class"),
        ({"errors": [{"status": 404, "raises": "ValueError"}]}, "errors.0.raises: 'ValueError' is a class"),
        ({"errors": [{"status": 404, "raises": "ClientError"}]}, "errors.0.raises: 'ClientError' is a class"),
        ({"errors": [{"status": 404, "raises": "RateLimited"}]}, "errors.0.raises: 'RateLimited' is a class"),
        ({"operations": {"GET /a": {"name": "close.list"}}}, "operations.GET /a.name: every client has an attribute"),
        ({"operations": {"GET /a": {"name": "with_options.get"}}}, "operations.GET /a.name: every client has an attri"),
        (
            {"operations": {"GET /a": {"name": "property.get"}}},
            "operations.GET /a.name: 'property' would hide Python's",
        ),
        ({"operations": {"GET /a": {"name": "a.with_raw_response"}}}, "operations.GET /a.name: every resource has an"),
        (
            {"waiters": {"close.wait": {"retrieve": "a.b", "completed": ["x"]}}},
            "waiters.close.wait: every client has an attribute 'close'; use close_",
        ),
    ],
)
def test_a_name_that_is_taken_is_refused(facts: dict[str, Any], line: str) -> None:
    """With its place and another name."""
    with pytest.raises(FactsError) as caught:
        refuse_taken_names(api.parse({**BASE, **facts}, name="shop", where="api.yaml"))
    assert str(caught.value).startswith(line)


def test_the_class_of_a_status_may_be_named() -> None:
    """Then only its conditions are new."""
    refuse_taken_names(api.parse({**BASE, "errors": [{"status": 429, "raises": "RateLimited"}]}, name="s", where=""))


def test_a_document_without_facts_gets_another_name(tmp_path: Path) -> None:
    """Its file's name is nobody's decision."""
    path = tmp_path / "response.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": PATHS}))
    assert b"class ResponseApi(" in render_document(path).tree.files["response_client/_client.py"]
