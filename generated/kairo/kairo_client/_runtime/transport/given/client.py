"""Attempts over a caller's own sync client."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from ...errors import ConfigurationError
from ..attempt import error_of, outcome, scrubbed, seal
from ..body_streams import BodyStream, decoded
from ..commands import Send, Slot
from ..connections import UNLIMITED
from ..deadlines import AttemptTimeout, attempt_end, remaining, run_within
from ..messages import AttemptProgress, AttemptResult
from .adapter import Evidence, GivenClient, GivenRequest
from .network import Network, surplus


class GivenTransport:
    """Sends over a caller's own client, which stays the caller's to close.

    Parameters:
        client: an ``httpx.Client``, or that of a library with the same interface.
        scrub: returns a server's bytes without the credentials they may repeat.
    """

    def __init__(self, client: Any, scrub: Callable[[bytes], bytes]) -> None:
        self._given = GivenClient(client)
        self._network = Network(client, asynchronous=False)
        self._scrub = scrub
        self._closed = False

    def warm_up(self, url: str) -> None:
        """Nothing: whoever made the client has imported its library."""

    def try_reserve(self, *, paced: bool) -> Slot:  # noqa: ARG002 - the client has its own limit
        """A slot without limit."""
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")
        self._given.check_open()
        return UNLIMITED

    def reserve(self, seconds: float | None, on_wait: Callable[[], None], *, paced: bool) -> Slot:  # noqa: ARG002 - the client has its own limit
        """A slot without limit."""
        return self.try_reserve(paced=paced)

    def send(self, command: Send) -> AttemptResult:
        """One attempt; returns its result whatever happened, and raises only what is not the transport's to raise."""
        end = time.monotonic() + command.seconds
        bounded, clean = self._network.guard()
        evidence = self._given.evidence(command)  # here, as a thread that is abandoned may not have begun
        try:
            if bounded or not command.has_deadline:
                return self._exchange(command, evidence, end, bounded, clean)
            # A transport without timeouts is abandoned in a thread when the time is over.
            exchange = partial(self._exchange, command, evidence, end, bounded, clean)
            return run_within(command.seconds, exchange, _close_stream)
        except AttemptTimeout:
            return scrubbed(command.progress.result(AttemptTimeout(command.late)), self._scrub)
        except BaseException as error:
            seal(error, clean=clean)
            raise
        finally:
            command.slot.release()

    def _exchange(self, command: Send, evidence: Evidence, end: float, bounded: bool, clean: bool) -> AttemptResult:
        progress, given = command.progress, self._given
        signed = GivenRequest(given, command, evidence, asynchronous=False)
        attempt_end.moment = end
        try:
            # The wait for a free connection is not a socket operation, so its timeout is set here.
            signed.timeout["pool"] = remaining(signed.timeout.get("pool"))
            signed.sign(command.signers)
            response = given.client.send(signed.request, stream=True, follow_redirects=False, **signed.options)
            progress.answered(response.status_code, response.headers.raw)
            headers = progress.headers
            if command.stream and progress.status < 300:
                body = _body(response, progress, None, bounded=True)
                close = partial(_close, response, command.request.method, headers)
                stream = BodyStream(body, close, error_filter(clean), bounded=bounded)
                return progress.result()._replace(stream=stream)
            try:
                for chunk in _body(response, progress, end, bounded=bounded):
                    if progress.receive(chunk):
                        remaining(None)
            finally:
                _close(response, command.request.method, headers)
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            evidence.weigh(error)
            return scrubbed(outcome(error, progress, clean=clean, given=True), self._scrub)
        finally:
            attempt_end.moment = None
            signed.forget()
        return scrubbed(progress.result(), self._scrub)

    def close(self) -> None:
        """Nothing is sent from now on; the caller's client stays open."""
        self._closed = True


def error_filter(clean: bool) -> Callable[[BaseException], Exception]:
    """`error_of` for the errors of a body."""
    return partial(error_of, clean=clean, given=True)


def _body(response: Any, progress: AttemptProgress, end: float | None, *, bounded: bool) -> Any:
    """The decoded body of *response*, until the moment *end*, which *bounded* sockets keep; None: it is a stream."""
    if response.is_stream_consumed:  # in-process transports may have read and decoded it already
        return iter((response.read(),))
    encoding = progress.headers.get("content-encoding", "")
    if bounded and not encoding:
        return iter(response.stream)
    expired = None if end is None else lambda: time.monotonic() > end
    return decoded(response.stream, encoding, expired, expands=end is None or progress.expands)


def _close(response: Any, method: str, headers: dict[str, str]) -> None:
    """Give the connection of *response* back, or close it if what comes next on it is no answer to a request."""
    if (stream := surplus(response, method, headers)) is not None:
        stream.close()
    response.close()


def _close_stream(result: AttemptResult) -> None:
    """Close the body of an answer that came too late."""
    if result.stream is not None:
        result.stream.close()
