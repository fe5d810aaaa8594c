"""Reads and writes documents as JSON or YAML text."""

from __future__ import annotations

import hashlib
import json
import math
import re
from pathlib import Path
from typing import Any, Literal, TypeAlias

from ..errors import DocumentError
from . import yaml_text
from .json_values import children, is_array, is_container, is_object
from .yaml_text import DEPTH_LIMIT, too_deep

Document: TypeAlias = dict[str, Any]
"""A document as plain JSON values: string keys, finite numbers, no sharing that matters, no cycle."""

Kind = Literal["json", "yaml"]

KINDS: dict[str, Kind] = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}

SIZE_LIMIT = 50_000_000
"""Bytes; the largest public documents have a quarter of that."""


def load(path: Path) -> Document:
    """The document in the file at *path*."""
    value = read(path)
    if not is_object(value):
        raise DocumentError(str(path), f"expected a mapping, got {_kind_of(value)}", "a document is one JSON object")
    return value


def read(path: Path) -> Any:
    """The JSON value in the file at *path*: a document, or a part of one."""
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise DocumentError(
                str(path), f"larger than {SIZE_LIMIT // 1_000_000} MB", "split it, or drop its examples"
            )
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(str(path), f"cannot be read ({error.strerror or error})", "check the path") from None
    return loads(data, where=str(path), kind=KINDS.get(path.suffix.lower()))


def loads(data: bytes | str, *, where: str, kind: Kind | None = None) -> Any:
    """The JSON value in *data*; *where* names it in errors, *kind* is detected when not given."""
    if len(data) > SIZE_LIMIT:
        raise DocumentError(where, f"larger than {SIZE_LIMIT // 1_000_000} MB", "split it, or drop its examples")
    text = _decode(data, where) if isinstance(data, bytes) else data
    if kind is None:
        kind = "json" if text.lstrip()[:1] in ("{", "[") else "yaml"
    value = _from_json(text, where) if kind == "json" else yaml_text.read(text, where)
    try:
        return _without_surrogates(value) if re.search(r"\\u[dD][89a-fA-F]", text) else value
    except RecursionError:
        raise too_deep(where) from None


def dump(document: Any, kind: Kind = "json") -> str:
    """*document* as text that `load` reads back as the same values."""
    if kind == "json":
        return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return yaml_text.write(document)


def canonical(document: Any) -> bytes:
    """The canonical bytes of *document*: equal for equal documents."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def digest(document: Any) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _decode(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentError(f"{where}:{line}", "is not UTF-8 text", "save it as UTF-8") from None


def _kind_of(value: object) -> str:
    names: dict[type, str] = {str: "text", bool: "a boolean", int: "a number", float: "a number", type(None): "nothing"}
    return "a list" if is_array(value) else names.get(type(value), "a mapping")


class _Duplicate(ValueError):
    """A key occurs twice in one object."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Duplicate(key)
            seen.add(key)
    return value


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"the number {text} is too large")
    return number


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _from_json(text: str, where: str) -> Any:
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_float=_finite, parse_constant=_constant)
    except json.JSONDecodeError as error:
        what = f"is not JSON: {error.msg}" if text.strip() else "is empty"
        raise DocumentError(f"{where}:{error.lineno}:{error.colno}", what, "mend the syntax there") from None
    except _Duplicate as error:
        # Python's parser does not say where; the YAML reader, of which JSON is a subset, does.
        yaml_text.read(text, where)
        raise DocumentError(where, f"key {str(error)!r} stands twice in one object", "remove one of the two") from None
    except RecursionError:
        raise too_deep(where) from None
    except ValueError as error:
        raise DocumentError(where, f"is not JSON: {error}", "mend the value") from None
    if _depth_exceeds(value, DEPTH_LIMIT):
        raise too_deep(where)
    return value


def _depth_exceeds(value: Any, limit: int) -> bool:
    """Breadth first, so that no depth of nesting can exhaust Python's stack."""
    level = [value]
    for _ in range(limit + 1):
        level = [child for node in level for child in children(node) if is_container(child)]
        if not level:
            return False
    return True


def _without_surrogates(value: Any) -> Any:
    """Half of a surrogate pair is legal in JSON's escapes and in no encoding: say so with the replacement character."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if is_object(value):
        return {_without_surrogates(key): _without_surrogates(child) for key, child in value.items()}
    return [_without_surrogates(child) for child in value] if is_array(value) else value
