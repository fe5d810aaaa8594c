"""The stages that turn a document and facts into a Tree, in their order, each timed."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import attrs
from attrs import frozen

from ..documents.bundle import bundle
from ..documents.document import digest
from ..documents.external_files import RemoteReader
from ..engine.engine import prepared, typed
from ..errors import DocumentError, FactsError, GeneratorError
from ..files.tree import Tree
from ..model.ir import Parsed
from ..normalize.operation_ids import located_operations
from ..normalize.references import SourceDocument, followable
from ..plan import plan
from ..plan.resources.resources import RUNTIME
from ..plan.taken_names import is_taken
from ..plan.text.imports import STDLIB
from ..plan.text.naming import snake
from ..render.render import fill, pack
from ..specs import facts
from ..specs.fact_lines import with_line
from ..specs.facts import Api
from ..specs.folder import DOCUMENTS, FACTS

T = TypeVar("T")

FIRST_VERSION = "0.1.0"

RESERVED = RUNTIME | STDLIB.keys() | {"Model", "OpenStr", "OpenInt", "Discriminator"}
"""Class names that generated modules import, and that no schema may have."""


@frozen(kw_only=True)
class Rendered:
    """A package and the report on its generation."""

    name: str
    tree: Tree
    operations: int
    models: int
    warnings: tuple[str, ...]
    report: Mapping[str, Any]


class _Stages:
    """Seconds that each stage took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def run(self, name: str, step: Callable[[], T]) -> T:
        started = time.perf_counter()
        try:
            with followable():
                return step()
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - started, 4)


def render_api(directory: Path) -> Rendered:
    """The package of one folder in ``specs/``."""
    api = facts.read(directory)
    version = _text(directory / "VERSION", FIRST_VERSION).strip()
    changelog = _text(directory / "CHANGELOG.md", f"# Changelog\n\n## {version}\n\nFirst version.\n")
    with _with_facts_file(directory / FACTS):
        made = _render(api, document_of(directory, api), version, changelog)
    if not (directory / FACTS).is_file():
        what = f"no {FACTS} beside the document: names come from the folder, and no operation is sent twice"
        made = attrs.evolve(made, warnings=(f"{what}; write one with title, package and class_name", *made.warnings))
    return made


def render_document(
    document: Path, *, package: str | None = None, facts_path: Path | None = None, remote: RemoteReader | None = None
) -> Rendered:
    """The package of any document, with facts or with the safe defaults; *remote* reads references to URLs."""
    name = snake(document.parent.name if document.stem in ("openapi", "index") else document.stem) or "api"
    known = facts.read_file(facts_path, name) if facts_path else facts.without_facts(name)
    if not facts_path and is_taken(known.class_name):
        known = attrs.evolve(known, class_name=f"{known.class_name}Api")
    if package:
        known = attrs.evolve(known, package=package)
    changelog = f"# Changelog\n\n## {FIRST_VERSION}\n\nFirst version.\n"
    with _with_facts_file(facts_path):
        return _render(known, document, FIRST_VERSION, changelog, remote)


def document_of(directory: Path, api: Api) -> Path:
    """The document beside api.yaml."""
    names = [api.document.path] if api.document.path else list(DOCUMENTS)
    for name in names:
        if (directory / name).is_file():
            return directory / name
    raise DocumentError(str(directory), f"no {' or '.join(names)} here", f"write one, or `clientgen fetch {api.name}`")


def _render(api: Api, path: Path, version: str, changelog: str, remote: RemoteReader | None = None) -> Rendered:
    stages = _Stages()
    document = stages.run("load", lambda: bundle(path, remote=remote))
    with _with_file_name(path):
        normal = stages.run("normalize", lambda: prepared(document, RESERVED))
        parsed: Parsed = stages.run("parse", lambda: typed(normal))
    planned = stages.run(
        "plan",
        lambda: plan(api, parsed, document=document, digest=digest(document), version=version, changelog=changelog),
    )
    files = stages.run("render", lambda: fill(planned))
    tree = stages.run("format", lambda: pack(planned, files))
    return Rendered(
        name=api.name,
        tree=tree,
        operations=len(parsed.calls),
        models=len(parsed.models) + len(parsed.enums) + len(parsed.aliases),
        warnings=planned.warnings,
        report={
            "document": path.name,
            "openapi": str(document.get("openapi", "")),
            "operations": {"in_document": _count_operations(document), "generated": len(parsed.calls)},
            "models": len(parsed.models) + len(parsed.enums) + len(parsed.aliases),
            "files": len(tree.files),
            "losses": [attrs.asdict(loss) for loss in (*parsed.losses, *planned.examples.losses)],
            "names_made_up": [{"pointer": pointer, "name": name} for pointer, name in parsed.made_up],
            "seconds": stages.seconds,
            "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        },
    )


@contextmanager
def _with_file_name(path: Path) -> Generator[None]:
    """Add the file *path* to errors that name only a JSON pointer."""
    try:
        yield
    except GeneratorError as error:
        if error.where.startswith("#"):
            raise type(error)(f"{path}{error.where}", error.what, error.mend) from error
        raise


@contextmanager
def _with_facts_file(path: Path | None) -> Generator[None]:
    """Add the file *path* to errors that name only a key of the facts."""
    try:
        yield
    except FactsError as error:
        raise (with_line(error, path) if path is not None and path.is_file() else error) from error


def _count_operations(document: Mapping[str, Any]) -> int:
    """Operations below ``paths``, counted in the document itself."""
    return sum(1 for _ in located_operations(SourceDocument(document)))


def _text(path: Path, default: str) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else default


__all__ = ["Rendered", "render_api", "render_document"]
