"""Files come whole or not at all into the place that is named, over real sockets; what is there stays its owner's."""

from __future__ import annotations

import asyncio
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.kit.built import built, client_class
from tests.kit.drip import dripping

DOCUMENT = """
openapi: 3.1.0
info: {title: Fetch, version: '1'}
servers: [{url: 'https://fetch.example'}]
paths:
  /blobs/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/octet-stream: {}}}}
  /speech:
    post:
      responses: {'200': {description: ok, content: {application/octet-stream: {}}}}
"""

FILE = bytes(range(256)) * 2000
PIECES = [FILE[start : start + 50_000] for start in range(0, len(FILE), 50_000)]
both = pytest.mark.parametrize("asynchronous", [False, True])


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package of the document above."""
    with built(tmp_path_factory.mktemp("downloads"), DOCUMENT, "downloads_made") as made:
        yield made


def fetched(module: ModuleType, url: str, path: Any, *, asynchronous: bool, paid: bool = False, first: str = "") -> Any:
    """What `stream_to` gives, of a download with which something was done *first*."""
    made = client_class(module, asynchronous=asynchronous)(base_url=url)
    method, given = (made.api.download_speech, ()) if paid else (made.blobs.download, ("1",))
    if not asynchronous:
        download = method(*given)
        if first == "next":
            next(download)
        elif first:
            getattr(download, first)()
        return download.stream_to(path)

    async def fetch() -> Any:
        download = method(*given)
        if first == "next":
            await anext(download)
        elif first == "await":
            await download
        elif first:
            await getattr(download, first)()
        return await download.stream_to(path)

    return asyncio.run(fetch())


@both
def test_a_link_and_a_mode_stay(module: ModuleType, tmp_path: Path, asynchronous: bool) -> None:
    """The file behind the link is replaced, and is as private as it was."""
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"before")
    real.chmod(0o600)
    link.symlink_to("real")
    with dripping(*PIECES, media_type="application/octet-stream") as server:
        assert fetched(module, server.url, link, asynchronous=asynchronous) == len(FILE)
    assert link.is_symlink()
    assert real.read_bytes() == FILE
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link", "real"]


@both
def test_a_pipe_gets_the_file(module: ModuleType, tmp_path: Path, asynchronous: bool) -> None:
    """As it comes."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()), daemon=True)
    reader.start()
    with dripping(*PIECES, media_type="application/octet-stream") as server:
        assert fetched(module, server.url, pipe, asynchronous=asynchronous) == len(FILE)
    reader.join(5)
    assert got == [FILE]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@both
@pytest.mark.parametrize("paid", [False, True])
def test_a_path_that_cannot_be_written_tells_of_the_answer(
    module: ModuleType, tmp_path: Path, asynchronous: bool, paid: bool
) -> None:
    """It had come, and may have been paid for; the connection is given up with the download."""
    with dripping(FILE, media_type="application/octet-stream") as server:
        with pytest.raises(module.ConfigurationError, match=r"it is a folder.*; the answer \(200\) had come") as caught:
            fetched(module, server.url, tmp_path, asynchronous=asynchronous, paid=paid, first="await" * asynchronous)
        assert len(server.asked) == 1
    assert caught.value.maybe_executed is paid
    assert list(tmp_path.iterdir()) == []


def test_an_async_download_looks_at_the_path_before_it_asks(module: ModuleType, tmp_path: Path) -> None:
    """Nothing is sent."""
    with dripping(FILE, media_type="application/octet-stream") as server:
        with pytest.raises(module.ConfigurationError, match="it is a folder") as caught:
            fetched(module, server.url, tmp_path, asynchronous=True, paid=True)
        assert server.asked == []
    assert not caught.value.maybe_executed


@both
def test_a_sync_download_can_go_to_another_path(module: ModuleType, tmp_path: Path, asynchronous: bool) -> None:
    """What was paid for is not lost with a wrong name."""
    with dripping(*PIECES, media_type="application/octet-stream") as server:
        download = client_class(module)(base_url=server.url).api.download_speech()
        with pytest.raises(module.ConfigurationError, match="is still to be read"):
            download.stream_to(tmp_path / "missing" / "file")
        assert download.stream_to(tmp_path / "file") == len(FILE)
        assert len(server.asked) == 1


@both
@pytest.mark.parametrize("first", ["next", "read", "close"])
def test_a_part_of_a_file_is_no_file(module: ModuleType, tmp_path: Path, asynchronous: bool, first: str) -> None:
    """Of a download that was read or closed before, the old file is not replaced by the rest."""
    (tmp_path / "file").write_bytes(b"before")
    told = pytest.raises(module.ConfigurationError, match="a file needs all of it")
    with dripping(*PIECES, media_type="application/octet-stream") as server, told:
        fetched(module, server.url, tmp_path / "file", asynchronous=asynchronous, first=first)
    assert (tmp_path / "file").read_bytes() == b"before"


@both
def test_two_downloads_to_one_path_do_not_mix(module: ModuleType, tmp_path: Path, asynchronous: bool) -> None:
    """One whole file is there, and nothing beside it."""
    bodies = [bytes([number]) * 300_000 for number in (1, 2)]
    with (
        dripping(*(bodies[0][:1000],) * 300, media_type="application/octet-stream") as one,
        dripping(*(bodies[1][:1000],) * 300, media_type="application/octet-stream") as other,
    ):
        path = tmp_path / "same"
        if asynchronous:
            kind = client_class(module, asynchronous=True)

            async def together() -> list[int]:
                clients = [kind(base_url=server.url) for server in (one, other)]
                return await asyncio.gather(*(made.blobs.download("1").stream_to(path) for made in clients))

            sizes = asyncio.run(together())
        else:
            sizes = []
            threads = [
                threading.Thread(
                    target=lambda url=server.url: sizes.append(fetched(module, url, path, asynchronous=False))
                )
                for server in (one, other)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert sizes == [300_000] * 2
    assert path.read_bytes() in bodies
    assert [one.name for one in tmp_path.iterdir()] == ["same"]
