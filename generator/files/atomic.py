"""Folders on the disk, for `tree`: lists the files of one, and exchanges a finished one for another in one step.

The new folder is staged whole beside the old one, then the two are exchanged in a single step of the file system, so
that a crash leaves the old output or the new. Two hidden siblings of the target tell what a crash left behind:

``.NAME.staged``   never needed again: half of a new output, or all of an old one; swept by the next run
``.NAME.pending``  a new output, whole, where exchanging is impossible: copied file by file, finished by the next run
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

LEFT_BY_TOOLS = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})
"""Folders that no comparison looks at, wherever they are."""

LEFT_BY_BUILDS = ("build", "dist", "*.egg-info")
"""The same at the top of a package only: further down these are names that an API may have."""


def walk(directory: Path, above: str = "") -> Iterator[tuple[str, bytes]]:
    """Each file below *directory*; what is no plain file has a content that no rendered file has."""
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_symlink():
                yield above + entry.name, b"symbolic link to " + os.fsencode(Path(entry).readlink())
            elif not entry.is_dir():
                yield above + entry.name, Path(entry).read_bytes() if entry.is_file() else b"not a file"
            elif not _left_by_a_tool(entry.name, top=not above):
                yield from walk(Path(entry), f"{above}{entry.name}/")


def _left_by_a_tool(name: str, *, top: bool) -> bool:
    return name in LEFT_BY_TOOLS or (top and any(fnmatch.fnmatchcase(name, pattern) for pattern in LEFT_BY_BUILDS))


@contextlib.contextmanager
def alone(folder: Path) -> Generator[None]:
    """Keeps other runs from writing in *folder* meanwhile; the system lifts the lock of a run that dies."""
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


def put(files: Mapping[str, bytes], target: Path) -> None:
    """Makes *target* hold exactly *files*: in one step, or in steps that the next run can finish."""
    staged = _stage(files, target)
    if not target.exists():
        staged.rename(target)
    elif not _is_inside(target) and _exchanged(staged, target):
        shutil.rmtree(staged)
    else:
        staged.rename(_beside(target, "pending"))
        sync(target.parent)
        recover(target)
    sync(target.parent)


def replace_file(target: Path, content: bytes) -> None:
    """Makes the file *target* hold *content* in one step."""
    spare = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        spare.write_bytes(content)
        sync(spare)
        spare.replace(target)
    finally:
        spare.unlink(missing_ok=True)
    sync(target.parent)


def remove(target: Path) -> None:
    """Takes *target* away: in one step, after which it is the next run's to sweep."""
    recover(target)
    target.rename(_beside(target, "staged"))
    recover(target)


def recover(target: Path) -> None:
    """Finishes, then clears away, what a run that was killed left beside *target*."""
    staged, pending = _beside(target, "staged"), _beside(target, "pending")
    if os.path.lexists(staged):
        shutil.rmtree(staged)
    if os.path.lexists(pending):
        staged.mkdir()
        _copy(dict(walk(pending)), target, spare=staged / "file")
        shutil.rmtree(staged)
        pending.rename(staged)  # first, because half a pending output would be taken for a whole one
        shutil.rmtree(staged)


def leftovers(directory: Path) -> set[Path]:
    """The targets in *directory* beside which a run that was killed left something."""
    states = {".staged", ".pending"}
    hidden = (entry for entry in directory.iterdir() if entry.name[0] == "." and entry.suffix in states)
    return {entry.with_name(entry.stem[1:]) for entry in hidden if entry.stem[1:]}


def sync(place: Path) -> None:
    """Waits until *place*, a file or the names in a folder, is on the disk."""
    if os.name == "posix":
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _beside(target: Path, state: str) -> Path:
    return target.with_name(f".{target.name}.{state}")


def _stage(files: Mapping[str, bytes], target: Path) -> Path:
    """*files*, whole and on the disk, in a new folder beside *target*; the unchanged are the same files as there."""
    staged = _beside(target, "staged")
    before = dict(walk(target)) if target.exists() else {}
    written: list[Path] = []
    try:
        staged.mkdir()
        for path, content in files.items():
            place = staged / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if before.get(path) != content or not _linked(target / path, place):
                place.write_bytes(content)
                written.append(place)
        _settle(staged, written)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return staged


def _settle(folder: Path, written: list[Path]) -> None:
    """Waits until *folder* and what was *written* in it are on the disk.

    By one word to the file system where it has one: a disk takes thousands of files at once in the time of a few.
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


def _linked(old: Path, new: Path) -> bool:
    """Whether *new* could be made the same file as *old*."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        return False
    return True


def _is_inside(target: Path) -> bool:
    """Whether we run in *target*: exchanging it would leave the shell that called us in a folder that is gone."""
    try:
        return Path.cwd().is_relative_to(target)
    except FileNotFoundError:
        return False


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the two folders could be made to change places, which is one step and never half a step."""
    if os.name != "posix":
        return False
    libc = ctypes.CDLL(None)
    names = os.fsencode(one), os.fsencode(other)
    here, swap = -100, 2  # AT_FDCWD (unused: the paths are absolute); RENAME_EXCHANGE, on macOS RENAME_SWAP
    if hasattr(libc, "renameat2"):
        return bool(libc.renameat2(here, names[0], here, names[1], swap) == 0)
    return hasattr(libc, "renamex_np") and bool(libc.renamex_np(*names, swap) == 0)


def _copy(wanted: Mapping[str, bytes], target: Path, *, spare: Path) -> None:
    """Makes *target* hold exactly *wanted*, each file in one step by way of *spare*; may be done again."""
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
            spare.write_bytes(content)
            sync(spare)
            spare.replace(place)
    for path in present.keys() - wanted.keys():
        _remove_empty((target / path).parent, up_to=target)
    for folder, _, _ in os.walk(target):
        sync(Path(folder))


def _remove_empty(folder: Path, *, up_to: Path) -> None:
    """Removes *folder* and the folders above it while nothing but what tools leave is in them."""
    while folder != up_to and folder.is_dir() and not any(walk(folder, above="below ")):
        shutil.rmtree(folder)
        folder = folder.parent
