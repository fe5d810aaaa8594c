"""One attempt as a request of the given client's library, and what its trace proves."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from ...errors import ConfigurationError
from ...facts import DEFAULT_REPEAT, safe
from ...util.typeguards import is_tuple
from ..commands import Send, Signer
from ..header_logs import hide_headers
from ..messages import AttemptProgress, BodyChunks, OutgoingRequest, PreparedRequest
from ..uploads import Upload
from .auth import keeping_auth
from .network import is_plain

_CONNECTING = frozenset({"connect_tcp", "connect_unix_socket", "start_tls", "setup_socks5_connection"})
_USUAL = frozenset({b"accept", b"accept-encoding", b"connection", b"user-agent"})
"""Headers that httpx sets on every client."""
_FRAMING = frozenset({b"content-length", b"host", b"transfer-encoding"})
"""Headers that a request's own body and URL decide."""
_NO_CONNECTION = "PoolTimeout"
_HOW_TO_MEND = (
    "http_client had no free connection; give it limits=httpx.Limits(max_connections=…) for as many calls as are"
    " made at once, or give none"
)


class Evidence:
    """The trace of one attempt: whether it proves that no request was begun.

    A transport may swallow, rebuild, divert, repeat or delay a request, and one that was not heard from proves nothing.
    So the last thing heard must be that connecting failed, and that failure must be the error of the attempt. Nobody
    may have begun to read the body, and nobody can begin afterwards: a transport that goes on in the background sends
    nothing more. A request without a body can be sent unheard: of it, only the trace of a client is believed that sends
    as its library does.

    Parameters:
        progress: of the attempt, which counts as sent unless the opposite is proved.
        request: what is sent.
        given: the client.
    """

    __slots__ = ("_begun", "_failure", "_given", "_progress", "_refused", "_request", "_tunnel")

    def __init__(self, progress: AttemptProgress, request: PreparedRequest, given: GivenClient) -> None:
        progress.phase = "sent"
        self._progress = progress
        self._request = request
        self._given = given
        self._begun = False
        self._failure: object = None
        """The exception with which connecting failed, if that was the last thing heard."""
        self._tunnel = False
        """Whether a proxy is asked to connect us."""
        self._refused = False
        """Whether it refused."""

    def begin(self) -> None:
        """Somebody reads the request's body, or writes its headers.

        Raises:
            AttemptTimeout: it was proved that nothing was sent, and that must stay so.
        """
        self._begun = True  # before the question, as `weigh` does it the other way round: one of both sees it
        self._progress.begin()

    def hear(self, name: str, info: dict[str, Any]) -> None:
        """One event of httpcore's ``trace`` extension."""
        if self._begun and self._progress.phase != "unsent":
            return
        step = name.rpartition(".")[0].rpartition(".")[2]
        if step == "response_closed":
            return
        if name.endswith("send_request_headers.started"):
            self._tunnel = getattr(info.get("request"), "method", b"") == b"CONNECT"
            if not self._tunnel:
                self.begin()
                self._stop_hearing(info["request"])
        self._failure = info.get("exception") if self._tunnel or step in _CONNECTING else None
        if self._tunnel and name.endswith("receive_response_headers.complete"):
            self._refused = _status(info.get("return_value")) >= 300

    async def hear_async(self, name: str, info: dict[str, Any]) -> None:
        """The same for async clients."""
        self.hear(name, info)

    def _stop_hearing(self, request: Any) -> None:
        """The rest of the trace says nothing more, and each event costs time."""
        if request.extensions.get("trace") in (self.hear, self.hear_async):
            del request.extensions["trace"]

    def weigh(self, error: BaseException) -> None:
        """Record in the progress what is proved about an attempt that ended with *error*."""
        try:
            if self._progress.phase != "answered" and self._proves(error):
                self._progress.phase = "unsent"
                if self._begun:  # asked last, see `begin`
                    self._progress.phase = "sent"
        finally:
            self._failure = None
            if type(error).__name__ == _NO_CONNECTION:
                error.args = (_HOW_TO_MEND,)
            del error

    def _proves(self, error: BaseException) -> bool:
        known = list(_chain(error))
        refused = self._refused and any(type(one).__name__ == "ProxyError" for one in known)
        if refused or any(one is self._failure for one in known):
            # Nobody can send a body without reading it, and sending a safe request does no work.
            observed = bool(self._request.body) or DEFAULT_REPEAT.get(self._request.method) is safe
            return observed or self._given.is_plain()
        return type(error).__name__ == _NO_CONNECTION and self._given.is_plain()


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
        self.http_library = library_of(client)
        self._raw_headers: list[tuple[bytes, bytes]] = []
        self._headers: list[tuple[bytes, bytes]] = []
        hide_headers()

    def check_open(self) -> None:
        """Raise `ConfigurationError` if it is closed."""
        if self.client.is_closed:
            raise ConfigurationError("http_client: it is closed; pass one that is open as long as it is used")

    def evidence(self, command: Send) -> Evidence:
        """For the attempt of *command*."""
        return Evidence(command.progress, command.request, self)

    def is_plain(self) -> bool:
        """Whether it sends as its library does."""
        return is_plain(self.client, self.http_library)

    def stream(self, body: bytes | Upload, evidence: Evidence) -> Any:
        """*body* as a stream of the library."""
        kind = bytes_stream(self.http_library) if isinstance(body, bytes) else upload_stream(self.http_library)
        return kind(body, evidence.begin)

    def headers_with_own(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """*headers* and the client's own, which replace none of them."""
        if not (own := self._own_headers()):
            return headers
        known = {name.lower() for name, _ in headers}
        return [*(pair for pair in own if pair[0] not in known), *headers]

    def own_cookies(self, outgoing: OutgoingRequest, url: Any) -> list[tuple[bytes, bytes]]:
        """The cookie header of *outgoing* with the client's cookies for *url* after its own; empty without any."""
        if not len(self.client.cookies):
            return []
        bare = self.http_library.Request("GET", url)
        self.client.cookies.set_cookie_header(bare)
        cookies = bare.headers.get("cookie", "").encode()
        return [(b"cookie", b"; ".join(filter(None, (outgoing.header(b"cookie"), cookies))))] if cookies else []

    def _own_headers(self) -> list[tuple[bytes, bytes]]:
        """Headers that the caller has set on the client; read again only when they have changed."""
        raw = self.client.headers.raw
        if raw != self._raw_headers:
            self._raw_headers = list(raw)
            named = ((name.lower(), value) for name, value in raw)
            self._headers = [(name, value) for name, value in named if name not in _USUAL | _FRAMING]
        return self._headers


def _with_headers(headers: Any, added: Iterable[tuple[bytes, bytes]], *, is_ascii: bool) -> Any:
    """A copy of httpx's *headers*, in which those *added* replace others of their name."""
    made = type(headers)(headers)
    for name, value in added:
        is_ascii = is_ascii and value.isascii()
        try:
            made[name.decode()] = value.decode()
        except UnicodeDecodeError:
            made.update([(name, value)])
    if is_ascii:
        made.encoding = "ascii"  # httpx would find it out, by decoding all of them
    return made


class GivenRequest:
    """The request of one attempt as an object of the given client's library; it is signed, and then forgets that.

    The client's own headers, cookies and auth go where its rules allow, and never to another server than the API's.
    """

    __slots__ = (
        "_cookies",
        "_evidence",
        "_given",
        "_is_ascii",
        "_outgoing",
        "_prepared",
        "_unsigned",
        "options",
        "request",
        "timeout",
    )

    def __init__(self, given: GivenClient, command: Send, evidence: Evidence, *, asynchronous: bool) -> None:
        prepared, library = command.request, given.http_library
        self._given = given
        self._evidence = evidence
        self._prepared = prepared
        self._outgoing = outgoing = OutgoingRequest(prepared)
        self.timeout = dict(command.timeout)
        url, headers = _url(library, prepared.url), outgoing.headers
        if not prepared.cross_origin:
            headers = given.headers_with_own(headers)
        self.request: Any = library.Request(
            prepared.method,
            url,
            headers=headers,
            stream=given.stream(prepared.body, evidence),
            extensions={"timeout": self.timeout, "trace": evidence.hear_async if asynchronous else evidence.hear},
        )
        self._is_ascii = outgoing.is_ascii and headers is outgoing.headers
        self._cookies = () if prepared.cross_origin else given.own_cookies(outgoing, url)
        if self._cookies:
            self.request.headers.update(self._cookies)
        self._unsigned = self.request.headers, self.request.url, self.request.stream
        self.options: dict[str, Any] = {"auth": None} if prepared.cross_origin else {}
        """How the client is to send it, besides its own settings."""

    def sign(self, signers: Iterable[Signer]) -> None:
        """Put the credentials on the request, and what is the client's own."""
        outgoing, prepared, request, given = self._outgoing, self._prepared, self.request, self._given
        before = outgoing.headers
        for signer in signers:
            signer.sign(outgoing)
        after, size = outgoing.headers, len(before)
        signed = after[size:] if after[:size] == before else [pair for pair in after if pair not in before]
        if signed and not prepared.cross_origin and given.client.auth is not None:
            names = [name.lower() for name, _ in signed]
            self.options["auth"] = keeping_auth(given.http_library)(given.client.auth, request, outgoing, names)
        if self._cookies:
            signed += given.own_cookies(outgoing, self._unsigned[1])
        request.headers = _with_headers(request.headers, signed, is_ascii=self._is_ascii)
        if outgoing.url is not prepared.url:
            request.url = _quiet_url(given.http_library)(outgoing.url)
        if outgoing.body is not prepared.body:
            request.stream = given.stream(outgoing.body, self._evidence)

    def forget(self) -> None:
        """Forget the credentials: a traceback may show this object, and the request's."""
        self.request.headers, self.request.url, self.request.stream = self._unsigned
        self._outgoing.clear()
