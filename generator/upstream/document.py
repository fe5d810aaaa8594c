"""An API's document as its upstream has it now: asked for, judged against the snapshot in `specs/`, and accepted."""

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
from ..specs.snapshot import Judged, Lock, Snapshot, count, judge
from . import fetch
from .fetch import Answer

JSON = re.compile(r"\s*[\w.-]+/([\w.-]+\+)?json\s*(;|$)", re.IGNORECASE | re.ASCII)
"""Media types that a document may come as."""
Get = Callable[[str, Lock | None], Answer | None]
"""Asks an address unless its document is still the one that the lock knows; then None."""


@frozen(kw_only=True)
class Accepted:
    """What came of accepting one API's document."""

    state: Literal["unchanged", "accepted"]
    operations: int
    before: int
    """Operations of the document that it replaced."""


def _get(url: str, known: Lock | None) -> Answer | None:
    return fetch.get(url, known=known)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def accept(
    directory: Path, source: str | None = None, *, get: Get = _get, today: Callable[[], str] = _today
) -> Accepted:
    """Makes the upstream's document the snapshot in *directory*; *source*, an address or a file, replaces the upstream.

    Raises `Unavailable` when the upstream could not be asked and `Refused` when its answer was not taken; both leave
    the snapshot and its lock as they were.
    """
    place = _place(directory, source)
    if place.api.document.origin == "hand-written" or place.snapshot.file.suffix != ".json":
        raise FetchError(place.api.name, "its document is written by hand", "compare instead: clientgen drift --from …")
    before = count(place.present)
    asked = _ask(place, get)
    if asked is None:
        return Accepted(state="unchanged", operations=before, before=before)
    answer, judged = asked
    known, unchanged = place.snapshot.lock(), judged.content == place.snapshot.content()
    lock = Lock(
        url=place.source if "://" in place.source else f"file:{Path(place.source).name}",
        etag=answer.etag,
        last_modified=answer.last_modified,
        sha256=sha256(judged.content).hexdigest(),
        fetched=known.fetched if known and unchanged else today(),
        operations=judged.operations,
        openapi=judged.openapi,
    )
    if lock != known:
        place.snapshot.replace(judged.content, lock)
    return Accepted(state="unchanged" if unchanged else "accepted", operations=judged.operations, before=before)


def has_upstream(directory: Path) -> bool:
    """Whether somebody publishes the document of the API in *directory*."""
    return bool(facts.read(directory).document.url)


def had(directory: Path, revision: str) -> bool:
    """Whether the API in *directory* was there in a git *revision*; raises `GitError` for what is none."""
    return Git(directory.parent).has(revision, f"{directory.name}/api.yaml")


def two_documents(
    directory: Path, source: str | None = None, revision: str | None = None, *, get: Get = _get
) -> tuple[Document, Document]:
    """The old and the new document of an API: what drift compares.

    Old is the snapshot in *directory*, or the one of a git *revision*. New is what *source* or the upstream has, judged
    as for `accept` but not kept; with a revision and no source it is the snapshot, and nobody is asked.
    """
    if revision and not source:
        file = document_file(directory, facts.read(directory))
        return _at_revision(file, revision), bundle(file)
    place = _place(directory, source)
    asked = _ask(place, get)
    old = _at_revision(place.snapshot.file, revision) if revision else place.present
    return old, asked[1].document if asked else place.present


def _at_revision(file: Path, revision: str) -> Document:
    """The document that *file* was in a git *revision*."""
    where = f"{revision}:{file.name}"
    try:
        content = Git(file.parent).show(revision, file.name)
    except GitError as error:
        raise DocumentError(where, error.what, "name a revision that has it: --against REV") from None
    return cast(Document, loads(content, where=where))


@frozen(kw_only=True)
class _Place:
    """One API's document here, and where the other one is."""

    api: Api
    snapshot: Snapshot
    present: Document
    source: str


def _place(directory: Path, source: str | None) -> _Place:
    api = facts.read(directory)
    source = source or api.document.url
    if not source:
        raise FetchError(api.name, "no upstream publishes its document", "name one: --from URL or --from FILE")
    file = document_file(directory, api)
    return _Place(api=api, snapshot=Snapshot(file), present=bundle(file) if file.exists() else {}, source=source)


def document_file(directory: Path, api: Api) -> Path:
    """Where the document is, or where it will be."""
    names = (api.document.path,) if api.document.path else DOCUMENTS
    return next((directory / name for name in names if (directory / name).exists()), directory / names[0])


def _ask(place: _Place, get: Get) -> tuple[Answer, Judged] | None:
    """The answer and its judgement, None where the upstream says that the snapshot is still its document."""
    source = place.source
    answer = get(source, place.snapshot.lock()) if "://" in source else _read(Path(source))
    if answer is None:
        return None
    judged = judge(answer.body, where=source, present=place.present)
    if answer.media and not JSON.match(answer.media):
        what = f"is JSON but calls itself {answer.media!r}, as what stands in for a document does"
        raise Refused(source, what, "if it is the document, save it and name the file: --from FILE")
    return answer, judged


def _read(file: Path) -> Answer:
    try:
        return Answer(body=file.read_bytes())
    except OSError as error:
        raise FetchError(str(file), f"cannot be read ({error.strerror})", "check the path after --from") from None
