"""What the calls of one client share, and what each copy made by `with_options` has of its own."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from .drift import DriftLog
from .facts import Service
from .origins import Origin

if TYPE_CHECKING:
    from .codec import Codec
    from .credentials import Credentials
    from .limits import Home
    from .retry import Quota


class Clockwork(NamedTuple):
    """Time and chance, passed in so that tests need none of either."""

    monotonic: Callable[[], float] = time.monotonic
    epoch: Callable[[], float] = time.time
    random: Callable[[], float] = random.random
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
    """What all copies of a client share: one key, one budget, one memory of surprises."""

    __slots__ = (
        "_codec",
        "base_url",
        "clockwork",
        "credentials",
        "drift",
        "home",
        "host",
        "origin",
        "quota",
        "service",
    )

    def __init__(
        self,
        service: Service,
        base_url: str,
        origin: Origin,
        credentials: Credentials,
        home: Home | None,
        quota: Quota,
        clockwork: Clockwork,
    ) -> None:
        self.service = service
        self.base_url = base_url
        self.origin = origin
        self.host = str(origin).partition("://")[2]
        self.credentials = credentials
        self.home = home
        self.quota = quota
        self.clockwork = clockwork
        self.drift = DriftLog(tell=None)
        self._codec: Codec | None = None

    @property
    def codec(self) -> Codec:
        """Made on first use, because it imports the models and attrs."""
        if self._codec is None:
            from .codec import Codec

            self._codec = Codec(self.service.package + ".models")
        return self._codec
