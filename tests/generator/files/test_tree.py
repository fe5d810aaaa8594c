"""A tree is written whole or not at all, and touches only what differs."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.errors import TreeError
from generator.files import atomic
from generator.files.tree import Tree, TreeDiff, orphans, refuse_foreign, sweep

OLD = Tree(
    {"a.py": b"# Code generated\n", "same.py": b"same\n", "gone/b.py": b"b\n", "file": b"file\n", "dir/x": b"x\n"}
)
NEW = Tree(
    {"a.py": b"# Code generated\nnew\n", "same.py": b"same\n", "new/c.py": b"c\n", "file/y": b"y\n", "dir": b"d\n"}
)


@pytest.fixture(params=["exchange", "copy"])
def swapping(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to put the new folder in the old one's place."""
    if request.param == "copy":
        monkeypatch.setattr(atomic, "_exchange", lambda one, other: False)
    return str(request.param)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that is killed takes nothing back from the kernel, so no test here needs the disk itself."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder that holds OLD."""
    OLD.write(tmp_path / "out")
    return tmp_path / "out"


def test_written_trees_are_read_back(swapping: str, target: Path) -> None:
    """What is on disk after writing is the tree, nothing beside it is left over, and the difference is returned."""
    assert NEW.write(target) == TreeDiff(
        missing=("dir", "file/y", "new/c.py"), changed=("a.py",), extra=("dir/x", "file", "gone/b.py")
    )
    assert Tree.read(target) == NEW
    assert [entry.name for entry in target.parent.iterdir()] == ["out"]
    assert not (target / "gone").exists()


def test_nothing_is_touched_when_nothing_differs(target: Path) -> None:
    """Inodes and times of the folder and its files stay, but for the time of reading: they are read to be compared."""

    def state() -> dict[Path, tuple[int, int, int, int]]:
        stats = {path: path.stat() for path in (target, *target.rglob("*"))}
        return {path: (stat.st_ino, stat.st_mode, stat.st_mtime_ns, stat.st_ctime_ns) for path, stat in stats.items()}

    before = state()
    assert not OLD.write(target)
    assert state() == before


def test_unchanged_files_keep_inode_and_time(swapping: str, target: Path) -> None:
    """A file whose content stays is the same file after the others changed."""
    before = (target / "same.py").stat()
    NEW.write(target)
    after = (target / "same.py").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


strides = pytest.mark.parametrize(
    "stride", [3, pytest.param(2, marks=pytest.mark.sample), pytest.param(1, marks=pytest.mark.sweep)]
)
"""A kill at every third step, at every second, at every one."""


def killed_at(step: int, action: Callable[[], object]) -> bool:
    """Runs *action* in a process that is killed at its *step*-th touch of the file system; whether it lived to end."""
    child = os.fork()
    if child == 0:
        seen = 0

        def count(event: str, arguments: object) -> None:
            nonlocal seen
            if event.startswith(("os.", "shutil.", "open")):
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        action()
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


@strides
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_anywhere_leaves_old_or_new(target: Path, stride: int) -> None:
    """With an exchange, whatever step the kill hits, the folder holds the old tree or the new."""
    seen: list[bool] = []
    step = 1
    while not killed_at(step, lambda: NEW.write(target)):
        now = Tree.read(target)
        assert now in (OLD, NEW), f"half-written after step {step}"
        seen.append(now == NEW)
        OLD.write(target)
        assert Tree.read(target) == OLD
        assert [entry.name for entry in target.parent.iterdir()] == ["out"]
        step += stride
    assert {True, False} == set(seen)
    assert step > 30


@strides
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_while_copying_is_finished_by_the_next_run(
    target: Path, monkeypatch: pytest.MonkeyPatch, stride: int
) -> None:
    """Without an exchange, a kill before the new output is whole leaves the old; after it, any next run finishes it."""
    monkeypatch.setattr(atomic, "_exchange", lambda one, other: False)
    step = 1
    while not killed_at(step, lambda: NEW.write(target)):
        was_whole = target.with_name(".out.pending").exists()
        if not was_whole:
            assert Tree.read(target) in (OLD, NEW), f"half-written after step {step}"
        sweep(target.parent, keep=["out"])
        assert Tree.read(target) == (NEW if was_whole else Tree.read(target))
        assert Tree.read(target) in (OLD, NEW)
        OLD.write(target)
        step += stride
    assert step > 30


@strides
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_first_write_is_whole_or_absent(tmp_path: Path, stride: int) -> None:
    """Where there was no output, a kill leaves none or all of it."""
    target, step = tmp_path / "out", 1
    while not killed_at(step, lambda: NEW.write(target)):
        assert not target.exists() or Tree.read(target) == NEW
        sweep(tmp_path, keep=["out"])
        if target.exists():
            atomic.remove_directory(target)
        step += stride
    assert step > 10


def test_a_full_disk_leaves_the_old(swapping: str, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails half-way, the error is ours, the old tree stands and nothing lies about."""

    def full(folder: Path, written: list[Path]) -> None:
        raise OSError(28, "No space left on device", str(folder))

    monkeypatch.setattr(atomic, "_sync_all", full)
    with pytest.raises(TreeError, match="No space left"):
        NEW.write(target)
    assert Tree.read(target) == OLD
    assert [entry.name for entry in target.parent.iterdir()] == ["out"]


def test_each_file_is_waited_for_where_the_file_system_takes_no_word_for_all(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a disk that fills up then is told all the same."""
    waited: list[str] = []

    def full(place: Path) -> None:
        waited.append(place.name)
        raise OSError(28, "No space left on device", str(place))

    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    monkeypatch.setattr(atomic, "sync", full)
    with pytest.raises(TreeError, match="No space left"):
        NEW.write(target)
    assert len(waited) == 1
    assert Tree.read(target) == OLD


def test_two_writers_take_turns(target: Path) -> None:
    """Another run's lock is waited for: it ends before the second one looks."""
    child = os.fork()
    if child == 0:
        for _ in range(20):
            OLD.write(target)
            NEW.write(target)
        os._exit(0)
    for _ in range(20):
        NEW.write(target)
        OLD.write(target)
    assert os.waitpid(child, 0)[1] == 0
    assert Tree.read(target) in (OLD, NEW)


@pytest.mark.parametrize(
    "path",
    [
        *("../x", "a/../../x", "/etc/x", "a//b", "", ".", "a/./b"),
        *("con", "a/NUL.py", "com1.txt", "a\\b", "a:b", "a?", "x.", "x ", "a\x00b", "x" * 250, "\ud800"),
    ],
)  # fmt: skip
def test_refuses_a_path_that_is_no_plain_name(path: str, tmp_path: Path) -> None:
    """Nothing is written for a path that leads elsewhere or that some file system cannot have."""
    with pytest.raises(TreeError):
        Tree({path: b"", "ok": b""}).write(tmp_path / "out")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("one", "other"),
    [("a.py", "A.py"), ("a/x", "A/y"), ("caf\u00e9", "cafe\u0301"), ("a", "a/b"), ("a", "A/b"), ("straße", "STRASSE")],
)
def test_refuses_two_paths_that_are_one(one: str, other: str, tmp_path: Path) -> None:
    """Names that differ in case or composition only, and a file that is a folder too, are refused."""
    with pytest.raises(TreeError):
        Tree({one: b"", other: b""}).write(tmp_path / "out")


def test_refuses_a_target_that_is_a_link(target: Path) -> None:
    """A symbolic link is not followed to somebody else's folder."""
    (target.parent / "link").symlink_to(target)
    with pytest.raises(TreeError, match="symbolic link"):
        NEW.write(target.parent / "link")
    assert Tree.read(target) == OLD


def test_refuses_the_root_of_a_repository(target: Path) -> None:
    """History is not output."""
    (target / ".git").mkdir()
    with pytest.raises(TreeError, match="repository"):
        NEW.write(target)


def test_a_link_inside_is_replaced_not_followed(swapping: str, target: Path, tmp_path: Path) -> None:
    """A file or folder of the output that has become a link differs, and what it leads to stays as it was."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.py").write_bytes(b"b\n")
    (outside / "precious").write_bytes(b"same\n")
    (target / "same.py").unlink()
    (target / "same.py").symlink_to(outside / "precious")
    (target / "gone" / "b.py").unlink()
    (target / "gone").rmdir()
    (target / "gone").symlink_to(outside)
    assert OLD.write(target) == TreeDiff(missing=("gone/b.py",), changed=("same.py",), extra=("gone",))
    assert Tree.read(target) == OLD
    assert not (target / "same.py").is_symlink()
    assert (outside / "precious").read_bytes() == b"same\n"
    assert (outside / "b.py").exists()


def test_what_tools_leave_is_no_difference(target: Path) -> None:
    """Caches anywhere, build folders at the top; the same names further down are the API's."""
    for left in ("__pycache__/a", "gone/__pycache__/a", ".mypy_cache/a", "build/a", "dist/a", "x.egg-info/a"):
        (target / left).parent.mkdir(parents=True, exist_ok=True)
        (target / left).write_bytes(b"")
    (target / "gone/build").mkdir()
    (target / "gone/build/a").write_bytes(b"")
    assert OLD.diff(Tree.read(target)) == TreeDiff(extra=("gone/build/a",))


def test_orphans_are_swept_and_strangers_stay(target: Path) -> None:
    """An output that is no longer wanted goes; a folder that no generator wrote, and files, are not outputs."""
    (target.parent / "notes").mkdir()
    (target.parent / "notes" / "mine.txt").write_bytes(b"mine")
    (target.parent / "README.md").write_bytes(b"mine")
    OLD.write(target.parent / "kept")
    assert orphans(target.parent, keep=["kept"]) == ("out",)
    assert sweep(target.parent, keep=["kept"]) == ("out",)
    assert {entry.name for entry in target.parent.iterdir()} == {"README.md", "kept", "notes"}


def test_a_folder_of_somebody_else_is_not_ours_to_sweep(tmp_path: Path) -> None:
    """Building into a folder with other files is refused; into our own, an empty one or none it is not."""
    (tmp_path / "thesis.txt").write_bytes(b"mine")
    with pytest.raises(TreeError, match="no generator wrote"):
        refuse_foreign(tmp_path)
    OLD.write(tmp_path / "ours")
    refuse_foreign(tmp_path / "ours")
    refuse_foreign(tmp_path / "none")


def test_writing_from_inside_the_output_leaves_the_shell_there(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder that somebody stands in is filled, not exchanged for another of the same name."""
    monkeypatch.chdir(target)
    before = target.stat().st_ino
    NEW.write(Path())
    assert target.stat().st_ino == before
    assert Tree.read(target) == NEW
