"""Where requests are read, refused or done, counted, and answered, with a fault where one was asked for."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from ..facts import Operation, Plan, Service
from ..util.typeguards import is_object
from . import auth, encoding
from .faults import Fault, Faults, drifted
from .http import Seen, Sent
from .rate_limits import Windows
from .world import routing
from .world.routing import Facts
from .world.world import Asked, Refusal, World

_PAGE = b"<!doctype html><title>Bad gateway</title><h1>502 Bad gateway</h1>"


class Desk:
    """One server's work and its books; `lock` guards them all."""

    def __init__(self, service: Service, data: encoding.Data, facts: Facts, plan: Plan | None, key: str) -> None:
        self.service = service
        self.data = data
        self.facts = facts
        self.plan = plan
        self.key = key
        self.url = ""
        self.lock = threading.Lock()
        self.faults = Faults()
        self.executions: Counter[str] = Counter()
        self.seen: list[Seen] = []
        self.world: World
        self.windows: Windows

    def begin(self, world: World, windows: Windows) -> None:
        """As on the first day, with a new *world*."""
        with self.lock:
            self.world, self.windows = world, windows
            self.executions, self.seen = Counter(), []
            self.faults.clear()

    def handle(self, seen: Seen) -> tuple[Sent | None, Fault]:
        """What the request is answered with, None for nothing at all; and what is to go wrong on the way."""
        operation, parameters, others = routing.match(
            self.facts.routes, seen.method, seen.path, seen.headers.get("accept", "")
        )
        seen = seen._replace(operation=operation.name if operation else "", parameters=parameters)
        with self.lock:
            self.seen.append(seen)
            number = len(self.seen)
            fault = self.faults.take(seen.operation) or Fault()
            if fault.drop == "before-work":
                return None, fault
            sent = self._work(operation, others, seen, fault) if fault.works else self._error(fault.status or 307, "")
        if fault.drop:
            return None, fault
        return self._spoilt(sent, fault, number), fault

    def _work(self, operation: Operation[Any] | None, others: list[str], seen: Seen, fault: Fault) -> Sent:
        """Do the work and count it, unless something speaks against it."""
        if operation is None and auth.asks_for_token(self.service, seen):
            return self._token(seen)
        if operation is None:
            wrong = self._error(405, f"use {', '.join(others)}") if others else self._error(404, f"no {seen.path} here")
            return wrong._replace(headers={"allow": ", ".join(others)} if others else {})
        if not auth.allowed(self.service, operation, seen, self.key):
            return self._error(401, "the key is missing or wrong")
        told = self.windows.ask(operation.limit)
        if told.refused:
            return self._error(429, "too many requests")._replace(headers=told.headers)
        most = self.plan.concurrent_runs if self.plan and operation.slot else None
        if most is not None and self.world.active() >= most:
            return self._error(429, f"more than {most} runs at once")._replace(
                headers={"retry-after": "1", **told.headers}
            )
        if operation.stream:
            return self._stream(operation)._replace(headers=told.headers)
        try:
            asked = Asked(
                seen.parameters, seen.query, body := encoding.given(seen), _key(operation, seen, body), seen.path
            )
            done = self.world.do(operation, asked)
        except Refusal as no:
            return self._error(no.status, no.reason)._replace(headers=told.headers)
        except ValueError as no:
            return self._error(400, f"the body is not JSON: {no}")._replace(headers=told.headers)
        self.executions[operation.name] += done.executed
        example = self.data.operations[operation.name]
        body = drifted(done.body, fault.drift)
        sent = encoding.answer(done.status, example.media_type, body)
        return sent._replace(headers={**told.headers, **done.headers})

    def _stream(self, operation: Operation[Any]) -> Sent:
        """All examples, one after the other; nothing is made or changed."""
        self.executions[operation.name] += 1
        example = self.data.operations[operation.name]
        return encoding.stream(example.status, example.media_type, operation.stream, [example.body, *example.others])

    def _token(self, seen: Seen) -> Sent:
        """The key is the token, for whoever has it as a secret."""
        if not auth.granted(seen, self.key):
            return encoding.answer(401, "application/json", {"error": "invalid_client"})
        token = {"access_token": self.key, "token_type": "Bearer", "expires_in": 3600}
        return encoding.answer(200, "application/json", token)

    def _error(self, status: int, reason: str) -> Sent:
        """The document's example of that status, or the plainest body there is."""
        usual = {"detail": f"status {status}, as the test asked"}
        body = self.data.errors.get(str(status), usual)
        return encoding.answer(status, "application/json", encoding.reasoned(body, reason) if reason else body)

    def _spoilt(self, sent: Sent, fault: Fault, number: int) -> Sent:
        """*sent* with everything that *fault* says, and the headers that every answer has."""
        service = self.service
        usual = {"x-request-id": f"req_{number:06d}"}
        if service.version_header:
            usual[service.version_header] = fault.version or service.api_version
        if fault.retry_after is not None:
            usual["retry-after"] = str(fault.retry_after)
        if fault.redirect:
            usual["location"] = fault.redirect
        if fault.html:
            sent = Sent(sent.status, _PAGE, "text/html; charset=utf-8", sent.headers)
        if fault.body is not None:
            plain = isinstance(fault.body, str | bytes)
            sent = encoding.answer(sent.status, "text/plain" if plain else "application/json", fault.body)
        text = sent.body
        for base in sorted(service.servers.values(), key=len, reverse=True):
            text = text.replace(base.encode(), self.url.encode())
        return sent._replace(
            status=fault.status or sent.status, body=text, headers={**usual, **sent.headers, **fault.headers}
        )


def _key(operation: Operation[Any], seen: Seen, body: Any) -> str:
    """The request's idempotency key, where the operation knows one."""
    repeat = operation.repeat
    if repeat.kind != "keyed":
        return ""
    if repeat.location == "header":
        return seen.headers.get(repeat.field.lower(), "")
    return str(body.get(repeat.field) or "") if is_object(body) else ""
