"""Downloads an API's document, validates it against the snapshot in `specs/`, and accepts it as the new snapshot."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal, cast

from attrs import frozen

from ..documents.bundle import bundle
from ..documents.document import Document, loads
from ..errors import DocumentError, FetchError, Refused
from ..files.git import Git, GitError
from ..specs import facts
from ..specs.facts import Api
from ..specs.folder import DOCUMENTS
from ..specs.snapshot import Lock, Snapshot, ValidatedDocument, count, validate
from . import fetch
from .fetch import FetchResult

JSON = re.compile(r"\s*[\w.-]+/([\w.-]+\+)?json\s*(;|$)", re.IGNORECASE | re.ASCII)
"""Media types that are accepted for a document."""
Get = Callable[[str, Lock | None], FetchResult | None]
"""Downloads a URL; None when the validators in the lock still match."""


@frozen(kw_only=True)
class AcceptedDocument:
    """Result of accepting one API's document."""

    state: Literal["unchanged", "accepted"]
    operations: int
    before: int
    """Operations of the document that it replaced."""


def _get(url: str, known: Lock | None) -> FetchResult | None:
    return fetch.get(url, validators=known)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def accept(
    directory: Path, source: str | None = None, *, get: Get = _get, today: Callable[[], str] = _today
) -> AcceptedDocument:
    """Makes the upstream's document the snapshot in *directory*; *source*, an address or a file, replaces the upstream.

    Raises `Unavailable` when the upstream cannot be reached and `Refused` when its document is not accepted; both leave
    the snapshot and its lock unchanged.
    """
    target = _target(directory, source)
    if target.api.document.origin == "hand-written" or target.snapshot.file.suffix != ".json":
        raise FetchError(
            target.api.name, "its document is written by hand", "compare instead: clientgen drift --from …"
        )
    before = count(target.present)
    fetched = _fetch(target, get)
    if fetched is None:
        return AcceptedDocument(state="unchanged", operations=before, before=before)
    response, validated = fetched
    known, unchanged = target.snapshot.lock(), validated.content == target.snapshot.content()
    lock = Lock(
        url=target.source if "://" in target.source else f"file:{Path(target.source).name}",
        etag=response.etag,
        last_modified=response.last_modified,
        sha256=sha256(validated.content).hexdigest(),
        fetched=known.fetched if known and unchanged else today(),
        operations=validated.operations,
        openapi=validated.openapi,
    )
    if lock != known:
        target.snapshot.replace(validated.content, lock)
    return AcceptedDocument(
        state="unchanged" if unchanged else "accepted", operations=validated.operations, before=before
    )


def has_upstream(directory: Path) -> bool:
    """Whether the API in *directory* has a published document."""
    return bool(facts.read(directory).document.url)


def existed_at(directory: Path, revision: str) -> bool:
    """Whether the API in *directory* existed at a git *revision*; raises `GitError` for an unknown one."""
    return Git(directory.parent).has(revision, f"{directory.name}/api.yaml")


def old_and_new(
    directory: Path, source: str | None = None, revision: str | None = None, *, get: Get = _get
) -> tuple[Document, Document]:
    """The old and the new document of an API, for a comparison.

    Old is the snapshot in *directory*, or the one of a git *revision*. New is the document at *source* or upstream,
    validated as for `accept` but not written; with a revision and no source it is the snapshot: nothing is downloaded.
    """
    if revision and not source:
        file = document_file(directory, facts.read(directory))
        return _at_revision(file, revision), bundle(file)
    target = _target(directory, source)
    fetched = _fetch(target, get)
    old = _at_revision(target.snapshot.file, revision) if revision else target.present
    return old, fetched[1].document if fetched else target.present


def _at_revision(file: Path, revision: str) -> Document:
    """The document in *file* at a git *revision*."""
    where = f"{revision}:{file.name}"
    try:
        content = Git(file.parent).show(revision, file.name)
    except GitError as error:
        raise DocumentError(where, error.what, "name a revision that has it: --against REV") from None
    return cast(Document, loads(content, where=where))


@frozen(kw_only=True)
class _Target:
    """The document of one API in `specs/`, and the file or URL of the new one."""

    api: Api
    snapshot: Snapshot
    present: Document
    source: str


def _target(directory: Path, source: str | None) -> _Target:
    api = facts.read(directory)
    source = source or api.document.url
    if not source:
        raise FetchError(api.name, "no upstream publishes its document", "name one: --from URL or --from FILE")
    file = document_file(directory, api)
    return _Target(api=api, snapshot=Snapshot(file), present=bundle(file) if file.exists() else {}, source=source)


def document_file(directory: Path, api: Api) -> Path:
    """The file of the document, which may not exist yet."""
    names = (api.document.path,) if api.document.path else DOCUMENTS
    return next((directory / name for name in names if (directory / name).exists()), directory / names[0])


def _fetch(target: _Target, get: Get) -> tuple[FetchResult, ValidatedDocument] | None:
    """The response and the validated document, None when the snapshot is still current."""
    source = target.source
    response = get(source, target.snapshot.lock()) if "://" in source else _read(Path(source))
    if response is None:
        return None
    validated = validate(response.body, where=source, present=target.present)
    if response.media and not JSON.match(response.media):
        what = f"is JSON but calls itself {response.media!r}, as what stands in for a document does"
        raise Refused(source, what, "if it is the document, save it and name the file: --from FILE")
    return response, validated


def _read(file: Path) -> FetchResult:
    try:
        return FetchResult(body=file.read_bytes())
    except OSError as error:
        raise FetchError(str(file), f"cannot be read ({error.strerror})", "check the path after --from") from None
