"""The accepted copy of an upstream's document, its lock, and the validation of a new document.

A broken upstream responds with a login page, with ``{}``, or with half a document. That must not become a pull request
that says "all endpoints removed", so a document is validated as a whole before anything is written.
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
METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})
COLLAPSE_SHARE = 0.6
"""A document with at most this share of the former operations is refused as a broken response."""
READABLE_LINE = 200
"""Average bytes per line up to which a document is kept as received: its diffs are readable."""


@frozen(kw_only=True)
class Lock:
    """URL, validators and hash of the upstream document that the snapshot is."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    sha256: str
    """Of the snapshot's bytes."""
    fetched: str
    """Day of acceptance."""
    operations: int
    openapi: str


@frozen
class Snapshot:
    """The document of one API in *file*, and its lock if it was ever fetched."""

    file: Path

    @property
    def lock_file(self) -> Path:
        """Path of the lock, beside the document."""
        return self.file.with_name(LOCK)

    def content(self) -> bytes | None:
        """The bytes of the document, None when it does not exist."""
        return self.file.read_bytes() if self.file.exists() else None

    def lock(self) -> Lock | None:
        """The lock; None when it does not exist, cannot be read, or the document has been edited since."""
        try:
            lock = Lock(**json.loads(self.lock_file.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        return lock if lock.sha256 == sha256(self.content() or b"").hexdigest() else None

    def replace(self, content: bytes, lock: Lock) -> None:
        """Write *content* and *lock*; a crash between the two leaves a lock that does not match."""
        replace_file(self.file, content)
        replace_file(self.lock_file, dump(asdict(lock)).encode())


@frozen(kw_only=True)
class ValidatedDocument:
    """A document that is accepted as a snapshot."""

    document: Document
    content: bytes
    """Content of the snapshot: the received bytes when they are readable."""
    operations: int
    openapi: str


def validate(body: bytes, *, where: str, present: Document | None) -> ValidatedDocument:
    """The document in *body*, received from *where*, if it may replace *present*; otherwise raises `Refused`."""
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
    return ValidatedDocument(
        document=document,
        content=_snapshot_bytes(body, document),
        operations=count(document),
        openapi=document["openapi"],
    )


def count(document: Document) -> int:
    """The number of operations in *document*."""
    paths = document.get("paths")
    return sum(len(METHODS & item.keys()) for item in paths.values() if is_object(item)) if is_object(paths) else 0


def _is_openapi(value: Any) -> TypeGuard[Document]:
    return is_object(value) and str(value.get("openapi")).startswith("3.")


def _refuse_foreign_references(document: Document, where: str) -> None:
    """Raise `Refused` for references to files or URLs: following them would read what the upstream chose."""
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
    """Raise `Refused` when *document* has lost so many operations of *present* that it is a broken response."""
    before, after = count(present or {}), count(document)
    if not after:
        raise Refused(where, "has no operations", "the snapshot stays as it was; try again later")
    if after <= before * COLLAPSE_SHARE:
        mend = "if that is meant, remove the snapshot and fetch again"
        raise Refused(where, f"operations collapsed from {before} to {after}", mend)


def _snapshot_bytes(body: bytes, document: Document) -> bytes:
    """*body* where it is readable, otherwise the document formatted with one value per line."""
    plain = body.isascii() or body.decode("utf-8", "replace").encode() == body
    if plain and not body.startswith(b"\xef\xbb\xbf") and body.count(b"\n") * READABLE_LINE >= len(body):
        return body
    return dump(document).encode()


def replace_file(file: Path, content: bytes) -> None:
    """Write *content* to *file* in one step."""
    temporary = file.with_name(f".{file.name}.new")
    temporary.write_bytes(content)
    temporary.replace(file)
