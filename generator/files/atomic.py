"""Lists the files of a folder, and replaces a folder or a file atomically.

The new folder is staged beside the old one, then the two are exchanged by one call of the file system, so that a crash
leaves either the old output or the new. A crash can leave two hidden siblings of the target:

``.NAME.staged``   part of a new output, or all of an old one; removed by the next run
``.NAME.pending``  a complete new output, where an exchange is impossible: the next run finishes copying its files
"""

from __future__ import annotations

import contextlib
import ctypes
import fnmatch
import os
import shutil
import sys
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path

IGNORED_FOLDERS = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})
"""Folders that are ignored at every level."""

IGNORED_AT_TOP = ("build", "dist", "*.egg-info")
"""Folders that are ignored at the top of a package only: further down an API may use these names."""


def walk(directory: Path, above: str = "") -> Iterator[tuple[str, bytes]]:
    """Path and content of each file below *directory*; symbolic links and devices get a content that no render has."""
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_symlink():
                yield above + entry.name, b"symbolic link to " + os.fsencode(Path(entry).readlink())
            elif not entry.is_dir():
                yield above + entry.name, Path(entry).read_bytes() if entry.is_file() else b"not a file"
            elif not _is_ignored(entry.name, top=not above):
                yield from walk(Path(entry), f"{above}{entry.name}/")


def _is_ignored(name: str, *, top: bool) -> bool:
    return name in IGNORED_FOLDERS or (top and any(fnmatch.fnmatchcase(name, pattern) for pattern in IGNORED_AT_TOP))


@contextlib.contextmanager
def locked(folder: Path) -> Generator[None]:
    """Hold an exclusive lock on *folder*; the system releases it when the process dies."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def replace_directory(files: Mapping[str, bytes], target: Path) -> None:
    """Make *files* the whole content of *target*: in one step, or in steps that the next run can finish."""
    staged = _stage(files, target)
    if not target.exists():
        staged.rename(target)
    elif not _is_working_directory_in(target) and _exchange(staged, target):
        shutil.rmtree(staged)
    else:
        staged.rename(_sibling(target, "pending"))
        sync(target.parent)
        recover(target)
    sync(target.parent)


def replace_file(target: Path, content: bytes) -> None:
    """Write *content* to the file *target* in one step."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        sync(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync(target.parent)


def remove_directory(target: Path) -> None:
    """Remove *target*: renamed in one step, then deleted; the next run finishes an interrupted deletion."""
    recover(target)
    target.rename(_sibling(target, "staged"))
    recover(target)


def recover(target: Path) -> None:
    """Finish and clean up after a run that was killed while it replaced *target*."""
    staged, pending = _sibling(target, "staged"), _sibling(target, "pending")
    if os.path.lexists(staged):
        shutil.rmtree(staged)
    if os.path.lexists(pending):
        staged.mkdir()
        _copy(dict(walk(pending)), target, temporary=staged / "file")
        shutil.rmtree(staged)
        pending.rename(staged)  # first, because half a pending output would be taken for a whole one
        shutil.rmtree(staged)


def interrupted(directory: Path) -> set[Path]:
    """The targets in *directory* whose replacement was interrupted."""
    states = {".staged", ".pending"}
    hidden = (entry for entry in directory.iterdir() if entry.name[0] == "." and entry.suffix in states)
    return {entry.with_name(entry.stem[1:]) for entry in hidden if entry.stem[1:]}


def sync(path: Path) -> None:
    """Flush the file or folder *path* to the disk (fsync)."""
    if os.name == "posix":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sibling(target: Path, state: str) -> Path:
    return target.with_name(f".{target.name}.{state}")


def _stage(files: Mapping[str, bytes], target: Path) -> Path:
    """Write *files* into a new folder beside *target* and flush them; unchanged files are hard links."""
    staged = _sibling(target, "staged")
    before = dict(walk(target)) if target.exists() else {}
    written: list[Path] = []
    try:
        staged.mkdir()
        for path, content in files.items():
            place = staged / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if before.get(path) != content or not _link(target / path, place):
                place.write_bytes(content)
                written.append(place)
        _sync_all(staged, written)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return staged


def _sync_all(folder: Path, written: list[Path]) -> None:
    """Flush *folder* and the files that were *written* in it to the disk.

    One syncfs call where the system has it: that is much faster than fsync for each of thousands of files.
    """
    syncfs = getattr(ctypes.CDLL(None), "syncfs", None) if os.name == "posix" else None
    if syncfs is not None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            if syncfs(descriptor) == 0:
                return
        finally:
            os.close(descriptor)
    for place in written:
        sync(place)
    for below, _, _ in os.walk(folder):
        sync(Path(below))


def _link(old: Path, new: Path) -> bool:
    """Make *new* a hard link to *old*; False when that is impossible."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        return False
    return True


def _is_working_directory_in(target: Path) -> bool:
    """Whether the working directory is in *target*: exchanging it would leave the calling shell in a deleted folder."""
    try:
        return Path.cwd().is_relative_to(target)
    except FileNotFoundError:
        return False


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders atomically; False when the system cannot."""
    if os.name != "posix":
        return False
    libc = ctypes.CDLL(None)
    names = os.fsencode(one), os.fsencode(other)
    here, swap = -100, 2  # AT_FDCWD (unused: the paths are absolute); RENAME_EXCHANGE, on macOS RENAME_SWAP
    if hasattr(libc, "renameat2"):
        return bool(libc.renameat2(here, names[0], here, names[1], swap) == 0)
    return hasattr(libc, "renamex_np") and bool(libc.renamex_np(*names, swap) == 0)


def _copy(wanted: Mapping[str, bytes], target: Path, *, temporary: Path) -> None:
    """Make *wanted* the whole content of *target*, each file in one step by way of *temporary*; can be repeated."""
    target.mkdir(exist_ok=True)
    present = dict(walk(target))
    for path in present.keys() - wanted.keys():
        (target / path).unlink()
    for path, content in wanted.items():
        if present.get(path) != content:
            place = target / path
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place)
            place.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(content)
            sync(temporary)
            temporary.replace(place)
    for path in present.keys() - wanted.keys():
        _remove_empty((target / path).parent, up_to=target)
    for folder, _, _ in os.walk(target):
        sync(Path(folder))


def _remove_empty(folder: Path, *, up_to: Path) -> None:
    """Remove *folder* and its parents, up to *up_to*, while they hold only ignored folders."""
    while folder != up_to and folder.is_dir() and not any(walk(folder, above="below ")):
        shutil.rmtree(folder)
        folder = folder.parent
