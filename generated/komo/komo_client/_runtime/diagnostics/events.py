"""Events of a client, for `on_event` and as log lines: attempts, waits, retries, drift."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..util.server_text import one_line

if TYPE_CHECKING:
    from logging import Logger


Kind = Literal["attempt", "wait", "retry", "drift", "version", "unknown"]

_LOG_LEVELS: Mapping[str, int] = {"attempt": 20, "wait": 20, "retry": 20, "drift": 30, "version": 30, "unknown": 30}


class Event(NamedTuple):
    """Something that happened during a call. It holds no secrets and may be logged."""

    kind: Kind
    """``attempt`` (one has ended), ``wait`` (for the rate limit or a slot), ``retry`` (waits before the next attempt),
    ``drift``, ``version`` (version or deprecation headers), ``unknown`` (a call was interrupted that may have done its
    work)."""
    operation: str
    detail: str = ""
    """One line."""
    attempt: int = 0
    """Number of the attempt, from 1; 0 before the first."""
    status: int | None = None
    wait: float = 0.0
    """Seconds."""
    elapsed: float = 0.0
    """Duration of the attempt in seconds."""
    request_id: str | None = None
    headers: Mapping[str, str] = {}
    """Headers of the response, without secrets."""

    def __str__(self) -> str:
        parts = [self.operation, self.kind]
        if self.attempt:
            parts.append(f"#{self.attempt}")
        if self.status is not None:
            parts.append(str(self.status))
        if self.detail:
            parts.append(self.detail)
        if self.kind == "attempt":
            parts.append(f"in {self.elapsed:.3f} s")
        if self.wait:
            parts.append(f"for {self.wait:.3f} s")
        if self.request_id:
            parts.append(f"request {self.request_id}")
        return one_line(" ".join(parts))


class Emitter:
    """Passes events to the caller's handler and to the logger called *name*."""

    __slots__ = ("_handler", "_logger", "_name")

    def __init__(self, name: str, handler: Callable[[Event], object] | None = None) -> None:
        self._name = name
        self._handler = handler
        self._logger: Logger | None = None

    def enabled(self, kind: Kind) -> bool:
        """Whether events of *kind* are handled or logged; if not, they need not be made."""
        return self._handler is not None or self.logger.isEnabledFor(_LOG_LEVELS[kind])

    def emit(self, event: Event) -> None:
        """Log *event* and call the handler; an exception of the handler is logged and does not end the call."""
        if self.logger.isEnabledFor(_LOG_LEVELS[event.kind]):
            self.logger.log(_LOG_LEVELS[event.kind], "%s", event)
            if event.headers:
                self.logger.debug("%s headers %s", event.operation, dict(event.headers))
        if self._handler is not None:
            try:
                self._handler(event)
            except Exception:
                self.logger.exception("on_event failed for %s", event.kind)

    @property
    def logger(self) -> Logger:
        """The package's logger, made on first use, because `logging` is slow to import."""
        if self._logger is None:
            from logging import NullHandler, getLogger

            self._logger = getLogger(self._name)
            if not self._logger.handlers:  # else Python prints warnings on stderr
                self._logger.addHandler(NullHandler())
        return self._logger


def configure_logging(name: str, variable: str, environment: Mapping[str, str] = os.environ) -> None:
    """Print the log lines of *name* on stderr if *variable* is ``debug``, ``info`` or ``warning``."""
    level = environment.get(variable, "").strip().upper()
    if level not in ("DEBUG", "INFO", "WARNING"):
        return
    import logging

    logger: Any = logging.getLogger(name)
    logger.setLevel(level)
    if not any(isinstance(handler, logging.StreamHandler) for handler in logger.handlers):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
        logger.addHandler(handler)
