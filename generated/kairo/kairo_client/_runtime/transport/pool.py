"""Where connections live, and one attempt over them: sign, send, read with an eye on the clock, unsign.

httpx is imported by the first call, or by whoever made the client that is given.
"""

from __future__ import annotations

import os
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import finalize

from ..errors import ConfigurationError
from ..util.fork import renew_after_fork
from .adapter import begin, outcome, own_headers, request_for, scrubbed, sorted_out, tls, tracer
from .body_streams import BodyStream
from .commands import Send
from .deadlines import AttemptTimeout, ends, left, within
from .messages import AttemptResult
from .network import guard

if TYPE_CHECKING:
    from ..auth.resolver import CredentialResolver


class _Pools:
    """What both pools have in common."""

    def __init__(self, credentials: CredentialResolver, given: Any = None) -> None:
        self._keyring = credentials
        self._given = given
        self._closed = False
        self._raw: list[tuple[bytes, bytes]] = []
        self._own: dict[str, str] = {}

    def _own_headers(self, client: Any) -> dict[str, str]:
        """Headers of a caller's own client; looked at anew only when he has changed them."""
        if self._given is None:
            return {}
        raw = client.headers.raw
        if raw != self._raw or len(client.cookies):
            self._raw, self._own = raw, own_headers(client)
        return self._own

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")


class Pool(_Pools):
    """Connections of a sync client; a forked child gets its own."""

    def __init__(self, credentials: CredentialResolver, given: Any = None) -> None:
        super().__init__(credentials, given)
        self._made: tuple[int, Any] | None = None
        self._lock = threading.Lock()
        self._guarded: dict[int, bool] = {}
        renew_after_fork(self)

    def renew(self) -> None:
        """In a forked child, whoever held the lock is gone; the connections are told apart by the process's number."""
        self._lock = threading.Lock()

    def ready(self, left: float | None) -> None:  # noqa: ARG002 - the async one needs it
        """Make what requests are sent through; there is nothing to wait for, whatever is *left*."""
        self._client()

    def send(self, command: Send) -> AttemptResult:
        """One attempt; returns whatever happened, and raises only what is not the transport's to raise."""
        end = time.monotonic() + command.seconds  # making the first client takes its time from the attempt
        client = self._client()
        guarded = self._guarded[id(client)]
        command.trail.traced = guarded
        if guarded or not command.guarded:
            return self._exchange(client, command, end)
        try:  # a transport that cannot be told about time is left behind in a thread when time is over
            return within(end - time.monotonic(), lambda: self._exchange(client, command, end), _hang_up)
        except AttemptTimeout as late:
            return scrubbed(command.trail.heard(late.with_traceback(None)), self._keyring.scrub)

    def _exchange(self, client: Any, command: Send, end: float) -> AttemptResult:
        trail, outgoing = command.trail, command.request
        request = request_for(command, client, tracer(trail), own=self._own_headers(client))
        unsigned = request.headers, request.url, request.stream
        ends.moment = end
        try:
            # The wait for a free connection is not one of a socket's.
            request.extensions["timeout"]["pool"] = left(command.timeout.get("pool"))
            for signer in outgoing.signers:
                signer.sign(request)
            if not trail.traced:
                trail.phase = "sent"
            response = client.send(request, stream=True, follow_redirects=False)
            begin(response, trail)
            if command.streamed and trail.status < 300:
                flow = BodyStream(response, partial(sorted_out, traced=trail.traced), bounded=trail.traced)
                return trail.heard()._replace(flow=flow)
            try:
                for chunk in response.iter_raw() if trail.coded else response.iter_bytes():
                    trail.chunks.append(chunk)
                    if time.monotonic() > end:
                        raise AttemptTimeout("the attempt's time is over")
            finally:
                response.close()
        except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
            return scrubbed(outcome(error, trail), self._keyring.scrub)
        finally:
            ends.moment = None
            request.headers, request.url, request.stream = unsigned
        return scrubbed(trail.heard(), self._keyring.scrub)

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
                finalize(self, _close_here, client, os.getpid())  # for those who neither close nor use `with`
            return self._made[1]

    def close(self) -> None:
        """Close the connections, a caller's own client excepted."""
        self._closed = True
        made, self._made = self._made, None
        if made is not None and made[0] == os.getpid():
            made[1].close()


def _hang_up(heard: AttemptResult) -> None:
    """Nobody waits for this answer any more."""
    if heard.flow is not None:
        heard.flow.close()


def _close_here(client: Any, process: int) -> None:
    if process == os.getpid():
        client.close()
