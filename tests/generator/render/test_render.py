"""A plan becomes a package: whole, formatted, the same every time, and harmless whatever the document says."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jinja2
import pytest

from generator.errors import RenderError
from generator.model.code import Code
from generator.packages.pipeline import Rendered, render_document
from generator.render import render as renderer
from tests.shares import amount
from tests.sweeps.constructs import strange, strange_in

ROOT = Path(__file__).resolve().parents[3]

HOSTILE = 'a"""b\'\'\'\\ {{ 7*7 }} {% raw %} \u202e\x07\n__import__("os").system("true")#'


def document(text: str) -> dict[str, Any]:
    """A document that says *text* wherever a document may say something."""
    schema = {
        "type": "object",
        "title": text,
        "description": text,
        "required": [text],
        "properties": {
            text: {"type": "string", "description": text, "default": text, "example": text, "pattern": text},
            "kind": {"type": "string", "enum": [text, "b"], "description": text},
            "id": {"const": text},
        },
    }
    answer = {"description": text, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    streamed = {
        "description": text,
        "headers": {text: {"description": text, "schema": {"type": "string"}}},
        "content": {
            "text/event-stream": {"schema": {"$ref": "#/components/schemas/Thing"}},
            f"application/{text}": {"schema": {"type": "string", "format": "binary"}},
        },
    }
    parameter = {"name": text, "in": "query", "description": text, "schema": {"type": "string", "default": text}}
    return {
        "openapi": "3.1.0",
        "info": {"title": text, "version": text, "description": text},
        "servers": [
            {"url": "https://api.example.com", "description": text},
            {
                "url": f"https://{{{text.strip('{}')}}}.example.com",
                "variables": {text.strip("{}"): {"default": text, "enum": [text], "description": text}},
            },
        ],
        "tags": [{"name": text, "description": text}],
        "paths": {
            "/things/{id}": {
                "post": {
                    "operationId": text,
                    "summary": text,
                    "description": text,
                    "tags": [text],
                    "x-source": text,
                    "x-provenance": "documented",
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                        parameter,
                        {**parameter, "in": "header"},
                        {**parameter, "in": "cookie"},
                    ],
                    "servers": [{"url": f"https://{text}.example.com/{text}", "description": text}],
                    "security": [{text: [text], "flow": [text]}, {"basic": []}, {"odd": []}],
                    "requestBody": {
                        "description": text,
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                    },
                    "responses": {"200": answer, "404": {"description": text}},
                }
            },
            f"/{text}/events": {"get": {"responses": {"200": streamed}}},
        },
        "components": {
            "schemas": {"Thing": schema, text: schema},
            "securitySchemes": {
                text: {"type": "apiKey", "in": "header", "name": "x-key", "description": text},
                "flow": {
                    "type": "oauth2",
                    "flows": {"clientCredentials": {"tokenUrl": text, "scopes": {text: text}}},
                    "description": text,
                },
                "basic": {"type": "http", "scheme": "basic", "description": text},
                "odd": {"type": "apiKey", "in": "query", "name": text},
                text + "2": {"type": "http", "scheme": text},
            },
        },
        "webhooks": {text: {"post": {"requestBody": {"content": {"application/json": {"schema": schema}}}}}},
    }


def rendered(folder: Path, content: dict[str, Any]) -> Rendered:
    path = folder / "sample.json"
    path.write_text(json.dumps(content))
    return render_document(path)


def modules(made: Rendered) -> dict[str, ast.Module]:
    return {
        path: ast.parse(content)
        for path, content in made.tree.files.items()
        if path.endswith(".py") and "/_runtime/" not in path
    }


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """Quotes, braces, controls and newlines in every position of a document make no construct of their own."""
    made = rendered(tmp_path, document(HOSTILE))
    made.tree.write(tmp_path / "out")
    (package,) = (tmp_path / "out").glob("*_client")
    assert strange(package) == []


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "from os import system",
        "eval('1')",
        "x = open('f')",
        "x = ().__class__",
        "x = lambda: 1",
        "if 1:\n    pass",
        "for x in y: pass",
        "x = f'{1}'",
        "[][0]()",
        "x = 'a'.join([])",
        "__builtins__ = y",
        "def __del__(): return y",
        "x = '\u202e'",
    ],
)
def test_what_no_template_makes_is_found(text: str) -> None:
    """The list of constructs would show what a document had smuggled in."""
    assert strange_in(f"y = []\n{text}\n")


def test_a_hostile_package_imports(tmp_path: Path) -> None:
    """Every module of it, and nothing of the text is executed."""
    made = rendered(tmp_path, document(HOSTILE))
    made.tree.write(tmp_path / "out")
    names = [path[:-3].replace("/", ".").removesuffix(".__init__") for path in modules(made)]
    program = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"
    done = subprocess.run(
        [sys.executable, "-c", program, *names], cwd=tmp_path / "out", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_document_that_names_no_server_and_no_key_gives_a_client(tmp_path: Path) -> None:
    """Its address is then an argument; nothing else is asked for."""
    answers = {"200": {"description": "ok"}}
    paths = {"/things": {"get": {"responses": answers}}}
    bare = {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": paths}
    rendered(tmp_path, bare).tree.write(tmp_path / "out")
    program = "from sample_client import Sample; print(Sample(base_url='https://api.example.com'))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path / "out", capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "<Sample https://api.example.com>", done.stderr


@pytest.mark.parametrize(
    "name", ["__init__", "../../x", "CON", "a" * 300, "class", "Model", "list", "日本", "\u202e", "1", ""]
)
def test_odd_names_give_packages_that_parse(tmp_path: Path, name: str) -> None:
    """A schema, property, tag and parameter may be called anything; on disk, every system can have what comes of it."""
    made = rendered(tmp_path, document(name))
    assert modules(made)
    assert all(".." not in path and not path.startswith("/") for path in made.tree.files)
    made.tree.write(tmp_path / "out")
    (package,) = (tmp_path / "out").glob("*_client")
    assert strange(package) == []


def test_a_template_cannot_print_unquoted_text() -> None:
    """Forgetting a filter stops the rendering."""
    environment = jinja2.Environment(finalize=renderer._only_code)
    assert environment.from_string("{{ x }}").render(x=Code("name")) == "name"
    with pytest.raises(RenderError, match="unquoted text"):
        environment.from_string("{{ x }}").render(x="name")


def test_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    """Sets and dictionaries leave no trace in the output."""
    path = tmp_path / "sample.json"
    path.write_text(json.dumps(document("plain")))
    program = (
        "import sys, hashlib; from pathlib import Path; from generator.packages.pipeline import render_document;"
        "files = render_document(Path(sys.argv[1])).tree.files;"
        "print(hashlib.sha256(b''.join(key.encode() + files[key] for key in sorted(files))).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program, str(path)],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")[: amount(2, 3, 3)]
    }
    assert len(digests) == 1


def test_a_broken_template_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The place is the template's, with its line, and the fault is said to be ours."""
    (tmp_path / "bad.jinja").write_text("one\n{% for x in %}\n")
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(tmp_path))
    monkeypatch.setattr(renderer, "_environment", lambda: environment)
    with pytest.raises(RenderError, match=r"templates/bad\.jinja:2: .*the template is at fault"):
        renderer._fill("bad.jinja")
