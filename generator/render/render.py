"""Plan → Tree: templates filled in, the runtime copied, everything formatted once; the only user of jinja2 and ruff.

A template may print only `Code`: identifiers and types from the plan, and results of quoting filters. Anything else is
an error, so that text of a document cannot reach Python source unquoted.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from ..errors import RenderError
from ..files.installation import TEMPLATES
from ..files.tree import Tree
from ..model import code
from ..model.code import Code
from ..plan.plan_values import Import, Plan
from .runtime_copy import runtime_files

RUFF = ("--isolated", "--no-cache", "--config", "line-length=120", "--config", "target-version='py311'")


def render(plan: Plan) -> Tree:
    """The whole package of *plan*; raises `RenderError` when a template or the formatter fails."""
    return pack(plan, fill(plan))


def fill(plan: Plan) -> dict[str, str]:
    """Every file that depends on the API, as templates print it, unformatted."""
    files = {f"{plan.package}/{path}": content for path, content in _modules(plan).items()}
    files |= {path: _fill(f"{path}.jinja", plan=plan) for path in ("pyproject.toml", "README.md", "reference.md")}
    return files


def pack(plan: Plan, files: Mapping[str, str]) -> Tree:
    """*files* formatted, with the files that are copied."""
    package = str(plan.package)
    tree = {path: content.encode() for path, content in _formatted(files).items()}
    tree |= {f"{package}/{path}": content for path, content in runtime_files().items()}
    tree["CHANGELOG.md"] = plan.changelog.encode()
    tree[f"{package}/py.typed"] = b""
    tree[f"{package}/_examples.json"] = plan.examples.data.encode()
    return Tree(tree)


def _modules(plan: Plan) -> dict[str, str]:
    """Every Python module that depends on the API, by its path in the package."""
    modules = {
        name: _fill(f"package/{name}.jinja", plan=plan)
        for name in ("__init__.py", "_client.py", "_service.py", "errors.py", "testing.py")
    }
    modules["models/__init__.py"] = _fill("package/models/__init__.py.jinja", plan=plan)
    for model in plan.models:
        modules[f"models/{model.module}.py"] = _fill("package/models/model.py.jinja", plan=plan, model=model)
    for enum in plan.enums:
        modules[f"models/{enum.module}.py"] = _fill("package/models/enum.py.jinja", plan=plan, enum=enum)
    for alias in plan.aliases:
        modules[f"models/{alias.module}.py"] = _fill("package/models/alias.py.jinja", plan=plan, alias=alias)
    modules["resources/__init__.py"] = _fill("package/resources/__init__.py.jinja", plan=plan)
    modules["resources/raw/__init__.py"] = _fill("package/resources/raw/__init__.py.jinja", plan=plan)
    for resource in plan.resources:
        modules[f"resources/{resource.module}.py"] = _fill(
            "package/resources/resource.py.jinja", plan=plan, resource=resource
        )
        if resource.raw_imports:
            modules[f"resources/raw/{resource.module}.py"] = _fill(
                "package/resources/raw/raw.py.jinja", plan=plan, resource=resource
            )
    if plan.webhooks is not None:
        modules["resources/webhooks.py"] = _fill("package/resources/webhooks.py.jinja", plan=plan)
    return modules


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        finalize=_only_code,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - this is source, not HTML
    )
    environment.filters |= {
        "docstring": code.docstring,
        "literal": code.literal,
        "comment": code.comment,
        "markdown": code.markdown,
        "paragraphs": code.paragraphs,
        "toml": code.toml,
        "word": _word,
        "imports": _imports,
        "fence": code.fence,
    }
    return environment


def _only_code(value: Any) -> Any:
    """Check a value that a template prints."""
    if isinstance(value, str) and not isinstance(value, Code) and value:
        raise RenderError(
            "templates",
            f"a template prints unquoted text {value[:60]!r}",
            "put it through a filter: | literal, | docstring …",
        )
    return value


def _word(value: str) -> Code:
    """A name that is printed as it is: folder, version, package."""
    if not re.fullmatch(r"[\w.+-]*", value, re.ASCII):
        raise RenderError("facts", f"{value[:60]!r} cannot stand in source as a name", "use letters, digits, . _ + -")
    return Code(value)


def _imports(wanted: Iterable[Import], indent: int = 0) -> Code:
    """Import statements, one a line."""
    lines = [
        f"from {one.module} import {', '.join(one.names)}" if one.names else f"import {one.module}" for one in wanted
    ]
    return Code(("\n" + " " * indent).join(lines) or "pass")


def _fill(template: str, **values: Any) -> str:
    try:
        return _environment().get_template(template).render(**values)
    except jinja2.TemplateError as error:
        line = getattr(error, "lineno", None)
        place = f"templates/{template}" + (f":{line}" if line else "")
        raise RenderError(
            place, f"{type(error).__name__}: {error.message or error}", "the template is at fault"
        ) from error


def _formatted(files: Mapping[str, str]) -> dict[str, str]:
    """*files* with every Python module formatted and its imports sorted, in one run of the pinned ruff."""
    with tempfile.TemporaryDirectory(prefix="clientgen-") as name:
        folder = Path(name)
        for path, content in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
        _ruff("check", "--fix-only", "--select", "I", folder=folder)
        _ruff("format", folder=folder)
        return {path: (folder / path).read_text(encoding="utf-8") for path in files}


def _ruff(command: str, *arguments: str, folder: Path) -> None:
    program = Path(sys.executable).with_name("ruff")
    start = [str(program)] if program.is_file() else [sys.executable, "-m", "ruff"]
    run = [*start, command, *RUFF, *arguments, "."]
    done = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        first = next((line for line in (done.stderr + done.stdout).splitlines() if line.strip()), "no message")
        raise RenderError(
            "ruff " + command, first.replace(str(folder), ""), "a template made source that cannot be parsed"
        )
