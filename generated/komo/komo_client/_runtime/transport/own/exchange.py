"""One attempt on an own connection: its request as the engine takes it, its answer, and what ends with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..attempt import is_of_transport, outcome, scrubbed
from ..deadlines import AttemptTimeout
from ..messages import BodyChunks, OutgoingRequest
from .target import split_url, target_of
from .waits import BodyPieces, pieces, unavailable

if TYPE_CHECKING:
    from ..body_streams import AsyncBodyStream, BodyStream
    from ..commands import Send
    from ..messages import AttemptProgress, AttemptResult
    from .connection import Connection
    from .waits import WaitLimit


class _Url(NamedTuple):
    """A URL as the engine's connections read it."""

    origin: Any
    scheme: bytes
    target: bytes


class DirectRequest:
    """A request as the engine's connections read it; its own class would check again what is checked already."""

    __slots__ = ("extensions", "headers", "method", "stream", "url")

    def __init__(self, method: str, url: _Url, outgoing: OutgoingRequest, extensions: Mapping[str, Any]) -> None:
        self.method = method.encode()
        self.url = url
        self.headers = outgoing.headers
        self.stream: Any = _chunks(outgoing)
        self.extensions = extensions

    def __repr__(self) -> str:
        return f"<DirectRequest {self.method!r}>"


def _nothing(kind: str) -> None:
    """No limit of a wait is moved."""


def _chunks(outgoing: OutgoingRequest) -> Any:
    """The body of *outgoing*, which leaves no generator behind where it is not sent to its end."""
    body = outgoing.body
    return BodyChunks(body) if isinstance(body, bytes) else body


class Tracer:
    """Hears when the headers of an attempt are about to be sent, where other bytes are sent before, or for others.

    Parameters:
        waits: of the attempt, if its connection is shared.
    """

    __slots__ = ("_connection", "_engine", "_progress", "_stream", "_waits", "cuts")

    def __init__(self, engine: Any, progress: AttemptProgress, connection: Connection, waits: WaitLimit | None) -> None:
        self._engine = engine
        self._progress = progress
        self._connection = connection
        self._waits = waits
        self.cuts = False
        """Whether the body ends where the server does not want the rest."""
        self._stream = 0
        """The id of the request on a connection of HTTP/2."""

    def hear(self, name: str, info: dict[str, Any]) -> None:
        """One event of the engine's ``trace`` extension."""
        if name.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
            self._begin(info.get("stream_id", 0))
        elif name.endswith("send_request_body.complete"):
            self._connection.watch.end_upload(self._stream)
        elif self._waits is not None and name.endswith("receive_response_headers.started"):
            self._waits.begin("read")

    async def hear_async(self, name: str, info: dict[str, Any]) -> None:
        """The same for async connections."""
        self.hear(name, info)

    def end(self) -> None:
        """The request has its answer, or is given up."""
        self._connection.end_stream(self._stream)
        self._connection.watch.end_upload(self._stream)

    def unwanted(self) -> bool:
        """Whether the server does not want the rest of the body."""
        return self._stream in self._connection.watch.unwanted

    def _begin(self, stream: int) -> None:
        connection, waits = self._connection, self._waits
        if connection.leaving or connection.backend.is_cut():
            raise unavailable(self._engine)
        connection.watch.patience = None
        if stream:
            self._stream = stream
            if self.cuts:
                connection.watch.uploads[stream] = False
            connection.begin_stream(stream, self._refuse if waits is None else waits.refuse)
        if not connection.shared:
            connection.watch.begin(self._progress)
            return
        self._progress.begin()
        if connection.on_begun is not None:
            connection.on_begun()
        if waits is not None:
            waits.begin("write")

    def _refuse(self) -> None:
        raise unavailable(self._engine)


def _raised_by(error: Exception) -> str:
    """The module whose line raised *error*."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else trace.tb_frame.f_globals.get("__name__", "")


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
        self._tracer: Tracer | None = None
        self._headers: Mapping[str, str] = {}
        self._status = 0

    def request_on(
        self, engine: Any, connection: Connection, waits: WaitLimit | None = None, *, asynchronous: bool
    ) -> Any:
        """The signed request for *connection*, as the engine takes it; *waits* are told if that is shared."""
        outgoing, prepared = self._outgoing, self.command.request
        if self._request is None:
            for signer in self.command.signers:
                signer.sign(outgoing)
        path = self._path if outgoing.url is prepared.url else target_of(outgoing.url)
        extensions: dict[str, Any] = {"timeout": self.command.timeout if waits is None else {}}
        if not connection.shared:
            connection.watch.begin(None if connection.traced else self.progress)
        tracer: Tracer | None = None
        if connection.traced:
            tracer = self._tracer = Tracer(engine, self.progress, connection, waits)
            extensions["trace"] = tracer.hear_async if asynchronous else tracer.hear
        scheme = self.target.scheme.encode()
        if connection.route.proxy is None:
            url = _Url(connection.origin, scheme, path)
            self._request = DirectRequest(prepared.method, url, outgoing, extensions)
            if tracer is not None:
                tracer.cuts = True
                body = self._request.stream
                begin = _nothing if waits is None else waits.begin
                self._request.stream = (
                    BodyPieces(body, begin, tracer.unwanted) if asynchronous else pieces(body, tracer.unwanted)
                )
        else:
            url = engine.URL(scheme=scheme, host=self.target.host.encode(), port=self.target.port, target=path)
            self._request = engine.Request(
                prepared.method.encode(),
                url,
                headers=outgoing.headers,
                content=_chunks(outgoing),
                extensions=extensions,
            )
        return self._request

    def unanswered(self, engine: Any, error: Exception) -> Exception:
        """*error*, which came before the answer, as it is to be told; before the request, it names the proxy."""
        proxy = None if self.connection is None else self.connection.route.proxy
        if is_unprocessed(engine, error):
            self.progress.phase = "unsent"
        elif self.progress.phase == "unsent" and proxy is not None and is_of_transport(error):
            error.args = (f"through the proxy {proxy.url} ({proxy.source}): {error}",)
        if isinstance(error, ValueError) and _raised_by(error).partition(".")[0] == engine.__name__:
            return engine.RemoteProtocolError(f"the answer cannot be read: {error}")  # type: ignore[no-any-return]
        return error

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
            return scrubbed(outcome(error, self.progress), self._scrub)
        finally:
            del error  # if it is raised, it refers to this frame

    def forget(self) -> None:
        """Forget what was sent: a traceback may show this object."""
        self._outgoing.clear()
        if self._tracer is not None:
            self._tracer.end()
        if self._request is not None:
            self._request.headers, self._request.stream, self._request.url = [], (), None
            self._request = None
