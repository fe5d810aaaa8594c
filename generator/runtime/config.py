"""From a constructor's arguments, the environment and the facts to settings; a fault names argument and mend."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

from .errors import ConfigurationError
from .facts import Limit, Plan, Service
from .limits.memory import MemoryStore
from .util.shared import shared_objects
from .util.unset import Unset

if TYPE_CHECKING:
    from .limits.limiter import RateLimiter, Store
    from .limits.slots import Slots
    from .transport.connections import Connections
    from .util.shared import Owner

RateLimit: TypeAlias = "Limit | Mapping[str, Limit] | Store | RateLimiter | None"


def plan(service: Service, name: str | None) -> Plan:
    """The plan called *name*; without a name, the limits that hold for all plans."""
    if name is None:
        return Plan(service.limits)
    if name not in service.plans:
        raise ConfigurationError(f"plan: {name!r} is unknown; known: {', '.join(service.plans) or 'none'}")
    return service.plans[name]


def rate_limiter(
    known_limits: Mapping[str, Limit],
    rate_limit: RateLimit | Unset,
    clock: Callable[[], float],
    owner: Owner,
    account: Callable[[], str],
) -> RateLimiter | None:
    """The rate limiter of a client; None: requests do not wait.

    By default it has the *known_limits* and is shared by all clients of this process with the same key. A caller's own
    limits are for this client alone, a store has those of *account*, and a caller's own limiter is used as it is.
    """
    if rate_limit is None:
        return None
    if isinstance(rate_limit, Unset):
        create = partial(MemoryStore, known_limits, clock=clock)
        return shared_objects.get_or_create(create, owner, "rate limits", *known_limits.items())
    if isinstance(rate_limit, Limit):
        return MemoryStore({**known_limits, "default": rate_limit}, widen=False, clock=clock)
    if isinstance(rate_limit, Mapping):
        return MemoryStore({**known_limits, **rate_limit}, widen=False, clock=clock)
    if _is_legacy(rate_limit):
        from .limits.limiter import LegacyLimiter

        return LegacyLimiter(rate_limit)
    if _is_store(rate_limit):
        return rate_limit.limiter(account, known_limits)
    if _is_limiter(rate_limit):
        return rate_limit
    raise ConfigurationError("rate_limit: expected a Limit, limits by route, a store, or None")


def run_slots(
    plan: Plan, rate_limit: RateLimit | Unset, clock: Callable[[], float], owner: Owner, account: Callable[[], str]
) -> Slots | None:
    """The run slots of a client, shared by all clients with the same key; None: the plan does not limit runs.

    They are in the store of the rate limits if that has slots, else in this process.
    """
    number = plan.concurrent_runs
    if number is None:
        return None
    slots = rate_limit.slots(account, number) if _is_store(rate_limit) else None
    if slots is not None:
        return slots
    from .limits.slots import MemorySlots

    return shared_objects.get_or_create(lambda: MemorySlots(number, clock=clock), owner, "slots", number)


def _is_store(value: object) -> TypeGuard[Store]:
    # an object written for an earlier version may have the name only because its base class was called like the store
    return hasattr(value, "limiter") and not _is_legacy(value)


def _is_limiter(value: object) -> TypeGuard[RateLimiter]:
    return hasattr(value, "acquire")


def _is_legacy(value: object) -> bool:
    """Whether *value* has the methods of earlier versions, other than those that `MemoryStore` keeps for them."""
    kind: Any = type(value)
    return hasattr(value, "ask") and not (
        isinstance(value, MemoryStore) and kind.ask is MemoryStore.ask and kind.done is MemoryStore.done
    )


def headers(
    service: Service, given: Mapping[str, str] | None, before: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Headers of every request, names in lower case: ours, then those of *before*, then the caller's."""
    known = {
        "user-agent": _user_agent(service),
        "accept-encoding": "gzip, deflate",
    }
    known.update(before or {})
    value: Any
    for name, value in (given or {}).items():
        if not isinstance(value, str) or not value.isprintable():
            raise ConfigurationError(f"default_headers: {name}: expected one line of text")
        known[name.lower()] = value
    return known


def connections(
    http_client: Any, settings: Connections | None, *, asynchronous: bool
) -> tuple[Any, Connections | None]:
    """A caller's own client, or settings of own connections, if they can be used."""
    if settings is not None:
        from .transport.connections import checked

        if http_client is not None:
            raise ConfigurationError("http_client, connections: both say how to connect; give one of them")
        return None, checked(settings)
    return _http_client(http_client, asynchronous=asynchronous), None


def _http_client(given: Any, *, asynchronous: bool) -> Any:
    """A caller's own client, if it is of the kind that this one needs."""
    if given is not None and hasattr(given, "aclose") is not asynchronous:
        wanted = "httpx.AsyncClient" if asynchronous else "httpx.Client"
        raise ConfigurationError(f"http_client: expected an {wanted}, got {type(given).__name__}")
    return given


def _user_agent(service: Service) -> str:
    distribution = service.package.replace("_", "-")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    digest = f"+{service.runtime_sha256[:8]}" if service.runtime_sha256 else ""
    runtime = f" runtime/{service.runtime_version}{digest}" if service.runtime_version else ""
    return f"{distribution}/{service.version} python/{python}{runtime}"


def retries(number: Any) -> int:
    """*number*, if it can be one of retries."""
    if isinstance(number, bool) or not isinstance(number, int) or number < 0:
        raise ConfigurationError(f"max_retries: expected a whole number from 0, got {number!r}")
    return number
