"""The accepted copy of an upstream's document and the lock beside it: what may replace them, and how.

An upstream that is broken answers too: with a login page, with ``{}``, with half a document. Nothing of that may become
a pull request that says "all endpoints removed", so an answer is judged whole before a byte is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeGuard

from attrs import asdict, frozen

from ..documents.document import Document, dump, loads
from ..documents.json_values import is_array, is_object
from ..errors import DocumentError, Refused

LOCK = "openapi.lock"
METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
COLLAPSED = 0.6
"""An upstream that keeps no more than this share of its operations is broken, not changed: half gone is refused."""
READABLE = 200
"""Bytes a line, on average, up to which a document is kept as it came: its diffs can be read."""


@frozen(kw_only=True)
class Lock:
    """Which upstream document the snapshot is."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    sha256: str
    """Of the snapshot's bytes."""
    fetched: str
    """The day it was accepted."""
    operations: int
    openapi: str


@frozen
class Snapshot:
    """The document in one API's folder, kept in *file*, and its lock if it was ever fetched."""

    file: Path

    @property
    def lock_file(self) -> Path:
        """Beside the document."""
        return self.file.with_name(LOCK)

    def content(self) -> bytes | None:
        """The document as it stands there, None where there is none yet."""
        return self.file.read_bytes() if self.file.exists() else None

    def lock(self) -> Lock | None:
        """The lock, None when there is none, it cannot be read, or the document has been edited since."""
        try:
            lock = Lock(**json.loads(self.lock_file.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        return lock if lock.sha256 == sha256(self.content() or b"").hexdigest() else None

    def replace(self, content: bytes, lock: Lock) -> None:
        """Puts *content* and *lock* in their places; a crash between the two leaves a lock that does not fit."""
        replace(self.file, content)
        replace(self.lock_file, dump(asdict(lock)).encode())


@frozen(kw_only=True)
class Judged:
    """A document fit to be a snapshot."""

    document: Document
    content: bytes
    """What is kept of it: its own bytes when a person can read them."""
    operations: int
    openapi: str


def judge(body: bytes, *, where: str, present: Document | None) -> Judged:
    """What *where* answered, if it may take the place of *present*; raises `Refused` with the reason otherwise."""
    if body.lstrip()[:1] == b"<":
        raise Refused(where, "answered with a web page instead of JSON", "see whether the address asks for a login")
    try:
        document = loads(body, where=where, kind="json")
    except DocumentError as error:
        raise Refused(error.where, error.what, "the snapshot stays as it was; try again later") from None
    if not _is_openapi(document):
        raise Refused(where, "is JSON but not an OpenAPI 3 document", "check document.url in api.yaml")
    _refuse_foreign_references(document, where)
    _refuse_invalid(document, where)
    refuse_collapsed(document, present, where)
    return Judged(
        document=document, content=_kept(body, document), operations=count(document), openapi=document["openapi"]
    )


def count(document: Document) -> int:
    """How many operations *document* has."""
    paths = document.get("paths")
    return sum(len(METHODS & item.keys()) for item in paths.values() if is_object(item)) if is_object(paths) else 0


def _is_openapi(value: Any) -> TypeGuard[Document]:
    return is_object(value) and str(value.get("openapi")).startswith("3.")


def _refuse_foreign_references(document: Document, where: str) -> None:
    """Because following one would open a connection, or a file, that somebody else chose."""
    for key, value in _strings(document):
        if key in {"$ref", "$dynamicRef"} and not value.startswith("#"):
            raise Refused(where, f"refers to {value!r}, outside itself", "fetch a document that is bundled into one")


def _strings(value: Any) -> Iterator[tuple[str, str]]:
    """Each text in *value* with its key."""
    pending: list[Any] = [value]
    while pending:
        node = pending.pop()
        if is_object(node):
            yield from ((key, child) for key, child in node.items() if isinstance(child, str))
            pending += node.values()
        elif is_array(node):
            pending += node


def _refuse_invalid(document: Document, where: str) -> None:
    from jsonschema_path import SchemaPath
    from openapi_spec_validator.shortcuts import get_validator_cls

    try:
        validator = get_validator_cls(document)(SchemaPath.from_dict(document, handlers={}))
        fault = next(iter(validator.iter_errors()), None)
    except Exception as error:
        raise Refused(where, f"is not valid OpenAPI: {type(error).__name__}: {error}", "report it upstream") from error
    if fault is not None:
        place = "/".join(str(part) for part in getattr(fault, "absolute_path", ()))
        raise Refused(f"{where}#/{place}", f"is not valid OpenAPI: {str(fault.message)[:200]}", "report it upstream")


def refuse_collapsed(document: Document, present: Document | None, where: str) -> None:
    """Raises `Refused` when *document* has too few of the operations of *present* to be more than a broken answer."""
    before, after = count(present or {}), count(document)
    if not after:
        raise Refused(where, "has no operations", "the snapshot stays as it was; try again later")
    if after <= before * COLLAPSED:
        mend = "if that is meant, remove the snapshot and fetch again"
        raise Refused(where, f"operations collapsed from {before} to {after}", mend)


def _kept(body: bytes, document: Document) -> bytes:
    """*body* itself where a person can read it, else the same document with a line for each value."""
    plain = body.isascii() or body.decode("utf-8", "replace").encode() == body
    if plain and not body.startswith(b"\xef\xbb\xbf") and body.count(b"\n") * READABLE >= len(body):
        return body
    return dump(document).encode()


def replace(place: Path, content: bytes) -> None:
    """Writes *place* in one step."""
    spare = place.with_name(f".{place.name}.new")
    spare.write_bytes(content)
    spare.replace(place)
