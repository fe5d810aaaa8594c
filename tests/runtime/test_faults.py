"""Never pay twice: thousands of random faults against a server that counts what it executes."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from generator.runtime import ApiError, AsyncResource, ConnectionFailed, Resource
from generator.runtime.pipeline.dispatch import begin, drive
from generator.runtime.pipeline.pipeline import execute
from generator.runtime.protocol.request import Given
from generator.runtime.transport.commands import Send
from generator.runtime.transport.messages import AttemptResult
from tests.runtime.sample import CREATE, QUEUE, RETRIEVE, RUN, Time, answers, async_sample, call, sample
from tests.shares import SEED, amount

ROUNDS = {"once": amount(2_000, 10_000, 100_000), "keyed": amount(1_000, 3_000, 30_000)}
GONE = httpx.ReadError("gone")
VERSION = {"x-api-version": "1"}


class World:
    """A network and a server that fail at random, each in a way a transport can report truthfully."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.executed: dict[str, int] = {}
        self.undelivered = self.sends = 0

    def send(self, command: Send) -> AttemptResult:
        self.sends += 1
        fault = self.dice.choice(
            ["none", "connect", "before", "after", "cut", "429", "500 before", "500 after", "503", "400"]
        )
        if fault == "connect":
            self.undelivered += 1
            return AttemptResult("unsent", error=httpx.ConnectError("refused"))
        if fault == "429":
            return AttemptResult("answered", 429, {"retry-after": str(self.dice.choice([0, 1, 5]))})
        if fault == "503":
            return AttemptResult("answered", 503)
        if fault == "400":
            return AttemptResult("answered", 400, {}, b'{"detail": "no"}')
        if fault == "before":
            return AttemptResult("sent", error=GONE)
        if fault == "500 before":
            return AttemptResult("answered", 500)
        key = command.request.body.decode()  # a server that recognises keys executes each once
        known = "clientRequestId" in key and key in self.executed
        self.executed[key] = self.executed.get(key, 0) + (0 if known else 1)
        if fault == "after":
            return AttemptResult("sent", error=GONE)
        if fault == "500 after":
            return AttemptResult("answered", 500)
        body = b'{"run":{"id":"run_1","status":"PENDING"}}'
        if fault == "cut":
            return AttemptResult("answered", 202, VERSION, body[: self.dice.randrange(len(body))], GONE)
        return AttemptResult("answered", 202, {"content-type": "application/json", **VERSION}, body)


@pytest.mark.parametrize("operation", [CREATE, QUEUE], ids=["once", "keyed"])
def test_no_create_is_executed_twice(operation: Any) -> None:
    """And what is raised is true: where nothing may have been executed, nothing was."""
    world = World(7 + SEED)
    client: Any = sample(answers(RUN), time=Time(), rate_limit=None)._client
    for number in range(ROUNDS[operation.repeat.kind]):
        client._session.shared.quota.available = client._session.shared.quota.capacity
        running = begin(client._session, operation, Given(body={"n": number}), {})
        before = sum(world.executed.values())
        error = raised(lambda running=running: drive(execute(running), world.send, client._clock.sleep))  # type: ignore[misc]
        executed = sum(world.executed.values()) - before
        assert executed == 1 if error is None else executed <= 1
        if isinstance(error, ConnectionFailed) or (error and not error.maybe_executed):
            assert executed == 0
    assert max(world.executed.values()) == 1


def test_what_was_never_delivered_is_always_tried_again() -> None:
    """A create that meets two refused connections succeeds with the third."""
    client: Any = sample(answers(RUN), time=Time())._client
    fine = AttemptResult("answered", 202, VERSION, b'{"run":{"id":"r"}}')
    heard = [AttemptResult("unsent", error=GONE)] * 2 + [fine]
    running = begin(client._session, CREATE, Given(), {})
    assert drive(execute(running), lambda _: heard.pop(0), client._clock.sleep).value == {"run": {"id": "r"}}


@pytest.mark.filterwarnings("ignore::generator.runtime.DriftWarning")
@pytest.mark.parametrize("make", [sample, async_sample])
def test_every_failure_is_typed(make: Callable[..., Resource | AsyncResource]) -> None:
    """Whatever happens, what is raised is an ApiError with a line to read."""
    dice = random.Random(3)
    broken = [httpx.ReadError, httpx.ConnectError, httpx.PoolTimeout, ConnectionResetError, EOFError]
    bodies = [b"", b"null", b"{", b"[]", b"<html>", b"\xff", b'{"run": 5}', b'{"run": {"id": null}}']

    def handler(request: httpx.Request) -> httpx.Response:
        if dice.randrange(6) == 0:
            raise dice.choice(broken)("x")
        status = dice.choice([200, 201, 204, 206, 301, 304, 400, 418, 429, 451, 499, 500, 511, 520, 599])
        name = dice.choice(["retry-after", "content-type", "location", "date"])
        headers = {name: dice.choice(["", "x", "5", "text/html", "/"])}
        return httpx.Response(status, content=dice.choice(bodies), headers=headers)

    resource = make(handler, time=Time())
    failures = 0
    for _ in range(300):
        error = raised(lambda: call(resource, RETRIEVE, "x"))
        failures += bool(error and str(error))
    assert failures > 100


def raised(work: Callable[[], object]) -> ApiError | None:
    """The error *work* ends with."""
    try:
        work()
    except ApiError as error:
        return error
    return None
