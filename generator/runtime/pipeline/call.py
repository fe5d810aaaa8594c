"""State of one call: its request, its attempts so far, and what an error about it must say."""

from __future__ import annotations

import warnings
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ..diagnostics import version_headers
from ..diagnostics.drift import DriftWarning, Misfit, warn
from ..diagnostics.events import Event
from ..error_details import Answer, Attempt, ErrorDetails, SentRequest
from ..errors import ApiError, DeadlineExceeded, OutcomeUnknown
from ..facts import Operation
from ..limits.limiter import StoreUnavailable, StoreWarning, taken_notices
from ..options import MOST_OF_ANSWER
from ..protocol.partial_json import find_id
from ..retry.policy import RetryPolicy
from ..retry.retry_after import RETRY_AFTER_LIMIT
from ..transport.messages import AttemptProgress, AttemptResult, PreparedRequest, request_id, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from ..auth.credentials import Credential
    from ..diagnostics.events import Emitter, Kind
    from ..limits.limiter import RateLimiter
    from ..limits.slots import Slots
    from ..options import CallOptions
    from ..transport.commands import Signer
    from .context import AnySession

E = TypeVar("E", bound=ApiError)

RESERVE = 0.02
"""Seconds of a deadline that are kept for ending the call; a twentieth of a short one."""


class CallState:
    """State of one call; `pipeline.execute` drives it.

    Parameters:
        idempotency_key: the one in *request*, if it has one.
        timeout: seconds of silence by phase.
        credentials: of the request; the pipeline acquires and refreshes them.
        signers: what signs the request where that is not the credentials.
    """

    def __init__(
        self,
        session: AnySession,
        operation: Operation[Any],
        request: PreparedRequest,
        idempotency_key: str | None,
        options: CallOptions,
        timeout: Mapping[str, float | None],
        credentials: tuple[Credential, ...] = (),
        signers: tuple[Signer, ...] | None = None,
    ) -> None:
        settings = session.settings
        self.session = session
        self.shared = session.shared
        self.emitter: Emitter = session.emitter
        self.operation = operation
        self.request = request
        self.idempotency_key = idempotency_key
        self.credentials = credentials
        if "?" in request.url:
            self.request = request._replace(url=self.unsigned(request.url))
        self.signers: tuple[Signer, ...] = credentials if signers is None else signers
        self.timeout = timeout
        self.clock = session.shared.clock.monotonic
        self.started = self.clock()
        deadline = options.get("deadline", settings.deadline)
        self.deadline = None if deadline is None else self.started + deadline - min(RESERVE, deadline / 20)
        """The moment after which nothing is waited for."""
        self.policy = RetryPolicy(options.get("max_retries", settings.max_retries))
        self.most: int = options.get("max_response_bytes", settings.max_response_bytes)
        """Bytes of an answer that is read as a whole."""
        self.attempts: list[Attempt] = []
        self.progress: AttemptProgress | None = None
        """Of an attempt that was begun and is not among the `attempts` yet."""
        self._began = self.started
        self.noted = 0
        """The identity of the interruption that was told what is open; the object's frames refer to this one."""
        self.executed: bool = False
        """Whether an earlier attempt may have done the work."""
        self.salvaged: str | None = None
        """The id of what was made, as far as a broken answer of any attempt shows it."""
        self.raised_warning: DriftWarning | None = None
        """Of these headers, where a filter raises it: it is raised with the answer."""
        self.version_misfits: list[Misfit] = []
        """What headers of the answers said about the API's version, deprecation or end."""

    def subcall(self, operation: Operation[Any], request: PreparedRequest, signers: tuple[Signer, ...]) -> CallState:
        """Another call made for this one, within its deadline."""
        options: CallOptions = {"deadline": self.left, "max_retries": self.policy.max_retries}
        call = CallState(self.session, operation, request, None, options, self.timeout, signers=signers)
        call.emitter = self.emitter
        return call

    @property
    def user_agent(self) -> str:
        """The User-Agent header of this client's requests."""
        return self.session.settings.headers["user-agent"]

    @property
    def left(self) -> float | None:
        """Seconds until the deadline; None without one."""
        return None if self.deadline is None else self.deadline - self.clock()

    def check(self) -> None:
        """Raise what forbids to send now: the deadline, or a cap that an earlier call was told of and still holds."""
        now = self.clock()
        if self.deadline is not None and now >= self.deadline:
            raise self.error(DeadlineExceeded, "the deadline passed before the request could be sent")
        cap = None if self.shared.limiter is None else self.shared.caps.active(self.operation.name, now)
        if cap is not None:  # without a limiter the caller paces requests, and decides about caps too
            told = cap.error
            raise self.error(
                type(told), f"{told.reason} (an earlier call was told)", wait=cap.until - now,
                status_code=told.status_code, code=told.code, body=told.body,
            )  # fmt: skip

    def error(
        self, kind: type[E], reason: str, result: AttemptResult | None = None, *, wait: float | None = None, **more: Any
    ) -> E:
        """A *kind* of error with all that is known of this call.

        Parameters:
            result: of the last attempt, if the server answered it.
            wait: seconds before which the server does not want to be called again.
            more: details that replace or add to those.
        """
        last = self.attempts[-1] if self.attempts else None
        known: ErrorDetails = {
            "operation": self.operation.name,
            "request": self._sent_request(),
            "response": self._answer(result) if result is not None and result.status else None,
            "request_id": last.request_id if last else None,
            "attempts": tuple(self.attempts),
            "idempotency_key": self.idempotency_key,
            "elapsed": self.clock() - self.started,
            "called_at": self._datetime(self.started - self.clock()),
            "maybe_executed": self.executed,
            "salvaged": self.salvaged,
            "retry_at": None if wait is None else self._datetime(wait),
        }
        known.update(more)  # type: ignore[typeddict-item]
        error = kind(reason, **known)
        if isinstance(error, OutcomeUnknown):
            error.bind(partial(self.session.reconcile, self.session))
        return error

    def unsigned(self, url: str) -> str:
        """*url* without the credentials of this call, which a server's link to its next page may repeat."""
        for credential in self.credentials:
            url = credential.unsigned(url)
        return url

    def scrubbed(self, body: bytes) -> bytes:
        """*body* without any credential that the server repeated."""
        return self.shared.credentials.scrub(body)

    def _sent_request(self) -> SentRequest:
        method, url, headers, body, *_ = self.request
        path = url.removeprefix(self.shared.base_url).partition("?")[0]
        return SentRequest(method, url, shown(headers), body if isinstance(body, bytes) else b"", path)

    def _answer(self, result: AttemptResult) -> Answer:
        also = frozenset({self.shared.service.version_header.lower()})
        return Answer(result.status, shown(result.headers, also), self.scrubbed(result.body))

    def note(self, misfit: Misfit) -> bool:
        """Record a misfit; True, and an event is emitted, when this client had not seen it."""
        new = self.shared.drift.add(self.operation.name, misfit)
        if new:
            self.emit("drift", str(misfit))
        return new

    def note_salvaged(self, result: AttemptResult) -> None:
        """Record the id that *result*, a broken answer, shows."""
        if 200 <= result.status < 300 and self.salvaged is None:
            self.salvaged = find_id(result.body, self.operation.unwrap)

    def begin_attempt(self) -> AttemptProgress:
        """The progress of another attempt; from now on an interruption is one of it."""
        self._began = self.clock()
        progress = self.progress = AttemptProgress(self.most, expands=self.most > MOST_OF_ANSWER)
        return progress

    def note_interrupted_attempt(self, interruption: BaseException) -> None:
        """Record the attempt that an *interruption* broke off, if there is one, and the id that its answer shows."""
        if self.progress is not None:
            result = self.progress.result()
            self.note_attempt(AttemptResult(result.phase), type(interruption).__name__)
            self.note_salvaged(result)

    def note_attempt(self, result: AttemptResult, cause: str) -> None:
        """Record one attempt and its result."""
        elapsed = self.clock() - self._began
        number, named, began = len(self.attempts) + 1, request_id(result.headers), self._began - self.started
        self.attempts.append(Attempt(number, result.phase, result.status or None, cause, elapsed, 0.0, named, began))
        self.progress = None
        if result.status:
            self._note_version_headers(result)
        if self.emitter.enabled("attempt"):
            self.emit("attempt", cause, result=result, elapsed=elapsed)

    def _note_version_headers(self, result: AttemptResult) -> None:
        """Record what the headers of the API's own server say about it; emit and warn of it once per process."""
        if self.request.cross_origin:
            return
        service = self.shared.service
        for misfit in version_headers.header_misfits(
            service, result.status, result.headers, known_deprecated=self.operation.deprecated
        ):
            self.shared.drift.add(self.operation.name, misfit)
            if misfit not in self.version_misfits:
                self.version_misfits.append(misfit)
            if version_headers.reported.add(service.package, misfit.kind, misfit.detail):
                self.emit("version", str(misfit))
                try:
                    warn(self.operation.name, misfit)
                except DriftWarning as warning:  # a filter raises it; it must hide no error, and lose no answer
                    if result.status < 300:
                        self.raised_warning = warning.with_traceback(None)
                        continue
                    version_headers.reported.discard(service.package, misfit.kind, misfit.detail)

    def tell_of_store(self, text: str) -> None:
        """Tell something of the store: by an event, in the log, and by a warning, which is shown once."""
        self.emit("store", text)

        def warn() -> None:
            with suppress(StoreWarning):  # a filter raises it: it must lose no answer
                warnings.warn(StoreWarning(text), stacklevel=2)

        self.emitter.guarded("a warning", warn)

    def tell_notices(self, store: RateLimiter | Slots) -> None:
        """Tell what *store* has to tell."""
        if getattr(store, "notices", None):
            for text in taken_notices(store):
                self.tell_of_store(text)

    def tell_unreleased(self, what: str) -> Callable[[Exception], None]:
        """A function that tells why *what* could not be given back."""

        def tell(fault: Exception) -> None:
            text = str(fault) if isinstance(fault, StoreUnavailable) else f"{type(fault).__name__}: {fault}"
            self.tell_of_store(f"{what} could not be given back, and is free when its lease ends: {text}")

        return tell

    def _datetime(self, seconds: float) -> datetime:
        """The moment *seconds* from now, by this machine's clock."""
        from datetime import UTC, datetime, timedelta

        bounded = max(-RETRY_AFTER_LIMIT, min(seconds, RETRY_AFTER_LIMIT))
        return datetime.fromtimestamp(self.shared.clock.epoch(), UTC) + timedelta(seconds=bounded)

    def emit(
        self,
        kind: Kind,
        detail: str = "",
        *,
        result: AttemptResult | None = None,
        wait: float = 0.0,
        elapsed: float = 0.0,
    ) -> None:
        """Emit an event, if anybody listens."""
        if not self.emitter.enabled(kind):
            return
        last = self.attempts[-1] if self.attempts else None
        also = frozenset({self.shared.service.version_header.lower()})
        self.emitter.emit(
            Event(
                kind,
                self.operation.name,
                detail,
                last.number if last else 0,
                last.status if last else None,
                wait,
                elapsed,
                last.request_id if last else None,
                shown(result.headers, also) if result else {},
            )
        )
