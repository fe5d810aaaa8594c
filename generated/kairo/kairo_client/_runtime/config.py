"""From a constructor's arguments, the environment and the facts to settings; a fault names argument and mend."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import ConfigurationError
from .facts import Limit, Plan, Service
from .limits.limiter import MemoryStore
from .util.shared import commons
from .util.unset import Unset

if TYPE_CHECKING:
    from .limits.limiter import Store
    from .limits.shared import SharedStore
    from .limits.slots import Slots
    from .util.shared import Owner

RateLimit: TypeAlias = "Limit | Mapping[str, Limit] | Store | SharedStore | None"


def plan(service: Service, name: str | None) -> Plan:
    """What the plan called *name* allows; without one, the limits that hold for all."""
    if name is None:
        return Plan(service.limits)
    if name not in service.plans:
        raise ConfigurationError(f"plan: {name!r} is unknown; known: {', '.join(service.plans) or 'none'}")
    return service.plans[name]


def home(
    known: Mapping[str, Limit],
    rate_limit: RateLimit | Unset,
    clock: Callable[[], float],
    owner: Owner,
    account: Callable[[], str],
) -> Store | None:
    """Where the rate budgets live: the facts' limits in memory, for all clients with the same key; or the caller's own.

    His are limits for this client alone, a home that several processes share, where they are those of *account*, or a
    home that he shares as he likes; None: no budgets at all.
    """
    if rate_limit is None:
        return None
    if isinstance(rate_limit, Unset):
        return commons.shared(lambda: MemoryStore(known, clock=clock), owner, "budgets", *known.items())
    if isinstance(rate_limit, Limit):
        return MemoryStore({**known, "default": rate_limit}, widen=False, clock=clock)
    if isinstance(rate_limit, Mapping):
        return MemoryStore({**known, **rate_limit}, widen=False, clock=clock)
    from .limits.shared import SharedStore

    if isinstance(rate_limit, SharedStore):
        return rate_limit.budgets(account, known)
    if not hasattr(rate_limit, "ask"):
        raise ConfigurationError("rate_limit: expected a Limit, limits by route, a home of budgets, or None")
    return rate_limit


def slots(
    plan: Plan, rate_limit: RateLimit | Unset, clock: Callable[[], float], owner: Owner, account: Callable[[], str]
) -> Slots | None:
    """The plan's places for runs, one set for all clients with the same key; None: any number of them.

    They are kept where the budgets are, if several processes share those.
    """
    number = plan.concurrent_runs
    if number is None:
        return None
    if rate_limit is not None and not isinstance(rate_limit, (Unset, Limit, Mapping)):
        from .limits.shared import SharedStore

        if isinstance(rate_limit, SharedStore):
            return rate_limit.slots(account, number)
    from .limits.slots import MemorySlots

    return commons.shared(lambda: MemorySlots(number, clock=clock), owner, "slots", number)


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


def http_client(given: Any, *, asynchronous: bool) -> Any:
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
