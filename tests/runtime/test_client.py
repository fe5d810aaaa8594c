"""The client itself: what its constructor takes, what it shares, what it tells, what it costs to import."""

from __future__ import annotations

import gc
import inspect
import logging
import subprocess
import sys
import weakref
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import httpx
import httpx2
import pytest

from generator.runtime import (
    UNSET,
    ApiError,
    CallOptions,
    ClientOptions,
    ConfigurationError,
    DriftError,
    DriftWarning,
    Event,
    Limit,
    Plan,
    RawResource,
    Response,
)
from generator.runtime.pipeline.prepare import prepare as prepare_request
from generator.runtime.protocol import request as prepare
from generator.runtime.protocol.request import Given
from generator.runtime.registry import ad_hoc_operation
from tests.runtime.sample import (
    CREATE,
    KEY,
    QUEUE,
    REPLACE,
    RETRIEVE,
    RUN,
    SEARCH,
    SERVICE,
    AsyncSample,
    Sample,
    SampleResource,
    Time,
    answers,
    call,
    sample,
)
from tests.runtime.server import serving

ROOT = Path(__file__).parents[2]


def seen_by(requests: list[httpx.Request]) -> Any:
    def handler(request: httpx.Request) -> httpx.Response:
        request.read()
        requests.append(request)
        return httpx.Response(200, json=RUN)

    return handler


@pytest.mark.parametrize(
    ("options", "environment", "url"),
    [
        ({}, {}, "https://api.example.com/v1"),
        ({"environment": "staging"}, {}, "https://staging.example.com/v1"),
        ({}, {"SAMPLE_ENVIRONMENT": "staging"}, "https://staging.example.com/v1"),
        ({}, {"SAMPLE_BASE_URL": "https://x.example.com/"}, "https://x.example.com"),
        ({"environment": "production"}, {"SAMPLE_BASE_URL": "https://x.example.com"}, "https://api.example.com/v1"),
        ({"base_url": "https://y.example.com"}, {"SAMPLE_BASE_URL": "https://x.example.com"}, "https://y.example.com"),
    ],
)
def test_where_requests_go(
    options: dict[str, Any], environment: dict[str, str], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An argument before a variable, a URL before a name."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert repr(Sample(KEY, **options)) == f"<Sample {url}>"


def test_a_path_may_name_a_value_twice() -> None:
    """It is given once."""
    requests: list[httpx.Request] = []
    call(sample(seen_by(requests)), RETRIEVE._replace(path="/a/{id}/{verb}/{id}"), "x", "go")
    assert requests[0].url.path.endswith("/a/x/go/x")


def test_two_places_at_once() -> None:
    """Saying both is a mistake."""
    with pytest.raises(ConfigurationError, match="give one of them"):
        Sample(KEY, base_url="https://x.example.com", environment="staging")


def test_copies_share_all_but_their_options() -> None:
    """One pool, one budget, one report; headers add up."""
    requests: list[httpx.Request] = []
    client = sample(seen_by(requests), default_headers={"x-a": "1"})._client
    copy = client.with_options(max_retries=0, default_headers={"X-B": "2"}, timeout=3)
    assert (copy._session.shared.transport, copy._session.shared) == (
        client._session.shared.transport,
        client._session.shared,
    )
    copy.request("GET", "/x")
    client.request("GET", "/x")
    assert [(request.headers.get("x-a"), request.headers.get("x-b")) for request in requests] == [
        ("1", "2"),
        ("1", None),
    ]
    assert requests[0].extensions["timeout"]["read"] == 3


def test_options_of_one_call() -> None:
    """They add headers and query, and replace timeouts."""
    requests: list[httpx.Request] = []
    resource = sample(seen_by(requests))
    call(resource, RETRIEVE, "x", extra_headers={"X-Trace": "t"}, extra_query={"debug": True}, timeout=httpx.Timeout(9))
    (request,) = requests
    assert request.headers["x-trace"] == "t"
    assert request.url.query == b"debug=true"
    assert request.extensions["timeout"] == {"connect": 9, "read": 9, "write": 9, "pool": 9}


def test_one_user_agent() -> None:
    """Which names the distribution and its version."""
    requests: list[httpx.Request] = []
    call(sample(seen_by(requests)), RETRIEVE, "x")
    assert requests[0].headers["user-agent"].startswith("sample-client/1.2.3 ")


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_a_callers_own_client_keeps_its_headers(library: Any) -> None:
    """Cookies and headers he set on it are sent."""
    requests: list[Any] = []

    def handler(request: Any) -> Any:
        requests.append(request)
        return library.Response(200, json=RUN, headers={"x-api-version": "1"})

    transport = library.MockTransport(handler)
    own = library.Client(transport=transport, headers={"x-gateway": "g"}, cookies={"route": "blue"})
    call(sample(http_client=own), RETRIEVE, "x", timeout=library.Timeout(9))
    assert (requests[0].headers["x-gateway"], requests[0].headers["cookie"]) == ("g", "route=blue")
    assert not requests[0].headers["user-agent"].startswith("python-httpx")
    assert requests[0].extensions["timeout"]["read"] == 9


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        (httpx.Response(200, json={"a": 1}), {"a": 1}),
        (httpx.Response(200, text="hi"), "hi"),
        (httpx.Response(200, content=b"\x00", headers={"content-type": "application/pdf"}), b"\x00"),
        (httpx.Response(204), None),
    ],
)
def test_request_reaches_what_is_not_listed(answer: httpx.Response, value: Any) -> None:
    """Whatever kind of answer it is."""
    response: Response[Any] = sample(answers(answer))._client.request("get", "extra/thing", query={"a": [1, 2]})
    assert response.value == value


def test_request_sends_json_and_bytes() -> None:
    """With the right content types."""
    requests: list[httpx.Request] = []
    client: Any = sample(seen_by(requests))._client
    client.request("POST", "/x", json={"a": None})
    client.request("PUT", "/x", content=b"a,b", headers={"Content-Type": "text/csv"})
    client.request("PUT", "/x", content=b'{"a": 1}', headers={"Content-Type": "application/json"})
    client.request("PUT", "/x", content="é")
    client.request("PUT", "/x", json={"a": "b c"}, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert [(request.headers["content-type"], request.content) for request in requests] == [
        ("application/json", b'{"a":null}'),
        ("text/csv", b"a,b"),
        ("application/json", b'{"a": 1}'),  # content goes as it is, whatever it is called
        ("application/octet-stream", "é".encode()),
        ("application/x-www-form-urlencoded", b"a=b+c"),
    ]


def test_a_form_has_its_own_boundary() -> None:
    """A type without one is completed."""
    requests: list[httpx.Request] = []
    client: Any = sample(seen_by(requests))._client
    client.request("POST", "/x", json={"a": "b"}, headers={"Content-Type": "multipart/form-data"})
    kind, _, boundary = requests[0].headers["content-type"].partition("; boundary=")
    assert kind == "multipart/form-data"
    assert requests[0].content.startswith(f"--{boundary}\r\n".encode())


@pytest.mark.parametrize(
    ("path", "query", "sent"),
    [
        ("/a b/é", None, "/v1/a%20b/%C3%A9"),
        ("/a%20b/%zz%", None, "/v1/a%20b/%25zz%25"),
        ("/x?q=ü&r=1 2", {"s": "ä b+c&d"}, "/v1/x?q=%C3%BC&r=1%202&s=%C3%A4%20b%2Bc%26d"),
        ("/{a}|\\<b>", None, "/v1/%7Ba%7D%7C%5C%3Cb%3E"),
        ("/a:b@c;d=(1)!$'*,[2]~", None, "/v1/a:b@c;d=(1)!$'*,[2]~"),
        ("https://api.example.com/v1/ü", None, "/v1/%C3%BC"),
    ],
)
def test_paths_are_written_in_ascii(path: str, query: Any, sent: str) -> None:
    """What is encoded already stays so."""
    session = sample()._client._session
    core = session.shared
    operation, given = ad_hoc_operation(core.routes, core.base_url, "GET", path, query, UNSET, None, None)
    request, _ = prepare_request(session, operation, given, {})
    assert request.url == f"https://api.example.com{sent}"


def test_headers_are_sent_without_the_spaces_around_them() -> None:
    """In every place where they can be given."""
    requests: list[httpx.Request] = []
    client: Any = sample(seen_by(requests), default_headers={"X-A": " a "})._client
    resource = SampleResource(client.with_options(default_headers={"X-B": "\tb"}))
    call(resource, REPLACE, "x", extra_headers={"X-C": "c d  ", "X-D": ""})
    assert [requests[0].headers[name] for name in ("x-a", "x-b", "x-c", "x-d")] == ["a", "b", "c d", ""]


@pytest.mark.parametrize("name", ["Content-Length", "Host"])
def test_a_header_of_the_transports_may_be_repeated(name: str) -> None:
    """As it is sent anyway."""
    requests: list[httpx.Request] = []
    value = {"Content-Length": "7", "Host": "api.example.com"}[name]
    call(sample(seen_by(requests)), REPLACE, "x", body={"a": 1}, extra_headers={name: value})
    assert requests[0].headers.get_list(name) == [value]


def test_request_is_not_sent_in_clear_text() -> None:
    """Even where the key would not be sent; loopback is allowed."""
    requests: list[httpx.Request] = []
    client: Any = sample(seen_by(requests))._client
    with pytest.raises(ConfigurationError, match="not encrypted"):
        client.request("GET", "http://api.example.com/v1/x")
    client.request("GET", "http://127.0.0.1:8080/x")
    assert [str(request.url) for request in requests] == ["http://127.0.0.1:8080/x"]


KNOWN = {"CREATE": CREATE, "QUEUE": QUEUE, "RETRIEVE": RETRIEVE, "SEARCH": SEARCH, "START": CREATE._replace(slot=True)}
KNOWN["LATEST"] = RETRIEVE._replace(name="runs.latest", path="/runs/latest", limit="expensive")
ROUTED = SERVICE._replace(operations={one.name: f"routed_operations:{name}" for name, one in KNOWN.items()})
_operations = sys.modules["sample_client.routed_operations"] = ModuleType("sample_client.routed_operations")
vars(_operations).update(KNOWN)


@pytest.mark.parametrize(
    ("method", "path", "name", "kind", "limit"),
    [
        ("get", "search?q=1", "runs.search", "safe", "expensive"),
        ("GET", "https://api.example.com/v1/runs/run%201", "runs.retrieve", "safe", "default"),
        ("GET", "/runs/latest", "runs.latest", "safe", "expensive"),
        ("POST", "/queue", "runs.queue", "keyed", "default"),
        ("PUT", "/queue", "request", "idempotent", "default"),
        ("POST", "/runs/a/b", "request", "once", "default"),
        ("GET", "https://elsewhere.example.net/v1/search", "request", "safe", "default"),
    ],
)
def test_request_knows_what_the_document_knows(method: str, path: str, name: str, kind: str, limit: str) -> None:
    """The name, the class and the budget of the operation whose method and path fit; the answer stays as it is."""
    core = sample(answers(RUN), service=ROUTED)._client._session.shared
    operation, _ = ad_hoc_operation(core.routes, core.base_url, method, path, None, {}, None, None)
    assert (operation.name, operation.repeat.kind, operation.limit, operation.returns) == (name, kind, limit, "*")


def test_request_takes_a_key_where_one_fits() -> None:
    """A body with fields gets one, bytes do not: they are sent as they are, once."""
    requests: list[httpx.Request] = []
    client: Any = sample(seen_by(requests), service=ROUTED)._client
    client.request("POST", "/queue", json={"a": 1})
    client.request("POST", "/queue", content=b"{}")
    assert ["clientRequestId" in request.content.decode() for request in requests] == [True, False]
    assert (
        ad_hoc_operation(
            client._session.shared.routes, client._session.shared.base_url, "POST", "/queue", None, UNSET, b"{}", None
        )[0].repeat.kind
        == "once"
    )


def test_raw_responses() -> None:
    """The value, and everything around it; a replay is recognised."""
    answer = httpx.Response(200, json=RUN, headers={"x-request-id": "r1"})
    resource = RawResource(sample(answers(httpx.Response(503), answer), time=Time())._client._session)
    response = resource._call(QUEUE, Given(body={}), {})
    assert response.value.id == "run_1"
    assert (response.status_code, response.request_id, response.replayed) == (200, "r1", True)
    assert [attempt.status for attempt in response.attempts] == [503, 200]
    assert response.elapsed > 0
    assert response.headers["content-type"] == "application/json"


def test_describe() -> None:
    """What a program may want to know before it spends."""
    client = sample(answers(RUN))._client
    known = client.describe("runs.create")
    assert (known["method"], known["path"], known["class"], known["credits"]) == ("POST", "/runs", "once", "5")
    assert known["provenance"] == "documented"
    with pytest.raises(KeyError, match=r"runs\.create"):
        client.describe("runs.made")


def test_describe_knows_the_plan() -> None:
    """Its limits, not those of all; how many runs only where one is started."""
    service = ROUTED._replace(plans={"free": Plan({"default": Limit(2, 30.0)}, 5)})
    known = Sample(KEY).describe("runs.create")
    assert (known["requests"], known["concurrent_runs"]) == ("1000000 per 60 s", None)
    client: Any = sample(service=service, plan="free")._client
    known = client.describe("runs.create")
    assert (known["requests"], known["concurrent_runs"]) == ("2 per 30 s", 5)
    assert client.describe("runs.retrieve")["concurrent_runs"] is None


def test_a_misspelt_argument_is_refused() -> None:
    """Every method takes its options by keyword; what is none of them is a TypeError, and nothing is sent."""
    resource = sample(answers(RUN), time=Time())
    with pytest.raises(TypeError, match=r"runs\.retrieve\(\) got an unexpected keyword argument 'time_out'"):
        resource._call(RETRIEVE, Given(("x",)), cast("CallOptions", {"time_out": 3}))
    with pytest.raises(TypeError, match=r"with_options\(\) got an unexpected keyword argument 'retries'"):
        resource._client.with_options(**cast("ClientOptions", {"retries": 3}))
    assert CallOptions.__annotations__.keys() == prepare.OPTIONS


def test_events_tell_what_happens() -> None:
    """Every attempt, wait and retry, in order; all of it may be logged."""
    events: list[Event] = []
    handler = answers(httpx.Response(429, headers={"retry-after": "1", "set-cookie": "s=1"}), RUN)
    resource = sample(handler, time=Time(), on_event=events.append, rate_limit=Limit(2, 60.0))
    call(resource, RETRIEVE, "x")
    call(resource, RETRIEVE, "x")
    assert [event.kind for event in events] == ["attempt", "retry", "attempt", "wait", "attempt"]
    assert [event.status for event in events if event.kind == "attempt"] == [429, 200, 200]
    assert events[1].wait >= 1.0
    assert "set-cookie" not in events[0].headers
    assert events[0].headers["retry-after"] == "1"


def test_a_handler_that_fails_breaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged."""

    def handler(event: Event) -> None:
        raise ValueError("my own fault")

    assert call(sample(answers(RUN), on_event=handler), RETRIEVE, "x").id == "run_1"
    assert "my own fault" in caplog.text


def test_one_log_line_per_attempt(caplog: pytest.LogCaptureFixture) -> None:
    """Under the package's name."""
    caplog.set_level(logging.INFO, "sample_client")
    call(sample(answers(httpx.Response(500), RUN), time=Time()), RETRIEVE, "x")
    lines = [record.getMessage() for record in caplog.records if record.name == "sample_client"]
    assert [line.split(" in ")[0].split(" for ")[0] for line in lines] == [
        "runs.retrieve attempt #1 500",
        "runs.retrieve retry #1 500 failed",
        "runs.retrieve attempt #2 200",
    ]


def test_pacing_can_be_switched_off() -> None:
    """rate_limit=None."""
    time = Time()
    resource = sample(answers(RUN), time=time, rate_limit=None)
    for _ in range(5):
        call(resource, SEARCH)
    assert time.naps == []


def test_context_managers() -> None:
    """Closing closes the pool, for copies too."""
    import asyncio

    with serving() as server:
        with Sample(KEY, base_url=server.url) as client:
            client.request("GET", "/x")
        with pytest.raises(ConfigurationError, match="closed"):
            client.with_options().request("GET", "/x")

        async def scenario() -> None:
            async with AsyncSample(KEY, base_url=server.url) as client:
                assert (await client.request("GET", "/x")).status_code == 200

        asyncio.run(scenario())


@pytest.mark.parametrize("path", [(), ("",), ("..",)])
def test_a_path_must_stay_the_operations(path: tuple[str, ...]) -> None:
    """A missing or empty id would name another operation; nothing is sent."""
    with pytest.raises((TypeError, ValueError)):
        call(sample(answers(RUN)), RETRIEVE, *path)


@pytest.mark.parametrize("operation", [CREATE, RETRIEVE])
def test_headers_stay_one_line(operation: Any) -> None:
    """A line break in a header is refused before anything is sent."""
    path = ("x",) if operation is RETRIEVE else ()
    with pytest.raises(ConfigurationError, match="control characters"):
        call(sample(answers(RUN)), operation, *path, extra_headers={"x": "a\r\nb: c"})


def test_making_a_client_is_cheap() -> None:
    """No httpx, attrs or anything else heavy before the first call."""
    heavy = {"httpx", "attr", "attrs", "inspect", "dataclasses", "email", "ssl", "asyncio", "json", "logging"}
    code = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from generator.runtime import AsyncClient, Client, Limit, Scheme, Service
service = Service("s", "S", "s", "1", "0", {{"p": "https://x.example.com"}}, {{"b": Scheme("header", "Authorization")}})
for base in (Client, AsyncClient):
    type("S", (base,), {{"_service": service}})("key_0123456789")
print(*sorted({heavy} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_an_optional_body_of_nothing_is_no_body() -> None:
    """All its parts are left out; an empty object that was given is sent."""
    from generator.runtime import UNSET

    requests: list[httpx.Request] = []
    operation = CREATE._replace(optional_body=True)
    resource = sample(seen_by(requests))
    call(resource, operation, body={"reason": UNSET})
    call(resource, operation, body={"reason": "r"})
    call(resource, CREATE, body={"reason": UNSET})
    call(resource, operation, body={})
    assert [request.content for request in requests] == [b"", b'{"reason":"r"}', b"{}", b"{}"]


@pytest.mark.parametrize("kind", [Sample, AsyncSample])
def test_help_shows_the_constructor(kind: Any) -> None:
    """Notebooks and `help()` name the constructor's parameters, not `*args, **kwargs`."""
    assert list(inspect.signature(kind).parameters)[:4] == ["api_key", "environment", "base_url", "timeout"]


class Stopped(BaseException):
    """An interruption."""


@pytest.mark.parametrize("slots", [False, True])
@pytest.mark.parametrize("raised", [httpx.ReadError, Stopped, RuntimeError])
def test_an_error_keeps_no_dropped_client_alive(raised: type[BaseException], slots: bool) -> None:
    """Nothing refers to itself: connections are closed without waiting for the garbage collector."""

    def handler(_: httpx.Request) -> httpx.Response:
        raise raised("cut")

    gc.collect()
    gc.disable()
    try:
        service = SERVICE._replace(plans={"one": Plan({}, 1)})
        resource = sample(handler, time=Time(), service=service, plan="one" if slots else None)
        pool = weakref.ref(resource._client._session.shared.transport)
        with pytest.raises((ApiError, Stopped, RuntimeError)):
            call(resource, CREATE._replace(slot=slots))
        del resource
        assert pool() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.filterwarnings("error")
def test_a_misfit_that_is_raised_keeps_no_dropped_client_alive(strict: bool) -> None:
    """As an error of a strict client, or as a warning that a filter raises."""
    gc.collect()
    gc.disable()
    try:
        resource = sample(answers({"run": {"id": 5}}), strict=strict)
        pool = weakref.ref(resource._client._session.shared.transport)
        with pytest.raises(DriftError if strict else DriftWarning):
            call(resource, RETRIEVE, "x")
        del resource
        assert pool() is None
    finally:
        gc.enable()
