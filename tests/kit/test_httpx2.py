"""httpx2 in place of httpx: beside it, without it, and under its name. The wire and its faults: test_cut_answers."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from io import BytesIO

import httpx2
import pytest
from apis import ROOT
from komos_client import AsyncKomos, Komos

from tests.runtime.server import serving

QUICK = """
import sys
import httpx2

{before}
from komos_client import Komos
from komos_client.testing import FakeServer

with FakeServer() as server, httpx2.Client() as own:
    with Komos(server.key, base_url=server.url, timeout=httpx2.Timeout(5), http_client={client}) as komos:
        komos.tasks.runs.create("220a501c-82f4-43e2-8107-3d8e0c0f4c1b")
    assert server.executions == {{"tasks.runs.create": 1}}
"""


@pytest.mark.parametrize(
    ("before", "client"),
    [("sys.modules['httpx'] = sys.modules['httpcore'] = None", "own"), ("httpx2.alias_httpx()", "None")],
    ids=["httpx is not installed", "httpx is httpx2"],
)
def test_in_a_process_without_httpx(before: str, client: str) -> None:
    """A client of httpx2's is enough; and where the program lets httpx2 stand for httpx, ours does as well."""
    code = QUICK.format(before=before, client=client)
    words = [sys.executable, "-W", "error", "-c", code]
    path = {"PYTHONPATH": str(ROOT / "generated" / "komos")}
    done = subprocess.run(words, env=path, capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.filterwarnings("ignore::komos_client.DriftWarning")
def test_a_body_is_sent_while_it_is_read(asynchronous: bool) -> None:
    """Its pieces are those of httpx2's own streams."""
    data = bytes(range(256)) * 8192

    async def put(url: str) -> None:
        async with httpx2.AsyncClient() as own, AsyncKomos("sk_live_x", base_url=url, http_client=own) as komos:
            await komos.request("PUT", "/files/1", content=BytesIO(data))

    with serving() as server:
        if asynchronous:
            asyncio.run(put(server.url))
        else:
            with httpx2.Client() as own, Komos("sk_live_x", base_url=server.url, http_client=own) as komos:
                komos.request("PUT", "/files/1", content=BytesIO(data))
        assert [one.body for one in server.seen] == [data]
