"""Answers that no server should give: each ends in the value that was paid for, or in a `ClientError` that says why."""

from __future__ import annotations

import asyncio
import json
import pickle
import resource
import sys
import warnings
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from generator.runtime import (
    BadRequest,
    ClientError,
    DriftWarning,
    Operation,
    RateLimited,
    Response,
    StatusError,
    UnexpectedResponse,
)
from generator.runtime.pipeline.pipeline import MAX_REDIRECTS
from tests.runtime.sample import CREATE, KEY, RETRIEVE, AsyncSample, Sample, async_sample, call, sample
from tests.runtime.server import OK, Reaction, serving

LONG = "9" * 5000
NUMBERS = [
    LONG, "nan", "inf", "1e999", "-5", "1_000", "0x10", "", "1, 2", "1e308", "99999999999999999999", "100000000",
    "\u00b2", "unlimited",
]  # fmt: skip
HEADERS = [
    "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit-Limit", "RateLimit-Remaining",
    "RateLimit-Reset", "Retry-After", "retry-after-ms", "Date", "Deprecation", "Sunset", "X-API-Version",
    "X-Request-Id",
]  # fmt: skip
DATES = [
    "Wed, 21 Oct 2015 07:28:00 +99999999999999999999",
    "Wed, 21 Oct 0000 07:28:00 GMT",
    "Wed, 21 Oct 10000 07:28:00 GMT",
    "Mon, 01 Jan 0001 00:00:00 GMT",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Wed, 99 Oct 2015 07:28:00 GMT",
]
both = pytest.mark.parametrize("make", [sample, async_sample], ids=["sync", "async"])
Make = Callable[..., Any]


_numbers = count()


def made(make: Make, url: str) -> Any:
    """A resource of a client with a key of its own: clients with one key share what a server said of its limits."""
    return make(base_url=f"{url}/v1", max_retries=0, key=f"{KEY}{next(_numbers)}")


@both
@pytest.mark.filterwarnings("ignore::generator.runtime.DriftWarning")
@pytest.mark.parametrize("header", HEADERS)
def test_a_header_that_cannot_be_read_is_none(make: Make, header: str) -> None:
    """Neither the answer to a paid call nor the error of a refusal is lost to it."""
    for value in (*NUMBERS, *DATES):
        with serving(Reaction(201, ((header, value),))) as server:
            assert call(made(make, server.url), CREATE).id == "run_1", value
        with serving(Reaction(429, ((header, value),), b"{}")) as server, pytest.raises(RateLimited) as caught:
            call(made(make, server.url), CREATE)
        assert len(str(caught.value)) <= 2000
        json.dumps(caught.value.to_dict(), ensure_ascii=False).encode()


@both
@pytest.mark.parametrize("date", DATES)
def test_an_absurd_date_beside_a_wait(make: Make, date: str) -> None:
    """The wait is counted by this machine's clock then."""
    headers = (("Retry-After", "Wed, 21 Oct 2065 07:28:00 GMT"), ("Date", date))
    with serving(Reaction(429, headers, b"{}")) as server, pytest.raises(RateLimited) as caught:
        call(made(make, server.url), CREATE)
    assert caught.value.retry_at is not None
    assert caught.value.retry_at.year >= 2050


@both
def test_a_huge_limit_that_is_used_up(make: Make) -> None:
    """Costs no memory to speak of."""
    headers = (("X-RateLimit-Limit", "100000000"), ("X-RateLimit-Remaining", "0"))
    unit = 1024 if sys.platform != "darwin" else 1
    with serving(Reaction(201, headers)) as server:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
        assert call(made(make, server.url), CREATE).id == "run_1"
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit - before < 100 << 20


@both
@pytest.mark.parametrize(
    "body",
    [b'{"detail": "\\ud83d"}', b'{"detail": "a\\u0000\\u001b\\u202e"}', b'{"errors": {"\\ud83d": "x"}}', b'"\\ud83d"'],
)
def test_errors_can_always_be_printed(make: Make, body: bytes) -> None:
    """And logged, pickled and made JSON of."""
    events: list[str] = []
    with serving(Reaction(400, body=body)) as server, pytest.raises(BadRequest) as caught:
        call(make(base_url=f"{server.url}/v1", key="own", on_event=lambda event: events.append(str(event))), CREATE)
    error = caught.value
    for text in (str(error), error.detail, error.code, *events, *(str(one.message) for one in error.errors)):
        assert text.isprintable() or "\ufffd" in text
        text.encode()
    json.dumps(error.to_dict(), ensure_ascii=False).encode()
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@both
@pytest.mark.parametrize("depth", [100, 900, 100_000])
@pytest.mark.parametrize("ends", [("[", "]"), ('{"detail":', "}"), ('{"errors":[', "]}")])
def test_errors_that_nest_deeply(make: Make, depth: int, ends: tuple[str, str]) -> None:
    """Are errors like any other."""
    body = (ends[0] * depth + "1" + ends[1] * depth).encode()
    with serving(Reaction(400, body=body)) as server, pytest.raises(BadRequest) as caught:
        call(made(make, server.url), CREATE)
    json.dumps(caught.value.to_dict())
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


LOCATIONS = [
    "",
    "http://[::1",
    "javascript:x",
    "https://",
    "/\u00e9\u0080",
    "mailto:a@b",
    "http://h:99999/",
    "/" + "x" * 20_000,
]


@both
@pytest.mark.parametrize("location", [None, *LOCATIONS])
def test_a_redirect_to_nowhere(make: Make, location: str | None) -> None:
    """Is followed nowhere, and says so."""
    headers = () if location is None else (("Location", location),)
    with serving(Reaction(302, headers, b"")) as server, pytest.raises(ClientError) as caught:
        call(made(make, server.url), RETRIEVE, "x")
    assert len(server.seen) <= MAX_REDIRECTS + 1
    assert str(caught.value).encode()


@both
def test_a_redirect_with_a_users_name(make: Make) -> None:
    """Would send it as credentials."""
    with (
        serving(
            lambda seen, number: Reaction(302, (("Location", f"http://me:secret@{seen.headers['host']}/"),), b"")
        ) as server,
        pytest.raises(UnexpectedResponse, match="302: a redirect with credentials") as caught,
    ):
        call(made(make, server.url), RETRIEVE, "x")
    assert len(server.seen) == 1
    assert "secret" not in str(caught.value)


@both
@pytest.mark.parametrize(
    ("status", "why"),
    [(300, "several answers"), (304, "not modified"), (305, "use a proxy"), (306, "neither"), (399, "neither")],
)
def test_a_status_that_is_no_redirect(make: Make, status: int, why: str) -> None:
    """Is never called one, and its Location is not followed."""
    for headers in ((), (("Location", "/v1/runs/y"),)):
        with serving(Reaction(status, headers, b"")) as server, pytest.raises(UnexpectedResponse) as caught:
            call(made(make, server.url), RETRIEVE, "x")
        assert f"{status}: " in str(caught.value)
        assert why in str(caught.value)
        assert "redirect to" not in str(caught.value)
        assert len(server.seen) == 1


def test_a_304_that_the_document_lists() -> None:
    """Is an error with its status."""
    listed: Operation[Any] = RETRIEVE._replace(errors=(304, 404))
    with serving(Reaction(304, (("ETag", '"x"'),), b"")) as server, pytest.raises(StatusError) as caught:
        call(made(sample, server.url), listed, "x")
    assert caught.value.status_code == 304
    assert caught.value.response is not None
    assert caught.value.response.headers["etag"] == '"x"'


@pytest.mark.parametrize("media", ["", "application/json", "text/html"])
@pytest.mark.parametrize("path", ["/runs/x", "/undocumented"])
def test_a_condition_that_holds(media: str, path: str) -> None:
    """A request under a condition is answered 304: that is what was asked, to read."""
    headers = (("ETag", '"x"'), ("Content-Type", media)) if media else (("ETag", '"x"'),)
    condition = {"If-None-Match": '"x"'}

    async def read_async(url: str) -> Response[Any]:
        async with AsyncSample(KEY, base_url=f"{url}/v1") as client:
            return await client.request("GET", path, headers=condition)

    with serving(Reaction(304, headers, b"")) as server:
        for answer in (
            Sample(KEY, base_url=f"{server.url}/v1").request("GET", path, headers=condition),
            asyncio.run(read_async(server.url)),
        ):
            assert (answer.status_code, answer.value, answer.headers["etag"]) == (304, None, '"x"')
        assert [seen.headers["if-none-match"] for seen in server.seen] == ['"x"', '"x"']


def test_versions_that_change_with_each_answer() -> None:
    """Are told a bounded number of times."""
    from generator.runtime.diagnostics.version_headers import ReportedOnce

    reported = ReportedOnce(limit=3)
    assert [reported.add("deprecation", str(number)) for number in range(5)] == [True, True, True, False, False]
    assert not reported.add("deprecation", "0")


def test_names_that_a_server_makes_up() -> None:
    """Unknown fields are told by a part of their name, without characters that cannot be shown."""
    body = {"run": {**json.loads(OK)["run"], "\ud83d" + "x" * 100_000: 1}}
    with serving(Reaction(200, body=json.dumps(body).encode())) as server, warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        client = made(sample, server.url)
        assert call(client, RETRIEVE, "x").id == "run_1"
    assert [one.category for one in told] == [DriftWarning]
    for text in (str(told[0].message), *(str(entry["where"]) for entry in client._client.drift_report())):
        assert len(text) < 500
        text.encode()
