"""How long after its deadline a call ends, whatever the server does: one try at a time, the worst is what counts.

    make deadlines

The generated Komos package against servers that are silent, trickle, do not read, or refuse; sync and async. Time in
which the machine did not let this process run is measured beside each call and not counted. Exits with 1 when a call
ended more than 100 ms after its deadline.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "generated" / "komos"))

import httpx  # noqa: E402
from komos_client import ApiError, AsyncKomos, FileStore, Komos, RedisStore  # noqa: E402
from redis import Redis  # noqa: E402
from redis.backoff import NoBackoff  # noqa: E402
from redis.retry import Retry  # noqa: E402

from tests.sweeps.deadlines.hostile import HEAD, Talk, deaf, held_file, saying, silence, sip, talking, trickle  # noqa: E402
from tests.yardstick import Ticker  # noqa: E402

KEY = "sk_live_deadlines"

GRACE = 0.1
"""Seconds after its deadline by which a call has ended."""
DEADLINE = 0.3
ROUNDS = 20

Given = tuple[str, Mapping[str, Any]]
"""A base URL, and what else the client is told."""


class Case(NamedTuple):
    """One way to take one's time."""

    what: str
    setting: Callable[[bool], AbstractContextManager[Given]]
    """Given whether the client is async."""
    body: bytes = b""
    """Sent with a POST; a GET without one."""


def case(what: str, talk: Talk, *, scheme: str = "http", body: bytes = b"") -> Case:
    """A server that does *talk*."""

    @contextmanager
    def setting(asynchronous: bool) -> Iterator[Given]:
        with talking(talk) as port:
            yield f"{scheme}://127.0.0.1:{port}", {}

    return Case(what, setting, body)


@contextmanager
def _unanswered(asynchronous: bool) -> Iterator[Given]:
    with deaf() as port:
        yield f"http://127.0.0.1:{port}", {}


@contextmanager
def _held(asynchronous: bool) -> Iterator[Given]:
    with held_file() as path, talking(saying(OK)) as port:
        yield f"http://127.0.0.1:{port}", {"rate_limit": FileStore(path)}


@contextmanager
def _mute_redis(asynchronous: bool) -> Iterator[Given]:
    once = Retry(NoBackoff(), 0)
    with talking(silence) as silent, talking(saying(OK)) as port, Redis(port=silent, retry=once) as own:
        yield f"http://127.0.0.1:{port}", {"rate_limit": RedisStore(own)}


@contextmanager
def _full_pool(asynchronous: bool) -> Iterator[Given]:
    """The caller's own client has one connection, and somebody else is at it."""
    kind = httpx.AsyncClient if asynchronous else httpx.Client
    own = kind(limits=httpx.Limits(max_connections=1), timeout=None)
    with talking(silence) as port:
        url = f"http://127.0.0.1:{port}"
        if isinstance(own, httpx.Client):
            threading.Thread(target=_ignored, args=(lambda: own.get(url),), daemon=True).start()
            while not own._transport._pool.connections:  # type: ignore[attr-defined]
                time.sleep(0.001)
        yield url, {"http_client": own}
    if isinstance(own, httpx.Client):
        own.close()


def _ignored(work: Callable[[], object]) -> None:
    try:
        work()
    except httpx.HTTPError:
        return


OK = HEAD + b"content-length: 2\r\n\r\n{}"
REFUSAL = b"HTTP/1.1 429 X\r\nx-api-version: 1\r\ncontent-length: 0\r\nretry-after: "
PATIENT = REFUSAL + b"3600\r\n\r\n"
HASTY = REFUSAL + b"0.05\r\n\r\n"
BROKEN = b"HTTP/1.1 503 X\r\nx-api-version: 1\r\ncontent-length: 0\r\n\r\n"
HELLO = b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03"
"""The beginning of a TLS server's first words, which are to be long."""
UPLOAD = bytes(32_000_000)
"""More than the buffers between two sockets hold."""

CASES = (
    Case("connecting hangs", _unanswered),
    case("a TLS handshake that nobody answers", silence, scheme="https"),
    case("a trickled TLS handshake", trickle(HELLO, b"\0", heard=False), scheme="https"),
    case("silence after the request", silence),
    case("a trickled status line", trickle(b"HTTP/1.1 200 ", b"O")),
    case("a trickled header", trickle(HEAD + b"x-pad: ", b"a")),
    case("headers without end", trickle(HEAD, b"x-pad: a\r\n")),
    case("interim answers without end", trickle(b"", b"HTTP/1.1 102 Processing\r\n\r\n")),
    case("a trickled body", trickle(HEAD + b"content-length: 100000\r\n\r\n{", b" ")),
    case("a trickled body of unknown length", trickle(HEAD + b"\r\n{", b" ")),
    case("trickled chunks", trickle(HEAD + b"transfer-encoding: chunked\r\n\r\n1\r\n{\r\n", b"1\r\n \r\n")),
    case("a trickled size of a chunk", trickle(HEAD + b"transfer-encoding: chunked\r\n\r\n1\r\n{\r\n", b"0")),
    case("a trickled error", trickle(b"HTTP/1.1 500 X\r\ncontent-length: 100000\r\n\r\n", b" ")),
    case("an upload that nobody reads", silence, body=UPLOAD),
    case("an upload that is read in sips", sip, body=UPLOAD),
    case("429 with Retry-After: 3600", saying(PATIENT, after=0.1)),
    case("429 with Retry-After: 0.05", saying(HASTY)),
    case("503, slowly", saying(BROKEN, after=0.12)),
    Case("a pool without a free connection", _full_pool),
    Case("a file of rate limits that is held", _held),
    Case("a Redis server that is silent", _mute_redis),
)


def overrun(one: Case, *, asynchronous: bool, rounds: int = 1, deadline: float = DEADLINE) -> list[float]:
    """Seconds after its *deadline* at which each call ended with an error of ours, less stalls of the machine."""
    method = "POST" if one.body else "GET"
    given: dict[str, Any] = {"content": one.body or None, "deadline": deadline}
    if asynchronous:
        return asyncio.run(_overrun_async(one, rounds, lambda client: client.request(method, "/x", **given), deadline))
    with one.setting(False) as (url, options), Komos(KEY, base_url=url, **options) as client, Ticker() as ticker:
        return [_timed(lambda: client.request(method, "/x", **given), deadline, ticker) for _ in range(rounds)]


async def _overrun_async(one: Case, rounds: int, call: Callable[[AsyncKomos], Any], deadline: float) -> list[float]:
    spent = []
    # The setting is ended before the event loop, which waits for threads left behind.
    with one.setting(True) as (url, options), Ticker() as ticker:
        async with AsyncKomos(KEY, base_url=url, **options) as client:
            hog = asyncio.create_task(_hog(options["http_client"], url)) if "http_client" in options else None
            await asyncio.sleep(0.05 if hog else 0)
            for _ in range(rounds):
                begun = time.monotonic()
                try:
                    await call(client)
                except ApiError:
                    spent.append(ticker.late(begun + deadline))
            if hog:
                hog.cancel()
                await options["http_client"].aclose()
    with warnings.catch_warnings():  # httpcore leaves the socket of a handshake that is cancelled to whom it concerns
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    assert len(spent) == rounds, "some calls went well"
    return spent


async def _hog(own: httpx.AsyncClient, url: str) -> None:
    await own.get(url)


def _timed(work: Callable[[], object], deadline: float, ticker: Ticker) -> float:
    begun = time.monotonic()
    try:
        work()
    except ApiError:
        return ticker.late(begun + deadline)
    raise AssertionError("the call went well")


def main(words: Sequence[str]) -> int:
    """*words*: only cases whose description holds one of them."""
    print(f"| what, {ROUNDS} calls with deadline={DEADLINE:g} each | sync: worst, median | async: worst, median | |")
    print("|---|---|---|---|")
    kept = True
    for one in CASES:
        if words and not any(word in one.what for word in words):
            continue
        cells, worst = [], 0.0
        for asynchronous in (False, True):
            spent = overrun(one, asynchronous=asynchronous, rounds=ROUNDS)
            worst = max(worst, *spent)
            cells.append(f"{max(spent) * 1000:+.0f} ms, {statistics.median(spent) * 1000:+.0f} ms")
        kept &= worst <= GRACE
        print(f"| {one.what} | {cells[0]} | {cells[1]} | {'kept' if worst <= GRACE else 'MISSED'} |", flush=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
