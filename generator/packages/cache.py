"""A cache of renders: a check with unchanged inputs compares hashes instead of rendering.

The key is a hash over every byte that a render may depend on, so a change anywhere is a miss; the value is the hash of
every rendered file. A cache file that was truncated or edited is a miss too. Nothing here imports the renderer.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from ..files import atomic, installation

SHARED_INPUTS = (
    installation.PACKAGE,
    installation.TEMPLATES,
    *((installation.CHECKOUT / "pyproject.toml",) if installation.CHECKOUT else ()),
)
"""Inputs of every render."""


@frozen(kw_only=True)
class CachedRender:
    """Counts, warnings and file hashes of one render."""

    operations: int
    models: int
    warnings: tuple[str, ...]
    digests: Mapping[str, str]
    """The SHA-256 of each file by its path."""


def shared_key(shared: Iterable[Path] = SHARED_INPUTS) -> str:
    """A hash over the inputs of every render: the generator, the templates, Python, installed distributions."""
    parts = [sys.version.encode(), *(name.encode() for name in sorted(_installed()))]
    return _hash(*parts, *(part for path in shared for part in _contents(path)))


def key(shared: str, directory: Path) -> str:
    """A hash over all inputs of the render of the API in *directory*."""
    return _hash(shared.encode(), directory.name.encode(), *_contents(directory))


def load(file: Path, expected_key: str) -> CachedRender | None:
    """The entry in *file*, if it is undamaged and was stored under *expected_key*; otherwise None."""
    try:
        stored: Any = json.loads(file.read_bytes())
        if stored["key"] != expected_key or stored.pop("checksum") != _checksum(stored):
            return None
        render = stored["render"]
        return CachedRender(
            operations=render["operations"],
            models=render["models"],
            warnings=tuple(render["warnings"]),
            digests=dict(render["digests"]),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def store(file: Path, key: str, render: CachedRender) -> None:
    """Write *render* to *file* under *key*. Failures are ignored: the cache is optional."""
    stored: dict[str, Any] = {"key": key, "render": asdict(render)}
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        (file.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        temporary.write_text(json.dumps({**stored, "checksum": _checksum(stored)}), encoding="utf-8")
        temporary.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _installed() -> set[str]:
    """Name and version of every installed distribution, from the names of their folders."""
    places = {Path(place) for place in sys.path if place}
    return {entry.name for place in places if place.is_dir() for entry in place.glob("*.dist-info")}


def _contents(path: Path) -> list[bytes]:
    """Names and contents of the file *path*, or of all files in the folder *path*."""
    if path.is_dir():
        return [part for name, content in sorted(atomic.walk(path)) for part in (os.fsencode(name), content)]
    return [os.fsencode(path.name), path.read_bytes()] if path.exists() else []


def _hash(*parts: bytes) -> str:
    """One hash over *parts*, each hashed first, so that moving a byte from one part to the next changes it."""
    return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()


def _checksum(stored: Mapping[str, Any]) -> str:
    return sha256(json.dumps([stored["key"], stored["render"]], sort_keys=True).encode()).hexdigest()
