"""Attempts over a caller's own async client."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from ...errors import ConfigurationError
from ...util.async_library import AsyncLibrary, running_library
from ..attempt import outcome, scrubbed, seal
from ..body_streams import AsyncBodyStream, decoded_async
from ..commands import Send, Slot
from ..connections import UNLIMITED, AsyncConnectionLimit
from ..deadlines import AttemptTimeout
from ..messages import AttemptProgress, AttemptResult
from .adapter import GivenClient, GivenRequest
from .client import error_filter
from .network import Network, surplus


class AsyncGivenTransport:
    """Sends over a caller's own client, which stays the caller's to close.

    Parameters:
        client: an ``httpx.AsyncClient``, or that of a library with the same interface.
        scrub: returns a server's bytes without the credentials they may repeat.
    """

    def __init__(self, client: Any, scrub: Callable[[bytes], bytes]) -> None:
        self._given = GivenClient(client)
        self._network = Network(client, asynchronous=True)
        self._scrub = scrub
        self._closed = False
        self._limits: WeakKeyDictionary[Hashable, AsyncConnectionLimit] = WeakKeyDictionary()

    def warm_up(self, url: str) -> None:
        """Nothing: whoever made the client has imported its library."""

    def try_reserve(self, *, paced: bool) -> Slot | None:
        """A slot without limit; *paced* calls take turns of the loop."""
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")
        self._given.check_open()
        return None if paced else UNLIMITED

    async def reserve(self, seconds: float | None, on_wait: Callable[[], None], *, paced: bool) -> Slot:
        """A slot without limit, in a turn of the loop of its own if the call is *paced*."""
        self.try_reserve(paced=paced)
        library = running_library()
        loop = library.loop()
        limit = self._limits.get(loop)
        if limit is None:
            limit = self._limits[loop] = AsyncConnectionLimit(None, library)
        if paced:
            await limit.take_turn(seconds)
        return await limit.acquire(seconds, on_wait)

    async def send(self, command: Send) -> AttemptResult:
        """One attempt; returns its result whatever happened, and raises only what is not the transport's to raise."""
        end = time.monotonic() + command.seconds
        library, progress, given = running_library(), command.progress, self._given
        _, clean = self._network.guard()
        evidence = given.evidence(command)
        signed = GivenRequest(given, command, evidence, asynchronous=True)
        limit = library.time_limit(command.seconds)
        try:
            try:
                async with limit:
                    signed.sign(command.signers)
                    response = await given.client.send(
                        signed.request, stream=True, follow_redirects=False, **signed.options
                    )
                    progress.answered(response.status_code, response.headers.raw)
                    headers = progress.headers
                    if command.stream and progress.status < 300:
                        body = _body(response, progress, None, library)
                        close = partial(_close, response, command.request.method, headers)
                        stream = AsyncBodyStream(body, close, error_filter(clean))
                        return progress.result()._replace(stream=stream)
                    try:
                        async for chunk in _body(response, progress, end, library):
                            if progress.receive(chunk):
                                await library.sleep(0)
                    finally:
                        await _close(response, command.request.method, headers)
            except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
                evidence.weigh(error)
                if limit.expired():
                    return scrubbed(progress.result(AttemptTimeout(command.late)), self._scrub)
                return scrubbed(outcome(error, progress, clean=clean, given=True), self._scrub)
            finally:
                signed.forget()
                command.slot.release()
            return scrubbed(progress.result(), self._scrub)
        except BaseException as error:
            signed.forget()
            seal(error, clean=clean)
            raise

    async def close(self) -> None:
        """Nothing is sent from now on; the caller's client stays open."""
        self._closed = True


async def _close(response: Any, method: str, headers: dict[str, str]) -> None:
    """Give the connection of *response* back, or close it if what comes next on it is no answer to a request."""
    if (stream := surplus(response, method, headers)) is not None:
        await stream.aclose()
    await response.aclose()


def _body(response: Any, progress: AttemptProgress, end: float | None, library: AsyncLibrary) -> Any:
    """The decoded body of *response*, until the moment *end*; None: it is read as a stream."""
    read = response.is_stream_consumed  # in-process transports may have read and decoded it already
    encoding = "" if read else progress.headers.get("content-encoding", "")
    chunks = response.aiter_bytes() if read else response.stream
    expired = None if end is None else lambda: time.monotonic() > end
    expands = end is None or progress.expands
    return decoded_async(chunks, encoding, expired, lambda: library.sleep(0), expands=expands)
