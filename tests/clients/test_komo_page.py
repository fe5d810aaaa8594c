"""What https://docs.komo.ai/mcp/rest-api.md promises, sentence by sentence, as the generated Komo client keeps it."""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from komo_client import (
    AsyncKomo,
    ConfigurationError,
    Conflict,
    DriftWarning,
    InsufficientCredits,
    Komo,
    LinkedInNotConnected,
    OutcomeUnknown,
    PaymentRequired,
    PlanGate,
    RateLimited,
    SafetyCap,
    Unauthorized,
    ValidationFailed,
    VersionMismatch,
)
from komo_client._runtime.diagnostics import version_headers as versions

from tests.clients.fakes import EPOCH, Bench, Reply, facts, wire

KEY = "pk_xxx:sk_xxx"
PACKAGE = Path(__file__).parents[2] / "generated" / "komo"
VERSION_1 = {"X-API-Version": "1"}
VERSION_2 = {"X-API-Version": "2"}

SUMMARY = {"credits": 120, "plan": "pro", "usage": {"searches": {"used": 3, "limit": 100}}}
CONTACT = {"id": "con_1", "name": "Ada Lovelace"}
FOUND: dict[str, Any] = {"items": []}
CAP = {"detail": "LinkedIn safety cap reached, try again tomorrow"}
CAP_WITHOUT_WORDS = {"detail": {"code": "LINKEDIN_SAFETY_CAP"}}


@pytest.fixture
def komo(kind: str, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """The vendor as the page describes it; nobody has been told of another version yet."""
    monkeypatch.setattr(versions, "reported", versions.ReportedOnce())
    return Bench(kind, (Komo, AsyncKomo), KEY, VERSION_1)


def costly(request: httpx.Request) -> bool:
    """It went to a search or enrichment route."""
    return "/search/" in request.url.path or request.url.path.endswith("/enrich")


# The surface


@pytest.mark.parametrize(
    ("tool", "operations"),
    [
        ("get_usage_summary", {"usage.summary"}),
        ("list_crm_records", {"crm.accounts.list", "crm.contacts.list"}),
        ("get_crm_record", {"crm.accounts.retrieve", "crm.contacts.retrieve"}),
        ("create_crm_record", {"crm.accounts.create", "crm.contacts.create"}),
        ("update_crm_record", {"crm.accounts.update", "crm.contacts.update"}),
        ("enrich_crm_record", {"crm.accounts.enrich", "crm.contacts.enrich"}),
        ("get_crm_record_activity", {"crm.accounts.activity", "crm.contacts.activity"}),
        ("search_people", {"search.people"}),
        ("import_sales_nav_search", {"search.import_sales_nav"}),
    ],
)
def test_each_known_mcp_tool_has_methods(komo: Bench, tool: str, operations: set[str]) -> None:
    """REST-HEAD-2 “Headless access to the same surface the MCP tools wrap”"""
    assert operations <= set(facts(komo.client()))


def test_paths_are_below_the_base_url(komo: Bench) -> None:
    """REST-BASE-1 “a REST API at `https://api.komo.ai/api`”"""
    komo.vendor.answers(Reply(json=SUMMARY))
    komo.do(komo.client().usage.summary())
    assert str(komo.vendor.last.url) == "https://api.komo.ai/api/usage/summary"


def test_the_key_works_on_what_the_client_does_not_know(komo: Bench) -> None:
    """REST-BASE-1 “your API key works on all of it — the MCP tools are a curated wrapper over this surface.”"""
    komo.vendor.answers(Reply(json={"threads": []}))
    response = komo.do(komo.client().request("GET", "/threads"))
    assert response.value == {"threads": []}
    assert str(komo.vendor.last.url) == "https://api.komo.ai/api/threads"
    assert komo.vendor.last.headers["authorization"] == f"Bearer {KEY}"


# Authentication


def test_without_a_key_it_says_where_to_create_one(komo: Bench) -> None:
    """REST-AUTH-1 “Create a key at [app.komo.ai/settings/api-keys](https://app.komo.ai/settings/api-keys).”"""
    with pytest.raises(ConfigurationError, match=r"https://app\.komo\.ai/settings/api-keys"):
        komo.client(None)


def test_both_forms_send_the_same_request_otherwise(komo: Bench) -> None:
    """REST-AUTH-2 “Two equivalent header forms:”"""
    komo.vendor.answers(Reply(json=CONTACT))
    for auth in ("x-api-key", "bearer"):
        komo.do(komo.client(auth=auth).crm.contacts.create(name="Ada Lovelace"))
    key, bearer = komo.vendor.requests
    assert (key.method, key.url, key.content) == (bearer.method, bearer.url, bearer.content)
    assert set(key.headers.raw) ^ set(bearer.headers.raw) == {
        (b"x-api-key", KEY.encode()),
        (b"Authorization", f"Bearer {KEY}".encode()),
    }


def test_curl_with_the_key_header(komo: Bench) -> None:
    """REST-AUTH-3 “curl -H "x-api-key: pk_xxx:sk_xxx" https://api.komo.ai/api/usage/summary”"""
    komo.vendor.answers(Reply(json=SUMMARY))
    komo.do(komo.client(auth="x-api-key").usage.summary())
    request = komo.vendor.last
    assert (request.method, str(request.url)) == ("GET", "https://api.komo.ai/api/usage/summary")
    assert (b"x-api-key", b"pk_xxx:sk_xxx") in request.headers.raw
    assert "authorization" not in request.headers


def test_the_key_header_on_the_wire() -> None:
    """REST-AUTH-3 “"x-api-key: pk_xxx:sk_xxx"”"""
    with (
        wire(b"{}", headers="X-API-Version: 1\r\n") as server,
        Komo(KEY, auth="x-api-key", base_url=server.url) as client,
    ):
        client.usage.summary()
    assert b"x-api-key: pk_xxx:sk_xxx" in server.lines


def test_curl_with_the_bearer_header(komo: Bench) -> None:
    """REST-AUTH-4 “curl -H "Authorization: Bearer pk_xxx:sk_xxx" https://api.komo.ai/api/usage/summary”"""
    komo.vendor.answers(Reply(json=SUMMARY))
    komo.do(komo.client(auth="bearer").usage.summary())
    request = komo.vendor.last
    assert (request.method, str(request.url)) == ("GET", "https://api.komo.ai/api/usage/summary")
    assert (b"Authorization", b"Bearer pk_xxx:sk_xxx") in request.headers.raw
    assert "x-api-key" not in request.headers


def test_the_bearer_header_on_the_wire() -> None:
    """REST-AUTH-4 “"Authorization: Bearer pk_xxx:sk_xxx"”"""
    with wire(b"{}", headers="X-API-Version: 1\r\n") as server, Komo(KEY, base_url=server.url) as client:
        client.usage.summary()
    assert b"Authorization: Bearer pk_xxx:sk_xxx" in server.lines


# The version header


def test_version_1_is_no_surprise(komo: Bench) -> None:
    """REST-AUTH-5 “Every response carries `X-API-Version: 1`.”"""
    komo.vendor.answers(Reply(json=SUMMARY))
    client = komo.client(strict=True)
    assert komo.do(client.usage.summary()).to_dict() == SUMMARY
    assert client.drift_report() == []


def test_another_version_is_one_drift_event_and_no_error(komo: Bench) -> None:
    """REST-AUTH-5 “Every response carries `X-API-Version: 1`.”"""
    komo.vendor.answers(Reply(json=SUMMARY, headers=VERSION_2))
    events: list[Any] = []
    client = komo.client(on_event=events.append)
    with pytest.warns(DriftWarning, match="X-API-Version.*made for 1, the server speaks 2") as told:
        komo.times(3, client.usage.summary)
    assert len(told) == 1
    assert komo.do(client.usage.summary()).to_dict() == SUMMARY
    assert [event.kind for event in events].count("version") == 1
    assert [(one["kind"], one["where"], one["count"]) for one in client.drift_report()] == [
        ("version", "X-API-Version", 4)
    ]


def test_another_version_is_told_once_per_process(komo: Bench) -> None:
    """REST-AUTH-5 “Every response carries `X-API-Version: 1`.”"""
    komo.vendor.answers(Reply(json=SUMMARY, headers=VERSION_2))
    with pytest.warns(DriftWarning) as told:
        komo.each([komo.client().usage.summary, komo.client().usage.summary])
    assert len(told) == 1


def test_another_version_raises_if_the_client_is_strict(komo: Bench) -> None:
    """REST-AUTH-5 “Every response carries `X-API-Version: 1`.”"""
    komo.vendor.answers(Reply(json=SUMMARY, headers=VERSION_2))
    with pytest.warns(DriftWarning), pytest.raises(VersionMismatch) as caught:
        komo.do(komo.client(strict=True).usage.summary())
    assert caught.value.value.to_dict() == SUMMARY  # nothing that was paid for is lost


@pytest.mark.parametrize(
    ("call", "body"),
    [
        (lambda client: client.crm.contacts.list(), {"items": [], "total": 0}),
        (lambda client: client.request("GET", "/threads"), {"threads": []}),
        (lambda client: client.usage.with_raw_response.summary(), SUMMARY),
    ],
    ids=["page", "request", "raw"],
)
def test_the_version_of_every_kind_of_answer_is_checked(
    komo: Bench, call: Callable[[Any], Any], body: dict[str, Any]
) -> None:
    """REST-AUTH-5 “Every response carries `X-API-Version: 1`.”"""
    komo.vendor.answers(Reply(json=body, headers=VERSION_2))
    client = komo.client()
    with pytest.warns(DriftWarning, match="X-API-Version"):
        komo.do(call(client))


def test_the_version_of_an_error_is_checked(komo: Bench) -> None:
    """REST-AUTH-5 “Every response carries `X-API-Version: 1`.”"""
    komo.vendor.answers(Reply(401, {"detail": "revoked"}, VERSION_2))
    client = komo.client()
    with pytest.raises(Unauthorized):
        komo.do(client.usage.summary())
    assert [one["kind"] for one in client.drift_report()] == ["version"]


def test_a_version_first_seen_on_an_error_is_warned_about(komo: Bench) -> None:
    """REST-AUTH-5 “Every response carries `X-API-Version: 1`.”"""
    komo.vendor.answers(Reply(401, headers=VERSION_2), Reply(json=SUMMARY, headers=VERSION_2))
    client = komo.client()
    with pytest.raises(Unauthorized):
        komo.do(client.usage.summary())
    with pytest.warns(DriftWarning, match="X-API-Version"):
        komo.do(client.usage.summary())


def test_the_version_of_an_answer_that_was_retried_is_checked(komo: Bench) -> None:
    """REST-AUTH-5 “Every response carries `X-API-Version: 1`.”"""
    komo.vendor.answers(Reply(503, headers=VERSION_2), Reply(json=SUMMARY))
    client = komo.client()
    with pytest.warns(DriftWarning, match="X-API-Version"):
        komo.do(client.usage.summary())


def test_an_answer_without_a_version_is_noticed(komo: Bench) -> None:
    """REST-AUTH-5 “Every response carries `X-API-Version: 1`.”"""
    bare = Bench("async" if komo.asynchronous else "sync", (Komo, AsyncKomo), KEY)
    bare.vendor.answers(Reply(json=SUMMARY))
    client = bare.client()
    with pytest.warns(DriftWarning, match="X-API-Version"):
        bare.do(client.usage.summary())


def test_the_package_says_which_version_it_was_made_for() -> None:
    """REST-AUTH-5 “`X-API-Version: 1`”"""
    import komo_client

    assert komo_client.__api_version__ == "1"


# Discovering endpoints


def test_the_curated_groups_are_the_clients_resources(komo: Bench) -> None:
    """REST-DISC-1 “the curated public surface (CRM, search, lists, campaigns, LinkedIn actions, inbox connection,
    usage)”
    """
    groups = {name.split(".")[0] for name in facts(komo.client())}
    assert groups == {"crm", "search", "lists", "campaigns", "linkedin", "inbox", "usage"}


def test_the_openapi_document_can_be_fetched_with_the_client(komo: Bench) -> None:
    """REST-DISC-1 “[`https://api.komo.ai/api/public-openapi.json`]”"""
    komo.vendor.answers(Reply(json={"openapi": "3.1.0"}))
    assert komo.do(komo.client().request("GET", "/public-openapi.json")).value == {"openapi": "3.1.0"}
    assert str(komo.vendor.last.url) == "https://api.komo.ai/api/public-openapi.json"


def test_the_summary_for_agents_can_be_read_with_the_client(komo: Bench) -> None:
    """REST-DISC-2 “[`https://api.komo.ai/llms.txt`]”"""
    komo.vendor.answers(Reply(content=b"# Komo\n", headers={"content-type": "text/plain; charset=utf-8"}))
    response = komo.do(komo.client().request("GET", "https://api.komo.ai/llms.txt"))
    assert response.value == "# Komo\n"
    assert str(komo.vendor.last.url) == "https://api.komo.ai/llms.txt"


# Python SDK


def test_neither_the_package_nor_the_module_is_called_komo() -> None:
    """REST-SDK-1 “import komo”"""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "komo-client"
    assert not any(one.startswith("komo") for one in project["dependencies"])
    assert [one.parent.name for one in PACKAGE.glob("*/__init__.py")] == ["komo_client"]


def test_the_client_is_made_as_the_vendors_own() -> None:
    """REST-SDK-2 “Komo(api_key="pk_xxx:sk_xxx")”"""
    with warnings.catch_warnings(action="error"):
        client = Komo(api_key="pk_xxx:sk_xxx")
    client.close()


@pytest.mark.parametrize(
    ("call", "sent"),
    [
        (lambda client: client.crm.accounts.retrieve("acc_1"), "GET /api/crm/accounts/acc_1"),
        (lambda client: client.campaigns.retrieve("cam_1"), "GET /api/campaigns/cam_1"),
        (lambda client: client.linkedin.seat(), "GET /api/linkedin/seat"),
    ],
    ids=["CRM", "campaign", "LinkedIn"],
)
def test_operations_use_the_rest_endpoints_directly(komo: Bench, call: Callable[[Any], Any], sent: str) -> None:
    """REST-SDK-3 “use the REST endpoints directly for CRM/campaign/LinkedIn operations.”"""
    komo.vendor.answers(Reply(401))
    with pytest.raises(Unauthorized):
        komo.do(call(komo.client()))
    assert komo.vendor.asked == [sent]


def test_the_notes_say_that_agents_and_threads_are_not_wrapped() -> None:
    """REST-SDK-3 “The `komo` package (beta) currently wraps agents and threads”"""
    assert "wraps agents and threads, which this client does not" in (PACKAGE / "README.md").read_text(encoding="utf-8")


# Errors


def test_a_missing_key_is_noticed_before_anything_is_sent(komo: Bench) -> None:
    """REST-ERR-401 “Key missing”"""
    with pytest.raises(ConfigurationError, match="api_key"):
        komo.client(None)
    assert komo.vendor.requests == []


@pytest.mark.parametrize("key", ["sk_xxx", "pk_xxx", "sk_xxx:pk_xxx", "pk_:sk_xxx"])
def test_a_malformed_key_is_warned_about_and_not_refused(komo: Bench, key: str) -> None:
    """REST-ERR-401 “malformed”"""
    with pytest.warns(UserWarning, match="does not look like") as told:
        komo.client(key)
    assert key not in str(told[0].message)


def test_a_refused_key_is_one_typed_error(komo: Bench) -> None:
    """REST-ERR-401 “revoked, or expired”"""
    komo.vendor.answers(Reply(401, {"detail": "API key revoked"}))
    with pytest.raises(Unauthorized) as caught:
        komo.do(komo.client().usage.summary())
    assert (caught.value.status_code, caught.value.detail) == (401, "API key revoked")
    assert len(komo.vendor.requests) == 1


def test_an_expired_key_is_asked_for_again_once(komo: Bench) -> None:
    """REST-ERR-401 “expired”"""
    keys = iter(["pk_1:sk_old", "pk_1:sk_new", "pk_1:sk_newer"])
    komo.vendor.answers(Reply(401), Reply(json=SUMMARY))
    komo.do(komo.client(lambda: next(keys)).usage.summary())
    assert [one.headers["authorization"] for one in komo.vendor.requests] == [
        "Bearer pk_1:sk_old",
        "Bearer pk_1:sk_new",
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"detail": "Insufficient credits: 3 left, 20 needed"},
        {"detail": {"code": "INSUFFICIENT_CREDITS", "message": "3 left, 20 needed"}},
        {"error": "payment_required", "reason": "insufficient_credits"},
        {"message": "You are out of credits"},
    ],
)
def test_insufficient_credits_have_a_type(komo: Bench, body: dict[str, Any]) -> None:
    """REST-ERR-402 “Insufficient credits”"""
    komo.vendor.answers(Reply(402, body))
    with pytest.raises(InsufficientCredits):
        komo.do(komo.client().search.people(titles=["CTO"]))


@pytest.mark.parametrize(
    "body",
    [
        {"detail": "Upgrade your plan to enrich records"},
        {"detail": "Not available on the Starter tier"},
        {"detail": {"code": "plan-gate", "message": "Enrichment is not included"}},
        {"detail": {"code": "PLAN_GATE", "message": "Enrichment is not included"}},
        {"error": "payment_required", "reason": "plan_gate"},
        {"detail": "Insufficient plan: upgrade to Pro"},
    ],
)
def test_the_plan_gate_has_a_type(komo: Bench, body: dict[str, Any]) -> None:
    """REST-ERR-402 “plan gate”"""
    komo.vendor.answers(Reply(402, body))
    with pytest.raises(PlanGate):
        komo.do(komo.client().search.people(titles=["CTO"]))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"detail": "Insufficient credits: 3 left"}, "Insufficient credits: 3 left"),
        ({"detail": {"code": "X", "reason": "Upgrade your plan"}}, "Upgrade your plan"),
        ({"reason": "Trial ended"}, "Trial ended"),
    ],
)
def test_the_reason_of_a_402_is_kept(komo: Bench, body: dict[str, Any], reason: str) -> None:
    """REST-ERR-402 “(body includes the reason)”"""
    komo.vendor.answers(Reply(402, body))
    with pytest.raises(PaymentRequired) as caught:
        komo.do(komo.client().search.people(titles=["CTO"]))
    assert caught.value.detail == reason
    assert reason in str(caught.value)
    assert caught.value.body == body


def test_a_402_is_not_sent_again(komo: Bench) -> None:
    """REST-ERR-402 “Insufficient credits or plan gate”"""
    komo.vendor.answers(Reply(402, {"detail": "Insufficient credits"}, {"Retry-After": "1"}))
    with pytest.raises(PaymentRequired) as caught:
        komo.do(komo.client().crm.contacts.enrich("con_1"))
    assert len(komo.vendor.requests) == 1
    assert not caught.value.maybe_executed


def test_a_402_of_any_route_is_documented(komo: Bench) -> None:
    """REST-ERR-402 “| `402` | Insufficient credits or plan gate”"""
    komo.vendor.answers(Reply(402, {"detail": "Upgrade your plan"}))
    client = komo.client()
    with pytest.raises(PlanGate):
        komo.do(client.lists.create(name="Leads", record_type="contact"))
    assert client.drift_report() == []


@pytest.mark.parametrize(
    "body",
    [
        {"detail": "LINKEDIN_NOT_CONNECTED"},
        {"code": "LINKEDIN_NOT_CONNECTED", "message": "Connect a seat first"},
        {"detail": {"code": "LINKEDIN_NOT_CONNECTED", "message": "Connect a seat first"}},
        {"error": {"code": "linkedin_not_connected"}},
    ],
)
def test_a_missing_linkedin_seat_has_a_type_and_a_code(komo: Bench, body: dict[str, Any]) -> None:
    """REST-ERR-409 “LinkedIn seat not connected (`LINKEDIN_NOT_CONNECTED`)”"""
    komo.vendor.answers(Reply(409, body))
    with pytest.raises(LinkedInNotConnected) as caught:
        komo.do(komo.client().linkedin.messages.create(text="Hello", conversation_id="c_1"))
    assert caught.value.code.upper() == "LINKEDIN_NOT_CONNECTED"


def test_another_conflict_is_a_plain_one_and_not_sent_again(komo: Bench) -> None:
    """REST-ERR-409 “Conflict — e.g.”"""
    komo.vendor.answers(Reply(409, {"detail": "campaign is running already"}))
    with pytest.raises(Conflict) as caught:
        komo.do(komo.client().campaigns.launch("cam_1"))
    assert type(caught.value) is Conflict
    assert len(komo.vendor.requests) == 1


def test_a_409_of_any_route_is_documented(komo: Bench) -> None:
    """REST-ERR-409 “| `409` | Conflict — e.g.”"""
    komo.vendor.answers(Reply(409, {"detail": "a contact with this email exists"}))
    client = komo.client()
    with pytest.raises(Conflict):
        komo.do(client.crm.contacts.create(name="Ada Lovelace", email="ada@example.com"))
    assert client.drift_report() == []


@pytest.mark.parametrize(
    "body",
    [
        {"detail": [{"loc": ["body", "name"], "msg": "Field required", "type": "missing"}]},
        {"detail": {"errors": [{"field": "body.name", "message": "Field required"}]}},
        {"errors": {"body.name": ["Field required"]}},
    ],
)
def test_a_validation_error_lists_the_offending_fields(komo: Bench, body: dict[str, Any]) -> None:
    """REST-ERR-422 “Validation error (body lists the offending fields)”"""
    komo.vendor.answers(Reply(422, body))
    with pytest.raises(ValidationFailed) as caught:
        komo.do(komo.client().crm.contacts.create(name=""))
    assert [tuple(one) for one in caught.value.errors] == [("body.name", "Field required")]
    assert "body.name: Field required" in str(caught.value)
    assert len(komo.vendor.requests) == 1


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_retry_after_in_seconds_is_honoured_never_early(komo: Bench, chance: float) -> None:
    """REST-ERR-429 “Rate limit or LinkedIn safety cap — honor `Retry-After`”"""
    komo.time.chance = chance
    komo.vendor.answers(Reply(429, headers={"Retry-After": "7"}), Reply(json=SUMMARY))
    komo.do(komo.client().usage.summary())
    before, after = komo.vendor.moments
    assert 7.0 <= after - before <= 8.0


def test_retry_after_as_a_date_is_honoured_by_the_servers_clock(komo: Bench) -> None:
    """REST-ERR-429 “honor `Retry-After`”"""
    server = datetime.fromtimestamp(EPOCH, UTC) - timedelta(hours=3)  # whose clock is slow
    dates = {
        "Date": format_datetime(server, usegmt=True),
        "Retry-After": format_datetime(server + timedelta(seconds=9), usegmt=True),
    }
    komo.vendor.answers(Reply(429, headers=dates), Reply(json=SUMMARY))
    komo.do(komo.client().usage.summary())
    before, after = komo.vendor.moments
    assert 9.0 <= after - before <= 10.0


def test_a_retry_after_that_is_too_long_is_told_and_not_waited_for(komo: Bench) -> None:
    """REST-ERR-429 “honor `Retry-After`”"""
    komo.vendor.answers(Reply(429, {"detail": "Too many requests"}, {"Retry-After": "600"}))
    with pytest.raises(RateLimited) as caught:
        komo.do(komo.client().usage.summary())
    assert len(komo.vendor.requests) == 1
    assert caught.value.retry_at == datetime.fromtimestamp(EPOCH + 600, UTC)


def test_other_calls_honour_a_retry_after_as_well(komo: Bench) -> None:
    """REST-ERR-429 “honor `Retry-After`”"""
    komo.vendor.answers(Reply(429, headers={"Retry-After": "30"}), Reply(json=SUMMARY))
    client = komo.client(max_retries=0)
    with pytest.raises(RateLimited):
        komo.do(client.usage.summary())
    komo.do(client.with_options(max_retries=4).usage.summary())
    assert komo.vendor.moments[1] >= 30.0


def test_other_calls_honour_a_long_retry_after_as_well(komo: Bench) -> None:
    """REST-ERR-429 “honor `Retry-After`”"""
    komo.vendor.answers(Reply(429, headers={"Retry-After": "600"}), Reply(json=SUMMARY))
    client = komo.client()
    with pytest.raises(RateLimited):
        komo.do(client.usage.summary())
    with suppress(RateLimited):  # to wait or to say so are both fine
        komo.do(client.usage.summary())
    komo.time.now = max(komo.time.now, 600.0)
    komo.do(client.usage.summary())
    assert komo.vendor.moments[1] >= 600.0


def test_a_refused_call_that_spends_credits_is_sent_again(komo: Bench) -> None:
    """REST-ERR-429 “Rate limit”"""
    komo.vendor.answers(Reply(429, headers={"Retry-After": "2"}), Reply(json=FOUND))
    komo.do(komo.client().search.people(titles=["CTO"]))
    first, second = komo.vendor.requests
    assert first.content == second.content


def test_a_rate_limit_of_a_linkedin_route_is_no_cap(komo: Bench) -> None:
    """REST-ERR-429 “Rate limit or LinkedIn safety cap”"""
    body = {"detail": "Rate limit exceeded: 120 requests/min", "path": "/api/linkedin/seat"}
    komo.vendor.answers(Reply(429, body, {"Retry-After": "2"}), Reply(json={"connected": True}))
    komo.do(komo.client().request("GET", "/linkedin/seat"))
    assert komo.vendor.moments[1] >= 2.0


@pytest.mark.parametrize("body", [CAP, CAP_WITHOUT_WORDS], ids=["words", "code"])
def test_a_safety_cap_is_never_retried(komo: Bench, body: dict[str, Any]) -> None:
    """REST-ERR-429 “LinkedIn safety cap — honor `Retry-After`”"""
    komo.vendor.answers(Reply(429, body, {"Retry-After": "1"}))
    with pytest.raises(SafetyCap) as caught:
        komo.do(komo.client(max_retries=9).linkedin.messages.create(text="Hello", conversation_id="c_1"))
    assert len(komo.vendor.requests) == 1
    assert komo.time.naps == []
    assert caught.value.retry_at == datetime.fromtimestamp(EPOCH + 1, UTC)


def test_a_safety_cap_does_not_hold_up_the_rest(komo: Bench) -> None:
    """REST-ERR-429 “LinkedIn safety cap”"""
    komo.vendor.answers(Reply(429, CAP, {"Retry-After": "3600"}), Reply(json=SUMMARY))
    client = komo.client()
    with pytest.raises(SafetyCap):
        komo.do(client.linkedin.connection_requests.create(linkedin_url="https://www.linkedin.com/in/ada"))
    komo.do(client.usage.summary())
    assert komo.vendor.moments == [0.0, 0.0]


def test_a_safety_caps_retry_after_is_honoured_by_the_next_send(komo: Bench) -> None:
    """REST-ERR-429 “LinkedIn safety cap — honor `Retry-After`”"""
    komo.vendor.answers(Reply(429, CAP, {"Retry-After": "3600"}))
    client = komo.client()
    for name in ("ada", "grace"):
        with pytest.raises(SafetyCap):
            komo.do(client.linkedin.connection_requests.create(linkedin_url=f"https://www.linkedin.com/in/{name}"))
    assert len(komo.vendor.requests) == 1


# Limits


def test_120_requests_leave_at_once_and_the_next_waits(komo: Bench) -> None:
    """REST-LIMIT-1 “**120 requests/min** overall”"""
    komo.vendor.answers(Reply(json=SUMMARY))
    client = komo.client()
    komo.times(121, client.usage.summary)
    assert komo.vendor.moments[119] == 0.0
    assert komo.vendor.moments[120] >= 60.0


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.search.people(titles=["CTO"]),
        lambda client: client.search.companies(keywords=["steel"]),
        lambda client: client.search.import_sales_nav(url="https://www.linkedin.com/sales/search", list_id="l_1"),
        lambda client: client.crm.contacts.enrich("con_1"),
        lambda client: client.crm.accounts.enrich("acc_1"),
    ],
    ids=["people", "companies", "sales navigator", "contact", "account"],
)
@pytest.mark.filterwarnings("ignore::komo_client.DriftWarning")
def test_20_searches_or_enrichments_leave_at_once_and_the_next_waits(komo: Bench, call: Callable[[Any], Any]) -> None:
    """REST-LIMIT-1 “**20/min** on expensive search/enrichment routes.”"""
    client = komo.client()
    komo.times(21, lambda: call(client))
    assert komo.vendor.moments[19] == 0.0
    assert komo.vendor.moments[20] >= 60.0


@pytest.mark.filterwarnings("ignore::komo_client.DriftWarning")
def test_searches_and_enrichments_share_their_budget_and_count_overall(komo: Bench) -> None:
    """REST-LIMIT-1 “**120 requests/min** overall, **20/min** on expensive search/enrichment routes.”"""
    client = komo.client()
    calls = [lambda: client.search.people(titles=["CTO"]), lambda: client.crm.contacts.enrich("con_1")] * 10
    komo.each([*calls, *[client.usage.summary] * 101])
    assert komo.vendor.moments[119] == 0.0
    assert komo.vendor.moments[120] >= 60.0


@pytest.mark.filterwarnings("ignore::komo_client.DriftWarning")
def test_no_minute_ever_holds_more(komo: Bench) -> None:
    """REST-LIMIT-1 “**120 requests/min** overall, **20/min** on expensive search/enrichment routes.”"""
    client = komo.client()

    def after(seconds: float, call: Callable[[], Any]) -> Callable[[], Any]:
        def later() -> Any:
            komo.time.now += seconds
            return call()

        return later

    def search() -> Any:
        return client.search.people(titles=["CTO"])

    komo.each(after(index % 7 / 10, search if index % 3 == 0 else client.usage.summary) for index in range(400))
    assert komo.vendor.busiest(60.0) <= 120
    assert komo.vendor.busiest(60.0, costly) == 20


def test_other_routes_do_not_wait_for_the_expensive_budget(komo: Bench) -> None:
    """REST-LIMIT-1 “**20/min** on expensive search/enrichment routes.”"""
    komo.vendor.answers(Reply(json=FOUND))
    client = komo.client()
    komo.times(20, lambda: client.search.people(titles=["CTO"]))
    komo.do(client.request("GET", "/usage/summary"))
    assert komo.vendor.moments[-1] == 0.0


def test_a_search_through_request_is_paced_as_well(komo: Bench) -> None:
    """REST-LIMIT-1 “**20/min** on expensive search/enrichment routes.”"""
    client = komo.client()
    komo.times(21, lambda: client.request("POST", "/search/people", json={"titles": ["CTO"]}))
    assert komo.vendor.moments[20] >= 60.0


def test_attempts_that_are_repeated_count_as_well(komo: Bench) -> None:
    """REST-LIMIT-1 “**120 requests/min** overall”"""
    komo.vendor.answers(*[Reply(503), Reply(json=SUMMARY)] * 100)
    komo.time.chance = 0.0
    komo.times(100, komo.client().usage.summary)
    assert len(komo.vendor.requests) == 200
    assert komo.vendor.busiest(60.0) == 120


def test_copies_of_a_client_share_the_keys_budget(komo: Bench) -> None:
    """REST-LIMIT-1 “Per-key rate limits”"""
    komo.vendor.answers(Reply(json=SUMMARY))
    client = komo.client()
    copy = client.with_options(max_retries=0)
    komo.each([*[client.usage.summary] * 60, *[copy.usage.summary] * 61])
    assert komo.vendor.moments[120] >= 60.0


def test_clients_with_the_same_key_share_its_budget(komo: Bench) -> None:
    """REST-LIMIT-1 “Per-key rate limits”"""
    komo.vendor.answers(Reply(json=SUMMARY))
    one, other = komo.client(), komo.client()
    komo.each([*[one.usage.summary] * 60, *[other.usage.summary] * 61])
    assert komo.vendor.moments[120] >= 60.0


def test_clients_with_different_keys_have_budgets_of_their_own(komo: Bench) -> None:
    """REST-LIMIT-1 “Per-key rate limits”"""
    komo.vendor.answers(Reply(json=SUMMARY))
    one, other = komo.client("pk_1:sk_1"), komo.client("pk_2:sk_2")
    komo.each([*[one.usage.summary] * 120, *[other.usage.summary] * 120])
    assert komo.time.naps == []


@pytest.mark.parametrize(
    ("name", "limit", "requests"),
    [
        ("usage.summary", "default", "120 per 60 s"),
        ("search.people", "expensive", "20 per 60 s"),
        ("crm.contacts.enrich", "expensive", "20 per 60 s"),
    ],
)
def test_the_rate_class_of_a_method_can_be_asked_for(komo: Bench, name: str, limit: str, requests: str) -> None:
    """REST-LIMIT-1 “**120 requests/min** overall, **20/min** on expensive search/enrichment routes.”"""
    known = komo.client().describe(name)
    assert (known["limit"], known["requests"]) == (limit, requests)


@pytest.mark.parametrize(
    ("name", "cost"),
    [
        ("search.people", "about 5 per result"),
        ("search.import_sales_nav", "about 5 per lead"),
        ("crm.accounts.enrich", "about 20 per record"),
        ("crm.contacts.enrich", "about 20 per record"),
        ("usage.summary", "free"),
    ],
)
def test_the_cost_of_a_method_can_be_asked_for(komo: Bench, name: str, cost: str) -> None:
    """REST-LIMIT-2 “Credit-consuming endpoints”"""
    assert komo.client().describe(name)["credits"] == cost


def test_what_spends_credits_says_so_in_its_docstring(komo: Bench) -> None:
    """REST-LIMIT-2 “Credit-consuming endpoints”"""
    client = komo.client()
    for name, known in facts(client).items():
        method: Any = client
        for part in name.split("."):
            method = getattr(method, part)
        spends = known["credits"] not in (None, "free")
        assert ("spends credits" in " ".join(method.__doc__.lower().split())) is spends, name


def test_what_spends_credits_is_never_sent_twice_once_it_may_have_run(komo: Bench) -> None:
    """REST-LIMIT-2 “Credit-consuming endpoints reserve credits before running”"""
    spending = {name for name, one in facts(komo.client()).items() if one["credits"] not in (None, "free")}
    assert spending >= {"search.people", "search.companies", "search.import_sales_nav", "campaigns.launch"}
    assert {komo.client().describe(name)["class"] for name in spending} == {"once"}


@pytest.mark.parametrize("trouble", [httpx.ReadError("gone"), Reply(500), Reply(502), Reply(504)], ids=str)
def test_a_search_whose_outcome_is_unknown_is_not_paid_for_again(komo: Bench, trouble: Reply | Exception) -> None:
    """REST-LIMIT-2 “reserve credits before running and refund on failure.”"""
    komo.vendor.answers(trouble, Reply(json=FOUND))
    with pytest.raises(OutcomeUnknown) as caught:
        komo.do(komo.client().search.people(titles=["CTO"]))
    assert caught.value.maybe_executed
    assert len(komo.vendor.requests) == 1


def test_the_notes_tell_of_reserving_and_refunding() -> None:
    """REST-LIMIT-2 “reserve credits before running and refund on failure.”"""
    notes = " ".join((PACKAGE / "README.md").read_text(encoding="utf-8").split())
    assert "spend credits reserve them first and give them back on failure" in notes


# Staging


def test_staging_by_argument(komo: Bench) -> None:
    """REST-STAGE-1 “The same API and MCP server run on Trybase staging: `https://api.trybase.ai/api`”"""
    komo.vendor.answers(Reply(json=SUMMARY))
    komo.do(komo.client(environment="staging").usage.summary())
    assert str(komo.vendor.last.url) == "https://api.trybase.ai/api/usage/summary"


def test_staging_by_environment_variable(komo: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """REST-STAGE-1 “Trybase staging: `https://api.trybase.ai/api`”"""
    monkeypatch.setenv("KOMO_ENVIRONMENT", "staging")
    komo.vendor.answers(Reply(json=SUMMARY))
    komo.do(komo.client().usage.summary())
    assert str(komo.vendor.last.url) == "https://api.trybase.ai/api/usage/summary"


def test_an_environment_that_does_not_exist_is_refused(komo: Bench) -> None:
    """REST-STAGE-1 “staging”"""
    with pytest.raises(ConfigurationError, match="known: production, staging"):
        komo.client(environment="sandbox")


def test_staging_has_the_same_api(komo: Bench) -> None:
    """REST-STAGE-1 “The same API”"""
    komo.vendor.answers(Reply(json=FOUND))
    for environment in ("production", "staging"):
        komo.do(komo.client(environment=environment).search.people(titles=["CTO"]))
    production, staging = komo.vendor.requests
    assert (production.url.path, production.content) == (staging.url.path, staging.content)
    assert staging.headers["authorization"] == production.headers["authorization"]


def test_the_staging_mcp_server_is_reached_with_the_key(komo: Bench) -> None:
    """REST-STAGE-1 “MCP server run on Trybase staging”"""
    komo.vendor.answers(Reply(json={"jsonrpc": "2.0", "id": 1, "result": {}}))
    call = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    komo.do(komo.client(environment="staging").request("POST", "https://api.trybase.ai/mcp", json=call))
    assert str(komo.vendor.last.url) == "https://api.trybase.ai/mcp"
    assert komo.vendor.last.headers["authorization"] == f"Bearer {KEY}"


def test_a_production_client_does_not_show_its_key_to_staging(komo: Bench) -> None:
    """REST-STAGE-1 “`https://api.trybase.ai/api`”"""
    komo.vendor.answers(Reply(json=SUMMARY))
    komo.do(komo.client().request("GET", "https://api.trybase.ai/api/usage/summary"))
    assert not any(KEY.encode() in value for _, value in komo.vendor.last.headers.raw)
