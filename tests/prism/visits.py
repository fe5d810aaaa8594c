"""A call made and what came of it: the value, the annotation it should have, the request as it was sent."""

from __future__ import annotations

import json
import typing
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from attrs import field, frozen

from tests.prism import typed
from tests.prism.cases import Case
from tests.prism.server import Prism

VARIANTS = ("sync", "async", "raw", "rawasync")
KEEP_ALIVE = httpx.Limits(keepalive_expiry=2)
"""Shorter than Prism's five seconds, so that no request meets a connection that is being closed."""


@frozen(kw_only=True)
class Visit:
    """What came of one call."""

    value: Any
    """Without the `Response` around it; a page for a paged list."""
    annotation: Any
    response: Any = None
    request: httpx.Request
    drift: list[dict[str, Any]]
    following: Any = field(default=None)
    """The page after the first, or the error that asking for it raised."""


class Connections:
    """Sync and async connections shared by many clients; they remember the last request."""

    def __init__(self, run: Callable[[Any], Any]) -> None:
        self.run = run
        self.requests: list[httpx.Request] = []
        self._sync = httpx.Client(limits=KEEP_ALIVE, event_hooks={"request": [self._note]})
        self._async = httpx.AsyncClient(limits=KEEP_ALIVE, event_hooks={"request": [self._note_async]})

    def _note(self, request: httpx.Request) -> None:
        request.read()
        self.requests.append(request)

    async def _note_async(self, request: httpx.Request) -> None:
        await request.aread()
        self.requests.append(request)

    def client(self, case: Case, prism: Prism, *, asynchronous: bool = False, **options: Any) -> Any:
        """A client of its own for one call, so that its drift report is about that call alone."""
        http_client = self._async if asynchronous else self._sync
        endpoint = case.endpoint
        if len(endpoint.surface.schemes) > 1:
            options = {"auth": endpoint.schemes[0], **options}
        return endpoint.surface.client(
            asynchronous=asynchronous, base_url=prism.url, http_client=http_client, **options
        )

    def close(self) -> None:
        """Close them."""
        self._sync.close()
        self.run(self._async.aclose())

    def visit(self, case: Case, prism: Prism, variant: str = "raw", *, prefer: str = "", **options: Any) -> Visit:
        """Make the call of *case* in one of the four ways that its method is written."""
        raw, asynchronous = variant.startswith("raw"), variant.endswith("async")
        client = self.client(case, prism, asynchronous=asynchronous, **options)
        method = case.endpoint.method(client, raw=raw)
        self.requests.clear()
        value = call(case, method, **_preferring(prefer))
        annotation = typed.hints(method, case.endpoint.surface.package)["return"]
        if asynchronous:
            annotation, value = self.run(_awaited(annotation, value))
        first, response = self.requests[0], None
        if raw:
            (annotation,), response, value = typing.get_args(annotation), value, value.value
        following = self._following(case, value) if getattr(value, "has_next", False) else None
        return Visit(
            value=value,
            annotation=annotation,
            response=response,
            request=first,
            drift=[one for one in client.drift_report() if not _announced(case, one)],
            following=following,
        )

    def _following(self, case: Case, page: Any) -> Any:
        try:
            after = page.next_page()
            return self.run(after) if isinstance(after, Awaitable) else after
        except case.endpoint.surface.package.UnexpectedResponse as error:
            return error


async def _awaited(annotation: Any, given: Any) -> tuple[Any, Any]:
    """The value, and what it should be: awaiting a list's pages gives the first of them."""
    if typing.get_origin(annotation) is type(given):
        page = await given
        kind: Any = page.__class__
        return kind[typing.get_args(annotation)[0]], page
    return annotation, await given


def _announced(case: Case, misfit: dict[str, Any]) -> bool:
    """Whether the document says it, too: Prism tells in a header that an operation is deprecated."""
    return misfit["kind"] == "deprecation" and case.endpoint.entry.call.deprecated


def _preferring(prefer: str) -> dict[str, Any]:
    return {"extra_headers": {"Prefer": prefer}} if prefer else {}


def call(case: Case, method: Callable[..., Any], **options: Any) -> Any:
    """What *method* gives for the values of *case*: paths by position, the rest by name, as its annotations want it."""
    hints, as_wanted = typed.hints(method, case.endpoint.surface.package), typed.rich if case.typed else typed.plain
    values = {name: as_wanted(hints[name], value) for name, value in case.values.items()}
    path = [values.pop(one.name) for one in case.endpoint.entry.arguments if one.place == "path"]
    return method(*path, **values, **options)


def answered(visit: Visit, case: Case) -> Any:
    """The part of the answer's JSON that *case*'s method is about; all of an answer that is not JSON."""
    operation = case.endpoint.operation
    if operation.returns in ("bytes", "str") or isinstance(visit.value, bytes):
        return visit.value
    whole: Any = json.loads(visit.response.body) if visit.response.body else None
    part = operation.paging.items if operation.paging else operation.unwrap
    return whole[part] if part else whole
