"""A download into a file, on asyncio and trio: never on the loop, and nothing is left of one that failed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import trio

from generator.runtime.errors import ConfigurationError
from generator.runtime.features import downloads
from generator.runtime.features.download_target import DownloadTarget
from generator.runtime.features.downloads import AsyncDownload

Main = Callable[[], Awaitable[Any]]


def on_asyncio(main: Main) -> Any:
    async def within() -> Any:
        return await main()

    return asyncio.run(within())


on_both = pytest.mark.parametrize("run", [on_asyncio, trio.run], ids=["asyncio", "trio"])


def download(*chunks: bytes, fault: BaseException | None = None, endless: bool = False) -> AsyncDownload:
    """A download of *chunks*, that then raises *fault*, or says nothing more."""
    made = object.__new__(AsyncDownload)
    made._reader = SimpleNamespace(begun=False, response=None, stop=lambda: None)  # type: ignore[assignment]

    async def items() -> AsyncIterator[Any]:
        yield None
        for chunk in chunks:
            yield chunk
        if fault is not None:
            raise fault
        while endless:
            await downloads.running_library().sleep(0.01)

    made._items = items()
    made._begun = False
    return made


@on_both
def test_files_are_written_in_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any) -> None:
    """Opening, writing, and putting it in place: a slow disk does not stop the loop."""
    threads: list[int] = []

    class Watched(DownloadTarget):
        def open(self) -> None:
            threads.append(threading.get_ident())
            super().open()

        def write(self, chunk: bytes) -> int:
            threads.append(threading.get_ident())
            return super().write(chunk)

        def commit(self) -> None:
            threads.append(threading.get_ident())
            super().commit()

    monkeypatch.setattr(downloads, "DownloadTarget", Watched)
    assert run(lambda: download(b"one", b"two").stream_to(tmp_path / "file")) == 6
    assert (tmp_path / "file").read_bytes() == b"onetwo"
    assert len(threads) == 4
    assert threading.get_ident() not in threads


@on_both
@pytest.mark.parametrize("fault", [ZeroDivisionError(), KeyboardInterrupt(), OSError("not the file's")])
def test_a_fault_leaves_the_old_file_alone(tmp_path: Path, run: Any, fault: BaseException) -> None:
    """Whatever it is, it comes through as it is."""
    (tmp_path / "file").write_bytes(b"before")
    with pytest.raises(type(fault)):
        run(lambda: download(b"one", fault=fault).stream_to(tmp_path / "file"))
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("file", b"before")]


def test_a_task_that_is_cancelled_leaves_nothing_on_asyncio(tmp_path: Path) -> None:
    """When the cancellation comes back, the temporary file is gone."""

    async def main() -> list[Path]:
        task = asyncio.create_task(download(b"one", endless=True).stream_to(tmp_path / "file"))
        while not list(tmp_path.iterdir()):
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return list(tmp_path.iterdir())

    assert asyncio.run(main()) == []


def test_a_task_that_is_cancelled_leaves_nothing_on_trio(tmp_path: Path) -> None:
    """The same."""

    async def main() -> list[Path]:
        with trio.CancelScope() as scope:

            async def cancel() -> None:
                while not list(tmp_path.iterdir()):
                    await trio.sleep(0.001)
                scope.cancel()

            async with trio.open_nursery() as nursery:
                nursery.start_soon(cancel)
                await download(b"one", endless=True).stream_to(tmp_path / "file")
        assert scope.cancelled_caught
        return list(tmp_path.iterdir())

    assert trio.run(main) == []


@on_both
@pytest.mark.parametrize("step", ["open", "write", "commit"])
def test_a_task_that_is_cancelled_in_a_step_leaves_all_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Any, step: str
) -> None:
    """The thread goes on for a moment: it removes what it has made, or has put the whole file in place."""
    began, ended, goes_on = threading.Event(), threading.Event(), threading.Event()

    class Slow(DownloadTarget):
        def __getattribute__(self, name: str) -> Any:
            method = object.__getattribute__(self, name)
            if name != step:
                return method

            def slow(*given: Any) -> Any:
                began.set()
                goes_on.wait(5)
                try:
                    return method(*given)
                finally:
                    ended.set()

            return slow

    monkeypatch.setattr(downloads, "DownloadTarget", Slow)

    async def main() -> None:
        library = downloads.running_library()
        try:
            async with library.time_limit(0.05):
                await download(b"one").stream_to(tmp_path / "file")
        except TimeoutError:
            goes_on.set()
            while not ended.is_set():
                await library.sleep(0.001)

    run(main)
    assert began.is_set()
    assert [one.name for one in tmp_path.iterdir()] == []


@on_both
def test_a_path_that_cannot_be_opened_sends_nothing(tmp_path: Path, run: Any) -> None:
    """The download can go to another path."""

    async def main() -> None:
        made = download(b"one")
        with pytest.raises(ConfigurationError, match="it is a folder") as caught:
            await made.stream_to(tmp_path)
        assert not made._begun
        assert not caught.value.maybe_executed
        assert await made.stream_to(tmp_path / "file") == 3

    run(main)
    assert (tmp_path / "file").read_bytes() == b"one"
