"""Version and SHA-256 of the runtime: of files that are to be copied, and of those that run in this process."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def source_sha256(files: Mapping[str, bytes]) -> str:
    """One SHA-256 over *files*, path relative to the runtime's folder → content.

    It is the hash of what ``sha256sum`` prints for the files in the order of their paths.
    """
    from hashlib import sha256

    lines = [f"{sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)]
    return sha256("".join(lines).encode()).hexdigest()


def installed_runtime() -> dict[str, str | None]:
    """Version and SHA-256 of the runtime that this module belongs to, read from its files now.

    The hash is None where the files cannot be read, as in a program that was compiled as a whole.
    """
    from importlib.resources import files

    runtime = __name__.removesuffix(".util.source_hash")
    try:
        found = dict(_files(files(runtime)))
    except OSError:
        found = {}
    sha256 = source_sha256(found) if "__init__.py" in found else None
    return {"version": sys.modules[runtime].__version__, "sha256": sha256}


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, bytes]]:
    """Each file below *folder* but those that Python compiled: path → content."""
    for entry in folder.iterdir():
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry, f"{above}{entry.name}/")
        else:
            yield above + entry.name, entry.read_bytes()
