"""The one way a call takes: wait for its budget, attempt, classify, then retry, raise or hand back the answer.

`Call.steps` is a generator without I/O: it yields commands (`Send`, `Sleep`, `Ask`) and is sent what became of them.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from . import verdict, versions
from .answers import Undocumented, Unreadable, parse
from .drift import Misfit
from .errors import Attempt, DeadlineExceeded, RateLimited
from .events import Event
from .exchange import Ask, Command, Heard, Outgoing, Send, Sleep, Trail, request_id, shown
from .facts import ErrorRule, Operation
from .limits import Ticket
from .origins import origin, resolve
from .retry import Outcome, Policy, classify, repeatable, told_wait
from .verdict import told_limits

if TYPE_CHECKING:
    from .core import Core, Settings
    from .events import Teller
    from .options import CallOptions

ATTEMPT = 120.0
"""Seconds after which any single attempt is over, whatever the server does."""

REDIRECTS = 5

Steps = Generator[Command, Any, "Reply"]


class Reply(NamedTuple):
    """A call that succeeded: the answer, and its JSON."""

    heard: Heard
    value: Any
    attempts: tuple[Attempt, ...]
    elapsed: float
    request_id: str | None


class Call:
    """One call in progress, and all that an error about it must know."""

    def __init__(
        self,
        core: Core,
        settings: Settings,
        teller: Teller,
        operation: Operation[Any],
        outgoing: Outgoing,
        key: str | None,
        options: CallOptions,
        timeout: Any,
    ) -> None:
        self.core = core
        self.teller = teller
        self.operation = operation
        self.outgoing = outgoing
        self.key = key
        self.timeout = timeout
        self.clock = core.clockwork.monotonic
        self.started = self.clock()
        deadline = options.get("deadline", settings.deadline)
        self.deadline = None if deadline is None else self.started + deadline
        self.policy = Policy(options.get("max_retries", settings.max_retries))
        self.attempts: list[Attempt] = []
        self.executed = False
        """An earlier attempt may have done the work."""
        self.remarks: list[Misfit] = []
        """What the answers' headers said about the API itself."""

    def steps(self) -> Steps:
        """The call, from its budget to its answer; raises what the caller is to see."""
        retries = redirects = spent = 0
        renewed = False
        credentials = self.core.credentials
        if credentials.renewable and not credentials.turn and not self.outgoing.public:
            yield Ask(credentials.obtain)
        while True:
            turn = credentials.turn
            heard = yield from self._attempt()
            rule = verdict.rule_for(self.core.service.errors, heard)
            outcome = classify(heard, self.core.service.refused, cap=rule is not None and not rule.retry)
            if outcome == "success":
                try:
                    value = parse(self.operation, heard)
                except Unreadable as damage:
                    outcome, heard = "lost", heard._replace(error=damage)
                except Undocumented as surprise:
                    raise verdict.unexpected(self, heard, str(surprise)) from None
                else:
                    self.core.quota.give(spent or 1)
                    elapsed = self.clock() - self.started
                    return Reply(heard, value, tuple(self.attempts), elapsed, self.attempts[-1].request_id)
            if 300 <= heard.status < 400 and heard.complete:
                redirects += 1
                self._follow(heard, redirects)
                continue
            if heard.status == 401 and credentials.renewable and not renewed and not self.outgoing.public:
                renewed = True
                if credentials.turn == turn:  # nobody else has asked meanwhile
                    yield Ask(credentials.obtain)
                continue
            wait, cost = self._wait_or_raise(outcome, heard, rule, retries)
            self.executed |= outcome in ("failed", "lost")
            retries += 1
            spent += cost
            yield Sleep(wait)

    def _attempt(self) -> Generator[Command, Any, Heard]:
        """Wait for the budget, send once, note what came of it."""
        ticket = yield from self._admitted()
        began = self.clock()
        seconds = ATTEMPT if self.deadline is None else min(ATTEMPT, self.deadline - began)
        trail = Trail()
        try:
            heard: Heard = yield Send(self.outgoing, self.timeout, seconds, self.deadline is not None, trail)
        except BaseException as interruption:
            self._note(Heard(trail.phase), self.clock() - began, type(interruption).__name__)
            self._settle(ticket, None)
            if trail.phase != "unsent" and self.operation.repeat.kind != "safe":
                verdict.leave_word(self, interruption)
            raise
        home = self.core.home
        if home is not None and home.blocking:
            yield Ask(lambda: self._settle(ticket, heard), blocking=True)
        else:
            self._settle(ticket, heard)
        self._note(heard, self.clock() - began, verdict.cause(heard.error))
        if heard.error is not None and self.deadline is not None and self.clock() >= self.deadline:
            raise verdict.deadline(self, heard) from heard.error
        return heard

    def _admitted(self) -> Generator[Command, Any, Ticket | None]:
        """Wait until the rate budgets have room; the ticket must be settled."""
        home, route = self.core.home, self.operation.limit
        self._check_deadline()
        if home is None:
            return None
        ticket = Ticket((route,) if route == "default" else (route, "default"))
        told = False
        try:
            while True:
                wait = (yield Ask(lambda: home.ask(ticket), blocking=True)) if home.blocking else home.ask(ticket)
                if wait <= 0:
                    self._check_deadline()
                    return ticket
                if ticket.closed > self.policy.max_wait:  # not sent: the server would only say so again
                    why = f"the server asked on an earlier call to be left alone for {ticket.closed:.0f} s more"
                    raise verdict.build(self, RateLimited, why, wait=ticket.closed, status_code=429)
                now = self.clock()
                if self.deadline is not None and now + wait > self.deadline:
                    why = f"the rate budget has room in {wait:.1f} s, after the deadline"
                    raise verdict.build(self, DeadlineExceeded, why, wait=wait)
                if not told:
                    self._tell("wait", f"the {route} rate budget is used up", wait=wait)
                    told = True
                yield Sleep(wait)
        except BaseException:
            home.cancel(ticket)
            raise

    def _settle(self, ticket: Ticket | None, heard: Heard | None) -> None:
        """Give the places back; *heard* is None when the attempt was broken off."""
        home = self.core.home
        if home is None or ticket is None:
            return
        if heard is not None and heard.phase == "unsent":
            home.cancel(ticket)
            return
        home.done(ticket)
        if heard is not None and heard.phase == "answered":
            told = told_limits(heard, self.core.service, self.core.clockwork.epoch())
            if told is not None:
                home.correct(ticket, told)

    def _check_deadline(self) -> None:
        if self.deadline is not None and self.clock() >= self.deadline:
            raise verdict.build(self, DeadlineExceeded, "the deadline passed before the request could be sent")

    def _wait_or_raise(self, outcome: Outcome, heard: Heard, rule: ErrorRule | None, retries: int) -> tuple[float, int]:
        """Seconds until the next attempt and its price in retry tokens; raises where there is none."""
        clockwork = self.core.clockwork
        told = told_wait(heard.headers, clockwork.epoch()) if heard.status else None
        if repeatable(outcome, self.operation.repeat) and retries < self.policy.max_retries:
            wait = self.policy.wait(retries, outcome, told, clockwork.random)
            fits = self.deadline is None or self.clock() + wait < self.deadline
            if fits and (told is None or told <= self.policy.max_wait):
                cost = self.core.quota.take(outcome)
                if cost is not None:
                    self.attempts[-1] = self.attempts[-1]._replace(wait=wait)
                    self._tell("retry", outcome, wait=wait)
                    return wait, cost
        self._undocumented(heard)
        raise verdict.failure(self, outcome, heard, rule, told) from heard.error

    def _undocumented(self, heard: Heard) -> None:
        """Note an error status that the document does not list, and what its headers say."""
        listed, status = self.operation.errors, heard.status
        unlisted = listed and 400 <= status < 500 and status not in listed and status not in (401, 408, 429)
        for _ in self.surprises([Misfit("status", str(status), "not documented")] if unlisted else []):
            pass

    def _follow(self, heard: Heard, redirects: int) -> None:
        """Send the next attempt where a redirect points, if that is the same server and nothing can be done twice."""
        location = heard.headers.get("location", "")
        target = resolve(location, self.outgoing.url)
        try:
            there = origin(target)
        except ValueError:
            raise verdict.unexpected(self, heard, "a redirect to nowhere") from None
        here = origin(self.outgoing.url)
        if not location or there != here:
            why = f"a redirect from {here} to {there}, where nothing was sent" if location else "a redirect to nowhere"
            raise verdict.unexpected(self, heard, why)
        if self.operation.repeat.kind != "safe" or redirects > REDIRECTS:
            why = "too many redirects" if redirects > REDIRECTS else f"a redirect of a {self.outgoing.method}"
            raise verdict.unexpected(self, heard, why)
        self.outgoing = self.outgoing._replace(url=target)

    def surprises(self, misfits: Iterable[Misfit]) -> Iterator[Misfit]:
        """Note what did not fit, tell it, and give back what this client (for headers: this process) had not seen."""
        service, drift = self.core.service, self.core.drift
        for misfit in self.remarks:
            drift.add(self.operation.name, misfit)
            if versions.told.first(service.package, misfit.kind, misfit.detail):
                self._tell("version", str(misfit))
                yield misfit
        for misfit in misfits:
            if drift.add(self.operation.name, misfit):
                self._tell("drift", str(misfit))
                yield misfit

    def _note(self, heard: Heard, elapsed: float, cause: str) -> None:
        number, named = len(self.attempts) + 1, request_id(heard.headers)
        self.attempts.append(Attempt(number, heard.phase, heard.status or None, cause, elapsed, 0.0, named))
        if heard.status:
            self.remarks = list(versions.remarks(self.core.service, heard.headers))
        if self.teller.wanted("attempt"):
            self._tell("attempt", cause, heard=heard, elapsed=elapsed)

    def _tell(
        self, kind: Any, detail: str = "", *, heard: Heard | None = None, wait: float = 0.0, elapsed: float = 0.0
    ) -> None:
        if not self.teller.wanted(kind):
            return
        last = self.attempts[-1] if self.attempts else None
        also = frozenset({self.core.service.version_header.lower()})
        self.teller.tell(
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
