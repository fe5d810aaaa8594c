"""A download's file is replaced whole or not at all; what is no plain file is written to or refused, never replaced."""

from __future__ import annotations

import errno
import os
import socket
import stat
import threading
from collections.abc import Callable, Iterator
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from generator.runtime.errors import ConfigurationError
from generator.runtime.features import download_target
from generator.runtime.features.download_target import DownloadTarget


def save(path: Any, *chunks: bytes) -> int:
    """Write *chunks* to *path*, as a download does."""
    target = DownloadTarget(path)
    try:
        target.open()
        size = sum(target.write(chunk) for chunk in chunks)
        target.commit()
    finally:
        target.discard()
    return size


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@pytest.fixture
def umask() -> Iterator[Callable[[int], None]]:
    """Sets the mask of this process for one test."""
    before = os.umask(0o022)
    yield lambda mask: (os.umask(mask), None)[1]
    os.umask(before)


@pytest.mark.parametrize("kind", [str, Path, os.fsencode])
def test_a_path_is_text_a_path_or_bytes(tmp_path: Path, kind: Callable[[Any], Any]) -> None:
    """All that names a file."""
    assert save(kind(tmp_path / "a"), b"one", b"two") == 6
    assert (tmp_path / "a").read_bytes() == b"onetwo"


@pytest.mark.parametrize(("mask", "wanted"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_usual_mode(tmp_path: Path, umask: Any, mask: int, wanted: int) -> None:
    """As `open()` gives it: not the 600 of a temporary file."""
    umask(mask)
    save(tmp_path / "new", b"x")
    assert mode(tmp_path / "new") == wanted


@pytest.mark.parametrize("kept", [0o600, 0o640, 0o755, 0o666])
def test_an_existing_file_keeps_its_mode(tmp_path: Path, umask: Any, kept: int) -> None:
    """Whatever the mask of the process."""
    file = tmp_path / "file"
    file.write_bytes(b"before")
    file.chmod(kept)
    save(file, b"after")
    assert (mode(file), file.read_bytes()) == (kept, b"after")


def test_what_replaces_a_secret_is_one(tmp_path: Path, umask: Any) -> None:
    """While it is written, nobody else may read it."""
    file = tmp_path / "file"
    file.write_bytes(b"before")
    file.chmod(0o600)
    target = DownloadTarget(file)
    target.open()
    (temporary,) = [one for one in tmp_path.iterdir() if one != file]
    assert mode(temporary) == 0o600
    target.discard()


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("there", [False, True])
def test_a_link_stays_and_its_target_is_written(tmp_path: Path, relative: bool, there: bool) -> None:
    """Also one that points nowhere yet, as when it is opened; the temporary file lies beside the target."""
    (tmp_path / "data").mkdir()
    (tmp_path / "links").mkdir()
    real, link = tmp_path / "data" / "real", tmp_path / "links" / "link"
    if there:
        real.write_bytes(b"before")
        real.chmod(0o640)
    link.symlink_to(Path("../data/real") if relative else real)
    (tmp_path / "links" / "second").symlink_to("link")
    save(tmp_path / "links" / "second", b"after")
    assert link.is_symlink()
    assert (tmp_path / "links" / "second").is_symlink()
    assert real.read_bytes() == b"after"
    assert not there or mode(real) == 0o640
    assert (names(tmp_path / "data"), names(tmp_path / "links")) == (["real"], ["link", "second"])


def bind(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.symlink_to(path), "symbolic links"),
        (lambda path: path.mkdir(), "it is a folder"),
        (lambda path: path.symlink_to(path.parent), "it is a folder"),
        (lambda path: path.symlink_to("nowhere/file"), "No such file"),
        (bind, "neither a file nor a pipe"),
    ],
    ids=["loop", "folder", "link to a folder", "link into nowhere", "socket"],
)
def test_what_is_no_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], Any], why: str
) -> None:
    """It stays as it is, and the error names the path."""
    monkeypatch.chdir(tmp_path)
    path = Path("it")
    make(path)
    before = path.lstat()
    with pytest.raises(ConfigurationError, match=rf"stream_to: cannot write to .*it'\)?: .*{why}"):
        save(path, b"x")
    assert (path.lstat().st_ino, path.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert names(tmp_path) == ["it"]


@pytest.mark.parametrize("path", ["", "new/", "missing/new", "a\0b", "n" * 300, ".", ".."])
def test_what_cannot_name_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Before anything is written."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match="stream_to: cannot write to "):
        save(path, b"x")
    assert names(tmp_path) == []


@pytest.mark.parametrize("path", [3, None, b"".join, open])
def test_what_is_no_path_is_refused(path: Any) -> None:
    """By its type."""
    with pytest.raises(ConfigurationError, match="stream_to: expected a path, got "):
        save(path, b"x")


@pytest.mark.parametrize("length", [1, 250, 255])
def test_a_long_name_is_a_name(tmp_path: Path, length: int) -> None:
    """What is beside it for a while has a name of its own, however long the target's is."""
    save(tmp_path / ("n" * length), b"x")
    assert names(tmp_path) == ["n" * length]


def test_files_of_others_are_not_touched(tmp_path: Path) -> None:
    """Whatever they are called; a temporary name is not to be guessed."""
    others = ["video.part", ".video.part", "video.tmp", "video~", ".video.download"]
    for name in others:
        (tmp_path / name).write_bytes(b"mine")
    seen = set()
    for _ in range(3):
        target = DownloadTarget(tmp_path / "video")
        target.open()
        seen |= set(names(tmp_path)) - {*others, "video"}
        target.write(b"x")
        target.commit()
    assert {(tmp_path / name).read_bytes() for name in others} == {b"mine"}
    assert names(tmp_path) == sorted([*others, "video"])
    assert len(seen) == 3
    assert min(map(len, seen)) >= 32


def test_a_name_that_is_taken_is_not_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should chance make one twice, it is an error, and the other's file stays."""
    monkeypatch.setattr(download_target.os, "urandom", bytes)
    taken = tmp_path / f".{bytes(16).hex()}.part"
    taken.write_bytes(b"mine")
    with pytest.raises(ConfigurationError, match="File exists"):
        save(tmp_path / "video", b"x")
    assert taken.read_bytes() == b"mine"


def reading(pipe: Path) -> tuple[threading.Thread, list[bytes]]:
    got: list[bytes] = []
    thread = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    thread.start()
    return thread, got


@pytest.mark.parametrize("linked", [False, True])
def test_a_named_pipe_is_written_to(tmp_path: Path, linked: bool) -> None:
    """All of it arrives at who reads, and the pipe stays one."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(pipe)
    thread, got = reading(pipe)
    chunk = bytes(range(256)) * 1000
    assert save(tmp_path / "link" if linked else pipe, chunk, chunk) == 2 * len(chunk)
    thread.join(5)
    assert got == [chunk * 2]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names(tmp_path) == ["link", "pipe"]


def test_a_named_pipe_that_nobody_reads_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of waiting for ever."""
    monkeypatch.setattr(download_target, "PIPE_PATIENCE", 0.1)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ConfigurationError, match="nobody reads from the pipe"):
        save(tmp_path / "pipe", b"x")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_pipe_whose_reader_leaves_is_an_error(tmp_path: Path) -> None:
    """Of ours, that names it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    target = DownloadTarget(pipe)
    target.open()
    os.close(reader)
    with pytest.raises(ConfigurationError, match=r"pipe'.*: Broken pipe"):
        target.write(b"x")
    target.discard()


def test_what_standard_output_goes_into_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others hold that file open: the download is added to what was printed."""
    printed = tmp_path / "printed"
    printed.write_bytes(b"before ")
    inode = printed.stat().st_ino
    with printed.open("ab") as output:
        monkeypatch.setattr(download_target, "STANDARD_OUTPUTS", (output.fileno(),))
        save(printed, b"after")
    assert (printed.stat().st_ino, printed.read_bytes()) == (inode, b"before after")


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where half a chunk had room."""

    class Full(FileIO):
        def write(self, data: Any) -> int:
            if self.tell() >= 5:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(bytes(data)[:5])

    monkeypatch.setattr(download_target, "FileIO", Full)
    (tmp_path / "file").write_bytes(b"before")
    with pytest.raises(ConfigurationError, match=r"file'.*: No space left on device"):
        save(tmp_path / "file", b"0123456789")
    assert (tmp_path / "file").read_bytes() == b"before"
    assert names(tmp_path) == ["file"]


def test_a_write_that_takes_a_part_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system may take fewer bytes than it is given."""

    class Slow(FileIO):
        def write(self, data: Any) -> int:
            return super().write(bytes(data)[:3])

    monkeypatch.setattr(download_target, "FileIO", Slow)
    save(tmp_path / "file", b"0123456789")
    assert (tmp_path / "file").read_bytes() == b"0123456789"


def no_rights(path: Any, how: int) -> bool:
    return False


def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Although its folder would let it: `open()` would refuse."""
    (tmp_path / "file").write_bytes(b"before")
    monkeypatch.setattr(download_target.os, "access", no_rights)  # tests may run as root, who may do everything
    with pytest.raises(ConfigurationError, match="no permission to write to it"):
        save(tmp_path / "file", b"x")
    assert (tmp_path / "file").read_bytes() == b"before"


def test_a_folder_that_may_not_be_written_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no place for what is not whole yet."""

    def refuse(*_: Any) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    (tmp_path / "file").write_bytes(b"before")
    monkeypatch.setattr(download_target.os, "open", refuse)
    with pytest.raises(ConfigurationError, match="Permission denied"):
        save(tmp_path / "file", b"x")
    assert (tmp_path / "file").read_bytes() == b"before"


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("elsewhere")])
def test_what_appears_meanwhile_is_not_replaced(tmp_path: Path, make: Callable[[Path], Any]) -> None:
    """It is somebody else's, and no file."""
    target = DownloadTarget(tmp_path / "file")
    target.open()
    target.write(b"x")
    make(tmp_path / "file")
    with pytest.raises(ConfigurationError, match="something else was put there meanwhile"):
        target.commit()
    target.discard()
    assert names(tmp_path) == ["file"]
    assert not stat.S_ISREG((tmp_path / "file").lstat().st_mode)


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    """The last one is there, whole, with the usual mode, and nothing beside it."""
    one, other = DownloadTarget(tmp_path / "same"), DownloadTarget(tmp_path / "same")
    one.open()
    other.open()
    for _ in range(3):
        one.write(b"1" * 1000)
        other.write(b"2" * 1000)
    other.commit()
    assert (tmp_path / "same").read_bytes() == b"2" * 3000
    one.commit()
    assert (tmp_path / "same").read_bytes() == b"1" * 3000
    one.discard()
    other.discard()
    assert names(tmp_path) == ["same"]


def test_a_step_that_ends_after_discard_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task that is cancelled does not wait for the disk; the thread cleans up when it is done."""
    began, goes_on = threading.Event(), threading.Event()
    real = os.open

    def slow(*how: Any) -> int:
        began.set()
        assert goes_on.wait(5)
        return real(*how)

    monkeypatch.setattr(download_target.os, "open", slow)
    target = DownloadTarget(tmp_path / "file")
    thread = threading.Thread(target=target.open, daemon=True)
    thread.start()
    assert began.wait(5)
    target.discard(patience=0.0)
    goes_on.set()
    thread.join(5)
    assert names(tmp_path) == []
    with pytest.raises(ConfigurationError, match="broken off"):
        target.open()
    assert names(tmp_path) == []


def test_discard_after_commit_removes_nothing(tmp_path: Path) -> None:
    """It may always be called."""
    save(tmp_path / "file", b"x")
    target = DownloadTarget(tmp_path / "file")
    target.discard()
    target.discard()
    assert (tmp_path / "file").read_bytes() == b"x"
