"""A client as it would be rendered, for an API that does not exist; and time that passes when it is told to."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import ModuleType
from typing import Any
from weakref import finalize

import httpx
import httpx2

from generator.runtime import (
    UNSET,
    AsyncClient,
    AsyncResource,
    CallOptions,
    Client,
    Clock,
    Conflict,
    Connections,
    ErrorRule,
    Follower,
    Limit,
    Operation,
    Paging,
    Plan,
    RateLimited,
    Resource,
    Scheme,
    Service,
    Waiter,
    idempotent,
    keyed,
    once,
    safe,
)
from generator.runtime.protocol.request import Given

KEY = "sk_live_" + "".join(f"{digit:x}" for digit in range(16))  # put together, so that no source line shows it

MODELS = """
from __future__ import annotations
from generator.runtime import Model, OpenStr, define, wire, UNSET, Unset

class Status(OpenStr):
    PENDING = "PENDING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

@define(kw_only=True)
class Run(Model):
    id: str
    status: Status | Unset = UNSET
    error: str | None | Unset = UNSET

@define(kw_only=True)
class RunEnvelope(Model):
    run: Run
    note: str | Unset = UNSET

@define(kw_only=True)
class RunList(Model):
    runs: list[Run]

@define(kw_only=True)
class Task(Model):
    id: int

@define(kw_only=True)
class TaskPage(Model):
    data: list[Task]
    next: str | None | Unset = UNSET
    more: bool | Unset = UNSET
    total: int | Unset = UNSET

@define(kw_only=True)
class LogEntry(Model):
    id: str
    message: str | Unset = UNSET

@define(kw_only=True)
class RunLogs(Model):
    log_entries: list[LogEntry] = wire("logEntries")
"""

for _name, _source in (("sample_client", ""), ("sample_client.models", MODELS)):
    if _name not in sys.modules:
        sys.modules[_name] = ModuleType(_name)
        exec(_source, vars(sys.modules[_name]))


class SafetyCap(RateLimited):
    """A cap that waiting a moment does not lift."""


class SeatMissing(Conflict):
    """No seat is connected."""


RETRIEVE: Operation[Any] = Operation("runs.retrieve", "GET", "/runs/{run_id}", safe, returns="Run", unwrap="run")
REPLACE: Operation[Any] = Operation("runs.replace", "PUT", "/runs/{run_id}", idempotent, returns="Run", unwrap="run")
QUEUE: Operation[Any] = Operation(
    "runs.queue", "POST", "/queue", keyed("clientRequestId"), returns="Run", unwrap="run", replayed=200
)
CREATE: Operation[Any] = Operation(
    "runs.create", "POST", "/runs", once, returns="Run", unwrap="run", errors=(400, 422), documented=True, credits="5"
)
SEARCH: Operation[Any] = Operation("runs.search", "GET", "/search", safe, returns="Any", limit="expensive")
CANCEL: Operation[Any] = Operation(
    "runs.cancel", "POST", "/runs/{run_id}/cancel", idempotent, returns="Run", unwrap="run"
)
LOGS: Operation[Any] = Operation("runs.logs", "GET", "/runs/{run_id}/logs", safe, returns="RunLogs")
CURSOR: Operation[Any] = Operation(
    "tasks.list",
    "GET",
    "/tasks",
    safe,
    returns="Task",
    paging=Paging("cursor", "data", "cursor", "next", "more", size="limit"),
)
OFFSET: Operation[Any] = CURSOR._replace(paging=Paging("offset", "data", "offset", total="total", size="limit"))
PAGE: Operation[Any] = CURSOR._replace(paging=Paging("page", "data", "page", size="limit"))
LINK: Operation[Any] = CURSOR._replace(paging=Paging("link", "data", next="next"))
WAIT: Waiter[Any] = Waiter(
    "runs.wait", RETRIEVE, "status", ("COMPLETED",), ("FAILED",), ("CANCELLED",), ("PENDING", "RUNNING"), CANCEL
)
FOLLOW: Follower[Any] = Follower("runs.follow_logs", LOGS, "logEntries", WAIT)

SERVICE = Service(
    "sample",
    "Sample",
    "sample_client",
    "1.2.3",
    "0" * 64,
    {"production": "https://api.example.com/v1", "staging": "https://staging.example.com/v1"},
    {
        "bearer": Scheme("header", "Authorization", "Bearer "),
        "x-api-key": Scheme("header", "x-api-key"),
        "query": Scheme("query", "key"),
        "cookie": Scheme("cookie", "session"),
        "basic": Scheme("basic", "authorization"),
    },
    key_hint="get one at https://example.com/keys",
    limits={"default": Limit(1_000_000), "expensive": Limit(1_000_000)},
    plans={"free": Plan({"default": Limit(2, 60.0)}), "enterprise": Plan({})},
    api_version="1",
    version_header="X-API-Version",
    refused=(503,),
    errors=(
        ErrorRule(429, SafetyCap, match="safety cap", retry=False),
        ErrorRule(409, SeatMissing, code="SEAT_MISSING"),
    ),
    operations={"runs.create": "sample_operations:CREATE"},
)
_operations = sys.modules["sample_client.sample_operations"] = ModuleType("sample_client.sample_operations")
vars(_operations)["CREATE"] = CREATE


class Time:
    """A clock that only moves when someone sleeps; it remembers each nap."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.naps: list[float] = []

    def sleep(self, seconds: float) -> Awaitable[None]:
        """Passes the time; what it returns can be awaited, so that both drivers may sleep here."""
        self.naps.append(seconds)
        self.now += seconds
        return _Done()

    def clock_of_client(self, random: Callable[[], float] = lambda: 0.5) -> Clock:
        return Clock(lambda: self.now, lambda: 1_700_000_000.0 + self.now, random, self.sleep)


class _Done:
    def __await__(self) -> Any:
        yield  # others go on meanwhile, as in any sleep


Handler = Callable[[httpx.Request], httpx.Response]


class Sample(Client):
    _service = SERVICE


class AsyncSample(AsyncClient):
    _service = SERVICE


class SampleResource(Resource):
    """A resource that remembers its client."""

    def __init__(self, client: Client) -> None:
        super().__init__(client._session)
        self._client = client


class AsyncSampleResource(AsyncResource):
    """A resource that remembers its client."""

    def __init__(self, client: AsyncClient) -> None:
        super().__init__(client._session)
        self._client = client


def versioned(handler: Handler) -> httpx.MockTransport:
    """*handler*, whose answers name the API's version where they name none."""

    def answer(request: httpx.Request) -> httpx.Response:
        response = handler(request)
        response.headers.setdefault("x-api-version", "1")
        return response

    return httpx.MockTransport(answer)


def sample(
    handler: Handler | None = None,
    *,
    time: Time | None = None,
    service: Service = SERVICE,
    key: Any = KEY,
    **options: Any,
) -> SampleResource:
    """A resource of a client whose requests end in *handler*, in this process."""
    namespace: dict[str, Any] = {"_service": service, **({"_clock": time.clock_of_client()} if time else {})}
    if handler is not None:
        options["http_client"] = httpx.Client(transport=versioned(handler))
    return SampleResource(type("Sample", (Client,), namespace)(key, **options))


def async_sample(
    handler: Handler | None = None,
    *,
    time: Time | None = None,
    service: Service = SERVICE,
    key: Any = KEY,
    **options: Any,
) -> AsyncSampleResource:
    """The same, asynchronous."""
    namespace: dict[str, Any] = {"_service": service, **({"_clock": time.clock_of_client()} if time else {})}
    if handler is not None:
        options["http_client"] = httpx.AsyncClient(transport=versioned(handler))
    return AsyncSampleResource(type("AsyncSample", (AsyncClient,), namespace)(key, **options))


def call(
    resource: Resource | AsyncResource, operation: Operation[Any], *path: object, body: Any = UNSET, **options: Any
) -> Any:
    """One call, whichever kind the client is."""
    given: CallOptions = options  # type: ignore[assignment]
    result = resource._call(operation, Given(path, body=body), given)
    return run(resource, result) if isinstance(resource, AsyncResource) else result


def run(resource: AsyncResource, work: Awaitable[Any]) -> Any:
    """The result of *work* in a loop of its own; a caller's own client hangs up before the loop is gone."""

    async def within() -> Any:
        try:
            return await work
        finally:
            given = getattr(resource._client._session.shared.transport, "_given", None)
            transport = getattr(given and given.client, "_transport", None)
            if hasattr(transport, "_pool"):
                await transport._pool.aclose()

    return asyncio.run(within())


def over_httpx2(**options: Any) -> SampleResource:
    """A resource of a client that is given one of httpx2's."""
    own = httpx2.Client()
    resource = sample(http_client=own, **options)
    finalize(resource._client._session.shared.transport, own.close)
    return resource


def async_over_httpx2(**options: Any) -> AsyncSampleResource:
    """The same, asynchronous."""
    return async_sample(http_client=httpx2.AsyncClient(), **options)


BY_HTTPCORE2 = Connections(engine="httpcore2")

MAKES: dict[str, Callable[..., Resource | AsyncResource]] = {
    "sync": sample,
    "async": async_sample,
    "sync over httpx2": over_httpx2,
    "async over httpx2": async_over_httpx2,
    "sync by httpcore2": partial(sample, connections=BY_HTTPCORE2),
    "async by httpcore2": partial(async_sample, connections=BY_HTTPCORE2),
}
"""All kinds of clients that reach real sockets."""


def answers(*given: httpx.Response | Exception | Mapping[str, Any]) -> Handler:
    """Handlers' answers in turn; the last one stays."""
    rest = list(given)

    def handler(request: httpx.Request) -> httpx.Response:
        answer = rest.pop(0) if len(rest) > 1 else rest[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=dict(answer))

    return handler


RUN = {"run": {"id": "run_1", "status": "RUNNING"}}
