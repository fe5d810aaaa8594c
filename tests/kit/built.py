"""A package built from a small document and imported: what tests of any document start from."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from generator.files.installation import RUNTIME
from generator.packages.pipeline import render_document


@contextmanager
def built(place: Path, document: str | Mapping[str, Any], package: str) -> Iterator[ModuleType]:
    """The package that *document* (YAML, or values) makes below *place*, importable as *package* while it lasts."""
    file = place / f"{package}.yaml"
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    made = place / "made"
    files = render_document(file, package=package).tree.files
    for path in files.keys() - {path for path in files if path.startswith(f"{package}/_runtime/")}:
        target = made / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(files[path])
    (made / package / "_runtime").symlink_to(RUNTIME)  # which Python has compiled before
    sys.path.insert(0, str(made))
    try:
        yield import_module(package)
    finally:
        sys.path.remove(str(made))
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]


def client_class(module: ModuleType, *, asynchronous: bool = False) -> Any:
    """The package's client class."""
    names = [name for name in vars(module._client) if f"Async{name}" in vars(module._client)]
    (name,) = [name for name in names if hasattr(getattr(module._client, name), "_service") and name != "Client"]
    return getattr(module._client, f"Async{name}" if asynchronous else name)
