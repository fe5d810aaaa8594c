"""What was last rendered from which inputs: a check with nothing changed compares hashes and renders nothing.

The key is a hash over every byte that a render may depend on, so a change anywhere is a miss; the value is the hash of
every file that came out. A memo that was cut short or edited is a miss too. Nothing here imports what renders.
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

from ..files import atomic, own

SHARED = (own.PACKAGE, own.TEMPLATES, *((own.CHECKOUT / "pyproject.toml",) if own.CHECKOUT else ()))
"""What every render reads, whatever it renders."""


@frozen(kw_only=True)
class Memo:
    """What one render came to."""

    operations: int
    models: int
    warnings: tuple[str, ...]
    digests: Mapping[str, str]
    """The SHA-256 of each file by its path."""


def shared_key(shared: Iterable[Path] = SHARED) -> str:
    """A hash over what every render depends on: our own source, the templates, Python and all that is installed."""
    parts = [sys.version.encode(), *(name.encode() for name in sorted(_installed()))]
    return _hash(*parts, *(part for place in shared for part in _contents(place)))


def key(shared: str, directory: Path) -> str:
    """A hash over all inputs of the render of the facts and the document in *directory*."""
    return _hash(shared.encode(), directory.name.encode(), *_contents(directory))


def recall(place: Path, wanted: str) -> Memo | None:
    """The memo in the file *place* if it is whole and was made from the inputs that *wanted* is the key of."""
    try:
        stored: Any = json.loads(place.read_bytes())
        if stored["key"] != wanted or stored.pop("seal") != _seal(stored):
            return None
        made = stored["memo"]
        return Memo(
            operations=made["operations"],
            models=made["models"],
            warnings=tuple(made["warnings"]),
            digests=dict(made["digests"]),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def remember(place: Path, made_from: str, memo: Memo) -> None:
    """Keeps *memo* in the file *place*; that this fails is no reason for a render to fail."""
    stored: dict[str, Any] = {"key": made_from, "memo": asdict(memo)}
    spare = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        (place.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        spare.write_text(json.dumps({**stored, "seal": _seal(stored)}), encoding="utf-8")
        spare.replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            spare.unlink()


def _installed() -> set[str]:
    """Every installed distribution with its version: the names of their folders say both."""
    places = {Path(place) for place in sys.path if place}
    return {entry.name for place in places if place.is_dir() for entry in place.glob("*.dist-info")}


def _contents(place: Path) -> list[bytes]:
    """Names and contents of the files in the folder *place*, or of the file *place*."""
    if place.is_dir():
        return [part for path, content in sorted(atomic.walk(place)) for part in (os.fsencode(path), content)]
    return [os.fsencode(place.name), place.read_bytes()] if place.exists() else []


def _hash(*parts: bytes) -> str:
    """One hash of all *parts*, each hashed by itself first: moving a byte from one to the next changes it."""
    return sha256(b"".join(sha256(part).digest() for part in parts)).hexdigest()


def _seal(stored: Mapping[str, Any]) -> str:
    return sha256(json.dumps([stored["key"], stored["memo"]], sort_keys=True).encode()).hexdigest()
