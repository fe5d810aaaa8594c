"""One attempt in httpx's terms: the request it is sent as, how far it came, what it heard, what went wrong.

What goes wrong comes back without tracebacks, because the transport's frames hold what was on the wire.
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


def begin(response: Any, trail: AttemptProgress) -> None:
    """Note the head of *response*, and whether its body is to be read as it comes.

    We undo the usual encodings ourselves: of bytes that cannot be undone, httpx's decoders give nothing, and the id of
    what was paid for may be among them.
    """
    trail.phase, trail.status, headers = "answered", response.status_code, trail.headers
    for raw, value in response.headers.raw:
        name = raw.decode("latin-1").lower()
        text = value.decode("latin-1")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding in WINDOWS and not response.is_stream_consumed:  # in-process transports may have read it already
        trail.coded = encoding


def scrubbed(heard: AttemptResult, scrub: Callable[[bytes], bytes]) -> AttemptResult:
    """*heard* without the credential, which error pages and the headers of redirects may repeat."""
    if heard.status < 300:
        return heard
    headers = {name: scrub(value.encode("latin-1")).decode("latin-1") for name, value in heard.headers.items()}
    return heard._replace(body=scrub(heard.body), headers=headers)


def bare(error: BaseException) -> BaseException:
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


def outcome(error: BaseException, trail: AttemptProgress) -> AttemptResult:
    """What the transport raised, as a value."""
    return trail.heard(sorted_out(error, traced=trail.traced))


def sorted_out(error: BaseException, *, traced: bool) -> Exception:
    """What the transport raised, bare; raises what is not its doing: an interruption, a bug in a hook."""
    if not isinstance(error, Exception):
        raise bare(error)
    roots = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    if not isinstance(error, (OSError, EOFError)) and not roots & _TRANSPORT:
        raise bare(error) if traced else error  # an in-process transport's bug should show its own lines
    bare(error)
    return error


def tracer(trail: AttemptProgress) -> Callable[[str, dict[str, Any]], None]:
    def trace(name: str, info: dict[str, Any]) -> None:
        if name.endswith("send_request_headers.started") and not _tunnel(info):
            trail.phase = "sent"

    return trace


def async_tracer(trail: AttemptProgress) -> Callable[[str, dict[str, Any]], Awaitable[None]]:
    trace = tracer(trail)

    async def trace_async(name: str, info: dict[str, Any]) -> None:
        trace(name, info)

    return trace_async


def _tunnel(info: dict[str, Any]) -> bool:
    """A CONNECT to a proxy: not yet our request."""
    return getattr(info.get("request"), "method", b"") == b"CONNECT"


def library_of(client: Any) -> Any:
    """The module *client* comes from, httpx or one that looks like it."""
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
    """Headers and cookies a caller has set on his own client, without those httpx sets on every one."""
    usual = ("accept", "accept-encoding", "connection", "user-agent")
    headers = {name: value for name, value in client.headers.items() if name not in usual}
    if len(client.cookies):
        headers["cookie"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)
    return headers


def request_for(command: Send, client: Any, trace: Any, *, own: dict[str, str]) -> Any:
    """The client's own kind of request; its parts are prepared, so nothing is parsed or encoded twice.

    *own*: headers of a caller's own client, which are sent where we have nothing to say.
    """
    library = library_of(client)
    method, url, headers, body, *_ = command.request
    if own:
        headers = {**own, **headers}
    return library.Request(
        method,
        _url(library, url),
        headers=[(name.encode(), value.encode()) for name, value in headers.items()],
        stream=library.ByteStream(body) if isinstance(body, bytes) else stream_class(library)(body),
        extensions={"timeout": dict(command.timeout), "trace": trace},
    )
