"""One attempt as a request of the given client's library, and what its trace proves."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterator
from functools import lru_cache
from typing import Any, cast

from ...errors import ConfigurationError
from ..messages import AttemptProgress, OutgoingRequest, PreparedRequest
from ..uploads import stream_class

_CONNECTING = ("connect_tcp.failed", "connect_unix_socket.failed", "start_tls.failed", "setup_socks5_connection.failed")
_USUAL = frozenset({b"accept", b"accept-encoding", b"connection", b"user-agent"})
"""Headers that httpx sets on every client."""

Trace = Callable[[str, dict[str, Any]], Awaitable[None] | None]
"""httpcore's ``trace`` extension."""


class Evidence:
    """The trace of one attempt: whether it proves that no request was begun.

    A transport may swallow, rebuild or delay a request, and one that was not heard from proves nothing. So the last
    thing heard must be that connecting failed, and that failure must be the error of the attempt.

    Parameters:
        progress: of the attempt, which counts as sent unless the opposite is proved.
    """

    __slots__ = ("_begun", "_failure", "_progress", "_refused")

    def __init__(self, progress: AttemptProgress) -> None:
        progress.phase = "sent"
        self._progress = progress
        self._begun = False
        self._failure: BaseException | None = None
        self._refused: bool = False
        """Whether a proxy refused to connect us."""

    def hear(self, name: str, info: dict[str, Any]) -> None:
        """One event of httpcore's ``trace`` extension."""
        if "response_closed" in name:
            return
        tunnel = getattr(info.get("request"), "method", b"") == b"CONNECT"
        self._failure = info.get("exception") if tunnel or name.endswith(_CONNECTING) else None
        if tunnel:
            answer: tuple[Any, int] | object = info.get("return_value")
            self._refused = isinstance(answer, tuple) and cast("int", answer[1]) >= 300
        elif name.endswith("send_request_headers.started"):
            self._begun = True

    async def hear_async(self, name: str, info: dict[str, Any]) -> None:
        """The same for async clients."""
        self.hear(name, info)

    def weigh(self, error: BaseException) -> None:
        """Record in the progress what is proved about an attempt that ended with *error*."""
        try:
            if self._begun or self._progress.phase == "answered":
                return
            known = list(_chain(error))
            refused = self._refused and any(type(one).__name__ == "ProxyError" for one in known)
            if refused or any(one is self._failure for one in known):
                self._progress.phase = "unsent"
        finally:
            self._failure = None
            del error


def _chain(error: BaseException) -> Iterator[BaseException]:
    """*error* and all that led to it."""
    todo, seen = [error], set[int]()
    while todo:
        one = todo.pop()
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            todo += [cause for cause in (one.__cause__, one.__context__) if cause is not None]


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


@lru_cache(maxsize=8)
def _quiet_url(library: Any) -> Any:
    """A URL class that prints no query: httpx logs each URL while the key is in it."""

    def text(self: Any) -> str:
        return f"{self.scheme}://{self.netloc.decode()}{self.path}"

    return type("URL", (library.URL,), {"__str__": text, "__repr__": text})


class GivenClient:
    """A caller's own client: its library, and the headers and cookies that it adds to a request.

    Parameters:
        client: of httpx, or of a library with the same interface.
    """

    def __init__(self, client: Any) -> None:
        self.client = client
        self.library = library_of(client)
        self._raw_headers: list[tuple[bytes, bytes]] = []
        self._headers: list[tuple[bytes, bytes]] = []

    def check_open(self) -> None:
        """Raise `ConfigurationError` if it is closed."""
        if self.client.is_closed:
            raise ConfigurationError("http_client: it is closed; pass one that is open as long as it is used")

    def outgoing(self, request: PreparedRequest) -> OutgoingRequest:
        """*request* with the client's own headers and cookies, which go where its rules allow, and never to another
        server than the API's."""
        outgoing = OutgoingRequest(request)
        if request.cross_origin:
            return outgoing
        if own := self._own_headers():
            known = {name for name, _ in outgoing.headers}
            outgoing.headers = [*(pair for pair in own if pair[0] not in known), *outgoing.headers]
        if len(self.client.cookies):
            bare = self.library.Request(request.method, _url(self.library, request.url))
            self.client.cookies.set_cookie_header(bare)
            if cookies := bare.headers.get("cookie"):
                before = outgoing.header(b"cookie")
                outgoing.replace(b"cookie", b"; ".join(filter(None, (before, cookies.encode()))))
        return outgoing

    def request_for(
        self, method: str, outgoing: OutgoingRequest, timeout: dict[str, float | None], trace: Trace
    ) -> Any:
        """*outgoing* as an object of the library."""
        library, body = self.library, outgoing.body
        return library.Request(
            method,
            _url(library, outgoing.url),
            headers=outgoing.headers,
            stream=library.ByteStream(body) if isinstance(body, bytes) else stream_class(library)(body),
            extensions={"timeout": timeout, "trace": trace},
        )

    def _own_headers(self) -> list[tuple[bytes, bytes]]:
        """Headers that the caller has set on the client; read again only when they have changed."""
        raw = self.client.headers.raw
        if raw != self._raw_headers:
            self._raw_headers = list(raw)
            named = ((name.lower(), value) for name, value in raw)
            self._headers = [(name, value) for name, value in named if name not in _USUAL]
        return self._headers

    def sign(self, request: Any, outgoing: OutgoingRequest, prepared: PreparedRequest) -> None:
        """Give *request* what signers have changed of *outgoing*."""
        library = self.library
        request.headers = type(request.headers)(outgoing.headers)
        if outgoing.url is not prepared.url:
            request.url = _quiet_url(library)(outgoing.url)
        if outgoing.body is not prepared.body:
            request.stream = library.ByteStream(outgoing.body)
