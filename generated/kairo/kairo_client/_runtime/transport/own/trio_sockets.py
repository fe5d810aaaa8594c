"""Sockets of trio as the engine takes them, which brings a backend for it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from .sockets import SOCKET_OPTIONS, WRITTEN_AT_ONCE, is_final, ready
from .watch import ConnectionWatch

_SENT_AT_ONCE = 1 << 13
"""Bytes that a socket takes without a wait where it can be written at all."""
_READ_AHEAD = 1 << 14


class TrioBackend:
    """Opens the sockets of one connection.

    Parameters:
        engine: whose exceptions are raised.
        watch: sees what is written and read.
    """

    def __init__(self, engine: Any, watch: ConnectionWatch) -> None:
        self._engine = engine
        self._inner = engine.TrioBackend()
        self._watch = watch
        self.stream: TrioStream | None = None
        """The socket that was opened last, or wrapped in TLS."""
        self.end = float("inf")

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> TrioStream:
        """A socket that is connected to *host*."""
        inner = await self._inner.connect_tcp(
            host,
            port,
            timeout=timeout,
            local_address=local_address,
            socket_options=[*SOCKET_OPTIONS, *(socket_options or ())],
        )
        self.stream = TrioStream(self, inner, self._engine, self._watch)
        return self.stream

    def abort(self) -> None:
        """Close the socket, if it was opened."""
        if self.stream is not None:
            self.stream.abort()

    def is_readable(self) -> bool:
        """Whether it has ended, or holds bytes that nobody has asked for."""
        return self.stream is None or bool(self.stream.get_extra_info("is_readable"))


class TrioStream:
    """One connected socket, plain or with TLS."""

    def __init__(self, backend: TrioBackend, inner: Any, engine: Any, watch: ConnectionWatch) -> None:
        self._backend = backend
        self._inner = inner
        self._engine = engine
        self._watch = watch
        self._ahead = b""
        """Read while writing."""
        self.shared = False
        """Whether several requests use it at once."""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """The next bytes; empty at the end."""
        data, self._ahead = self._ahead, b""
        if not data:
            data = await self._inner.read(max_bytes, timeout)
        self._watch.received(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of *buffer*; a server that answers instead of reading has no use for the rest."""
        if not buffer:
            return
        self._watch.wrote()
        at_once = len(buffer) <= _SENT_AT_ONCE and ready(self.get_extra_info("socket"), write=True)[1]
        if self.shared or at_once:
            await self._inner.write(buffer, timeout)
        elif await self._is_answered(buffer, timeout):
            raise self._engine.WriteError("the server answered before it had read the request")

    async def _is_answered(self, buffer: bytes, timeout: float | None) -> bool:
        """Send *buffer*, and look at what comes meanwhile; whether it is an answer, and not all was sent."""
        import trio

        fault: Exception | None = None
        sent = False
        async with trio.open_nursery() as nursery:

            async def send() -> None:
                nonlocal fault, sent
                try:
                    for start in range(0, len(buffer), WRITTEN_AT_ONCE):
                        await self._inner.write(buffer[start : start + WRITTEN_AT_ONCE], timeout)
                    sent = True
                except Exception as error:  # noqa: BLE001 - raised below, outside of a group
                    fault = error
                nursery.cancel_scope.cancel()

            nursery.start_soon(send)
            with suppress(self._engine.ReadError):
                while not is_final(self._ahead) and (data := await self._inner.read(_READ_AHEAD)):
                    self._ahead += data
            nursery.cancel_scope.cancel()
        try:
            if fault is not None:
                raise fault
        finally:
            del fault  # its traceback refers to this frame
        return not sent

    async def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> Any:
        """The same connection with TLS."""
        inner = await self._inner.start_tls(ssl_context, server_hostname=server_hostname, timeout=timeout)
        self._watch.restart()
        self._backend.stream = TrioStream(self._backend, inner, self._engine, self._watch)
        return self._backend.stream

    async def aclose(self) -> None:
        """Close it."""
        self.abort()

    def abort(self) -> None:
        """Close it now."""
        self._inner.get_extra_info("socket").close()

    def get_extra_info(self, info: str) -> Any:
        """The engine's answer."""
        return self._inner.get_extra_info(info)
