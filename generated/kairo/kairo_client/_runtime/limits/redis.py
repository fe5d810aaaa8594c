"""Rate limits and run slots in Redis or Valkey, for processes on many machines. Needs the package's extra `redis`."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping
from importlib import import_module
from typing import Any, TypeVar

from ..errors import ConfigurationError
from ..facts import Limit
from ..util.fork import renew_after_fork
from ..util.typeguards import is_mapping
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

EXPIRY = 30 * 86_400
"""Seconds without use after which a key expires: longer than a process waits between two calls, which would take an
expired key for a lost one."""

MAX_CONFLICTS = 1000
"""Largest number of times that a step is repeated because another process changed the text first. Each conflict means
that another process succeeded."""

SOCKET_TIMEOUT = 5.0
"""Seconds to wait for the server; a caller's own `redis.Redis` has its own timeout."""


class RedisStore(SharedStore):
    """Rate limits and run slots of all processes that use the same Redis or Valkey server: pass it as ``rate_limit``.

    All times are those of the server's clock. Where the server has lost the state (FLUSHALL, a restart without
    persistence, a failover to an empty server, an evicted key, a clock that was set), those who have used it notice,
    and treat the limits as used up for one period. Use ``maxmemory-policy noeviction`` and ``appendonly yes``.

    Parameters:
        server: its URL (``redis://…``, ``rediss://…``, ``unix://…``), or a `redis.Redis` of your own, such as
            ``Sentinel.master_for(…)``, or a `redis.RedisCluster`.
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

    clock_name = ""

    def __init__(self, client: Any, prefix: str) -> None:
        self.place, database = _place(client)
        self.realm = f"{self.place} {database} {prefix}"
        self.notices: deque[str] = deque(maxlen=100)
        self._client = client
        self._prefix = prefix
        self._lock = threading.Lock()  # so that the threads of one process cause no conflicts
        self._checked = False
        """Whether the server was asked what endangers the state."""
        renew_after_fork(self)

    def renew(self) -> None:
        """Reset what belongs to the parent's threads: the lock."""
        self._lock = threading.Lock()

    def here(self) -> float:
        return time.monotonic()

    def change(self, name: str, step: Step[T]) -> T:
        errors = (_library().RedisError, OSError, ValueError, TypeError, LookupError, AttributeError)
        key, started = f"{self._prefix}:{name}", time.monotonic()
        with locked(self._lock, 4 * SOCKET_TIMEOUT, self.place):
            delay = time.monotonic() - started  # without the reply's way back, which follows *now*
            found = self._eval(errors, READ_SCRIPT, key)
            if not self._checked:
                self._checked = True
                self._check()
            for _ in range(MAX_CONFLICTS):
                old, now = found or ("", 0.0)
                text, result = step(old or None, now, delay)
                if text is None:
                    return result
                delay = time.monotonic() - started
                found = self._eval(errors, WRITE_SCRIPT, key, old, text, EXPIRY)
                if found is None:
                    return result
        raise StoreUnavailable(f"{self.place}: {key} is changed by other processes too often")

    def _eval(
        self, errors: tuple[type[Exception], ...], script: str, key: str, *values: Any
    ) -> tuple[str, float] | None:
        """The text and the time that *script* returns; None: it returns nothing."""
        try:
            found = self._client.eval(script, 1, key, *values)
            if not found:
                return None
            text, seconds, micros = found
            return _decoded(text), int(seconds) + int(micros) / 1e6
        except errors as error:
            raise StoreUnavailable(f"{self.place}: {_said(error)}{_mend(error, key)}") from None

    def _check(self) -> None:
        """Tell what endangers the state, and what the server does not say of that: an account may not be allowed to
        ask."""
        memory, persistence = self._asked("info", "memory"), self._asked("info", "persistence")
        policy, limit = memory.get("maxmemory_policy"), str(memory.get("maxmemory", ""))
        unknown = [] if policy is not None else ["its maxmemory-policy, which should be noeviction"]
        if policy not in (None, "noeviction") and limit != "0":
            self.notices.append(
                f"{self.place}: its maxmemory-policy {policy} may evict rate limits when its memory is full; "
                "use noeviction"
            )
        appends = persistence.get("aof_enabled")
        save = None if str(appends) == "1" else self._asked("config_get", "save").get("save")
        if str(appends) != "1" and (appends is None or save is None):
            unknown.append("whether it keeps data over a restart, as with appendonly yes")
        elif str(appends) != "1" and save == "":
            self.notices.append(
                f"{self.place}: it keeps nothing over a restart (appendonly no, no save), after which new workers may "
                "send up to twice the limit in one period; use appendonly yes"
            )

        if unknown:
            self.notices.append(f"{self.place}: it does not say {' and '.join(unknown)}; make sure of that")

    def _asked(self, command: str, about: str) -> Mapping[str, Any]:
        try:
            answer: Any = getattr(self._client, command)(about)
        except Exception:  # noqa: BLE001 - it is not allowed, or not there
            return {}
        return {_decoded(name): _plain(value) for name, value in answer.items()} if is_mapping(answer) else {}


def _place(client: Any) -> tuple[str, str]:
    """The server's address, without its password, and the number of its database."""
    pool = getattr(client, "connection_pool", None)
    known: Mapping[str, Any] = getattr(pool, "connection_kwargs", None) or {}
    database, path, service = str(known.get("db") or 0), known.get("path"), getattr(pool, "service_name", None)
    if service:  # of Sentinel: its master may be another server each time
        return f"Redis master {service}", database
    if path or "host" in known:
        return f"Redis at {path}" if path else f"Redis at {known['host']}:{known.get('port', 6379)}", database
    return f"Redis by {type(client).__name__}", database


CODES: Mapping[str, str] = {
    "BusyLoadingError": "LOADING",
    "ReadOnlyError": "READONLY",
    "OutOfMemoryError": "OOM",
    "NoPermissionError": "NOPERM",
    "MovedError": "MOVED",
    "AskError": "ASK",
    "TryAgainError": "TRYAGAIN",
    "ClusterDownError": "CLUSTERDOWN",
    "MasterDownError": "MASTERDOWN",
    "ClusterCrossSlotError": "CROSSSLOT",
    "NoScriptError": "NOSCRIPT",
    "ExecAbortError": "EXECABORT",
}
"""The library's exceptions whose text is without the code with which the server's error begins."""


def _said(error: Exception) -> str:
    """The server's answer in its own words; else the library's exception."""
    name, text = type(error).__name__, " ".join(str(error).split())
    if name.startswith("Authentication"):
        code = "WRONGPASS" if text.startswith(("WRONGPASS", "invalid")) else "NOAUTH"
    else:
        code = CODES.get(name, "")
    if code:
        return f"it answered: {text if text.startswith(code) else f'{code} {text}'}"
    return f"it answered: {text}" if name == "ResponseError" else f"{name}: {text}"


def _mend(error: Exception, key: str) -> str:
    """A remedy, where that is not plain."""
    text = _said(error)
    if "WRONGTYPE" in text:
        return f"; delete the key {key}, or give another prefix"
    if "MOVED" in text or "CLUSTER" in text:
        return "; pass a redis.RedisCluster instead of a URL"
    return ""


def _client(server: Any) -> Any:
    if not isinstance(server, str):
        if callable(getattr(server, "eval", None)) and "asyncio" not in type(server).__module__:
            return server
        raise ConfigurationError("rate_limit: RedisStore takes a URL or a redis.Redis; async clients use it in threads")
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


def _plain(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
