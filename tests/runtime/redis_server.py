"""A Redis server of the tests' own, on a socket in a folder of theirs."""

from __future__ import annotations

import shutil
import socket as sockets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def serving(folder: Path, *more: str) -> Iterator[str]:
    """The URL of a server that keeps nothing; skips where there is no `redis-server`.

    Parameters:
        more: options that are added.
    """
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if binary is None:
        pytest.skip("needs redis-server or valkey-server: apt-get install redis-server")
    socket = folder / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with subprocess.Popen([binary, *options, *more], stdout=subprocess.DEVNULL) as server:
        try:
            while not _listens(socket):
                assert server.poll() is None, "redis-server did not start"
                time.sleep(0.01)
            yield f"unix://{socket}"
        finally:
            server.kill()  # one that cannot save does not end otherwise


def _listens(socket: Path) -> bool:
    with sockets.socket(sockets.AF_UNIX) as probe:
        return probe.connect_ex(str(socket)) == 0
