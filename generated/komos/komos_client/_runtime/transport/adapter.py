"""Translates one attempt to httpx: the request it is sent as, its progress, its answer, its errors.

Errors are returned without tracebacks, because the transport's frames hold what was on the wire.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

from ..errors import ConfigurationError
from .commands import Send
from .content_encoding import WINDOWS
from .messages import AttemptProgress, AttemptResult
from .uploads import stream_class


def begin(response: Any, progress: AttemptProgress) -> None:
    """Record status and headers of *response*, and the content encoding of its body.

    The usual encodings are decoded here: of a damaged body httpx's decoders return nothing, and it may hold the id of
    what was paid for.
    """
    progress.phase, progress.status, headers = "answered", response.status_code, progress.headers
    for raw, value in response.headers.raw:
        name = raw.decode("latin-1").lower()
        text = value.decode("latin-1")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in WINDOWS and not response.is_stream_consumed:  # in-process transports may have read it already
        progress.coded = encoding


def scrubbed(result: AttemptResult, scrub: Callable[[bytes], bytes]) -> AttemptResult:
    """*result* without credentials, which error pages and the headers of redirects may repeat."""
    if result.status < 300:
        return result
    headers = {name: scrub(value.encode("latin-1")).decode("latin-1") for name, value in result.headers.items()}
    return result._replace(body=scrub(result.body), headers=headers)


def without_tracebacks(error: BaseException) -> BaseException:
    """*error* and all that led to it, without tracebacks: their frames hold the bytes on the wire."""
    todo: list[BaseException | None] = [error]
    seen: set[int] = set()
    while todo:
        current = todo.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        current.__traceback__ = None
        todo += [current.__cause__, current.__context__, *getattr(current, "exceptions", ())]
    return error


_TRANSPORT = frozenset({"httpx", "httpx2", "httpcore", "httpcore2", "h11", "h2", "anyio", "trio", "ssl", "socket"})


def outcome(error: BaseException, progress: AttemptProgress) -> AttemptResult:
    """The result of an attempt in which the transport raised *error*."""
    return progress.result(error_of(error, traced=progress.traced))


def error_of(error: BaseException, *, traced: bool) -> Exception:
    """*error* without tracebacks, if the transport raised it; other errors (interruptions, hooks) are raised."""
    if not isinstance(error, Exception):
        raise without_tracebacks(error)
    roots = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    if not isinstance(error, (OSError, EOFError)) and not roots & _TRANSPORT:
        raise without_tracebacks(error) if traced else error  # an in-process transport's bug should show its own lines
    without_tracebacks(error)
    return error


def tracer(progress: AttemptProgress) -> Callable[[str, dict[str, Any]], None]:
    def trace(name: str, info: dict[str, Any]) -> None:
        if name.endswith("send_request_headers.started") and not _tunnel(info):
            progress.phase = "sent"

    return trace


def async_tracer(progress: AttemptProgress) -> Callable[[str, dict[str, Any]], Awaitable[None]]:
    trace = tracer(progress)

    async def trace_async(name: str, info: dict[str, Any]) -> None:
        trace(name, info)

    return trace_async


def _tunnel(info: dict[str, Any]) -> bool:
    """Whether it is a CONNECT to a proxy, which comes before our request."""
    return getattr(info.get("request"), "method", b"") == b"CONNECT"


def library_of(client: Any) -> Any:
    """The module of *client*'s class: httpx, or a library with the same interface."""
    for kind in type(client).__mro__:
        module = sys.modules.get(kind.__module__.partition(".")[0])
        if module is not None and hasattr(module, "ByteStream") and hasattr(module, "Request"):
            return module
    raise ConfigurationError("http_client: not an httpx client; pass an httpx.Client or httpx.AsyncClient")


@lru_cache(maxsize=512)
def _url(library: Any, url: str) -> Any:
    """A parsed URL; parsing costs as much as all our decisions, and polling asks for the same ones."""
    return library.URL(url)


@lru_cache(maxsize=1)
def tls() -> Any:
    """One TLS context per process: loading the certificates is the slowest part of making a client."""
    import httpx

    return httpx.create_ssl_context()


def own_headers(client: Any) -> dict[str, str]:
    """Headers and cookies that a caller has set on *client*, without those that httpx sets on every client."""
    usual = ("accept", "accept-encoding", "connection", "user-agent")
    headers = {name: value for name, value in client.headers.items() if name not in usual}
    if len(client.cookies):
        headers["cookie"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)
    return headers


def request_for(command: Send, client: Any, trace: Any, *, own: dict[str, str]) -> Any:
    """The request as an object of *client*'s library; its parts are prepared, so nothing is parsed or encoded twice.

    Parameters:
        own: headers of a caller's own client, sent unless the request has a header of that name.
    """
    library = library_of(client)
    method, url, headers, body, _ = command.request
    if own:
        headers = {**own, **headers}
    return library.Request(
        method,
        _url(library, url),
        headers=[(name.encode(), value.encode()) for name, value in headers.items()],
        stream=library.ByteStream(body) if isinstance(body, bytes) else stream_class(library)(body),
        extensions={"timeout": dict(command.timeout), "trace": trace},
    )
