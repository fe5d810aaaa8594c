"""One attempt as a request of the given client's library, and what its trace proves."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from ...errors import ConfigurationError
from ...util.typeguards import is_tuple
from ..messages import AttemptProgress, BodyChunks, OutgoingRequest, PreparedRequest
from ..uploads import Upload

_CONNECTING = frozenset({"connect_tcp", "connect_unix_socket", "start_tls", "setup_socks5_connection"})
_USUAL = frozenset({b"accept", b"accept-encoding", b"connection", b"user-agent"})
"""Headers that httpx sets on every client."""


class Evidence:
    """The trace of one attempt: whether it proves that no request was begun.

    A transport may swallow, rebuild, divert or delay a request, and one that was not heard from proves nothing. So
    the last thing heard must be that connecting failed, that failure must be the error of the attempt, and nobody may
    have begun to read the body.

    Parameters:
        progress: of the attempt, which counts as sent unless the opposite is proved.
    """

    __slots__ = ("_begun", "_failure", "_progress", "_refused", "_tunnel")

    def __init__(self, progress: AttemptProgress) -> None:
        progress.phase = "sent"
        self._progress = progress
        self._begun = False
        self._failure: object = None
        """The exception with which connecting failed, if that was the last thing heard."""
        self._tunnel = False
        """Whether a proxy is asked to connect us."""
        self._refused = False
        """Whether it refused."""

    def begin(self) -> None:
        """Somebody reads the request's body."""
        self._begun = True

    def hear(self, name: str, info: dict[str, Any]) -> None:
        """One event of httpcore's ``trace`` extension."""
        if self._begun:
            return
        step = name.rpartition(".")[0].rpartition(".")[2]
        if step == "response_closed":
            return
        if name.endswith("send_request_headers.started"):
            self._tunnel = getattr(info.get("request"), "method", b"") == b"CONNECT"
            self._begun |= not self._tunnel
        self._failure = info.get("exception") if self._tunnel or step in _CONNECTING else None
        if self._tunnel and name.endswith("receive_response_headers.complete"):
            self._refused = _status(info.get("return_value")) >= 300

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


def _status(answer: Any) -> int:
    """The status of an answer as HTTP/1.1 traces it, after its version, or HTTP/2."""
    parts: tuple[Any, ...] = answer if is_tuple(answer) else ()
    return next((part for part in parts if isinstance(part, int)), 0)


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


@lru_cache(maxsize=8)
def bytes_stream(library: Any) -> Any:
    """A class of *library*'s streams of bytes that tells when it is read."""

    class ObservedStream(library.ByteStream):  # type: ignore[misc]
        def __init__(self, body: bytes, begin: Callable[[], None]) -> None:
            library.ByteStream.__init__(self, body)
            self._body = body
            self._begin = begin

        def __iter__(self) -> Iterator[bytes]:
            self._begin()
            return iter((self._body,))

        def __aiter__(self) -> AsyncIterator[bytes]:
            self._begin()
            return BodyChunks(self._body)

    return ObservedStream


@lru_cache(maxsize=8)
def upload_stream(library: Any) -> Any:
    """The same for an `Upload`."""

    class ObservedUpload(library.SyncByteStream, library.AsyncByteStream):  # type: ignore[misc]
        def __init__(self, upload: Upload, begin: Callable[[], None]) -> None:
            self._upload = upload
            self._begin = begin

        def __iter__(self) -> Iterator[bytes]:
            self._begin()
            return iter(self._upload)

        def __aiter__(self) -> AsyncIterator[bytes]:
            self._begin()
            return aiter(self._upload)

    return ObservedUpload


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
        self,
        prepared: PreparedRequest,
        outgoing: OutgoingRequest,
        timeout: dict[str, float | None],
        evidence: Evidence,
        *,
        asynchronous: bool,
    ) -> Any:
        """*outgoing*, which is signed, as an object of the library."""
        trace = evidence.hear_async if asynchronous else evidence.hear
        signed_url = outgoing.url is not prepared.url
        return self.library.Request(
            prepared.method,
            _quiet_url(self.library)(outgoing.url) if signed_url else _url(self.library, outgoing.url),
            headers=outgoing.headers,
            stream=self._stream(outgoing.body, evidence),
            extensions={"timeout": timeout, "trace": trace},
        )

    def _stream(self, body: bytes | Upload, evidence: Evidence) -> Any:
        """*body* as a stream of the library."""
        kind = bytes_stream(self.library) if isinstance(body, bytes) else upload_stream(self.library)
        return kind(body, evidence.begin)

    def _own_headers(self) -> list[tuple[bytes, bytes]]:
        """Headers that the caller has set on the client; read again only when they have changed."""
        raw = self.client.headers.raw
        if raw != self._raw_headers:
            self._raw_headers = list(raw)
            named = ((name.lower(), value) for name, value in raw)
            self._headers = [(name, value) for name, value in named if name not in _USUAL]
        return self._headers

    def unsign(
        self,
        request: Any,
        outgoing: OutgoingRequest,
        prepared: PreparedRequest,
        before: list[tuple[bytes, bytes]],
    ) -> None:
        """Take from *request* what signers have put on *outgoing*, whose headers were those of *before*."""
        *others, (name, _) = outgoing.headers
        if others == before:  # one was added, as nearly always
            with suppress(KeyError):  # somebody has taken it away already
                del request.headers[name.decode()]
        elif outgoing.headers is not before:
            request.headers = type(request.headers)(before)
        if outgoing.url is not prepared.url:
            request.url = _url(self.library, prepared.url)
        if outgoing.body is not prepared.body:
            request.stream = self.library.ByteStream(prepared.body)
