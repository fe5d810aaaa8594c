"""What is known of one call in progress: all that an error about it must say, told as it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from ..diagnostics import version_headers
from ..diagnostics.drift import DriftWarning, Misfit, warn
from ..diagnostics.events import Event
from ..error_details import Attempt
from ..facts import Operation
from ..protocol.partial_json import salvage
from ..retry.policy import Policy
from ..transport.messages import AttemptResult, PreparedRequest, request_id, shown

if TYPE_CHECKING:
    from ..diagnostics.events import Emitter
    from ..options import CallOptions
    from .context import Core, Settings


RESERVE = 0.02
"""Seconds of a deadline that are kept for ending the call."""


class Record:
    """One call so far."""

    def __init__(
        self,
        core: Core,
        settings: Settings,
        emitter: Emitter,
        operation: Operation[Any],
        outgoing: PreparedRequest,
        key: str | None,
        options: CallOptions,
        timeout: Any,
    ) -> None:
        self.core = core
        self.settings = settings
        self.emitter = emitter
        self.operation = operation
        self.outgoing = outgoing
        self.key = key
        self.timeout = timeout
        self.clock = core.clockwork.monotonic
        self.started = self.clock()
        deadline = options.get("deadline", settings.deadline)
        self.deadline = None if deadline is None else self.started + deadline - min(RESERVE, deadline / 20)
        """When nothing is waited for any more: a little early, so that the call has ended by its deadline."""
        self.policy = Policy(options.get("max_retries", settings.max_retries))
        self.attempts: list[Attempt] = []
        self.executed: bool = False
        """An earlier attempt may have done the work."""
        self.salvaged: str | None = None
        """The id of what was made, as far as a broken answer of any attempt has shown it."""
        self.remarks: list[Misfit] = []
        """What the answers' headers said about the API itself."""

    def beside(self, operation: Operation[Any], outgoing: PreparedRequest) -> Self:
        """Another call, on behalf of this one and within its deadline."""
        options: CallOptions = {"deadline": self.left, "max_retries": self.policy.max_retries}
        return type(self)(self.core, self.settings, self.emitter, operation, outgoing, None, options, self.timeout)

    @property
    def left(self) -> float | None:
        """Seconds until the deadline; None without one."""
        return None if self.deadline is None else self.deadline - self.clock()

    def note(self, misfit: Misfit) -> bool:
        """Note what did not fit; True, and told, when this client had not seen it."""
        new = self.core.drift.add(self.operation.name, misfit)
        if new:
            self.tell("drift", str(misfit))
        return new

    def _listen(self, heard: AttemptResult) -> None:
        """Note what the headers of our own server say about the API; tell and warn of it once per process."""
        if self.outgoing.foreign:
            return
        service = self.core.service
        for misfit in version_headers.remarks(
            service, heard.status, heard.headers, known_deprecated=self.operation.deprecated
        ):
            self.core.drift.add(self.operation.name, misfit)
            if misfit not in self.remarks:
                self.remarks.append(misfit)
            if version_headers.told.first(service.package, misfit.kind, misfit.detail):
                self.tell("version", str(misfit))
                try:
                    warn(self.operation.name, misfit)
                except DriftWarning:  # a filter raises it; it must not hide what this answer is about to raise
                    if heard.status < 300:
                        raise
                    version_headers.told.forget(service.package, misfit.kind, misfit.detail)

    def keep(self, heard: AttemptResult) -> None:
        """Note the id that *heard*, a broken answer, shows."""
        if 200 <= heard.status < 300 and self.salvaged is None:
            self.salvaged = salvage(heard.body, self.operation.unwrap)

    def attempted(self, heard: AttemptResult, elapsed: float, cause: str) -> None:
        """Note what came of one attempt."""
        number, named = len(self.attempts) + 1, request_id(heard.headers)
        self.attempts.append(
            Attempt(number, heard.phase, heard.status or None, cause, elapsed, 0.0, named, self._ago(elapsed))
        )
        if heard.status:
            self._listen(heard)
        if self.emitter.wanted("attempt"):
            self.tell("attempt", cause, heard=heard, elapsed=elapsed)

    def _ago(self, elapsed: float) -> float:
        """Seconds from the call's beginning to a moment *elapsed* seconds ago."""
        return max(0.0, self.clock() - elapsed - self.started)

    def tell(
        self,
        kind: Any,
        detail: str = "",
        *,
        heard: AttemptResult | None = None,
        wait: float = 0.0,
        elapsed: float = 0.0,
    ) -> None:
        """Tell an event, if anybody listens."""
        if not self.emitter.wanted(kind):
            return
        last = self.attempts[-1] if self.attempts else None
        also = frozenset({self.core.service.version_header.lower()})
        self.emitter.tell(
            Event(
                kind,
                self.operation.name,
                detail,
                last.number if last else 0,
                last.status if last else None,
                wait,
                elapsed,
                last.request_id if last else None,
                shown(heard.headers, also) if heard else {},
            )
        )
