"""The documents of a folder that is not ours: named by its manifest, or whatever JSON and YAML stands in it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path


def documents(path: Path, only: Collection[str] = ()) -> Iterator[tuple[str, Path]]:
    """(name, file) of every document of *path*, or of those called as *only* says; a file is a document by itself."""
    manifest = path / "manifest.json"
    if path.is_file():
        found = [(_name(path), path)]
    elif manifest.is_file():
        found = [(one["name"], path / one["entry"]) for one in json.loads(manifest.read_text(encoding="utf-8"))]
    else:
        files = sorted(one for one in path.iterdir() if one.suffix in (".json", ".yaml", ".yml"))
        found = [(_name(one), one) for one in files]
    yield from (one for one in found if not only or one[0] in only)


def _name(file: Path) -> str:
    return re.sub(r"\W", "_", file.stem)
