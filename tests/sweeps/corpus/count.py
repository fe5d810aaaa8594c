"""Counts the operations of a document by itself: plain JSON or YAML, no line of the generator's."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

METHODS = frozenset(("get", "put", "post", "delete", "options", "head", "patch", "trace"))
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def operations(document: Path) -> int:
    """Every method of every path, path items that stand elsewhere looked up."""
    paths = _read(document.resolve()).get("paths") or {}
    return sum(_methods(item, document.resolve()) for path, item in paths.items() if str(path).startswith("/"))


def _methods(item: Any, file: Path) -> int:
    if not isinstance(item, dict):
        return 0
    own = len(METHODS & item.keys())
    if "$ref" not in item:
        return own
    target, pointer = _target(str(item["$ref"]), file)
    return own + _methods(_at(_read(target), pointer), target)


def _target(reference: str, file: Path) -> tuple[Path, str]:
    name, _, pointer = reference.partition("#")
    return ((file.parent / unquote(name)).resolve() if name else file), pointer


def _at(value: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


@cache
def _read(file: Path) -> Any:
    text = file.read_text(encoding="utf-8-sig")
    try:
        return json.loads(text)
    except ValueError:
        return yaml.load(text, LOADER)  # a safe loader, in C where there is one
