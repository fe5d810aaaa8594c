"""What the calls of one client share, and what each copy made by `with_options` has of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ..diagnostics.drift import DriftLog
from ..facts import Operation, Plan, Service, Waiter

if TYPE_CHECKING:
    from ..auth.resolver import CredentialResolver
    from ..codec.codec import Codec
    from ..limits.caps import Caps
    from ..limits.limiter import Store
    from ..limits.slots import Slots
    from ..protocol.endpoints import Places
    from ..registry import Routes
    from ..retry.quota import RetryQuota
    from .creations import Made


Connect: TypeAlias = "Callable[[CredentialResolver], Any]"
"""Makes what a client sends through: `pools.Pool` or `pools.AsyncPool`."""


def _chance() -> float:
    from random import random

    return random()  # noqa: S311 - it scatters waits


class Clock(NamedTuple):
    """Time and chance, passed in so that tests need none of either."""

    monotonic: Callable[[], float] = time.monotonic
    epoch: Callable[[], float] = time.time
    random: Callable[[], float] = _chance
    sleep: Callable[[float], Any] | None = None
    """Instead of the driver's own."""


class Settings(NamedTuple):
    """What `with_options` can change."""

    timeout: Mapping[str, float | None]
    deadline: float | None
    max_retries: int
    headers: Mapping[str, str]
    """Sent with every request; names in lower case."""
    strict: bool


class Core:
    """What all copies of a client share: one key, its budgets, slots and caps, one memory of surprises."""

    __slots__ = (
        "_codec",
        "_connect",
        "_pools",
        "_routes",
        "_warm",
        "_watchers",
        "caps",
        "clockwork",
        "credentials",
        "drift",
        "home",
        "made",
        "places",
        "plan",
        "quota",
        "service",
        "slots",
    )

    def __init__(
        self,
        service: Service,
        places: Places,
        credentials: CredentialResolver,
        connect: Connect,
        plan: Plan,
        home: Store | None,
        slots: Slots | None,
        caps: Caps,
        quota: RetryQuota,
        clockwork: Clock,
        made: Made,
    ) -> None:
        self.service = service
        self.places = places
        self.credentials = credentials
        self.plan = plan
        self.home = home
        self.slots = slots
        self.caps = caps
        self.quota = quota
        self.clockwork = clockwork
        self.drift = DriftLog(tell=None)
        self.made = made
        """What clients with this key were told they have made."""
        self._connect = connect
        self._pools: dict[str, Any] = {}
        self._codec: Codec | None = None
        self._routes: Routes | None = None
        self._watchers: Mapping[str, Waiter[Any]] | None = None
        self._warm = False

    def ready(self, operation: Operation[Any], left: float | None) -> Any:
        """Have what sending *operation* and reading its answer need; an async client's is to be awaited.

        A place in a budget is taken from the moment a request leaves until its answer is read. Importing takes longer
        than that, so it comes first.

        Raises:
            Late: that did not come to an end in the seconds that are *left*.
        """
        if not self._warm:
            from ..protocol.response import expect

            expect(operation, self)
            self._warm = True
        return self.pool.ready(left)

    @property
    def base_url(self) -> str:
        """Where the API is."""
        return self.places.home.url

    @property
    def pool(self) -> Any:
        """Made on first use, because it imports all that sending needs; one, whichever threads are first at once."""
        pool = self._pools.get("")
        return self._pools.setdefault("", self._connect(self.credentials)) if pool is None else pool

    @property
    def codec(self) -> Codec:
        """Made on first use, because it imports the models and attrs."""
        if self._codec is None:
            from ..codec.codec import Codec

            self._codec = Codec(self.service.package + ".models")
        return self._codec

    @property
    def routes(self) -> Routes:
        """Made on first use, because it imports all resources."""
        if self._routes is None:
            from ..registry import Routes

            self._routes = Routes(self.service)
        return self._routes

    @property
    def watchers(self) -> Mapping[str, Waiter[Any]]:
        """See `occupancy.watchers`; made on first use, because it imports resources."""
        if self._watchers is None:
            from ..registry import watchers

            self._watchers = watchers(self.service)
        return self._watchers
