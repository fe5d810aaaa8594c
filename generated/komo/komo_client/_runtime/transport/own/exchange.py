"""One attempt on an own connection: its request as the engine takes it, its answer, and what ends with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..attempt import error_of, outcome, scrubbed
from ..deadlines import AttemptTimeout
from ..messages import OutgoingRequest
from .target import split_url, target_of

if TYPE_CHECKING:
    from ..body_streams import AsyncBodyStream, BodyStream
    from ..commands import Send
    from ..messages import AttemptProgress, AttemptResult
    from .connection import Connection


class _Url(NamedTuple):
    """A URL as the engine's connections read it."""

    origin: Any
    scheme: bytes
    target: bytes


class _Body:
    """A body in memory as the engine's connections read it; an empty one has no chunks."""

    __slots__ = ("_chunks",)

    def __init__(self, body: bytes) -> None:
        self._chunks = [body] if body else []

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)

    def __aiter__(self) -> _Body:
        return self

    async def __anext__(self) -> bytes:
        if not self._chunks:
            raise StopAsyncIteration
        return self._chunks.pop()


class DirectRequest:
    """A request as the engine's connections read it; its own class would check again what is checked already."""

    __slots__ = ("extensions", "headers", "method", "stream", "url")

    def __init__(self, method: str, url: _Url, outgoing: OutgoingRequest, extensions: Mapping[str, Any]) -> None:
        body = outgoing.body
        self.method = method.encode()
        self.url = url
        self.headers = outgoing.headers
        self.stream = _Body(body) if isinstance(body, bytes) else body
        self.extensions = extensions

    def __repr__(self) -> str:
        return f"<DirectRequest {self.method!r}>"


class Tracer:
    """Hears when the headers of an attempt are about to be sent, where other bytes are sent before, or for others."""

    __slots__ = ("_connection", "_progress")

    def __init__(self, progress: AttemptProgress, connection: Connection) -> None:
        self._progress = progress
        self._connection = connection

    def hear(self, name: str, info: dict[str, Any]) -> None:
        """One event of the engine's ``trace`` extension."""
        if name.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
            if self._connection.shared:
                self._progress.phase = "sent"
                if self._connection.on_begun is not None:
                    self._connection.on_begun()
            else:
                self._connection.watch.begin(self._progress)

    async def hear_async(self, name: str, info: dict[str, Any]) -> None:
        """The same for async connections."""
        self.hear(name, info)


class SilentStream(BaseException):
    """One of the streams of a shared connection had to wait too long.

    The engine takes any other exception for the end of the connection, and with it of all streams.

    Parameters:
        timeout: the exception to be told.
    """

    def __init__(self, timeout: Exception) -> None:
        super().__init__()
        self.timeout = timeout


def stream_error(error: BaseException) -> Exception:
    """`error_of` for the errors of a connection that may be shared."""
    try:
        return error_of(error.timeout if isinstance(error, SilentStream) else error)
    finally:
        del error  # if it is raised, it refers to this frame


def is_unprocessed(engine: Any, error: BaseException) -> bool:
    """Whether *error* is the word of an HTTP/2 server that it has not processed a request (RFC 9113, 6.8 and 8.7)."""
    if isinstance(error, engine.ConnectionNotAvailable):  # its GOAWAY names an earlier stream as the last one
        return True
    event = error.args[0] if isinstance(error, engine.RemoteProtocolError) and error.args else None
    if type(event).__name__ == "ConnectionTerminated":
        return getattr(event, "last_stream_id", None) == 0
    return type(event).__name__ == "StreamReset" and getattr(event, "error_code", None) == _REFUSED_STREAM


_REFUSED_STREAM = 7


class Exchange:
    """State of one attempt on an own connection.

    Parameters:
        scrub: returns a server's bytes without the credentials they may repeat.
    """

    def __init__(self, command: Send, scrub: Callable[[bytes], bytes]) -> None:
        self.command = command
        self.progress = command.progress
        self.target, self._path = split_url(command.request.url)
        self.connection: Connection | None = None
        self.unread = False
        """Whether the body of the answer is left to a stream, which then ends the exchange."""
        self.whole = False
        """Whether the answer was read to its end, as far as the engine does not know it."""
        self._scrub = scrub
        self._outgoing = OutgoingRequest(command.request)
        self._request: Any = None
        self._headers: Mapping[str, str] = {}
        self._status = 0

    def request_on(self, engine: Any, connection: Connection, *, asynchronous: bool) -> Any:
        """The signed request for *connection*, as the engine takes it."""
        outgoing, prepared = self._outgoing, self.command.request
        for signer in self.command.signers:
            signer.sign(outgoing)
        path = self._path if outgoing.url is prepared.url else target_of(outgoing.url)
        extensions: dict[str, Any] = {"timeout": self.command.timeout}
        if not connection.shared:
            connection.watch.begin(None if connection.traced else self.progress)
        if connection.traced:
            tracer = Tracer(self.progress, connection)
            extensions["trace"] = tracer.hear_async if asynchronous else tracer.hear
        scheme = self.target.scheme.encode()
        if connection.route.proxy is None:
            url = _Url(connection.origin, scheme, path)
            self._request = DirectRequest(prepared.method, url, outgoing, extensions)
        else:
            url = engine.URL(scheme=scheme, host=self.target.host.encode(), port=self.target.port, target=path)
            self._request = engine.Request(
                prepared.method.encode(), url, headers=outgoing.headers, content=outgoing.body, extensions=extensions
            )
        return self._request

    def answered(self, response: Any) -> str:
        """Record the head of the engine's *response*; returns the content encoding of its body."""
        self.progress.answered(response.status, response.headers)
        self._status, self._headers = self.progress.status, dict(self.progress.headers)
        return self._headers.get("content-encoding", "")

    def ended_exactly(self, connection: Connection) -> bool:
        """Whether the answer was read to its end, and is all that came on *connection*."""
        return self.whole and connection.watch.ended_exactly(self.command.request.method, self._status, self._headers)

    def streamed(self, stream: BodyStream | AsyncBodyStream) -> AttemptResult:
        """The result of an attempt whose body is left unread."""
        self.unread = True
        return self.progress.result()._replace(stream=stream)

    def result(self) -> AttemptResult:
        """The result of an attempt whose answer was read."""
        return scrubbed(self.progress.result(), self._scrub)

    def failed(self, error: BaseException, *, late: bool = False) -> AttemptResult:
        """The result of an attempt that *error* ended, *late* if it did so because the time was over."""
        try:
            if late or isinstance(error, AttemptTimeout):
                return scrubbed(self.progress.result(AttemptTimeout(self.command.late)), self._scrub)
            if isinstance(error, SilentStream):
                error = error.timeout
            return scrubbed(outcome(error, self.progress), self._scrub)
        finally:
            del error  # if it is raised, it refers to this frame

    def forget(self) -> None:
        """Forget what was sent: a traceback may show this object."""
        self._outgoing.clear()
        if self._request is not None:
            self._request.headers, self._request.stream, self._request.url = [], (), None
            self._request = None
