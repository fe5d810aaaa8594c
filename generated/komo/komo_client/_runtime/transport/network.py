"""Holds a blocking attempt to its end: each socket operation may take what is left of the time, never more.

httpx's timeouts bound one silence each; a server that trickles resets them for ever. httpcore has one seam where all
sockets come from, its network backend. `guard` puts a wrapper there; a thread without an attempt's end set (a caller's
own use of his own client) passes through unchanged.
"""

from __future__ import annotations

from typing import Any

from .deadlines import ends, left, within

PIECE = 16384
"""Bytes written at once. A socket that has room again has room for so many (and a TLS record holds no more), so that
each wait for a reader that takes its time is one of ours."""


def guard(client: Any) -> bool:
    """Bound all connections of an httpx *client*; False when some transport of it cannot be."""
    found = network_pools(client)
    for pool in found:
        if pool is not None and not isinstance(pool._network_backend, Backend):
            pool._network_backend = Backend(pool._network_backend)
    return None not in found


def network_pools(client: Any) -> list[Any]:
    """httpcore's pool in each transport of an httpx *client*; None: one that reports nothing and knows no time."""
    mounts = (mount for mount in client._mounts.values() if mount is not None)
    found = (getattr(transport, "_pool", None) for transport in (client._transport, *mounts))
    return [pool if hasattr(pool, "_network_backend") else None for pool in found]


class Backend:
    """An httpcore network backend that knows the time."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **more: Any) -> Stream:
        rest = left(timeout)
        if ends.moment is None or rest is None:
            return Stream(self._inner.connect_tcp(host, port, timeout=timeout, **more))
        # Name resolution takes no timeout, and each address of a name would get the whole of it.
        return Stream(
            within(rest, lambda: self._inner.connect_tcp(host, port, timeout=rest, **more), lambda s: s.close())
        )

    def connect_unix_socket(self, path: str, timeout: float | None = None, **more: Any) -> Stream:
        return Stream(self._inner.connect_unix_socket(path, timeout=left(timeout), **more))

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(left(seconds))


class Stream:
    """An httpcore network stream that knows the time."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self._inner.read(max_bytes, timeout=left(timeout))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), PIECE):
            self._inner.write(buffer[start : start + PIECE], timeout=left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Stream:
        return Stream(self._inner.start_tls(ssl_context, server_hostname=server_hostname, timeout=left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
