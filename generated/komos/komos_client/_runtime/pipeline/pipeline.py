"""The one way a call takes: wait for its budget, attempt, classify, then retry, raise or hand back the answer.

`Call.steps` is a generator without I/O: it yields commands (`Send`, `Sleep`, `Invoke`) and is sent what became of them.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, NamedTuple

from ..diagnostics.drift import Misfit
from ..error_details import Attempt
from ..errors import DeadlineExceeded, RateLimited, StatusError
from ..facts import ErrorRule
from ..limits.headers import rate_limit_info
from ..limits.limiter import Permit, StoreUnavailable, asked, give_back
from ..protocol import error_body
from ..protocol.origins import origin, resolve
from ..protocol.response import Undocumented, Unreadable, parse
from ..retry.outcomes import Outcome, classify, repeatable
from ..retry.retry_after import retry_after
from ..transport.commands import Command, Invoke, Send, Sleep
from ..transport.deadlines import AttemptTimeout
from ..transport.messages import AttemptProgress, AttemptResult
from . import failures
from .call import Record

ATTEMPT = 120.0
"""Seconds after which any single attempt is over, whatever the server does."""

REDIRECTS = 5

Steps = Generator[Command, Any, "Reply"]


class Reply(NamedTuple):
    """A call that succeeded: the answer, and its JSON."""

    heard: AttemptResult
    value: Any
    attempts: tuple[Attempt, ...]
    elapsed: float
    request_id: str | None


class Call(Record):
    """One call in progress."""

    def steps(self) -> Steps:
        """The call, from its budget to its answer; raises what the caller is to see."""
        retries = redirects = spent = 0
        renewed = False
        signers = self.outgoing.signers
        while True:
            for signer in signers:
                yield from signer.ready(self)
            turns = [signer.turn for signer in signers]
            heard = yield from self._attempt()
            rule = error_body.rule_for(self.core.service.errors, heard)
            outcome = classify(heard, self.core.service.refused, cap=rule is not None and not rule.retry)
            if outcome == "success":
                try:
                    value = parse(self.operation, heard)
                except Unreadable as damage:
                    outcome, heard = "lost", heard._replace(error=damage)
                except Undocumented as surprise:
                    self.keep(heard)
                    if heard.flow is not None:
                        yield Invoke(heard.flow.close)
                    raise failures.unexpected(self, heard, str(surprise)) from None
                else:
                    self.core.quota.give(spent or 1)
                    elapsed = self.clock() - self.started
                    return Reply(heard, value, tuple(self.attempts), elapsed, self.attempts[-1].request_id)
            if 300 <= heard.status < 400 and heard.complete:
                redirects += 1
                self._follow(heard, redirects)
                continue
            able = self.outgoing.sendable
            if heard.status == 401 and able and not renewed and any(signer.renewable for signer in signers):
                renewed = True
                for signer, turn in zip(signers, turns, strict=True):
                    if signer.renewable:
                        yield from signer.renew(self, turn)
                continue
            if outcome == "lost":
                self.keep(heard)
            wait, cost = self._wait_or_raise(outcome, heard, rule, retries)
            self.executed |= outcome in ("failed", "lost")
            retries += 1
            spent += cost
            yield Sleep(wait)

    def _attempt(self) -> Generator[Command, Any, AttemptResult]:
        """Wait for the budget, send once, note what came of it."""
        permit = yield from self._admitted()
        began = self.clock()
        seconds = ATTEMPT if self.deadline is None else min(ATTEMPT, self.deadline - began)
        trail = AttemptProgress()
        try:
            heard: AttemptResult = yield Send(
                self.outgoing, self.timeout, seconds, self.deadline is not None, trail, bool(self.operation.stream)
            )
        except BaseException as interruption:
            self.attempted(AttemptResult(trail.phase), self.clock() - began, type(interruption).__name__)
            self.keep(trail.heard())
            yield from self._settle(permit, None, interruption)
            if trail.phase != "unsent" and self.operation.repeat.kind != "safe":
                failures.note_unknown_outcome(self, interruption)
            raise
        yield from self._settle(permit, heard)
        self.attempted(heard, self.clock() - began, failures.cause(heard.error))
        if heard.error is not None and self.deadline is not None and self.clock() >= self.deadline:
            self.keep(heard)
            raise failures.deadline(self, heard) from heard.error
        return heard

    def _admitted(self) -> Generator[Command, Any, Permit | None]:
        """Wait until the rate budgets have room; the ticket must be settled."""
        home, route = self.core.home, self.operation.limit
        self.check()
        if home is None or not route:
            return None
        permit = Permit((route,) if route == "default" else (route, "default"))
        told = False
        try:
            while True:
                yield Invoke(lambda: self.core.ready(self.operation, self.left))
                wait = yield from asked(home, lambda: home.ask(permit), self.left)
                if wait <= 0:
                    self.check()
                    return permit
                if permit.closed > self.policy.max_wait:  # not sent: the server would only say so again
                    why = f"the server asked on an earlier call to be left alone for {permit.closed:.0f} s more"
                    raise failures.build(self, RateLimited, why, wait=permit.closed, status_code=429)
                now = self.clock()
                if self.deadline is not None and now + wait > self.deadline:
                    why = f"the rate budget has room in {wait:.1f} s, after the deadline"
                    raise failures.build(self, DeadlineExceeded, why, wait=wait)
                if not told:
                    self.tell("wait", f"the {route} rate budget is used up", wait=wait)
                    told = True
                yield Sleep(wait)
        except StoreUnavailable as fault:
            raise failures.unreachable(self, fault) from None
        except BaseException as error:
            permit.over = True
            yield from give_back(home, lambda: home.cancel(permit), self.left, error)
            if isinstance(error, AttemptTimeout):
                raise failures.build(
                    self, DeadlineExceeded, "the deadline passed before the rate budgets could be had"
                ) from None
            raise

    def _settle(
        self, permit: Permit | None, heard: AttemptResult | None, interruption: BaseException | None = None
    ) -> Generator[Command, Any, None]:
        """Give the places back; *heard* is None when the attempt was broken off by an *interruption*."""
        home = self.core.home
        if home is None or permit is None:
            return
        if heard is not None and heard.phase == "unsent":
            yield from give_back(home, lambda: home.cancel(permit), self.left)
            return
        told = None
        if heard is not None and heard.phase == "answered":
            told = rate_limit_info(heard, self.core.service, self.core.clockwork.epoch())
        yield from give_back(home, lambda: home.done(permit, told), self.left, interruption)

    def check(self) -> None:
        """Raise what forbids to send now: the deadline, or a cap that an earlier call met."""
        now = self.clock()
        if self.deadline is not None and now >= self.deadline:
            raise failures.build(self, DeadlineExceeded, "the deadline passed before the request could be sent")
        if self.core.home is None:  # pacing is off: what may be sent is the caller's affair
            return
        cap = self.core.caps.holds(self.operation.name, now)
        if cap is not None:
            raise failures.capped(self, cap)

    def _wait_or_raise(
        self, outcome: Outcome, heard: AttemptResult, rule: ErrorRule | None, retries: int
    ) -> tuple[float, int]:
        """Seconds until the next attempt and its price in retry tokens; raises where there is none."""
        clockwork = self.core.clockwork
        refused = heard.status == 429 or heard.status in self.core.service.refused
        told = retry_after(heard.headers, clockwork.epoch(), refused=refused) if heard.status else None
        again = repeatable(outcome, self.operation.repeat) and self.outgoing.sendable
        if again and retries < self.policy.max_retries:
            wait = self.policy.wait(retries, outcome, told, clockwork.random)
            fits = self.deadline is None or self.clock() + wait < self.deadline
            if fits and (told is None or told <= self.policy.max_wait):
                cost = self.core.quota.take(outcome)
                if cost is not None:
                    self.attempts[-1] = self.attempts[-1]._replace(wait=wait)
                    self.tell("retry", outcome, wait=wait)
                    return wait, cost
        listed, status = self.operation.errors, heard.status
        if listed and 400 <= status < 500 and status not in listed and status not in (401, 408, 429):
            self.note(Misfit("status", str(status), "not documented"))
        error = failures.failure(self, outcome, heard, rule, told)
        if rule is not None and not rule.retry and told and isinstance(error, StatusError):
            self.core.caps.keep(self.operation.name, self.clock() + told, error)
        raise error from heard.error

    def _follow(self, heard: AttemptResult, redirects: int) -> None:
        """Send the next attempt where a redirect points, if that is the same server and nothing can be done twice."""
        location = heard.headers.get("location", "")
        target = resolve(location, self.outgoing.url)
        try:
            there = origin(target)
        except ValueError:
            raise failures.unexpected(self, heard, "a redirect to nowhere") from None
        here = origin(self.outgoing.url)
        if not location or there != here:
            why = f"a redirect from {here} to {there}, where nothing was sent" if location else "a redirect to nowhere"
            raise failures.unexpected(self, heard, why)
        if self.operation.repeat.kind != "safe" or redirects > REDIRECTS:
            why = "too many redirects" if redirects > REDIRECTS else f"a redirect of a {self.outgoing.method}"
            raise failures.unexpected(self, heard, why)
        self.outgoing = self.outgoing._replace(url=target)
