"""The key reaches its own server, and nothing else: no repr, pickle, log, error, traceback or other host."""

from __future__ import annotations

import asyncio
import logging
import pickle
from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from generator.runtime import ApiError, AsyncResource, ConfigurationError, DeadlineExceeded, Resource, Unauthorized
from generator.runtime.protocol.request import Given
from tests.leaks import found_in, shown, told_by
from tests.runtime.sample import (
    CREATE,
    KEY,
    MAKES,
    RETRIEVE,
    RUN,
    SERVICE,
    Sample,
    SampleResource,
    Time,
    answers,
    async_sample,
    call,
    sample,
)
from tests.runtime.server import Reaction, Script, Seen, serving, unused

Make = Callable[..., Resource | AsyncResource]
both = pytest.mark.parametrize("make", [sample, async_sample])
SCHEMES = ["bearer", "x-api-key", "query", "cookie", "basic"]
SECRET = KEY.removeprefix("sk_live_")
SPELLINGS = (SECRET, b64encode(KEY.encode()).decode())


def assert_hidden(error: BaseException) -> None:
    assert not [text for spelling in SPELLINGS for text in found_in(spelling, told_by(error))]


def echo(seen: Seen, number: int) -> Reaction:
    """Refuse the key, and say it as it is and as it was sent."""
    return Reaction(401, body=f"bad key {KEY} in {seen.headers}".encode())


@pytest.mark.dealt(0.4)
@both
@pytest.mark.parametrize("auth", SCHEMES)
@pytest.mark.parametrize(
    "reaction",
    [
        Reaction(drop="before"),
        Reaction(drop="after"),
        Reaction(202, cut=5),
        echo,
        Reaction(500),
        Reaction(trickle="body"),
        Reaction(200, headers=(("content-type", "text/html"),), body=b"<html>"),
    ],
    ids=["drop before", "drop after", "cut", "echo", "500", "late", "html"],
)
def test_no_error_shows_the_key(
    make: Make, auth: str, reaction: Script | Reaction, caplog: pytest.LogCaptureFixture
) -> None:
    """Walk every frame, attribute, note, pickle and log line of every failure."""
    caplog.set_level(logging.DEBUG)
    with serving(reaction) as server:
        # Only a server that trickles is ended by the deadline; the others must come to their own end, however slow.
        resource = make(base_url=server.url, auth=auth, deadline=0.3 if getattr(reaction, "trickle", "") else 30)
        with pytest.raises(ApiError) as caught:
            call(resource, CREATE)
        assert any(SECRET in str(seen) or auth == "basic" for seen in server.seen)
    assert_hidden(caught.value)
    assert SECRET.encode() not in pickle.dumps(caught.value)
    assert SECRET not in str(caught.value.to_dict())
    assert SECRET not in caplog.text


def test_a_key_is_known_as_it_was_sent() -> None:
    """An address that a server repeats has the key as addresses spell it."""
    key = "a+b/c=&0123456789"
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url.raw_path))
        return httpx.Response(404, json={"detail": f"nothing at {request.url.raw_path.decode()}"})

    with pytest.raises(ApiError) as caught:
        call(sample(handler, auth="query", key=key), RETRIEVE, "x")
    assert "0123456789" in seen[0]
    assert not found_in("0123456789", told_by(caught.value))


@both
def test_a_connection_that_fails_shows_no_key(make: Make) -> None:
    """Also where nothing was sent."""
    with pytest.raises(ApiError) as caught:
        call(make(base_url=unused(), time=Time()), CREATE)
    assert_hidden(caught.value)


def test_an_interruption_shows_no_key() -> None:
    """CancelledError passes through the transport's frames; they are not on its traceback."""

    async def scenario(url: str) -> BaseException:
        task = asyncio.ensure_future(async_sample(base_url=url)._call(CREATE, Given(), {}))
        await asyncio.sleep(0.2)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError as error:
            return error
        raise AssertionError

    with serving(Reaction(delay=5)) as server:
        assert_hidden(asyncio.run(scenario(server.url)))


def test_a_client_shows_no_key() -> None:
    """repr, vars, and whatever hangs on it."""
    client = sample(answers(RUN))._client
    assert all(SECRET not in text for text in shown(client, 5))
    with pytest.raises(TypeError):
        pickle.dumps(client)


def rendered() -> type[Sample]:
    """A class with a constructor of its own, as templates write it."""

    class Rendered(Sample):
        def __init__(self, api_key: str | None = None, **options: Any) -> None:
            super().__init__(api_key, **options)

    return Rendered


@pytest.mark.parametrize(
    "options",
    [
        {"base_url": "http://api.example.com"},
        {"environment": "moon"},
        {"auth": "telepathy"},
        {"plan": "golden"},
        {"max_retries": -1},
        {"timeout": 0},
        {"default_headers": {"x": "a\nb"}},
        {"rate_limit": "fast"},
        {"http_client": httpx.AsyncClient()},
    ],
    ids=lambda options: next(iter(options)),
)
def test_a_constructor_that_fails_shows_no_key(options: dict[str, Any]) -> None:
    """The argument is gone from its frame before anything can go wrong."""
    with pytest.raises(ConfigurationError) as caught:
        rendered()(KEY, **options)
    frame = caught.value.__traceback__
    while frame is not None:
        assert "api_key" not in frame.tb_frame.f_locals or frame.tb_frame.f_locals["api_key"] is None
        frame = frame.tb_next
    assert_hidden(caught.value)


@pytest.mark.parametrize(
    "options",
    [{"timeout": "3"}, {"default_headers": 3}, {"environment": []}, {"rate_limit": {"default": 3}}, {"nothing": 1}],
    ids=lambda options: next(iter(options)),
)
def test_an_argument_of_a_wrong_type_shows_no_key(options: dict[str, Any]) -> None:
    """Whatever error it raises."""
    with pytest.raises((TypeError, ConfigurationError)) as caught:
        rendered()(KEY, **options)
    assert_hidden(caught.value)


@pytest.mark.filterwarnings("error")
def test_a_warning_that_is_raised_shows_no_key() -> None:
    """It may be raised by a filter, from the constructor."""
    kind = rendered()
    kind._service = SERVICE._replace(key_pattern="^other")
    with pytest.raises(UserWarning, match="does not look like") as caught:
        kind(KEY)
    assert_hidden(caught.value)


def test_a_subclass_that_goes_on_hides_no_fault() -> None:
    """Its constructor uses the client, which has no session; the error says what was wrong with the arguments."""

    class Eager(Sample):
        def __init__(self, api_key: str) -> None:
            super().__init__(api_key, environment="moon")
            self.tasks = SampleResource(self)
            self.copy = self.with_options(max_retries=1)

    with pytest.raises(ConfigurationError, match="environment: 'moon' is unknown") as caught:
        Eager(KEY)
    assert_hidden(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("key", ["", "  ", KEY + "\nx", KEY + "☃", lambda: ""])
def test_a_key_that_cannot_be_sent_is_refused_without_being_shown(key: Any) -> None:
    """The message says what is wrong with it, not what it is."""
    with pytest.raises(ConfigurationError, match="api_key: the key") as caught:
        call(sample(answers(RUN), key=key), RETRIEVE, "x")
    assert_hidden(caught.value)


def test_a_key_from_a_file_may_end_in_a_newline() -> None:
    """Surrounding white space is never part of a key."""
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(200, json=RUN)

    call(sample(handler, key=KEY + "\n"), RETRIEVE, "x")
    assert seen == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    ("auth", "place"),
    [
        ("bearer", lambda request: request.headers["authorization"] == f"Bearer {KEY}"),
        ("x-api-key", lambda request: request.headers["x-api-key"] == KEY),
        ("query", lambda request: request.url.params["key"] == KEY and request.url.params["a"] == "1"),
        ("cookie", lambda request: request.headers["cookie"] == f"session={KEY}"),
        ("basic", lambda request: request.headers["authorization"].startswith("Basic ")),
    ],
)
def test_where_the_key_is_sent(auth: str, place: Callable[[httpx.Request], bool]) -> None:
    """Each scheme puts it where the API looks for it, and takes it off again."""
    requests: list[httpx.Request] = []
    there: list[bool] = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        there.append(place(request))
        return httpx.Response(200, json=RUN)

    call(sample(handler, auth=auth), RETRIEVE, "x", extra_query={"a": 1})
    assert there == [True]
    assert KEY not in str(requests[0].headers.raw) + str(requests[0].url)


@pytest.mark.dealt(0.4)
@pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("auth", SCHEMES)
def test_no_redirect_takes_the_key_away(make: Make, status: int, auth: str) -> None:
    """Another port is another server: it hears nothing at all."""
    with serving() as other, serving(Reaction(status, (("location", other.url + "/x"),))) as server:
        with pytest.raises(ApiError, match=f"{server.port} to http://127.0.0.1:{other.port}"):
            call(make(base_url=server.url, auth=auth), RETRIEVE, "x")
        assert other.seen == []


@pytest.mark.parametrize("auth", SCHEMES)
def test_a_url_of_the_apis_own_is_followed_without_the_key(auth: str) -> None:
    """`request` with an absolute URL: the client's origin gets the key, another does not."""
    with serving() as other, serving() as server:
        client: Any = sample(base_url=server.url, auth=auth, default_headers={"x-tenant": "secret"})._client
        client.request("GET", server.url + "/logs")
        client.request("GET", other.url + "/logs")
        assert SECRET in str(server.seen) or auth == "basic"
        assert SECRET not in str(other.seen)
        assert "authorization" not in other.seen[0].headers
        assert "x-tenant" not in other.seen[0].headers


@pytest.mark.parametrize(
    "url", ["http://api.example.com", "http://10.0.0.1", "ftp://x", "//x", "x", "https://u:p@x", "https://x?a=1"]
)
def test_where_no_key_is_sent(url: str) -> None:
    """Unencrypted, or not an address at all."""
    with pytest.raises(ConfigurationError, match="base_url"):
        Sample(KEY, base_url=url)


@pytest.mark.parametrize(
    "url", ["http://localhost:8000", "http://127.0.0.1:1", "http://[::1]:8000", "https://api.example.com/v1/"]
)
def test_where_a_key_may_be_sent(url: str) -> None:
    """Loopback needs no encryption."""
    assert Sample(KEY, base_url=url)


def test_no_key() -> None:
    """The message says how to give one."""
    with pytest.raises(ConfigurationError, match="pass api_key=… or set SAMPLE_API_KEY"):
        Sample()


def test_the_environments_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """An argument comes before the variable."""
    monkeypatch.setenv("SAMPLE_API_KEY", "from_environment")
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(200, json=RUN)

    call(sample(handler, key=None), RETRIEVE, "x")
    call(sample(handler), RETRIEVE, "x")
    assert seen == ["Bearer from_environment", f"Bearer {KEY}"]


async def _later(key: str) -> str:
    await asyncio.sleep(0)
    return key


@pytest.mark.parametrize(
    ("make", "wrap"), [(sample, str), (async_sample, str), (async_sample, _later)], ids=["sync", "async", "awaited"]
)
def test_a_function_is_asked_again_after_a_401(make: Make, wrap: Callable[[str], str | Awaitable[str]]) -> None:
    """Once: the second refusal is final."""
    keys = iter(["old_key_1", "new_key_2", "newer_key_3"])
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"].removeprefix("Bearer "))
        return httpx.Response(200, json=RUN) if seen[-1] == "new_key_2" else httpx.Response(401)

    resource = make(handler, key=lambda: wrap(next(keys)))
    assert call(resource, CREATE).id == "run_1"
    assert seen == ["old_key_1", "new_key_2"]
    seen.clear()
    resource = make(handler, key=lambda: wrap("wrong_key"))
    with pytest.raises(Unauthorized):
        call(resource, CREATE)
    assert seen == ["wrong_key", "wrong_key"]


def test_an_async_function_needs_the_async_client() -> None:
    """Said at the first call, without a coroutine left behind."""
    with pytest.raises(ConfigurationError, match="async"):
        call(sample(answers(RUN), key=lambda: _later("x")), RETRIEVE, "x")


def test_a_strange_key_is_only_warned_about() -> None:
    """The pattern is a fact about keys, which may change."""
    service = SERVICE._replace(key_pattern="^sk_live_")
    with pytest.warns(UserWarning, match="does not look like") as caught:
        sample(answers(RUN), service=service, key="pk_test_" + SECRET)
    assert SECRET not in str(caught[0].message)


def test_a_late_answer_shows_no_key() -> None:
    """The thread that is left behind holds the request, the error does not."""
    import threading

    release = threading.Event()

    def handler(request: httpx.Request) -> httpx.Response:
        release.wait(5)
        return httpx.Response(200)

    with pytest.raises(DeadlineExceeded) as caught:
        call(sample(handler), CREATE, deadline=0.1)
    assert_hidden(caught.value)
    release.set()
