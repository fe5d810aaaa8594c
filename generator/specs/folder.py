"""The files in the folder of one API, by their names; what they hold is read elsewhere."""

from __future__ import annotations

from pathlib import Path

FACTS = "api.yaml"
DOCUMENTS = ("openapi.json", "openapi.yaml", "openapi.yml")


def has_document(directory: Path) -> bool:
    """Whether a document lies in *directory* under one of its usual names."""
    return any((directory / name).is_file() for name in DOCUMENTS)
