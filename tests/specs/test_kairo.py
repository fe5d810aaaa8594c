"""The Kairo document keeps every count, method and field of the vendor's one page, and calls the rest inferred."""

from __future__ import annotations

import pytest

REQUEST = {"name": "Lead Qualifier", "model": "auto", "context": ["crm"]}
RESPONSE = {"id": "agent_01j9k8m3x", "name": "Lead Qualifier", "status": "active", "created_at": "2026-01-15T10:30:00Z"}
"""https://fpsjago.github.io/kairo-template/api-reference, "Quick example"."""

HEADERS = {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"}


@pytest.mark.parametrize(
    ("tag", "endpoints", "methods"),
    [
        ("Agents", 12, {"POST", "GET", "PATCH", "DELETE"}),
        ("Workflows", 8, {"POST", "GET", "PUT", "DELETE"}),
        ("Context", 9, {"POST", "GET", "PATCH"}),
        ("Analytics", 6, {"GET"}),
    ],
)
def test_each_category_has_its_count_and_its_methods(kairo, tag, endpoints, methods):
    """As the page says, "12 endpoints, POST GET PATCH DELETE": as many, and each of the methods, and no other."""
    counts = kairo.counted()[tag]
    assert counts.total() == endpoints
    assert set(counts) == methods


def test_there_are_35_operations_in_four_categories(kairo):
    """12 + 8 + 9 + 6."""
    assert len(kairo.operations) == 35
    assert [tag["name"] for tag in kairo.document["tags"]] == ["Agents", "Workflows", "Context", "Analytics"]


def test_the_vendors_example_fits(kairo):
    """Request and answer of POST /agents, verbatim, and they are the document's examples."""
    operation = kairo.operations["POST /agents"]
    assert kairo.faults(REQUEST, "CreateAgentRequest") == []
    assert kairo.faults(RESPONSE, "Agent") == []
    assert operation["requestBody"]["content"]["application/json"]["example"] == REQUEST
    answer = operation["responses"]["201"]["content"]["application/json"]
    assert kairo.resolve(answer["examples"]["one"])["value"] == RESPONSE


def test_only_creating_an_agent_is_documented(kairo):
    """The page shows one endpoint."""
    assert {route for route, one in kairo.operations.items() if one["x-provenance"] == "documented"} == {"POST /agents"}


def test_only_what_the_page_shows_is_marked_documented(kairo):
    """Three request fields, four answer fields, three headers, bearer authentication; nothing more."""
    assert kairo.fields("documented") == {
        *(f"CreateAgentRequest.{field}" for field in REQUEST),
        *(f"Agent.{field}" for field in RESPONSE),
    }
    for kind, documented in {
        "schemas": {"CreateAgentRequest", "Agent"},
        "headers": {"RateLimitLimit", "RateLimitRemaining", "RateLimitReset"},
        "securitySchemes": {"bearer"},
        "examples": {"CreatedAgent"},
        "parameters": set(),
        "responses": set(),
    }.items():
        marked = {name for name, one in kairo.components[kind].items() if one["x-provenance"] == "documented"}
        assert marked == documented, kind


def test_the_answer_of_creating_need_not_echo_model_and_context(kairo):
    """The page's answer has four fields; these are required, the others are not."""
    assert set(kairo.schemas["Agent"]["required"]) == set(RESPONSE)


def test_nothing_beyond_the_page_is_sent_when_creating(kairo):
    """The one documented request has its three fields and no invented ones."""
    assert set(kairo.schemas["CreateAgentRequest"]["properties"]) == set(REQUEST)


def test_states_and_models_are_not_closed(kairo):
    """One value of each is known, so neither is an enumeration."""
    assert "enum" not in kairo.schemas["Agent"]["properties"]["status"]
    assert "enum" not in kairo.schemas["CreateAgentRequest"]["properties"]["model"]


def test_rate_limit_headers_are_on_every_response(kairo):
    """They are "included in every response"."""
    for route, operation in kairo.operations.items():
        for status, response in operation["responses"].items():
            assert set(kairo.resolve(response)["headers"]) >= HEADERS, f"{route} {status}"


def test_seven_lists_share_one_envelope(kairo):
    """`{data, has_more, next_cursor}`, asked for with `limit` and `cursor`."""
    lists = {}
    for route, operation in kairo.operations.items():
        schema = operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
        if set(kairo.resolve(schema).get("properties", {})) == {"data", "has_more", "next_cursor"}:
            lists[route] = {kairo.resolve(one)["name"] for one in operation["parameters"]}
    assert len(lists) == 7
    assert all({"limit", "cursor"} <= names for names in lists.values())
    assert len([fact for fact in kairo.api.operations.values() if fact.paging]) == 7


def test_runs_are_accepted_and_deletes_are_empty(kairo):
    """202 for starting a run, 204 without a body for a delete."""
    for route, operation in kairo.operations.items():
        if route.startswith("POST") and route.endswith("/runs"):
            assert "202" in operation["responses"], route
        if route.startswith("DELETE"):
            assert "content" not in operation["responses"]["204"], route


def test_replacing_a_workflow_takes_what_creating_takes(kairo):
    """PUT is a whole replacement."""
    bodies = {
        kairo.operations[route]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        for route in ("POST /workflows", "PUT /workflows/{workflow_id}")
    }
    assert bodies == {"#/components/schemas/WorkflowRequest"}


@pytest.mark.parametrize(("plan", "requests", "burst", "runs"), [("free", 100, 200, 5), ("pro", 1000, 2000, 25)])
def test_plans_are_the_pages_table(kairo, plan, requests, burst, runs):
    """Requests a minute, burst cap, concurrent runs."""
    fact = kairo.api.plans[plan]
    limit = fact.limits["default"]
    assert (limit.requests, limit.per, limit.burst, fact.concurrent_runs) == (requests, 60, burst, runs)


def test_enterprise_is_unlimited(kairo):
    """In all three columns."""
    assert kairo.api.plans["enterprise"].limits == {}
    assert kairo.api.plans["enterprise"].concurrent_runs is None


def test_both_kinds_of_run_take_a_slot_and_can_be_waited_for(kairo):
    """Agents' and workflows'; together their states are the schema's."""
    slots = {name for name, fact in kairo.api.operations.items() if fact.slot}
    assert slots == {"agents.runs.create", "workflows.runs.create"}
    for waiter in kairo.api.waiters.values():
        states = {*waiter.completed, *waiter.failed, *waiter.cancelled, *waiter.pending}
        assert states == set(kairo.schemas["RunStatus"]["enum"])
        assert waiter.provenance == "inferred"


def test_one_server_over_https(kairo):
    """The page says that all endpoints are HTTPS only."""
    assert [server["url"] for server in kairo.document["servers"]] == ["https://api.kairo.dev/v1"]


def test_the_document_says_that_its_host_is_not_verified(kairo):
    """The page belongs to a website template; whoever reads the document learns it."""
    assert "not verified" in " ".join(kairo.document["info"]["description"].split())
    assert "not verified" in kairo.api.document.note
