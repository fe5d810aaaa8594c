"""The generated files as one value: read, compared, and written atomically."""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from collections.abc import Generator, Iterable, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from attrs import field, frozen

from ..errors import TreeError
from ..model.code import DEVICES
from . import atomic

GENERATED_MARK = b"Code generated"
"""Text in at least one file of every output; folders without it are never swept."""


MAX_NAME_BYTES = 240
"""Below the 255 of most file systems, with room for a suffix that a tool may add."""


@frozen(kw_only=True)
class TreeDiff:
    """Differences between a tree and a folder: paths *missing*, *changed* and *extra* in the folder."""

    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.extra)


def compare(wanted: Mapping[str, object], on_disk: Mapping[str, object]) -> TreeDiff:
    """The differences of *on_disk* from *wanted*; the values are contents, or hashes on both sides."""
    return TreeDiff(
        missing=tuple(sorted(wanted.keys() - on_disk.keys())),
        changed=tuple(sorted(path for path in wanted.keys() & on_disk.keys() if wanted[path] != on_disk[path])),
        extra=tuple(sorted(on_disk.keys() - wanted.keys())),
    )


def _in_order(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    return MappingProxyType(dict(sorted(files.items())))


def _count(files: Mapping[str, bytes]) -> str:
    return f"{len(files)} files"


@frozen
class Tree:
    """Files by their path relative to one folder, with ``/`` between its parts."""

    files: Mapping[str, bytes] = field(converter=_in_order, repr=_count)

    @classmethod
    def read(cls, directory: Path) -> Tree:
        """The files in *directory*, without caches of tools; empty when it does not exist."""
        try:
            return cls(dict(atomic.walk(directory)) if directory.exists() else {})
        except OSError as error:
            raise _tree_error(directory, error) from error

    def diff(self, on_disk: Tree) -> TreeDiff:
        """The differences of *on_disk* from this tree."""
        return compare(self.files, on_disk.files)

    def digests(self) -> dict[str, str]:
        """The SHA-256 of each file."""
        return {path: sha256(content).hexdigest() for path, content in self.files.items()}

    def write(self, directory: Path) -> TreeDiff:
        """Make this tree the whole content of *directory*, atomically, and return the differences.

        An unchanged file keeps its inode and times; when nothing differs, nothing is written.
        """
        refuse_unsafe(self.files)
        target = _target(directory)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with atomic.locked(target.parent):
                atomic.recover(target)
                diff = self.diff(Tree.read(target))
                if diff or not target.exists():
                    atomic.replace_directory(self.files, target)
        except OSError as error:
            raise _tree_error(target, error) from error
        return diff


@contextlib.contextmanager
def locked(directory: Path) -> Generator[None]:
    """Hold the lock that `Tree.write` takes for *directory*."""
    with atomic.locked(directory.parent):
        yield


def write_file(file: Path, content: bytes) -> None:
    """Write *content* to *file* in one step; raises `TreeError` when that fails."""
    try:
        atomic.replace_file(file, content)
    except OSError as error:
        raise _tree_error(file, error) from error


def orphans(directory: Path, keep: Iterable[str]) -> tuple[str, ...]:
    """The outputs in *directory* that are not in *keep*; folders that no generator wrote are not outputs."""
    entries = directory.iterdir() if directory.is_dir() else ()
    others = {entry.name for entry in entries if entry.is_dir() and not entry.is_symlink()} - set(keep)
    return tuple(sorted(name for name in others if name[0] != "." and _is_generated(Tree.read(directory / name))))


def sweep(directory: Path, keep: Iterable[str]) -> tuple[str, ...]:
    """Remove the orphans in *directory*, each in one step, and return their names."""
    if not directory.is_dir():
        return ()
    try:
        with atomic.locked(directory):
            for leftover in atomic.interrupted(directory):
                atomic.recover(leftover)
            swept = orphans(directory, keep)
            for orphan in swept:
                atomic.remove_directory(directory / orphan)
    except OSError as error:
        raise _tree_error(directory, error) from error
    return swept


def refuse_foreign(directory: Path) -> None:
    """Raise `TreeError` when *directory* has files, none of them generated: writing would delete them."""
    before = Tree.read(directory)
    if before.files and not _is_generated(before):
        raise TreeError(str(directory), "holds files that no generator wrote", "name a new or an empty folder")


def refuse_unsafe(paths: Iterable[str]) -> None:
    """Raise `TreeError` for a path that leads out of the folder, or is not portable between file systems."""
    names = frozenset(paths)
    seen: dict[str, str] = {}
    for path in sorted(names):
        for part in path.split("/"):
            if fault := _name_fault(part):
                raise TreeError(repr(path), fault, "choose another name in the document or the facts")
        for name in (path, *(str(parent) for parent in PurePosixPath(path).parents if parent.name)):
            other = seen.setdefault(unicodedata.normalize("NFC", name).casefold(), name)
            if other != name:
                raise TreeError(repr(name), f"is {other!r} again where case does not count", "rename one of them")
            if name != path and name in names:
                raise TreeError(repr(name), "would be both a file and a folder", "rename one of them")


def _name_fault(part: str) -> str:
    """The reason for which *part* cannot be a name in a path; empty when it can."""
    if part in {"", ".", ".."}:
        return "leads out of the output"
    if re.search(r'[\x00-\x1f<>:"|?*\\\ud800-\udfff]', part) or part[-1] in ". " or len(part.encode()) > MAX_NAME_BYTES:
        return "is not a file name everywhere"
    return "names a device on Windows" if DEVICES.fullmatch(part) else ""


def _target(directory: Path) -> Path:
    """*directory* as an absolute path; raises `TreeError` when it must not be written."""
    target = Path(os.path.abspath(directory))  # noqa: PTH100  (resolve() would follow a symbolic link)
    if target.is_symlink():
        raise TreeError(str(directory), "is a symbolic link", "name the folder that it leads to")
    if target.exists() and not target.is_dir():
        raise TreeError(str(directory), "is not a folder", "name one, or a place where one can be made")
    if (target / ".git").exists() or target == target.parent:
        raise TreeError(str(directory), "is the root of a repository", "name a folder below it: the rest is swept")
    return target


def _is_generated(tree: Tree) -> bool:
    return any(GENERATED_MARK in content[:400] for content in tree.files.values())


def _tree_error(place: Path, error: OSError) -> TreeError:
    what = error.strerror or str(error)
    return TreeError(str(error.filename or place), what, "no output is half-written: mend that and run it again")
