"""Rate limits and run slots in Redis or Valkey, for processes on many machines. Needs the package's extra `redis`."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from importlib import import_module
from typing import Any, TypeVar

from ..errors import ConfigurationError
from ..facts import Limit
from .limiter import StoreUnavailable
from .shared import SharedStore, Step, locked
from .slots import DEFAULT_LEASE

T = TypeVar("T")

READ_SCRIPT = "local now = redis.call('TIME') return {redis.call('GET', KEYS[1]) or '', now[1], now[2]}"
WRITE_SCRIPT = (
    "if (redis.call('GET', KEYS[1]) or '') == ARGV[1] then "
    "redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) return {} end " + READ_SCRIPT
)
"""Store the new text and return nothing; if another process has changed the old text, return the present one."""

EXPIRY = 2 * 86_400
"""Seconds without use after which a key expires."""

MAX_CONFLICTS = 1000
"""Largest number of times that a step is repeated because another process changed the text first. Each conflict means
that another process succeeded."""

SOCKET_TIMEOUT = 5.0
"""Seconds to wait for the server; a caller's own `redis.Redis` has its own timeout."""


class RedisStore(SharedStore):
    """Rate limits and run slots of all processes that use the same Redis or Valkey server: pass it as ``rate_limit``.

    All times are those of the server's clock.

    Parameters:
        server: its URL (``redis://…``, ``rediss://…``, ``unix://…``), or a `redis.Redis` of your own.
        limits, name, lease: see `SharedStore`.
        prefix: start of the names of its Redis keys.

    Raises:
        ConfigurationError: the `redis` library is not installed, or does not accept the URL.
    """

    def __init__(
        self,
        server: Any,
        *,
        limits: Limit | Mapping[str, Limit] | None = None,
        name: str = "",
        lease: float = DEFAULT_LEASE,
        prefix: str = "budgets",
    ) -> None:
        super().__init__(RedisBackend(_client(server), prefix), limits, name, lease)


class RedisBackend:
    """A `StateBackend` in Redis. A step is repeated when another process has changed the text meanwhile."""

    def __init__(self, client: Any, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._lock = threading.Lock()  # so that the threads of one process cause no conflicts

    def change(self, name: str, step: Step[T]) -> T:
        redis_error: type[Exception] = _library().RedisError
        key, started = f"{self._prefix}:{name}", time.monotonic()
        with locked(self._lock, 4 * SOCKET_TIMEOUT, self._place()):
            try:
                delay = time.monotonic() - started  # without the reply's way back, which follows *now*
                found = self._client.eval(READ_SCRIPT, 1, key)
                for _ in range(MAX_CONFLICTS):
                    old, seconds, micros = found
                    text, result = step(_decoded(old) or None, int(seconds) + int(micros) / 1e6, delay)
                    if text is None:
                        return result
                    delay = time.monotonic() - started
                    found = self._client.eval(WRITE_SCRIPT, 1, key, old, text, EXPIRY)
                    if not found:
                        return result
            except redis_error as error:
                raise StoreUnavailable(f"{self._place()}: {_one_line(error)}") from None
        raise StoreUnavailable(f"{self._place()}: {key} is changed by other processes too often")

    def _place(self) -> str:
        """The server's address, without its password."""
        known: Mapping[str, Any] = self._client.connection_pool.connection_kwargs
        path = known.get("path")
        return f"Redis at {path}" if path else f"Redis at {known.get('host')}:{known.get('port')}"


def _client(server: Any) -> Any:
    if not isinstance(server, str):
        if hasattr(server, "eval") and hasattr(server, "connection_pool"):
            return server
        raise ConfigurationError("rate_limit: RedisStore takes a URL or a redis.Redis")
    try:
        return _library().Redis.from_url(server, socket_timeout=SOCKET_TIMEOUT, socket_connect_timeout=SOCKET_TIMEOUT)
    except ValueError as error:
        raise ConfigurationError(f"rate_limit: RedisStore: {_one_line(error)}") from None


def _library() -> Any:
    """The `redis` module; not imported by name, because the package does not depend on it."""
    try:
        return import_module("redis")
    except ImportError:
        extra = f"{__name__.partition('.')[0].replace('_', '-')}[redis]"
        raise ConfigurationError(f"rate_limit: RedisStore needs the redis library; pip install '{extra}'") from None


def _decoded(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.decode()


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
