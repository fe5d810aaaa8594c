"""Wraps the network backends of a given client: an attempt keeps its time, and the ends of answers are seen.

httpx's timeouts bound one silence each; a server that trickles resets them for ever. In httpcore all sockets come from
the network backend. `guard` wraps it; a thread without an attempt (a caller's own use of the client) is not bounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..connections import ENGINES
from ..deadlines import attempt_end, remaining, run_within
from ..interception import SENDING, is_intercepted
from ..watch import ConnectionWatch

WRITE_SIZE = 16384
"""Bytes written at once. A socket that has room again has room for so many (and a TLS record holds no more), so that
each wait for a slow reader is one of ours."""


class Network:
    """The network backends of a given client, which are looked at before each request: callers may add transports.

    Parameters:
        client: of httpx.
    """

    def __init__(self, client: Any, *, asynchronous: bool) -> None:
        self._client = client
        self._asynchronous = asynchronous
        self._seen: tuple[Any, Any, Any] = (None, None, None)
        """The transport, its pool and its backend, where the client has one transport alone."""
        self._known = (False, False)

    def guard(self) -> tuple[bool, bool]:
        """Wrap the backends; whether all of them keep the end of an attempt, and whether all are httpcore's."""
        client = self._client
        transport = client._transport
        pool = getattr(transport, "_pool", None)
        seen = self._seen
        if (transport, pool, getattr(pool, "_network_backend", None)) == seen and not client._mounts:
            return self._known
        bounded = guard(client, asynchronous=self._asynchronous)
        self._known = bounded, bounded or is_traced(client)
        self._seen = transport, pool, getattr(pool, "_network_backend", None)
        return self._known


def guard(client: Any, *, asynchronous: bool) -> bool:
    """Wrap the backends of an httpx *client*; False when one of its transports does not keep the end of an attempt.

    Streams of one HTTP/2 connection wait for each other, which takes no timeout.
    """
    kind = WatchedBackend if asynchronous else GuardedBackend
    bounded = True
    for pool in _pools(client):
        if pool is None:
            bounded = False
            continue
        if type(pool._network_backend) is not kind and not _wraps(pool._network_backend, kind):
            pool._network_backend = kind(pool._network_backend)
        bounded = bounded and not getattr(pool, "_http2", False)
    return bounded


def _wraps(backend: Any, kind: type) -> bool:
    """Whether *backend* is of *kind*, or wraps one: clients of several packages may share the httpx client."""
    while type(backend) is not kind:
        backend = getattr(backend, "_inner", None)
        if backend is None:
            return False
    return True


def is_traced(client: Any) -> bool:
    """Whether all transports of an httpx *client* send over httpcore's pools."""
    return None not in _pools(client)


def is_plain(client: Any, library: Any) -> bool:
    """Whether *client* sends as *library* does: nothing of the caller's sees a request on its way."""
    asynchronous = isinstance(client, library.AsyncClient)
    engine = ENGINES.get(library.__name__)
    if engine is None or is_intercepted(engine, asynchronous=asynchronous) or client.auth is not None:
        return False
    kind, transport_kind = (
        (library.AsyncClient, library.AsyncHTTPTransport) if asynchronous else (library.Client, library.HTTPTransport)
    )
    transports = _transports(client)
    if type(client) is not kind or any(client.event_hooks.values()):
        return False
    methods = {method for _, _, method in SENDING[asynchronous]}
    parts = [client, *transports, *_pools(client)]
    return all(type(one) is transport_kind for one in transports) and not any(methods & {*vars(one)} for one in parts)


def _transports(client: Any) -> list[Any]:
    if not client._mounts:
        return [client._transport]
    return [client._transport, *(mount for mount in client._mounts.values() if mount is not None)]


def _pools(client: Any) -> list[Any]:
    """httpcore's pool of each transport of an httpx *client*; None for a transport that has none."""
    return [
        pool if hasattr(pool := getattr(transport, "_pool", None), "_network_backend") else None
        for transport in _transports(client)
    ]


def surplus(response: Any, method: str, headers: Mapping[str, str]) -> Any:
    """The stream of an answer that was read to its end, if bytes beyond that end were read; else None.

    They belong to no request, and would be taken for the answer to the next one: the stream is to be closed.
    """
    stream = response.extensions.get("network_stream")
    watch = getattr(stream, "watch", None)  # of the class of whichever package opened the connection
    if watch is None or not response.extensions.get("http_version", b"").startswith(b"HTTP/1"):
        return None
    return None if watch.ended_exactly(method, response.status_code, headers) else stream


class GuardedBackend:
    """An httpcore network backend whose timeouts end with the attempt."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **more: Any) -> GuardedStream:
        rest = remaining(timeout)
        if attempt_end.moment is None or rest is None:
            return GuardedStream(self._inner.connect_tcp(host, port, timeout=timeout, **more))
        # Name resolution takes no timeout, and each address of a name would get the whole of it.
        connect = lambda: self._inner.connect_tcp(host, port, timeout=rest, **more)  # noqa: E731
        return GuardedStream(run_within(rest, connect, lambda stream: stream.close()))

    def connect_unix_socket(self, path: str, timeout: float | None = None, **more: Any) -> GuardedStream:
        return GuardedStream(self._inner.connect_unix_socket(path, timeout=remaining(timeout), **more))

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(remaining(seconds))


class GuardedStream:
    """An httpcore network stream whose timeouts end with the attempt."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.watch = ConnectionWatch()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._inner.read(max_bytes, timeout=remaining(timeout))
        self.watch.received(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        self.watch.begin_after_answer()
        if len(buffer) <= WRITE_SIZE:
            self._inner.write(buffer, timeout=remaining(timeout))
            return
        for start in range(0, len(buffer), WRITE_SIZE):
            self._inner.write(buffer[start : start + WRITE_SIZE], timeout=remaining(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> GuardedStream:
        timeout = remaining(timeout)
        return GuardedStream(self._inner.start_tls(ssl_context, server_hostname=server_hostname, timeout=timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class WatchedBackend:
    """An httpcore network backend for async code, whose streams are watched."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def connect_tcp(self, host: str, port: int, timeout: float | None = None, **more: Any) -> WatchedStream:
        return WatchedStream(await self._inner.connect_tcp(host, port, timeout=timeout, **more))

    async def connect_unix_socket(self, path: str, timeout: float | None = None, **more: Any) -> WatchedStream:
        return WatchedStream(await self._inner.connect_unix_socket(path, timeout=timeout, **more))

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class WatchedStream:
    """An httpcore network stream for async code, whose bytes are watched."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.watch = ConnectionWatch()
        self._closed = False

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = await self._inner.read(max_bytes, timeout=timeout)
        self.watch.received(data)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.watch.begin_after_answer()
        await self._inner.write(buffer, timeout=timeout)

    async def aclose(self) -> None:
        self._closed = True
        await self._inner.aclose()

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable" and self._closed:  # trio's cannot be asked any more
            return True
        return self._inner.get_extra_info(info)

    async def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> WatchedStream:
        return WatchedStream(await self._inner.start_tls(ssl_context, server_hostname=server_hostname, timeout=timeout))
