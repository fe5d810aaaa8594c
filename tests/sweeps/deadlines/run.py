"""How long after its deadline a call ends, whatever the server does: one try at a time, the worst is what counts.

    make deadlines

The generated Komos package against servers that are silent, trickle, do not read, or refuse: by threads, asyncio and
trio, over own connections and those of given clients, HTTP/1.1 and HTTP/2. Time in which the machine did not let this
process run is measured beside each call and not counted. Exits with 1 when a call ended more than 100 ms after its
deadline.
"""

from __future__ import annotations

import gc
import multiprocessing
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "generated" / "komos"))

import anyio  # noqa: E402
import httpx  # noqa: E402
import komos_client  # noqa: E402
from h2.errors import ErrorCodes  # noqa: E402
from komos_client import ApiError, AsyncKomos, ClientError, FileStore, Komos, RedisStore  # noqa: E402
from redis import Redis  # noqa: E402
from redis.backoff import NoBackoff  # noqa: E402
from redis.retry import Retry  # noqa: E402

from tests.sweeps.deadlines import hostile  # noqa: E402
from tests.sweeps.deadlines.hostile import HEAD, React, Talk, deaf, held_file, saying, silence, sip, talking, trickle  # noqa: E402
from tests.sweeps.ways import MODES, Way, ways  # noqa: E402
from tests.yardstick import Ticker  # noqa: E402

KEY = "sk_live_deadlines"

GRACE = 0.1
"""Seconds after its deadline by which a call has ended."""
DEADLINE = 0.3
ROUNDS = {"own": 12, "given": 4}

Given = tuple[str, Mapping[str, Any]]
"""A base URL, and what else the client is told."""


class Case(NamedTuple):
    """One way to take one's time."""

    what: str
    setting: Callable[[], AbstractContextManager[Given]]
    body: bytes = b""
    """Sent with a POST; a GET without one."""
    http2: bool = False
    connections: int = 0
    """So many connections are all that the client may have, and another call is at each."""
    beside: bool = False
    """Another call is under way over the same connection."""

    def ways(self) -> list[Way]:
        """Those of a client that can meet it."""
        own = hasattr(komos_client, "Connections")
        return [
            way for way in ways(komos_client) if way.http2 == self.http2 and (own or not (way.own and self.connections))
        ]


def case(what: str, talk: Talk, *, scheme: str = "http", **more: Any) -> Case:
    """A server that does *talk*."""

    @contextmanager
    def setting() -> Iterator[Given]:
        with talking(talk) as port:
            yield f"{scheme}://127.0.0.1:{port}", {}

    return Case(what, setting, **more)


def case2(what: str, react: React, *, streams: int = 100, greets: bool = True, **more: Any) -> Case:
    """A server that speaks HTTP/2, and does *react* about each request."""
    talk = hostile.http2(react, streams=streams, greets=greets)
    return case(f"HTTP/2: {what}", talk, scheme="https", http2=True, **more)


@contextmanager
def _unanswered() -> Iterator[Given]:
    with deaf() as port:
        yield f"http://127.0.0.1:{port}", {}


@contextmanager
def _held() -> Iterator[Given]:
    with held_file() as path, talking(saying(OK)) as port:
        yield f"http://127.0.0.1:{port}", {"rate_limit": FileStore(path)}


@contextmanager
def _mute_redis() -> Iterator[Given]:
    once = Retry(NoBackoff(), 0)
    with talking(silence) as silent, talking(saying(OK)) as port, Redis(port=silent, retry=once) as own:
        yield f"http://127.0.0.1:{port}", {"rate_limit": RedisStore(own)}


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
    case("every connection is in use", silence, connections=1),
    Case("a file of rate limits that is held", _held),
    Case("a Redis server that is silent", _mute_redis),
    case2("TLS, and nothing more", hostile.nothing, greets=False),
    case2("silence after the request", hostile.nothing),
    case2("interim answers without end", hostile.interim),
    case2("a header block without end", hostile.a_header_block_without_end),
    case2("SETTINGS without end", hostile.endless(hostile.settings)),
    case2("PING without end", hostile.endless(hostile.pings)),
    case2("GOAWAY without end", hostile.endless(hostile.farewells)),
    case2("a trickled body", hostile.endless(hostile.little_data, answered=True)),
    case2("empty DATA without end", hostile.endless(hostile.empty_data, answered=True)),
    case2("a trickled frame", hostile.a_frame_in_sips),
    case2("an upload whose window stays shut", hostile.nothing, body=UPLOAD),
    case2("an upload whose window opens in sips", hostile.a_window_in_sips, body=UPLOAD),
    case2("streams are refused", hostile.refusing(ErrorCodes.REFUSED_STREAM, after=0.05)),
    case2("429 with Retry-After: 0.05", hostile.answering(429, {"retry-after": "0.05"})),
    case2("503, slowly", hostile.answering(503, after=0.12)),
    case2("another call waits over the same connection", hostile.nothing, beside=True),
    case2("the only stream is in use", hostile.nothing, streams=1, beside=True),
)


def overrun(one: Case, way: Way, *, rounds: int = 1, deadline: float = DEADLINE) -> list[float]:
    """Seconds after its *deadline* at which each call ended with an error of ours, less stalls of the machine."""
    method = "POST" if one.body else "GET"
    given: dict[str, Any] = {"content": one.body or None, "deadline": deadline}
    if way.mode != "sync":
        call = lambda client: client.request(method, "/x", **given)  # noqa: E731
        return anyio.run(_overrun_async, one, way, rounds, call, deadline, backend=way.mode)
    http, over = _http(one, way), threading.Event()
    with one.setting() as (url, options), Ticker() as ticker:
        client = Komos(KEY, base_url=url, **_options(one, way, http), **options)
        if one.connections or one.beside:
            threading.Thread(target=_hog, args=(client, over), daemon=True).start()
            time.sleep(BEFORE)
        spent = [_timed(lambda: client.request(method, "/x", **given), deadline, ticker) for _ in range(rounds)]
        over.set()
    client.close()
    if http is not None:
        http.close()
    return spent


BEFORE = 0.1
"""Seconds after which a call that is to be in the way is under way."""


def _http(one: Case, way: Way) -> Any:
    more = {"limits": httpx.Limits(max_connections=1), "timeout": None} if one.connections else {}
    return way.client(**more)


def _options(one: Case, way: Way, http: Any) -> Mapping[str, Any]:
    return way.options(komos_client, http, **({"limit": 1} if one.connections else {}))


HELD = 2.0
"""Seconds for which it is in the way, before the next one is."""


def _hog(client: Komos, over: threading.Event) -> None:
    while not over.is_set():
        with suppress(ClientError):
            client.request("GET", "/hog", timeout=HELD, max_retries=0)


async def _hog_async(client: AsyncKomos) -> None:
    while True:
        with suppress(ApiError):
            await client.request("GET", "/hog", timeout=HELD, max_retries=0)


async def _overrun_async(
    one: Case, way: Way, rounds: int, call: Callable[[AsyncKomos], Any], deadline: float
) -> list[float]:
    spent, http = list[float](), _http(one, way)
    # The setting is ended before the event loop, which waits for threads left behind.
    with one.setting() as (url, options), Ticker() as ticker:
        async with (
            AsyncKomos(KEY, base_url=url, **_options(one, way, http), **options) as client,
            anyio.create_task_group() as tasks,
        ):
            if one.connections or one.beside:
                tasks.start_soon(_hog_async, client)
                await anyio.sleep(BEFORE)
            for _ in range(rounds):
                begun = time.monotonic()
                try:
                    await call(client)
                except ApiError:
                    spent.append(ticker.late(begun + deadline))
            tasks.cancel_scope.cancel()
    if http is not None:
        await http.aclose()
    with warnings.catch_warnings():  # httpcore leaves the socket of a handshake that is cancelled to whom it concerns
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
    assert len(spent) == rounds, "some calls went well"
    return spent


def _timed(work: Callable[[], object], deadline: float, ticker: Ticker) -> float:
    begun = time.monotonic()
    try:
        work()
    except ApiError:
        return ticker.late(begun + deadline)
    raise AssertionError("the call went well")


def _worst(number: int, way: Way) -> float:
    return max(overrun(CASES[number], way, rounds=ROUNDS["own" if way.own else "given"]))


def main(words: Sequence[str]) -> int:
    """*words*: only cases whose description holds one of them."""
    columns = [(mode, whose) for mode in MODES for whose in ("own", "given")]
    print(f"| calls with deadline={DEADLINE:g}, the worst of each | {' | '.join(map(' '.join, columns))} | |")
    print("|---" * (len(columns) + 2) + "|")
    chosen = [n for n, one in enumerate(CASES) if not words or any(word in one.what for word in words)]
    jobs = [(number, way) for number in chosen for way in CASES[number].ways()]
    with multiprocessing.get_context("spawn").Pool(2, warnings.simplefilter, ("ignore",)) as pool:
        ended = {job: pool.apply_async(_worst, job) for job in jobs}
        worst = {job: result.get() for job, result in ended.items()}
    for number in chosen:
        of_case = {way: late for (which, way), late in worst.items() if which == number}
        cells = []
        for mode, whose in columns:
            some = [late for way, late in of_case.items() if way.mode == mode and way.own == (whose == "own")]
            cells.append(f"{max(some) * 1000:+.0f} ms" if some else "–")
        missed = ", ".join(str(way) for way, late in of_case.items() if late > GRACE)
        print(
            f"| {CASES[number].what} | {' | '.join(cells)} | {f'MISSED: {missed}' if missed else 'kept'} |", flush=True
        )
    return 1 if any(late > GRACE for late in worst.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
