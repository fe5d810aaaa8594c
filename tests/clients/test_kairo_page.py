"""What https://fpsjago.github.io/kairo-template/api-reference promises, as the generated Kairo client keeps it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from kairo_client import (
    AsyncKairo,
    ConfigurationError,
    Kairo,
    NotFound,
    RateLimited,
    Unauthorized,
    UnexpectedResponse,
)

from tests.clients.fakes import EPOCH, Bench, Reply, facts, wire
from tests.clients.sentences import text

KEY = "sk_live_0123456789"
CREATED = json.loads(text("PAGE-QUICK-11"))
"""The page's answer, as JSON."""
SENT = text("PAGE-QUICK-9").removeprefix("-d '").removesuffix("'")
"""The page's request body."""

README = (Path(__file__).parents[2] / "generated" / "kairo" / "README.md").read_text(encoding="utf-8")

STEPS: list[dict[str, Any]] = [
    {"id": "qualify", "agent_id": "agent_1", "branches": [{"when": "score > 0.8", "then": "offer"}]},
    {"id": "offer", "agent_id": "agent_2"},
]
SCHEDULE = {"cron": "0 9 * * 1", "timezone": "Europe/Berlin"}

Call = Callable[[Any], Any]


@pytest.fixture
def kairo(kind: str) -> Bench:
    """The vendor, who has an agent."""
    bench = Bench(kind, (Kairo, AsyncKairo), KEY)
    bench.vendor.answers(Reply(201, CREATED))
    return bench


def methods(client: Any, category: str) -> Counter[str]:
    """How many endpoints of each method a category has."""
    return Counter(one["method"] for one in facts(client).values() if one["path"].split("/")[1] == category)


def check(kairo: Bench, call: Call, sent: str, body: Any = None) -> None:
    """*call* is one request: *sent*, with *body*. What it answers does not matter here."""
    kairo.vendor.answers(Reply(401))
    with pytest.raises(Unauthorized):
        kairo.do(call(kairo.client()))
    assert kairo.vendor.asked == [sent]
    content = kairo.vendor.last.content
    assert (json.loads(content) if content else None) == body


def limits(limit: object, remaining: object, reset: object) -> dict[str, str]:
    """The three headers."""
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset": str(reset),
    }


# Head


def test_every_category_is_covered_by_35_operations(kairo: Bench) -> None:
    """PAGE-HEAD-4 “A complete REST API for every KAIRO capability.”"""
    paths = [one["path"] for one in facts(kairo.client()).values()]
    assert Counter(path.split("/")[1] for path in paths) == {
        "agents": 12,
        "workflows": 8,
        "context": 9,
        "analytics": 6,
    }


def test_every_request_names_the_version(kairo: Bench) -> None:
    """PAGE-HEAD-5 “Versioned, stable, and designed for production.”"""
    kairo.vendor.answers(Reply(401))
    client = kairo.client()
    for call in (client.agents.retrieve, client.workflows.retrieve, client.context.windows.retrieve):
        with pytest.raises(Unauthorized):
            kairo.do(call("x"))
    assert [one.split("/")[1] for one in kairo.vendor.asked] == ["v1"] * 3


# Base URL


def test_the_base_url(kairo: Bench) -> None:
    """PAGE-BASE-1 “https://api.kairo.dev/v1”"""
    kairo.do(kairo.client().agents.create(name="Lead Qualifier"))
    assert str(kairo.vendor.last.url) == "https://api.kairo.dev/v1/agents"


def test_requests_are_encrypted(kairo: Bench) -> None:
    """PAGE-BASE-2 “All endpoints are HTTPS only.”"""
    kairo.do(kairo.client().agents.create(name="Lead Qualifier"))
    assert (kairo.vendor.last.url.scheme, kairo.vendor.last.url.port) == ("https", None)


@pytest.mark.parametrize("url", ["http://api.kairo.dev/v1", "HTTP://api.kairo.dev", "http://127.0.0.1.example.com"])
def test_an_http_base_url_is_refused(kairo: Bench, url: str) -> None:
    """PAGE-BASE-3 “HTTP requests are rejected.”"""
    with pytest.raises(ConfigurationError, match="not encrypted"):
        kairo.client(base_url=url)


def test_an_http_base_url_of_the_environment_is_refused(kairo: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """PAGE-BASE-3 “HTTP requests are rejected.”"""
    monkeypatch.setenv("KAIRO_BASE_URL", "http://api.kairo.dev/v1")
    with pytest.raises(ConfigurationError, match="KAIRO_BASE_URL"):
        kairo.client()


def test_a_redirect_to_http_is_not_followed(kairo: Bench) -> None:
    """PAGE-BASE-3 “HTTP requests are rejected.”"""
    kairo.vendor.answers(Reply(301, headers={"Location": "http://api.kairo.dev/v1/agents/agent_1"}))
    with pytest.raises(UnexpectedResponse, match="redirect"):
        kairo.do(kairo.client().agents.retrieve("agent_1"))
    assert len(kairo.vendor.requests) == 1


def test_a_request_over_http_is_not_sent(kairo: Bench) -> None:
    """PAGE-BASE-3 “HTTP requests are rejected.”"""
    with pytest.raises(ConfigurationError, match="not encrypted"):
        kairo.do(kairo.client().request("GET", "http://api.kairo.dev/v1/agents/agent_1"))
    assert kairo.vendor.requests == []


def test_only_loopback_may_do_without_encryption() -> None:
    """PAGE-BASE-3 “HTTP requests are rejected.”"""
    with wire(b"{}") as server, Kairo(KEY, base_url=server.url) as client:
        client.request("GET", "/agents")
    assert server.lines[0] == b"GET /agents HTTP/1.1"


# Authentication


def test_the_authorization_header(kairo: Bench) -> None:
    """PAGE-AUTH-1 “Authorization: Bearer YOUR_API_KEY”"""
    kairo.do(kairo.client().agents.create(name="Lead Qualifier"))
    assert (b"Authorization", f"Bearer {KEY}".encode()) in kairo.vendor.last.headers.raw


def test_the_authorization_header_on_the_wire() -> None:
    """PAGE-AUTH-1 “Authorization: Bearer YOUR_API_KEY”"""
    with wire(b"{}") as server, Kairo(KEY, base_url=server.url) as client:
        client.request("GET", "/agents")
    assert f"Authorization: Bearer {KEY}".encode() in server.lines


def test_without_a_key_it_says_where_to_generate_one(kairo: Bench) -> None:
    """PAGE-AUTH-2 “Generate API keys in Settings → API Keys.”"""
    with pytest.raises(ConfigurationError, match="Settings → API Keys"):
        kairo.client(None)


@pytest.mark.parametrize("key", ["sk_test_0123456789", "0123456789", "sk_live_", "Bearer sk_live_0123456789"])
def test_a_key_without_the_prefix_is_warned_about_and_used(kairo: Bench, key: str) -> None:
    """PAGE-AUTH-3 “Keys are prefixed sk_live_ for production.”"""
    with pytest.warns(UserWarning, match="sk_live_") as told:
        client = kairo.client(key)
    kairo.do(client.agents.create(name="Lead Qualifier"))
    assert kairo.vendor.last.headers["authorization"] == f"Bearer {key}"
    assert "0123456789" not in str(told[0].message)


# Endpoint categories


def test_there_are_12_agent_endpoints(kairo: Bench) -> None:
    """PAGE-AGENTS-1 “12 endpoints”"""
    assert methods(kairo.client(), "agents").total() == 12


@pytest.mark.parametrize(
    ("call", "sent", "body"),
    [
        (lambda client: client.agents.create(name="Ada"), "POST /v1/agents", {"name": "Ada"}),
        (lambda client: client.agents.update("agent_1", name="Eve"), "PATCH /v1/agents/agent_1", {"name": "Eve"}),
        (lambda client: client.agents.list(limit=5), "GET /v1/agents?limit=5", None),
        (lambda client: client.agents.retrieve("agent_1"), "GET /v1/agents/agent_1", None),
        (lambda client: client.agents.delete("agent_1"), "DELETE /v1/agents/agent_1", None),
    ],
    ids=["create", "configure", "list", "retrieve", "delete"],
)
def test_agents_are_created_configured_and_managed(kairo: Bench, call: Call, sent: str, body: Any) -> None:
    """PAGE-AGENTS-2 “Create, configure, and manage AI agents.”"""
    check(kairo, call, sent, body)


@pytest.mark.parametrize(
    ("call", "sent", "body"),
    [
        (lambda client: client.agents.update("a", model="auto"), "PATCH /v1/agents/a", {"model": "auto"}),
        (
            lambda client: client.agents.context.attach("a", source_id="x"),
            "POST /v1/agents/a/context",
            {"source_id": "x"},
        ),
        (lambda client: client.agents.context.detach("a", "x"), "DELETE /v1/agents/a/context/x", None),
        (lambda client: client.agents.tools.add("a", name="mail"), "POST /v1/agents/a/tools", {"name": "mail"}),
        (lambda client: client.agents.tools.remove("a", "tool_1"), "DELETE /v1/agents/a/tools/tool_1", None),
    ],
    ids=["set model", "attach context", "detach context", "define tool", "remove tool"],
)
def test_models_context_and_tools_are_set(kairo: Bench, call: Call, sent: str, body: Any) -> None:
    """PAGE-AGENTS-3 “Set models, attach context sources, define tools.”"""
    check(kairo, call, sent, body)


def test_agents_use_these_methods_alone(kairo: Bench) -> None:
    """PAGE-AGENTS-4 “POST GET PATCH DELETE”"""
    assert set(methods(kairo.client(), "agents")) == {"POST", "GET", "PATCH", "DELETE"}


def test_there_are_8_workflow_endpoints(kairo: Bench) -> None:
    """PAGE-FLOWS-1 “8 endpoints”"""
    assert methods(kairo.client(), "workflows").total() == 8


@pytest.mark.parametrize(
    ("call", "sent", "body"),
    [
        (
            lambda client: client.workflows.create(name="Sales", steps=STEPS),
            "POST /v1/workflows",
            {"name": "Sales", "steps": STEPS},
        ),
        (lambda client: client.workflows.runs.create("wf_1"), "POST /v1/workflows/wf_1/runs", {}),
        (
            lambda client: client.workflows.runs.create("wf_1", input={"lead": 7}),
            "POST /v1/workflows/wf_1/runs",
            {"input": {"lead": 7}},
        ),
    ],
    ids=["build", "execute", "execute with input"],
)
def test_automations_are_built_and_executed(kairo: Bench, call: Call, sent: str, body: Any) -> None:
    """PAGE-FLOWS-2 “Build and execute multi-step automations.”"""
    check(kairo, call, sent, body)


def test_a_workflow_chains_agents_branches_and_is_scheduled(kairo: Bench) -> None:
    """PAGE-FLOWS-3 “Chain agents, define branching logic, schedule runs.”"""
    check(
        kairo,
        lambda client: client.workflows.replace("wf_1", name="Sales", steps=STEPS, schedule=SCHEDULE),
        "PUT /v1/workflows/wf_1",
        {"name": "Sales", "steps": STEPS, "schedule": SCHEDULE},
    )


def test_a_workflow_of_models_is_sent_the_same_way(kairo: Bench) -> None:
    """PAGE-FLOWS-3 “Chain agents, define branching logic, schedule runs.”"""
    from kairo_client.models import Schedule, WorkflowStep

    steps = [WorkflowStep.from_dict(step) for step in STEPS]
    schedule = Schedule(cron="0 9 * * 1", timezone="Europe/Berlin")
    check(
        kairo,
        lambda client: client.workflows.create(name="Sales", steps=steps, schedule=schedule),
        "POST /v1/workflows",
        {"name": "Sales", "steps": STEPS, "schedule": SCHEDULE},
    )


def test_workflows_use_these_methods_alone(kairo: Bench) -> None:
    """PAGE-FLOWS-4 “POST GET PUT DELETE”"""
    assert set(methods(kairo.client(), "workflows")) == {"POST", "GET", "PUT", "DELETE"}


def test_there_are_9_context_endpoints(kairo: Bench) -> None:
    """PAGE-CONTEXT-1 “9 endpoints”"""
    assert methods(kairo.client(), "context").total() == 9


@pytest.mark.parametrize(
    ("call", "sent", "body"),
    [
        (
            lambda client: client.context.sources.create(name="CRM", type="crm"),
            "POST /v1/context/sources",
            {"name": "CRM", "type": "crm"},
        ),
        (lambda client: client.context.sources.list(), "GET /v1/context/sources", None),
        (lambda client: client.context.sources.retrieve("crm"), "GET /v1/context/sources/crm", None),
        (
            lambda client: client.context.sources.update("crm", name="CRM"),
            "PATCH /v1/context/sources/crm",
            {"name": "CRM"},
        ),
        (lambda client: client.context.windows.retrieve("agent_1"), "GET /v1/context/windows/agent_1", None),
    ],
    ids=["add", "list", "retrieve", "change", "window"],
)
def test_data_sources_and_windows_are_managed(kairo: Bench, call: Call, sent: str, body: Any) -> None:
    """PAGE-CONTEXT-2 “Manage data sources and context windows.”"""
    check(kairo, call, sent, body)


@pytest.mark.parametrize(
    ("call", "sent", "body"),
    [
        (
            lambda client: client.context.sources.documents.ingest("crm", documents=[{"text": "Ada"}]),
            "POST /v1/context/sources/crm/documents",
            {"documents": [{"text": "Ada"}]},
        ),
        (lambda client: client.context.query(query="Who?"), "POST /v1/context/query", {"query": "Who?"}),
        (lambda client: client.context.sources.refresh("crm"), "POST /v1/context/sources/crm/refresh", None),
    ],
    ids=["ingest", "query", "refresh"],
)
def test_documents_are_ingested_queried_and_refreshed(kairo: Bench, call: Call, sent: str, body: Any) -> None:
    """PAGE-CONTEXT-3 “Ingest documents, query embeddings, refresh live data.”"""
    check(kairo, call, sent, body)


def test_context_uses_these_methods_alone(kairo: Bench) -> None:
    """PAGE-CONTEXT-4 “POST GET PATCH”"""
    assert set(methods(kairo.client(), "context")) == {"POST", "GET", "PATCH"}


def test_there_are_6_analytics_endpoints(kairo: Bench) -> None:
    """PAGE-STATS-1 “6 endpoints”"""
    assert methods(kairo.client(), "analytics").total() == 6


@pytest.mark.parametrize(
    ("call", "sent"),
    [
        (lambda client: client.analytics.usage(), "GET /v1/analytics/usage"),
        (lambda client: client.analytics.costs(), "GET /v1/analytics/costs"),
        (lambda client: client.analytics.traces.list(), "GET /v1/analytics/traces"),
    ],
    ids=["usage", "costs", "traces"],
)
def test_usage_costs_and_traces_are_read(kairo: Bench, call: Call, sent: str) -> None:
    """PAGE-STATS-2 “Usage metrics, cost reports, and traces.”"""
    check(kairo, call, sent)


@pytest.mark.parametrize(
    ("call", "sent"),
    [
        (lambda client: client.analytics.traces.retrieve("trace_1"), "GET /v1/analytics/traces/trace_1"),
        (lambda client: client.analytics.tokens(), "GET /v1/analytics/tokens"),
        (lambda client: client.analytics.latency(), "GET /v1/analytics/latency"),
    ],
    ids=["run", "tokens", "latency"],
)
def test_runs_tokens_and_latency_are_inspected(kairo: Bench, call: Call, sent: str) -> None:
    """PAGE-STATS-3 “Inspect every agent run, token count, and latency breakdown.”"""
    check(kairo, call, sent)


def test_analytics_only_reads(kairo: Bench) -> None:
    """PAGE-STATS-4 “GET”"""
    assert set(methods(kairo.client(), "analytics")) == {"GET"}


# The quick example


def test_creating_an_agent_is_one_request(kairo: Bench) -> None:
    """PAGE-QUICK-1 “Create an agent in one request”"""
    kairo.do(kairo.client().agents.create(name="Lead Qualifier", model="auto", context=["crm"]))
    assert kairo.vendor.asked == ["POST /v1/agents"]


def test_the_new_agents_id_is_ready_for_workflows(kairo: Bench) -> None:
    """PAGE-QUICK-2 “a unique ID ready to execute workflows.”"""
    client = kairo.client()
    agent = kairo.do(client.agents.create(name="Lead Qualifier", model="auto", context=["crm"]))
    kairo.vendor.answers(Reply(401))
    with pytest.raises(Unauthorized):
        kairo.do(client.workflows.create(name="Sales", steps=[{"id": "qualify", "agent_id": agent.id}]))
    assert json.loads(kairo.vendor.last.content)["steps"] == [{"id": "qualify", "agent_id": "agent_01j9k8m3x"}]


def test_the_new_agent_is_active_and_nobody_waits_for_it(kairo: Bench) -> None:
    """PAGE-QUICK-3 “Agent is active immediately — no provisioning delay”"""
    agent = kairo.do(kairo.client().agents.create(name="Lead Qualifier"))
    assert agent.status == "active"
    assert (len(kairo.vendor.requests), kairo.time.naps) == (1, [])


@pytest.mark.parametrize("model", ["auto", "a-model-of-next-year"])
def test_the_model_is_any_text(kairo: Bench, model: str) -> None:
    """PAGE-QUICK-4 “Model set to "auto" routes to best model for each task”"""
    kairo.do(kairo.client().agents.create(name="Lead Qualifier", model=model))
    assert json.loads(kairo.vendor.last.content) == {"name": "Lead Qualifier", "model": model}


@pytest.mark.parametrize("context", [["crm"], ["crm", "src_2"], ("crm",), []])
def test_context_is_an_array(kairo: Bench, context: Any) -> None:
    """PAGE-QUICK-5 “Context array attaches your data sources on creation”"""
    kairo.do(kairo.client().agents.create(name="Lead Qualifier", context=context))
    assert json.loads(kairo.vendor.last.content)["context"] == list(context)


def test_the_examples_method_and_address(kairo: Bench) -> None:
    """PAGE-QUICK-6 “curl -X POST https://api.kairo.dev/v1/agents”"""
    kairo.do(kairo.client().agents.create(name="Lead Qualifier", model="auto", context=["crm"]))
    assert (kairo.vendor.last.method, str(kairo.vendor.last.url)) == ("POST", "https://api.kairo.dev/v1/agents")


def test_the_examples_authorization(kairo: Bench) -> None:
    """PAGE-QUICK-7 “-H "Authorization: Bearer sk_live_..."”"""
    kairo.do(kairo.client("sk_live_...").agents.create(name="Lead Qualifier"))
    assert (b"Authorization", b"Bearer sk_live_...") in kairo.vendor.last.headers.raw


def test_the_examples_content_type(kairo: Bench) -> None:
    """PAGE-QUICK-8 “-H "Content-Type: application/json"”"""
    kairo.do(kairo.client().agents.create(name="Lead Qualifier"))
    assert kairo.vendor.last.headers["content-type"] == "application/json"


def test_the_examples_body(kairo: Bench) -> None:
    """PAGE-QUICK-9 “{ "name": "Lead Qualifier", "model": "auto", "context": ["crm"] }”"""
    kairo.do(kairo.client().agents.create(name="Lead Qualifier", model="auto", context=["crm"]))
    assert kairo.vendor.last.content == json.dumps(json.loads(SENT), separators=(",", ":")).encode()


def test_the_examples_status(kairo: Bench) -> None:
    """PAGE-QUICK-10 “201 Created”"""
    response = kairo.do(kairo.client(strict=True).agents.with_raw_response.create(name="Lead Qualifier"))
    assert response.status_code == 201
    assert response.value.id == "agent_01j9k8m3x"


def test_the_examples_answer_comes_through_verbatim(kairo: Bench) -> None:
    """PAGE-QUICK-11 “"id": "agent_01j9k8m3x"”"""
    agent = kairo.do(kairo.client(strict=True).agents.create(name="Lead Qualifier"))
    assert json.dumps(agent.to_dict()) == json.dumps(CREATED)
    assert agent.raw == CREATED


def test_the_examples_answer_has_types(kairo: Bench) -> None:
    """PAGE-QUICK-11 “"created_at": "2026-01-15T10:30:00Z"”"""
    agent = kairo.do(kairo.client().agents.create(name="Lead Qualifier"))
    assert (agent.id, agent.name, agent.status) == ("agent_01j9k8m3x", "Lead Qualifier", "active")
    assert agent.created_at == datetime(2026, 1, 15, 10, 30, tzinfo=UTC)


# Limits by plan


class Runs:
    """A vendor's runs: each is over half a minute after it was started."""

    def __init__(self, kairo: Bench) -> None:
        self._time = kairo.time
        self._ends: list[float] = []
        self.most = 0
        """So many were active at once."""

    def __call__(self, request: httpx.Request) -> Reply:
        if request.method == "POST":
            self._ends.append(self._time.now + 30.0)
            self.most = max(self.most, sum(end > self._time.now for end in self._ends))
            return Reply(202, self._run(len(self._ends)))
        if request.url.path.endswith("/runs"):
            runs = [self._run(number) for number in range(len(self._ends), 0, -1)]
            return Reply(json={"data": runs, "has_more": False, "next_cursor": None})
        return Reply(json=self._run(int(request.url.path.rpartition("_")[2])))

    def _run(self, number: int) -> dict[str, Any]:
        status = "running" if self._ends[number - 1] > self._time.now else "succeeded"
        return {"id": f"run_{number}", "agent_id": "a", "status": status, "created_at": "2026-01-15T10:30:00Z"}


def most_runs(kairo: Bench, plan: str, started: int) -> int:
    """How many runs were active at once after so many were started one after the other."""
    runs = Runs(kairo)
    kairo.vendor.answers(runs)
    client = kairo.client(plan=plan)
    kairo.times(started, lambda: client.agents.runs.create("a", input="Qualify"))
    return runs.most


def test_free_sends_100_a_minute(kairo: Bench) -> None:
    """PAGE-LIMIT-1 “Free 100 req/min”"""
    kairo.vendor.answers(Reply(204))
    client = kairo.client(plan="free")
    kairo.times(250, lambda: client.agents.delete("agent_1"))
    assert kairo.vendor.moments[99] == 0.0
    assert kairo.vendor.busiest(60.0) == 100


def test_free_bursts_stay_below_the_cap(kairo: Bench) -> None:
    """PAGE-LIMIT-1 “Free 100 req/min 200”"""
    kairo.vendor.answers(Reply(204))
    client = kairo.client(plan="free")
    kairo.time.now = 3600.0  # an idle hour saves nothing up
    kairo.times(250, lambda: client.agents.delete("agent_1"))
    assert kairo.vendor.busiest(1.0) <= 200


def test_free_has_5_runs_at_once(kairo: Bench) -> None:
    """PAGE-LIMIT-1 “Free 100 req/min 200 5”"""
    assert most_runs(kairo, "free", 12) == 5


def test_pro_sends_1000_a_minute(kairo: Bench) -> None:
    """PAGE-LIMIT-2 “Pro 1,000 req/min”"""
    kairo.vendor.answers(Reply(204))
    client = kairo.client(plan="pro")
    kairo.times(1001, lambda: client.agents.delete("agent_1"))
    assert kairo.vendor.moments[999] == 0.0
    assert kairo.vendor.moments[1000] >= 60.0


def test_pro_bursts_stay_below_the_cap(kairo: Bench) -> None:
    """PAGE-LIMIT-2 “Pro 1,000 req/min 2,000”"""
    kairo.vendor.answers(Reply(204))
    client = kairo.client(plan="pro")
    kairo.time.now = 3600.0
    kairo.times(1001, lambda: client.agents.delete("agent_1"))
    assert sum(moment == 3600.0 for moment in kairo.vendor.moments) <= 2000


def test_pro_has_25_runs_at_once(kairo: Bench) -> None:
    """PAGE-LIMIT-2 “Pro 1,000 req/min 2,000 25”"""
    assert most_runs(kairo, "pro", 30) == 25


def test_enterprise_never_waits(kairo: Bench) -> None:
    """PAGE-LIMIT-3 “Enterprise Unlimited Unlimited Unlimited”"""
    kairo.vendor.answers(Reply(204, headers=limits("Unlimited", "Unlimited", "Unlimited")))
    client = kairo.client(plan="enterprise")
    kairo.times(1500, lambda: client.agents.delete("agent_1"))
    assert kairo.time.naps == []


def test_enterprise_has_any_number_of_runs_at_once(kairo: Bench) -> None:
    """PAGE-LIMIT-3 “Enterprise Unlimited Unlimited Unlimited”"""
    assert most_runs(kairo, "enterprise", 60) == 60


def test_a_plan_that_does_not_exist_is_refused(kairo: Bench) -> None:
    """PAGE-LIMIT-3 “Enterprise”"""
    with pytest.raises(ConfigurationError, match="known: free, pro, enterprise"):
        kairo.client(plan="platinum")


def test_the_free_plans_limit_can_be_asked_for(kairo: Bench) -> None:
    """PAGE-LIMIT-1 “Free 100 req/min”"""
    assert kairo.client(plan="free").describe("agents.list")["requests"] == "100 per 60 s"


def test_the_pro_plans_limit_can_be_asked_for(kairo: Bench) -> None:
    """PAGE-LIMIT-2 “Pro 1,000 req/min”"""
    assert kairo.client(plan="pro").describe("agents.list")["requests"] == "1000 per 60 s"


def test_the_readme_has_the_free_plan() -> None:
    """PAGE-LIMIT-1 “Free 100 req/min 200 5”"""
    assert "| plan free | 100 requests per minute, bursts of 200, 5 runs at once |" in README


def test_the_readme_has_the_pro_plan() -> None:
    """PAGE-LIMIT-2 “Pro 1,000 req/min 2,000 25”"""
    assert "| plan pro | 1,000 requests per minute, bursts of 2,000, 25 runs at once |" in README


def test_the_readme_has_the_enterprise_plan() -> None:
    """PAGE-LIMIT-3 “Enterprise Unlimited Unlimited Unlimited”"""
    assert "| plan enterprise | unlimited |" in README


# Rate limit headers


def counted(kairo: Bench, allowed: int, status: int = 204) -> Callable[[httpx.Request], Reply]:
    """A vendor that counts requests in fixed minutes, and tells."""

    def count(request: httpx.Request) -> Reply:
        window = kairo.time.now // 60
        used = sum(moment // 60 == window for moment in kairo.vendor.moments)
        told = limits(allowed, max(0, allowed - used), round(60 - kairo.time.now % 60))
        return Reply(status if used <= allowed else 429, headers=told)

    return count


def calls(client: Any, number: int) -> Iterator[Callable[[], Any]]:
    """So many harmless calls."""
    return (lambda: client.agents.delete("agent_1") for _ in range(number))


def test_the_headers_can_be_read(kairo: Bench) -> None:
    """PAGE-LIMIT-4 “X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset.”"""
    kairo.vendor.answers(Reply(201, CREATED, limits(100, 99, 60)))
    response = kairo.do(kairo.client().agents.with_raw_response.create(name="Lead Qualifier"))
    shown = {name: value for name, value in response.headers.items() if name.startswith("x-ratelimit")}
    assert shown == {"x-ratelimit-limit": "100", "x-ratelimit-remaining": "99", "x-ratelimit-reset": "60"}


def test_the_headers_of_an_error_can_be_read(kairo: Bench) -> None:
    """PAGE-LIMIT-4 “Rate limit headers are included in every response”"""
    kairo.vendor.answers(Reply(404, headers=limits(100, 98, 59)))
    with pytest.raises(NotFound) as caught:
        kairo.do(kairo.client().agents.retrieve("agent_1"))
    assert caught.value.response is not None
    assert caught.value.response.headers["x-ratelimit-remaining"] == "98"


def test_without_a_plan_the_headers_set_the_pace(kairo: Bench) -> None:
    """PAGE-LIMIT-4 “Rate limit headers are included in every response”"""
    kairo.vendor.answers(counted(kairo, 100))
    kairo.each(calls(kairo.client(), 250))
    assert len(kairo.vendor.requests) == 250  # nothing was refused and sent again
    assert kairo.vendor.busiest(60.0) == 100


def test_the_headers_of_errors_set_the_pace_too(kairo: Bench) -> None:
    """PAGE-LIMIT-4 “Rate limit headers are included in every response”"""
    kairo.vendor.answers(Reply(404, headers=limits(100, 0, 30)))
    client = kairo.client()
    for _ in range(2):
        with pytest.raises(NotFound):
            kairo.do(client.agents.retrieve("agent_1"))
    assert kairo.vendor.moments[1] >= 30.0


def test_what_others_sent_with_the_same_key_counts(kairo: Bench) -> None:
    """PAGE-LIMIT-4 “X-RateLimit-Remaining”"""
    kairo.vendor.answers(Reply(204, headers=limits(100, 2, 45)), Reply(204, headers=limits(100, 1, 45)), Reply(204))
    kairo.each(calls(kairo.client(plan="free"), 4))
    assert kairo.vendor.moments[2] == 0.0
    assert kairo.vendor.moments[3] >= 45.0


@pytest.mark.parametrize("reset", ["30", EPOCH + 30, f"{EPOCH * 1000 + 30_000:.0f}"], ids=["delta", "epoch", "ms"])
def test_reset_is_read_in_every_usual_form(kairo: Bench, reset: object) -> None:
    """PAGE-LIMIT-4 “X-RateLimit-Reset.”"""
    kairo.vendor.answers(Reply(204, headers=limits(100, 0, reset)))
    kairo.each(calls(kairo.client(), 2))
    assert 30.0 <= kairo.vendor.moments[1] <= 31.0


def test_a_refusal_without_retry_after_is_waited_for_until_reset(kairo: Bench) -> None:
    """PAGE-LIMIT-4 “X-RateLimit-Reset.”"""
    kairo.vendor.answers(Reply(429, headers=limits(100, 0, 12)), Reply(204))
    kairo.each(calls(kairo.client(), 1))
    assert kairo.vendor.moments[1] >= 12.0


def test_a_reset_that_is_far_away_is_told(kairo: Bench) -> None:
    """PAGE-LIMIT-4 “X-RateLimit-Reset.”"""
    kairo.vendor.answers(Reply(429, headers=limits(100, 0, 900)))
    with pytest.raises(RateLimited) as caught:
        kairo.each(calls(kairo.client(), 1))
    assert caught.value.retry_at == datetime.fromtimestamp(EPOCH + 900, UTC)


@pytest.mark.parametrize("told", [limits("unlimited", "unlimited", ""), limits(-1, -1, 0), limits("", "", "soon")])
def test_headers_that_are_no_numbers_are_ignored(kairo: Bench, told: dict[str, str]) -> None:
    """PAGE-LIMIT-4 “X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset.”"""
    kairo.vendor.answers(Reply(204, headers=told))
    kairo.each(calls(kairo.client(strict=True), 300))
    assert kairo.time.naps == []
