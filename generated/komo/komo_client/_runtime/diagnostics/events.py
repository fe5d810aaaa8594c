"""Events of a client, for `on_event` and as log lines: attempts, waits, retries, drift."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from ..util.server_text import one_line

if TYPE_CHECKING:
    from logging import Logger

T = TypeVar("T")

Kind = Literal["attempt", "wait", "retry", "drift", "version", "unknown", "store"]

_LOG_LEVELS: Mapping[str, int] = {
    "attempt": 20,
    "wait": 20,
    "retry": 20,
    "drift": 30,
    "version": 30,
    "unknown": 30,
    "store": 30,
}


class Event(NamedTuple):
    """Something that happened during a call. It holds no secrets and may be logged."""

    kind: Kind
    """``attempt`` (one has ended), ``wait`` (for the rate limit or a slot), ``retry`` (waits before the next attempt),
    ``drift``, ``version`` (version or deprecation headers), ``unknown`` (a call was interrupted that may have done its
    work), ``store`` (what keeps the rate limits has lost its state, may lose it, or could not be written after an
    answer)."""
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
    """Passes events to the observers of calls: the caller's handler, and the logger called *name*.

    What an observer raises is told once, and does not fail the call.
    """

    __slots__ = ("_handler", "_logger", "_name", "_told")

    def __init__(self, name: str, handler: Callable[[Event], object] | None = None) -> None:
        self._name = name
        self._handler = handler
        self._logger: Logger | None = None
        self._told: dict[tuple[str, str], object] = {}

    def enabled(self, kind: Kind) -> bool:
        """Whether events of *kind* are handled or logged; if not, they need not be made."""
        return self._handler is not None or self._is_logged(kind)

    def emit(self, event: Event) -> None:
        """Log *event* and call the handler."""
        if self._is_logged(event.kind):
            self.guarded("a log handler", lambda: self._log(event))
        handler = self._handler
        if handler is not None:
            self.guarded("on_event", lambda: handler(event))

    def guarded(self, observer: str, function: Callable[[], T]) -> T | None:
        """The result of *function*, which runs code of an *observer*; None if it raises, which is told once.

        KeyboardInterrupt, SystemExit and cancellations pass through.
        """
        try:
            return function()
        except Exception as fault:  # noqa: BLE001 - whatever an observer raises, the call is not its own
            self.tell(observer, fault)
            return None

    def tell(self, observer: str, fault: Exception) -> None:
        """Warn once of each kind of *fault* of an *observer*: in the log, on standard error where the log fails."""
        key, mine = (observer, type(fault).__qualname__), object()
        if self._told.setdefault(key, mine) is mine:
            warn_in_log(self._name, f"{observer} failed, and the call goes on: {_one_line(fault)}", fault)

    def _is_logged(self, kind: Kind) -> bool:
        try:
            return self.logger.isEnabledFor(_LOG_LEVELS[kind])
        except Exception as fault:  # noqa: BLE001 - a logger of the caller's own may raise anything
            self.tell("the logger", fault)
            return False

    def _log(self, event: Event) -> None:
        self.logger.log(_LOG_LEVELS[event.kind], "%s", event)
        if event.headers:
            self.logger.debug("%s headers %s", event.operation, dict(event.headers))

    @property
    def logger(self) -> Logger:
        """The package's logger, made on first use, because `logging` is slow to import."""
        if self._logger is None:
            from logging import NullHandler, getLogger

            self._logger = getLogger(self._name)
            if not self._logger.handlers:  # else Python prints warnings on stderr
                self._logger.addHandler(NullHandler())
        return self._logger


def warn_in_log(name: str, text: str, fault: Exception | None = None) -> None:
    """Log *text* as a warning of the logger called *name*; never raises what a log handler or filter does.

    Parameters:
        fault: its traceback is logged too.
    """
    import logging

    try:
        logging.getLogger(name).warning("%s", text, exc_info=fault)
    except Exception as error:  # noqa: BLE001 - a handler or filter may raise anything
        text += f"; the log failed too: {_one_line(error)}"
        record = logging.LogRecord(name, logging.WARNING, __file__, 0, text, None, None)
        try:
            if logging.lastResort is not None:
                logging.lastResort.handle(record)
        except Exception:  # noqa: BLE001, S110 - standard error has a filter that raises: there is nobody left to tell
            pass


def _one_line(fault: Exception) -> str:
    """*fault* as text, also where its own `__str__` raises."""
    name = type(fault).__qualname__
    try:
        text = " ".join(str(fault).split())
    except Exception:  # noqa: BLE001 - the text of an observer's exception is its own code too
        text = ""
    return f"{name}: {text}" if text else name


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
