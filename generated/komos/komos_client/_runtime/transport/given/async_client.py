"""Attempts over a caller's own async client."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any
from weakref import WeakKeyDictionary

from ...errors import ConfigurationError
from ...util.async_library import AsyncLibrary, running_library
from ..attempt import outcome, scrubbed, seal
from ..body_streams import AsyncBodyStream, decoded_async
from ..commands import Send, Slot
from ..connections import AsyncConnectionLimit
from ..deadlines import AttemptTimeout
from ..messages import AttemptResult
from .adapter import GivenClient, GivenRequest
from .client import error_filter
from .network import is_bounded


class AsyncGivenTransport:
    """Sends over a caller's own client, which stays the caller's to close.

    Parameters:
        client: an ``httpx.AsyncClient``, or that of a library with the same interface.
        scrub: returns a server's bytes without the credentials they may repeat.
    """

    def __init__(self, client: Any, scrub: Callable[[bytes], bytes]) -> None:
        self._given = GivenClient(client)
        self._scrub = scrub
        self._closed = False
        self._limits: WeakKeyDictionary[Hashable, AsyncConnectionLimit] = WeakKeyDictionary()

    def warm_up(self, url: str) -> None:
        """Nothing: whoever made the client has imported its library."""

    async def reserve(self, seconds: float | None, on_wait: Callable[[], None], *, paced: bool) -> Slot:
        """A slot without limit, in a turn of the loop of its own if the call is *paced*."""
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")
        self._given.check_open()
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
        bounded = is_bounded(given.client)
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
                    if command.stream and progress.status < 300:
                        body = _body(response, progress.headers, float("inf"), library)
                        stream = AsyncBodyStream(body, response.aclose, error_filter(bounded))
                        return progress.result()._replace(stream=stream)
                    try:
                        async for chunk in _body(response, progress.headers, end, library):
                            progress.chunks.append(chunk)
                    finally:
                        await response.aclose()
            except BaseException as error:  # noqa: BLE001 - its traceback must not leave as it is
                evidence.weigh(error)
                if limit.expired():
                    return scrubbed(progress.result(AttemptTimeout(command.late)), self._scrub)
                return scrubbed(outcome(error, progress, clean=bounded), self._scrub)
            finally:
                signed.forget()
                command.slot.release()
            return scrubbed(progress.result(), self._scrub)
        except BaseException as error:
            signed.forget()
            seal(error, clean=bounded)
            raise

    async def close(self) -> None:
        """Nothing is sent from now on; the caller's client stays open."""
        self._closed = True


def _body(response: Any, headers: dict[str, str], end: float, library: AsyncLibrary) -> Any:
    """The decoded body of *response*, until the moment *end*."""
    read = response.is_stream_consumed  # in-process transports may have read and decoded it already
    chunks, encoding = (
        (response.aiter_bytes(), "") if read else (response.aiter_raw(), headers.get("content-encoding", ""))
    )
    return decoded_async(chunks, encoding, lambda: time.monotonic() > end, lambda: library.sleep(0))
