"""Rate limits and concurrent runs that the fake server enforces."""

from __future__ import annotations

import time

import pytest
from kairo_client import Kairo
from kairo_client.errors import RateLimited as KairoLimited
from kairo_client.testing import FakeServer as FakeKairo
from komo_client import Komo, Limit
from komo_client.errors import RateLimited
from komo_client.testing import FakeServer as FakeKomo


def test_a_request_beyond_the_limit_is_refused() -> None:
    """429 with the wait and the remaining requests; it is not executed."""
    with FakeKomo(limits={"default": Limit(2, per=30)}) as server:
        with Komo(server.key, base_url=server.url, rate_limit=None, max_retries=0) as komo:
            raw = komo.usage.with_raw_response
            assert [raw.summary().headers["x-ratelimit-remaining"] for _ in range(2)] == ["1", "0"]
            with pytest.raises(RateLimited) as caught:
                komo.usage.summary()
        headers = caught.value.response.headers
        assert 28 <= int(headers["retry-after"]) <= 30
        assert (headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]) == ("2", "0")
        assert server.executions["usage.summary"] == 2


def test_a_client_waits_for_retry_after() -> None:
    """A refused call is repeated in time and executed once."""
    with FakeKomo(limits={"default": Limit(1, per=0.3)}) as server:
        with Komo(server.key, base_url=server.url, rate_limit=None) as komo:
            begun = time.monotonic()
            komo.usage.summary()
            komo.usage.summary()
            assert time.monotonic() - begun >= 0.29
        assert server.executions["usage.summary"] == 2


def test_the_apis_own_limits() -> None:
    """Each operation draws from the limit that the API's facts name."""
    with FakeKomo(limits=True) as server, Komo(server.key, base_url=server.url, rate_limit=None) as komo:
        assert komo.usage.with_raw_response.summary().headers["x-ratelimit-limit"] == "120"
        assert komo.search.with_raw_response.people(titles=["Head of Sales"]).headers["x-ratelimit-limit"] == "20"


def test_a_plans_concurrent_runs() -> None:
    """A run beyond the number of the plan is refused until another has ended."""
    with FakeKairo(plan="free", looks=1) as server:
        with Kairo(server.key, base_url=server.url, max_retries=0, rate_limit=None) as kairo:
            agent = kairo.agents.create(name="A", model="auto")
            runs = [kairo.agents.runs.create(agent.id, input="x") for _ in range(5)]
            with pytest.raises(KairoLimited, match="more than 5 runs at once"):
                kairo.agents.runs.create(agent.id, input="x")
            kairo.agents.runs.retrieve(agent.id, runs[0].id)
            kairo.agents.runs.create(agent.id, input="x")
        assert server.executions["agents.runs.create"] == 6


def test_an_unknown_plan_is_refused() -> None:
    """The message lists the known plans."""
    with pytest.raises(Exception, match="plan: 'gold' is unknown; known: free, pro, enterprise"):
        FakeKairo(plan="gold")
