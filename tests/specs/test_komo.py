"""The Komo document is a reconstruction that says so, and contradicts nothing the vendor documents."""

from __future__ import annotations

import re

import pytest

ERRORS = {"401", "402", "409", "422", "429"}
"""https://docs.komo.ai/mcp/rest-api.md, "Errors & limits"."""


def test_it_calls_itself_a_reconstruction(komo):
    """In the title, the description, the facts and every note made from them."""
    assert "reconstruction" in komo.document["info"]["title"]
    assert "reconstruction" in komo.document["info"]["description"]
    assert komo.document["info"]["x-provenance"] == "inferred"
    assert komo.api.document.origin == "reconstruction"
    assert komo.api.document.url == "https://api.komo.ai/api/public-openapi.json"


def test_only_the_usage_summary_is_documented(komo):
    """It is the one path that stands on the vendor's pages."""
    documented = {route for route, one in komo.operations.items() if one["x-provenance"] == "documented"}
    assert documented == {"GET /usage/summary"}


def test_only_these_fields_are_documented(komo):
    """Mailboxes are connected by Gmail or Outlook; no other field has a documented name."""
    assert komo.fields("documented") == {"InboxConnect.provider", "InboxAccount.provider"}
    assert {name for name, one in komo.schemas.items() if one["x-provenance"] == "documented"} == {"InboxProvider"}


def test_groups_are_those_of_the_curated_surface(komo):
    """CRM, search, lists, campaigns, LinkedIn actions, inbox connection, usage."""
    counts = {tag: counter.total() for tag, counter in komo.counted().items()}
    assert counts == {"usage": 1, "crm": 12, "search": 3, "lists": 8, "campaigns": 10, "linkedin": 7, "inbox": 3}


def test_the_key_goes_in_either_header(komo):
    """Two equivalent forms: one or the other, never both."""
    assert komo.document["security"] == [{"BearerAuth": []}, {"ApiKeyHeader": []}]
    schemes = komo.components["securitySchemes"]
    assert (schemes["BearerAuth"]["type"], schemes["BearerAuth"]["scheme"]) == ("http", "bearer")
    assert (schemes["ApiKeyHeader"]["in"], schemes["ApiKeyHeader"]["name"]) == ("header", "x-api-key")
    assert list(komo.api.auth.schemes) == ["bearer", "x-api-key"]


@pytest.mark.parametrize(("key", "fits"), [("pk_xxx:sk_xxx", True), ("sk_xxx", False), ("pk_xxx", False)])
def test_keys_have_two_halves(komo, key, fits):
    """`pk_xxx:sk_xxx`."""
    assert bool(re.fullmatch(komo.api.auth.pattern, key)) is fits


def test_production_and_staging(komo):
    """Trybase is the staging."""
    assert dict(komo.api.servers) == {"production": "https://api.komo.ai/api", "staging": "https://api.trybase.ai/api"}


def test_every_response_carries_the_version(komo):
    """`X-API-Version: 1`."""
    for route, operation in komo.operations.items():
        for status, response in operation["responses"].items():
            assert "X-API-Version" in komo.resolve(response)["headers"], f"{route} {status}"
    assert (komo.api.version.header, komo.api.version.value) == ("X-API-Version", "1")


def test_errors_are_the_documented_statuses(komo):
    """401 and 429 everywhere, the others where they can happen, none besides."""
    for route, operation in komo.operations.items():
        statuses = {status for status in operation["responses"] if status[0] in "45"}
        assert {"401", "429"} <= statuses <= ERRORS, route
        if "requestBody" in operation or operation["parameters"]:
            assert "422" in statuses, route
        if "x-credits" in operation:
            assert "402" in statuses, route


def test_rate_limit_answers_say_when_to_come_back(komo):
    """The page asks callers to honor `Retry-After`."""
    assert "Retry-After" in komo.components["responses"]["RateLimited"]["headers"]


def test_sending_on_linkedin_needs_a_seat(komo):
    """409 on what sends through LinkedIn, and a class for its documented code."""
    for route, operation in komo.operations.items():
        if operation.get("x-contacts-people"):
            assert "409" in operation["responses"], route
    rule = next(one for one in komo.api.errors if one.status == 409)
    assert (rule.code, rule.raises, rule.provenance) == ("LINKEDIN_NOT_CONNECTED", "LinkedInNotConnected", "documented")


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (402, "Insufficient credits: 20 needed, 4 left", "InsufficientCredits"),
        (402, "Your plan does not include this feature", "PlanGate"),
        (402, "Payment required", None),
        (429, "LinkedIn safety cap reached", "SafetyCap"),
        (429, "Rate limit exceeded", None),
    ],
)
def test_error_wordings_are_told_apart(komo, status, body, expected):
    """The first rule that fits wins; a wording that fits none stays with the class of its status."""
    rules = [
        one for one in komo.api.errors if one.status == status and one.match and re.search(f"(?i){one.match}", body)
    ]
    assert (rules[0].raises if rules else None) == expected


def test_limits_are_120_and_20_a_minute(komo):
    """Per key: overall, and on expensive search and enrichment routes."""
    limits = {name: (one.requests, one.per) for name, one in komo.api.limits.items()}
    assert limits == {"default": (120, 60), "expensive": (20, 60)}


@pytest.mark.parametrize(
    ("route", "cost"),
    [
        ("POST /crm/contacts/{contact_id}/enrich", "about 20 per record"),
        ("POST /search/people", "about 5 per result"),
        ("POST /search/sales-nav/import", "about 5 per lead"),
    ],
)
def test_costs_are_the_documented_ones(komo, route, cost):
    """https://docs.komo.ai/mcp/tools.md, each with its ~."""
    assert komo.operations[route]["x-credits"] == cost
    assert cost in {fact.credits for fact in komo.api.operations.values()}


@pytest.mark.parametrize("schema", ["AccountCreate", "AccountUpdate", "ContactCreate", "ContactUpdate"])
def test_unknown_fields_of_records_are_refused(komo, schema):
    """The probe found that "unknown fields are rejected with a validation message"."""
    assert komo.faults({"name": "Ada", "surprise": 1}, schema)
    assert komo.faults({"name": "Ada"}, schema) == []


def test_records_take_the_fields_that_a_probe_found(komo):
    """https://www.mcpbundles.com/skills/komo-mcp-0d46711ec1."""
    account, contact = (set(komo.schemas[name]["properties"]) for name in ("AccountCreate", "ContactCreate"))
    assert account == {"name", "domain", "website", "industry", "notes"}
    assert contact == {"name", "email", "title", "company_name", "linkedin_url"}


def test_pages_are_asked_for_in_one_way(komo):
    """`limit` and `offset`, shared by all lists that answer `{items, total}`, so that one edit swaps them."""
    paged = 0
    for route, operation in komo.operations.items():
        schema = operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema", {})
        references = {one["$ref"].rpartition("/")[2] for one in operation["parameters"]}
        is_page = set(komo.resolve(schema).get("properties", {})) == {"items", "total"}
        assert is_page == ({"Limit", "Offset"} <= references), route
        paged += is_page
    assert paged == len([fact for fact in komo.api.operations.values() if fact.paging]) == 10


def test_it_looks_like_fastapi(komo):
    """What the vendor's own document will probably look like: the generator must cope with it."""
    for route, operation in komo.operations.items():
        method, path = route.split()
        assert operation["operationId"].endswith(re.sub(r"\W", "_", f"/api{path}") + "_" + method.lower()), route
    assert set(komo.schemas["ValidationError"]["required"]) == {"loc", "msg", "type"}
    assert komo.schemas["Account"]["properties"]["notes"]["anyOf"][1] == {"type": "null"}
