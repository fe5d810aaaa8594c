"""Whether two packages differ in anything at all beyond stamps and the order of things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

STAMPS = re.compile(rb'\b[0-9a-f]{64}\b|SHA-256 `[0-9a-f]+`|\bversion (?:= |=)?"?\d+\.\d+\.\d+[\w.+-]*"?,?')
"""What changes with every document: its hash, and the package's own version."""
CHOICES = re.compile(rb"\bLiteral\[([^\[\]]*)\]")
LISTED = re.compile(rb"\boperations=\{([^{}]*)\}")
"""The table of all operations, whose order is the document's."""
UNTOLD = frozenset({"CHANGELOG.md"})


def residue(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Literal["docs-only", "identical"]:
    """`identical` when every line of every file is in the other, wherever in the file."""
    if (old.keys() ^ new.keys()) - UNTOLD:
        return "docs-only"
    changed = (path for path in old if path not in UNTOLD and old[path] != new[path])
    return "docs-only" if any(_lines(old[path]) != _lines(new[path]) for path in changed) else "identical"


def _lines(content: bytes) -> list[bytes]:
    ordered = LISTED.sub(_sorted, CHOICES.sub(_sorted, STAMPS.sub(b"", content)))
    return sorted(ordered.splitlines())


def _sorted(match: re.Match[bytes]) -> bytes:
    return b", ".join(sorted(part.strip() for part in match[1].split(b",")))
