"""From a constructor's arguments, the environment and the facts to settings; a fault names argument and mend."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard, cast

from .errors import ConfigurationError
from .facts import Limit, Plan, Service
from .limits.memory import MemoryStore
from .options import brief, nearest
from .util.shared import shared_objects
from .util.unset import Unset

if TYPE_CHECKING:
    from .limits.limiter import RateLimiter, Store
    from .limits.slots import Slots
    from .options import EventHandler, TracerProvider
    from .transport.connections import Connections
    from .util.shared import Owner

RUNS_LATER = 0x20 | 0x80 | 0x200
"""Flags of a function that only makes a generator, a coroutine or both, as in `inspect`, which is slow to import."""

RateLimit: TypeAlias = "Limit | Mapping[str, Limit] | Store | RateLimiter | None"


def plan(service: Service, name: str | None) -> Plan:
    """The plan called *name*; without a name, the limits that hold for all plans."""
    if name is None:
        return Plan(service.limits)
    if name not in service.plans:
        raise ConfigurationError(f"plan: {name!r} is unknown; known: {', '.join(service.plans) or 'none'}")
    return service.plans[name]


def limit_names(service: Service) -> frozenset[str]:
    """The names of all rate limits that a plan may have."""
    return frozenset({"default", *service.limits, *(name for one in service.plans.values() for name in one.limits)})


def rate_limiter(
    names: Collection[str],
    known_limits: Mapping[str, Limit],
    rate_limit: RateLimit | Unset,
    clock: Callable[[], float],
    owner: Owner,
    account: Callable[[], str],
) -> RateLimiter | None:
    """The rate limiter of a client; None: requests do not wait.

    Parameters:
        names: of all limits that a caller may set.

    By default it has the *known_limits* and is shared by all clients of this process with the same key. A caller's own
    limits are for this client alone, a store has those of *account*, and a caller's own limiter is used as it is.
    """
    if rate_limit is None:
        return None
    if isinstance(rate_limit, Unset):
        create = partial(MemoryStore, known_limits, clock=clock)
        return shared_objects.get_or_create(create, owner, "rate limits", *known_limits.items())
    if isinstance(rate_limit, Limit):
        _check_limit("rate_limit", rate_limit)
        return MemoryStore({**known_limits, "default": rate_limit}, widen=False, clock=clock)
    if isinstance(rate_limit, Mapping):
        for name, limit in rate_limit.items():
            if name not in names:
                raise ConfigurationError(f"rate_limit: no limit is called {name!r}{nearest(name, names)}")
            _check_limit(f"rate_limit: {name}", limit)
        return MemoryStore({**known_limits, **rate_limit}, widen=False, clock=clock)
    if _is_legacy(rate_limit):
        from .limits.limiter import LegacyLimiter

        return LegacyLimiter(rate_limit)
    if _is_store(rate_limit):
        return rate_limit.limiter(account, known_limits)
    if _is_limiter(rate_limit):
        return rate_limit
    raise ConfigurationError("rate_limit: expected a Limit, limits by route, a store, or None")


def _check_limit(argument: str, limit: Any) -> None:
    """Raise `ConfigurationError` for a limit that no request could keep, or that is none."""
    try:
        requests, per, burst = limit.requests, limit.per, limit.burst
    except AttributeError:
        raise ConfigurationError(f"{argument}: expected a Limit(requests, seconds), got {brief(limit)}") from None
    if not _is_count(requests) or not (burst is None or _is_count(burst)) or not _is_period(per):
        raise ConfigurationError(
            f"{argument}: expected a whole number of requests and seconds, both above 0, got {brief(limit)}"
        )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_period(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < float("inf")


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
    if given is not None:
        from .protocol.headers import FRAMING, caller_headers, refuse_framing

        checked = caller_headers(given, "default_headers")
        if framing := FRAMING.intersection(checked):
            raise refuse_framing(min(framing), "default_headers")
        known.update(checked)
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
    if given is None:
        return None
    wanted, close = ("httpx.AsyncClient", "aclose") if asynchronous else ("httpx.Client", "close")
    is_async = hasattr(given, "aclose")
    callables = all(callable(getattr(given, name, None)) for name in ("send", "build_request", close))
    if isinstance(given, type) or not callables or is_async is not asynchronous:
        raise ConfigurationError(f"http_client: expected an {wanted}, got {_kind(given)}")
    return given


def text(argument: str, value: Any) -> str | None:
    """*value*, if it is text or None."""
    if value is not None and not isinstance(value, str):
        raise ConfigurationError(f"{argument}: expected text, got {_kind(value)}")
    return value


def flag(argument: str, value: Any) -> bool:
    """*value*, if it is one of the two."""
    if not isinstance(value, bool):
        raise ConfigurationError(f"{argument}: expected True or False, got {brief(value)}")
    return value


def event_handler(value: Any) -> EventHandler | None:
    """*value*, if it can be called with each event; what it returns is not awaited."""
    code_flags = getattr(getattr(value, "__code__", None), "co_flags", 0)
    if (value is not None and not callable(value)) or code_flags & RUNS_LATER:
        raise ConfigurationError(f"on_event: expected a plain function that takes an event, got {brief(value)}")
    return cast("EventHandler | None", value)


def tracer_provider(value: Any) -> TracerProvider | None:
    """*value*, if it provides tracers."""
    if value is not None and (isinstance(value, type) or not callable(getattr(value, "get_tracer", None))):
        raise ConfigurationError(f"tracer_provider: expected one with get_tracer(), got {_kind(value)}")
    return cast("TracerProvider | None", value)


def _kind(value: object) -> str:
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def _user_agent(service: Service) -> str:
    distribution = service.package.replace("_", "-")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    digest = f"+{service.runtime_sha256[:8]}" if service.runtime_sha256 else ""
    runtime = f" runtime/{service.runtime_version}{digest}" if service.runtime_version else ""
    return f"{distribution}/{service.version} python/{python}{runtime}"
