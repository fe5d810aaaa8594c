"""Budgets and slots in Redis or Valkey, for processes on many machines. Needs the package's extra `redis`."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from importlib import import_module
from typing import Any, TypeVar

from ..errors import ConfigurationError
from ..facts import Limit
from .limiter import StoreUnavailable
from .shared import SharedStore, Step, turn
from .slots import LEASE

T = TypeVar("T")

READ = "local now = redis.call('TIME') return {redis.call('GET', KEYS[1]) or '', now[1], now[2]}"
WRITE = (
    "if (redis.call('GET', KEYS[1]) or '') == ARGV[1] then "
    "redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) return {} end " + READ
)
"""Keep the new text, and answer with nothing; if somebody else has changed the old one meanwhile, with what he left."""

KEPT = 2 * 86_400
"""Seconds after which what nobody uses is forgotten."""

TRIES = 1000
"""Steps that were overtaken by others before giving up; somebody gets on at each of them."""

SILENCE = 5.0
"""Seconds to wait for the server, unless the caller's own client says otherwise."""


class RedisStore(SharedStore):
    """Budgets and slots of all processes that use the same Redis or Valkey server: pass it as ``rate_limit``.

    The server's clock is the one that counts.

    Parameters:
        server: its URL (``redis://…``, ``rediss://…``, ``unix://…``), or a `redis.Redis` of your own.
        limits, name, lease: see `SharedStore`.
        prefix: what its keys begin with.

    Raises:
        ConfigurationError: the `redis` library is not installed, or *server* is no URL that it knows.
    """

    def __init__(
        self,
        server: Any,
        *,
        limits: Limit | Mapping[str, Limit] | None = None,
        name: str = "",
        lease: float = LEASE,
        prefix: str = "budgets",
    ) -> None:
        super().__init__(RedisBackend(_client(server), prefix), limits, name, lease)


class RedisBackend:
    """Texts in Redis; see `homes.Backend`. A step that somebody overtook is done again on what he left."""

    def __init__(self, client: Any, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._turn = threading.Lock()  # threads of one process need not overtake each other

    def change(self, name: str, step: Step[T]) -> T:
        broken: type[Exception] = _library().RedisError
        key, asked = f"{self._prefix}:{name}", time.monotonic()
        with turn(self._turn, 4 * SILENCE, self._place()):
            try:
                late = time.monotonic() - asked  # without the reply's way back, which comes after the server's *now*
                found = self._client.eval(READ, 1, key)
                for _ in range(TRIES):
                    old, seconds, micros = found
                    text, result = step(_text(old) or None, int(seconds) + int(micros) / 1e6, late)
                    if text is None:
                        return result
                    late = time.monotonic() - asked
                    found = self._client.eval(WRITE, 1, key, old, text, KEPT)
                    if not found:
                        return result
            except broken as fault:
                raise StoreUnavailable(f"{self._place()} does not answer: {_line(fault)}") from None
        raise StoreUnavailable(f"{self._place()}: {key} is changed by others too fast")

    def _place(self) -> str:
        """Where the server is, without its password."""
        known: Mapping[str, Any] = self._client.connection_pool.connection_kwargs
        path = known.get("path")
        return f"Redis at {path}" if path else f"Redis at {known.get('host')}:{known.get('port')}"


def _client(server: Any) -> Any:
    if not isinstance(server, str):
        if hasattr(server, "eval") and hasattr(server, "connection_pool"):
            return server
        raise ConfigurationError("rate_limit: RedisStore takes a URL or a redis.Redis")
    try:
        return _library().Redis.from_url(server, socket_timeout=SILENCE, socket_connect_timeout=SILENCE)
    except ValueError as fault:
        raise ConfigurationError(f"rate_limit: RedisStore: {_line(fault)}") from None


def _library() -> Any:
    """The `redis` module, which is no dependency of the package and so unknown to type checkers."""
    try:
        return import_module("redis")
    except ImportError:
        extra = f"{__name__.partition('.')[0].replace('_', '-')}[redis]"
        raise ConfigurationError(f"rate_limit: RedisStore needs the redis library; pip install '{extra}'") from None


def _text(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.decode()


def _line(fault: Exception) -> str:
    return " ".join(f"{type(fault).__name__}: {fault}".split())
