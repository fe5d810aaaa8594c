"""Connections of a sync client, and one attempt over them: sign, send, read within the time, unsign.

httpx is imported by the first call, or by whoever made the client that is given.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from weakref import finalize

from ..errors import ConfigurationError
from ..util.fork import renew_after_fork
from .adapter import begin, error_of, outcome, own_headers, request_for, scrubbed, tls, tracer
from .body_streams import BodyStream
from .commands import Send
from .deadlines import AttemptTimeout, attempt_end, remaining, run_within
from .messages import AttemptResult
from .network import guard


class BasePool:
    """Base of both pools.

    Parameters:
        scrub: returns a server's bytes without the credentials they may repeat.
        given: a caller's own httpx client.
    """

    def __init__(self, scrub: Callable[[bytes], bytes], given: Any = None) -> None:
        self._scrub = scrub
        self._given = given
        self._closed = False
        self._raw_headers: list[tuple[bytes, bytes]] = []
        self._own_headers: dict[str, str] = {}

    def _given_headers(self, client: Any) -> dict[str, str]:
        """Headers of a caller's own client; read again only when they have changed."""
        if self._given is None:
            return {}
        raw = client.headers.raw
        if raw != self._raw_headers or len(client.cookies):
            self._raw_headers, self._own_headers = raw, own_headers(client)
        return self._own_headers

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")


class Pool(BasePool):
    """Connections of a sync client; a forked child gets its own."""

    def __init__(self, scrub: Callable[[bytes], bytes], given: Any = None) -> None:
        super().__init__(scrub, given)
        self._made: tuple[int, Any] | None = None
        self._lock = threading.Lock()
        self._guarded: dict[int, bool] = {}
        renew_after_fork(self)

    def renew(self) -> None:
        """In a forked child, the thread that held the lock is gone; connections are told apart by their process."""
        self._lock = threading.Lock()

    def ready(self, seconds: float | None) -> None:  # noqa: ARG002 - the async pool's may have to wait
        """Make the HTTP client; there is nothing to wait for, whatever the *seconds*."""
        self._client()

    def send(self, command: Send) -> AttemptResult:
        """One attempt; returns its result whatever happened, and raises only what is not the transport's to raise."""
        end = time.monotonic() + command.seconds  # making the first client takes its time from the attempt
        client = self._client()
        guarded = self._guarded[id(client)]
        command.progress.traced = guarded
        if guarded or not command.has_deadline:
            return self._exchange(client, command, end)
        try:  # a transport without timeouts is abandoned in a thread when the time is over
            return run_within(end - time.monotonic(), lambda: self._exchange(client, command, end), _close_stream)
        except AttemptTimeout as late:
            return scrubbed(command.progress.result(late.with_traceback(None)), self._scrub)

    def _exchange(self, client: Any, command: Send, end: float) -> AttemptResult:
        progress = command.progress
        request = request_for(command, client, tracer(progress), own=self._given_headers(client))
        unsigned = request.headers, request.url, request.stream
        attempt_end.moment = end
        try:
            # The wait for a free connection is not a socket operation, so its timeout is set here.
            request.extensions["timeout"]["pool"] = remaining(command.timeout.get("pool"))
            for signer in command.signers:
                signer.sign(request)
            if not progress.traced:
                progress.phase = "sent"
            response = client.send(request, stream=True, follow_redirects=False)
            begin(response, progress)
            if command.stream and progress.status < 300:
                stream = BodyStream(response, partial(error_of, traced=progress.traced), bounded=progress.traced)
                return progress.result()._replace(stream=stream)
            try:
                for chunk in response.iter_raw() if progress.coded else response.iter_bytes():
                    progress.chunks.append(chunk)
                    if time.monotonic() > end:
                        raise AttemptTimeout("the attempt's time is over")
            finally:
                response.close()
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            return scrubbed(outcome(error, progress), self._scrub)
        finally:
            attempt_end.moment = None
            request.headers, request.url, request.stream = unsigned
        return scrubbed(progress.result(), self._scrub)

    def _client(self) -> Any:
        self._check_open()
        if self._given is not None:
            client = self._given
        else:
            made = self._made
            client = made[1] if made is not None and made[0] == os.getpid() else self._make()
        if id(client) not in self._guarded:
            self._guarded[id(client)] = guard(client)
        return client

    def _make(self) -> Any:
        import httpx

        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                client = httpx.Client(verify=tls(), timeout=None)  # noqa: S113 - each request brings its own
                self._guarded[id(client)] = guard(client)
                self._made = (os.getpid(), client)
                finalize(self, _close_in_process, client, os.getpid())  # for callers that neither close nor use `with`
            return self._made[1]

    def close(self) -> None:
        """Close the connections, a caller's own client excepted."""
        self._closed = True
        made, self._made = self._made, None
        if made is not None and made[0] == os.getpid():
            made[1].close()


def _close_stream(result: AttemptResult) -> None:
    """Close the body of an answer that came too late."""
    if result.stream is not None:
        result.stream.close()


def _close_in_process(client: Any, process: int) -> None:
    if process == os.getpid():
        client.close()
