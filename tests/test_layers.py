"""Layers: every import below `generator/` goes down, between files and between folders, and none leads round.

Imports inside functions and under ``TYPE_CHECKING`` count like any other, and so does the ``__init__`` of each package
that an import runs on its way. A *unit* is what lies directly in a folder: a module, or a sub-folder with all in it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

GENERATOR = Path(__file__).parents[1] / "generator"

Graph = Mapping[str, AbstractSet[str]]
"""What each file or unit imports, by paths relative to the root of the tree."""

GENERATOR_LEVELS = (
    {"__init__", "errors", "runtime"},
    {"documents"},
    {"model", "specs"},
    {"files", "normalize", "drift"},
    {"engine", "plan", "upstream"},
    {"render"},
    {"packages"},
    {"release"},
    {"cli"},
    {"__main__"},
)
"""The units of `generator/`, lowest first: each imports lower ones only, and none of its own level."""

RUNTIME_LEVELS = (
    {"util"},
    {"error_details"},
    {"errors"},
    {"facts", "response"},
    {"transport", "diagnostics"},
    {"codec", "retry", "options"},
    {"protocol"},
    {"auth", "limits", "registry"},
    {"pipeline"},
    {"features"},
    {"config"},
    {"client"},
    {"resource"},
    {"webhook_resource"},
    {"testing"},
    {"__init__"},
)
"""The same for `generator/runtime/`."""

PLAN_LEVELS = (
    {"plan_values"},
    {"text"},
    {"matching"},
    {"access"},
    {"methods"},
    {"resources"},
    {"examples", "docs"},
    {"taken_names"},
    {"__init__"},
)
"""The same for `generator/plan/`."""

RUNTIME = GENERATOR / "runtime"
PLAN = GENERATOR / "plan"
TREES = {GENERATOR: GENERATOR_LEVELS, RUNTIME: RUNTIME_LEVELS, PLAN: PLAN_LEVELS}

IMPORTERS_OF_THE_RUNTIME = {"plan", "render", "packages"}
"""Which units of the generator read the runtime's own values; to all others it is files to copy."""


def graph(root: Path) -> dict[str, set[str]]:
    """Which files of the package in *root* each of its files imports; the generator's runtime is a tree of its own."""
    found = _graph(root)
    if root == PLAN:  # what it imports from beside itself is looked at in the generator's tree
        return {file: targets - {"(outside)"} for file, targets in found.items()}
    if root != GENERATOR:
        return found
    return {
        file: {"runtime/__init__.py" if target.startswith("runtime/") else target for target in targets}
        for file, targets in found.items()
        if not file.startswith("runtime/")
    }


def _graph(root: Path) -> dict[str, set[str]]:
    files = {path.relative_to(root).as_posix() for path in root.rglob("*.py")}
    trees = {file: ast.parse((root / file).read_text(encoding="utf-8"), file) for file in files}
    return {file: set(_arrows(file, tree, root.name, trees)) - {file} for file, tree in trees.items()}


def _arrows(file: str, tree: ast.Module, package: str, trees: Mapping[str, ast.Module]) -> Iterator[str]:
    here = Path(file).parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top, *below = alias.name.split(".")
                if top == package:
                    yield from _reached(here, tuple(below), trees)
        elif isinstance(node, ast.ImportFrom):
            below = tuple((node.module or "").split(".")) if node.module else ()
            if node.level > len(here) + 1:
                yield "(outside)"
                continue
            if node.level:
                base = (*here[: len(here) - node.level + 1], *below)
            elif below[:1] == (package,):
                base = below[1:]
            else:
                continue
            for alias in node.names:
                yield from _reached(here, _named(file, base, alias.name, trees), trees)


def _named(file: str, base: tuple[str, ...], name: str, trees: Mapping[str, ast.Module]) -> tuple[str, ...]:
    """Where *name* is found: in the submodule of the package *base* that is called so, else in *base* itself."""
    face = "/".join((*base, "__init__.py"))
    is_module = _file((*base, name), trees) != ""
    return (*base, name) if is_module and (face == file or name not in _bound(trees[face])) else base


def _bound(tree: ast.Module) -> set[str]:
    """What a package's ``__init__`` gives a name besides its submodules: an import finds that first."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and not (node.level == 1 and node.module is None):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
    return names


def _file(parts: tuple[str, ...], trees: Mapping[str, ast.Module]) -> str:
    """The file of a module or a package; empty where there is none."""
    candidates = ("/".join((*parts, "__init__.py")), f"{'/'.join(parts)}.py")
    return next((file for file in candidates if file in trees), "")


def _reached(here: tuple[str, ...], target: tuple[str, ...], trees: Mapping[str, ast.Module]) -> Iterator[str]:
    """The file of *target*, and the ``__init__`` of each package round it that does not also surround the importer."""
    yield _file(target, trees) or "(outside)"
    for depth in range(1, len(target)):
        if target[:depth] != here[:depth]:
            yield _file(target[:depth], trees)


def units(files: Graph, folder: str = "") -> dict[str, set[str]]:
    """Which units of *folder* each of its units imports."""
    start = f"{folder}/" if folder else ""

    def unit(file: str) -> str:
        return file.removeprefix(start).split("/")[0].removesuffix(".py")

    result: dict[str, set[str]] = {}
    for file, targets in files.items():
        if file.startswith(start):
            inside = {unit(target) for target in targets if target.startswith(start)}
            result.setdefault(unit(file), set()).update(inside - {unit(file)})
    return result


def circle(arrows: Graph) -> list[str]:
    """The nodes of a circle in *arrows*; empty when there is none."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _folders(files: Graph) -> set[str]:
    return {file.rpartition("/")[0] for file in files}


def faults(root: Path, levels: Sequence[AbstractSet[str]]) -> list[str]:
    """Circles between the files and between the units of each folder, arrows up or across, and units of no level."""
    files = graph(root)
    graphs = {"circle of files": files}
    graphs |= {f"circle in {folder or root.name}/": units(files, folder) for folder in sorted(_folders(files))}
    found = [f"{what}: {' → '.join(nodes)}" for what, arrows in graphs.items() if (nodes := circle(arrows))]
    level = {unit: number for number, names in enumerate(levels) for unit in names}
    for file, targets in sorted(files.items()):
        for target in sorted(targets):
            one, other = (path.split("/")[0].removesuffix(".py") for path in (file, target))
            if {one, other} - level.keys():
                found.append(f"no level: {file} → {target}")
            elif one != other and level[other] >= level[one]:
                found.append(f"not down: {file} → {target}")
    unplaced = units(files).keys() - level.keys()
    return found + [f"no level: {unit}" for unit in sorted(unplaced)]


@pytest.mark.parametrize("root", TREES, ids=lambda root: root.name)
def test_every_import_goes_down(root: Path) -> None:
    """No circle between files or folders; each unit imports units of lower levels only."""
    files = graph(root)
    ends = ((file.rpartition("/")[0], target.rpartition("/")[0]) for file in files for target in files[file])
    between = {(one, other) for one, other in ends if one != other}
    arrows = sum(map(len, files.values()))
    print(f"{root.name}: {len(files)} files, {arrows} arrows; {len(_folders(files))} folders, {len(between)} arrows")
    assert faults(root, TREES[root]) == []
    assert arrows > len(files) / 2  # imports were found at all


def test_few_units_import_the_runtime() -> None:
    """The plan reads its values, render its version, packages its signatures; to all others it is files to copy."""
    assert {
        unit for unit, targets in units(graph(GENERATOR)).items() if "runtime" in targets
    } <= IMPORTERS_OF_THE_RUNTIME


SAMPLES = {
    "circle in a function": (
        {
            "low/a.py": "def f():\n    from .b import g\n",
            "low/b.py": "from . import a\ndef g(): ...\n",
        },
        "circle of files: low/",
    ),
    "circle through a package": (
        {
            "low/__init__.py": "from .a import f\n",
            "low/a.py": "from .. import low\ndef f(): ...\n",
        },
        "circle of files: low/",
    ),
    "circle between folders": (
        {
            "high/one/a.py": "from ..two import c\n",
            "high/two/c.py": "",
            "high/two/d.py": "def f():\n    import tree.high.one.b\n",
            "high/one/b.py": "",
        },
        "circle in high/: ",
    ),
    "up under TYPE_CHECKING": (
        {
            "low/a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..high.b import B\n",
            "high/b.py": "class B: ...\n",
        },
        "not down: low/a.py → high/b.py",
    ),
    "across": (
        {"low/a.py": "from ..beside import b\n", "beside/b.py": ""},
        "not down: low/a.py → beside/b.py",
    ),
    "out of the tree": ({"low/a.py": "from ...other import b\n"}, "no level: low/a.py → (outside)"),
    "a unit of no level": ({"new/a.py": ""}, "no level: new"),
}
"""Files of a package called tree, and the start of what is found there."""


@pytest.mark.parametrize(("files", "wanted"), SAMPLES.values(), ids=SAMPLES)
def test_a_bad_sample_is_caught(tmp_path: Path, files: dict[str, str], wanted: str) -> None:
    """Each of these breaks one rule; without its arrows the same package breaks none."""
    root = tmp_path / "tree"
    levels = ({"__init__"}, {"low", "beside"}, {"high"})
    for path in ("__init__.py", *(f"{Path(file).parent}/__init__.py" for file in files), *files):
        for folder in (root / path).parents:
            if folder.is_relative_to(root):
                folder.mkdir(parents=True, exist_ok=True)
                (folder / "__init__.py").touch()
        (root / path).write_text(files.get(path, ""), encoding="utf-8")
    assert [fault for fault in faults(root, levels) if fault.startswith(wanted)]
    for path in files:
        (root / path).write_text("", encoding="utf-8")
    assert [fault for fault in faults(root, levels) if not fault.startswith("no level: new")] == []
