"""Comparison of file contents, ignoring generated stamps and the order of lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

STAMPS = re.compile(rb'\b[0-9a-f]{64}\b|SHA-256 `[0-9a-f]+`|\bversion (?:= |=)?"?\d+\.\d+\.\d+[\w.+-]*"?,?')
"""Text that changes with every document: its hash and the package's version."""
LITERALS = re.compile(rb"\bLiteral\[([^\[\]]*)\]")
OPERATION_TABLE = re.compile(rb"\boperations=\{([^{}]*)\}")
"""The table of all operations, whose order follows the document."""
IGNORED_FILES = frozenset({"CHANGELOG.md"})


def other_differences(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Literal["docs-only", "identical"]:
    """`identical` when all files have the same lines in any order, else `docs-only`."""
    if (old.keys() ^ new.keys()) - IGNORED_FILES:
        return "docs-only"
    changed = (path for path in old if path not in IGNORED_FILES and old[path] != new[path])
    return "docs-only" if any(_lines(old[path]) != _lines(new[path]) for path in changed) else "identical"


def _lines(content: bytes) -> list[bytes]:
    ordered = OPERATION_TABLE.sub(_sorted, LITERALS.sub(_sorted, STAMPS.sub(b"", content)))
    return sorted(ordered.splitlines())


def _sorted(match: re.Match[bytes]) -> bytes:
    return b", ".join(sorted(part.strip() for part in match[1].split(b",")))
