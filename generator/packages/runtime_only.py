"""Replaces the runtime in a package that was built before, as for a security fix; nothing else of it is touched."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from attrs import frozen

from ..errors import TreeError
from ..files import tree
from ..files.tree import Tree
from ..render.runtime_copy import FOLDER, VERSION_MODULE, runtime, version_module
from ..runtime import __version__
from ..runtime.util.source_hash import source_sha256
from .compatibility import incompatibilities

BUILD = "build the package anew with this clientgen"

UNVERSIONED = "unknown"
"""The version of a runtime that names none, as those before 0.2.0."""


@frozen(kw_only=True)
class Replacement:
    """The runtime of one package, before and after: version, ``+``, and the first digits of its hash."""

    package: str
    before: str
    after: str


def replace_runtime(directory: Path) -> Replacement:
    """Puts the runtime of this generator into the package below *directory*.

    The folder is exchanged in one step, then the module with its version and hash is; a run that was killed between
    the two is completed by the next. Raises `TreeError` where *directory* holds no package that was built, one whose
    runtime is newer, or one whose code does not fit this runtime.
    """
    package = _package(directory)
    files = Tree.read(package).files
    before = {path.removeprefix(f"{FOLDER}/"): files[path] for path in files if path.startswith(f"{FOLDER}/")}
    rendered = {
        path: content
        for path, content in files.items()
        if path.endswith(".py") and path != VERSION_MODULE and not path.startswith(f"{FOLDER}/")
    }
    version = _known_version(before.get("__init__.py", b""), files.get(VERSION_MODULE, b""))
    if version != UNVERSIONED and not _numbers(version):
        what = f"has the runtime {version}, which may be newer than {__version__} of this clientgen"
        raise TreeError(str(package), what, BUILD)
    if _numbers(version) > _numbers(__version__):
        what = f"has the runtime {version}, which is newer than {__version__} of this clientgen"
        raise TreeError(str(package), what, "use a newer clientgen")
    faults = list(incompatibilities(package.name, rendered))
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise TreeError(str(package), f"does not fit the runtime {__version__}: {faults[0]}{more}", BUILD)
    with tree.locked(package.parent):
        Tree(runtime()).write(package / FOLDER)
        tree.write_file(package / VERSION_MODULE, version_module())
    return Replacement(
        package=package.name,
        before=_label(version, source_sha256(before)),
        after=_label(__version__, source_sha256(runtime())),
    )


def _package(directory: Path) -> Path:
    """The import package in *directory*, or *directory* itself where it is one."""
    if not directory.is_dir():
        raise TreeError(str(directory), "is not a folder", "name the one that clientgen build wrote")
    here = directory.resolve()
    found = [folder for folder in (here, *sorted(here.iterdir())) if (folder / FOLDER / "__init__.py").is_file()]
    if len(found) != 1:
        what = f"holds {len(found)} packages with a runtime" if found else "holds no package with a runtime"
        raise TreeError(str(directory), what, "name the folder that clientgen build wrote")
    service = found[0] / "_service.py"
    if not service.is_file() or tree.GENERATED_MARK not in service.read_bytes()[:400]:
        raise TreeError(str(found[0]), "was not built by clientgen", "name the folder that clientgen build wrote")
    return found[0]


def _known_version(runtime_init: bytes, version_module: bytes) -> str:
    """The version that the runtime says it has, else the one recorded beside it, else `UNVERSIONED`."""
    said = _assigned(runtime_init, "__version__") or _assigned(version_module, "RUNTIME_VERSION")
    return said or UNVERSIONED


def _assigned(source: bytes, name: str) -> str:
    """The value that *source* assigns to *name*; empty where it assigns none."""
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):
        return "that cannot be parsed"
    for node in statements:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return str(node.value.value) if isinstance(node.value, ast.Constant) else ast.unparse(node.value)
    return ""


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of *version*, to be compared; none for one that has something else in it, or is unknown."""
    return tuple(int(part) for part in version.split(".")) if re.fullmatch(r"\d+(\.\d+)*", version, re.ASCII) else ()


def _label(version: str, sha256: str) -> str:
    return f"{version}+{sha256[:8]}"
