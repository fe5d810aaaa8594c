"""What callers write is read from method and path, whatever the operation ids are."""

from __future__ import annotations

import pytest

from generator.model.ir import Call
from generator.plan.text.naming import Name, identifier, names, snake


def call(route: str, tags: tuple[str, ...] = (), operation_id: str = "") -> Call:
    method, path = route.split()
    return Call(id=route, operation_id=operation_id, method=method, path=path, tags=tags)


def named(*routes: str, lists: tuple[str, ...] = (), given: dict[str, Name] | None = None) -> dict[str, str]:
    calls = [call(route) for route in routes]
    return {key: ".".join(name) for key, name in names(calls, lambda one, _: one.id in lists, given or {}).items()}


@pytest.mark.parametrize(
    ("route", "name"),
    [
        ("GET /public/v1/task-runs/{runId}", "task_runs.retrieve"),
        ("GET /public/v1/task-runs/{runId}/logs", "task_runs.logs"),
        ("POST /public/v1/task-runs/{runId}/cancel", "task_runs.cancel"),
        ("POST /api/search/people", "search.people"),
        ("GET /api/v2.1/usage/summary", "usage.summary"),
        ("PATCH /crm/accounts/{id}", "crm.accounts.update"),
        ("PUT /workflows/{id}", "workflows.replace"),
        ("DELETE /lists/{id}/records/{record_id}", "lists.records.delete"),
        ("POST /items/{id}:archive", "items.archive"),
        ("GET /2010-04-01/Accounts/{Sid}.json", "accounts.retrieve"),
        ("POST /embeddings", "embeddings.create"),
        ("POST /sales-nav/import", "sales_nav.import_"),
        ("HEAD /files/{id}", "files.check"),
        ("GET /", "api.retrieve"),
    ],
)
def test_one_operation(route: str, name: str) -> None:
    """The nouns of the path are the resource; method or trailing verb is the method."""
    assert named(route) == {route: name}


def test_a_collection_lists_and_creates() -> None:
    """GET on a collection is list when the answer is one, retrieve when it is a single thing."""
    routes = ("GET /users", "POST /users", "GET /settings", "PATCH /settings")
    assert list(named(*routes, lists=("GET /users",)).values()) == [
        "users.list",
        "users.create",
        "settings.retrieve",
        "settings.update",
    ]


def test_given_names_are_kept() -> None:
    """A name from facts wins, and the rule's choice makes way for it."""
    result = named("POST /a/{id}/go", "POST /b/{id}/go", given={"POST /b/{id}/go": ("a", "go")})
    assert result["POST /b/{id}/go"] == "a.go"
    assert result["POST /a/{id}/go"] != "a.go"


def test_no_resource_hides_what_every_client_has() -> None:
    """`client.request()` calls what has no method."""
    assert named("GET /request/{id}", "POST /close/{id}/go") == {
        "GET /request/{id}": "request_.retrieve",
        "POST /close/{id}/go": "close_.go",
    }


def test_names_are_unique() -> None:
    """Two routes of one name are told apart by what they address."""
    result = named("GET /users/{id}", "GET /users/by-name/{name}", "GET /v1/users/{uuid}")
    assert len(set(result.values())) == 3


def test_a_method_never_hides_a_resource() -> None:
    """``agents.context`` cannot be a method and the way to ``agents.context.list``."""
    result = named("GET /agents/{id}/context", "GET /agents/{id}/context/{source}", "POST /agents/context")
    resources = {name.rpartition(".")[0] for name in result.values()}
    assert not resources & set(result.values())


def test_frameworks_ids_are_not_asked() -> None:
    """An id made from a function's name and route does not show in the name."""
    one = call("GET /api/crm/accounts", operation_id="list_accounts_api_crm_accounts_get")
    assert names([one], lambda *_: True, {}) == {one.id: ("crm", "accounts", "list")}


@pytest.mark.parametrize(
    ("text", "word"),
    [("taskRuns", "task_runs"), ("HTTPServer", "http_server"), ("a b-c", "a_b_c"), ("2fa", "n2fa"), ("日本", "")],
)
def test_snake_case(text: str, word: str) -> None:
    """Humps, dashes and spaces separate words; what cannot stand in an identifier is left out."""
    assert snake(text) == word


def test_keywords_get_an_underscore() -> None:
    """``import`` cannot be a method's name."""
    assert identifier("import", "x") == "import_"
    assert identifier("日本", "item") == "item"


def test_no_resource_hides_a_decorator() -> None:
    """A class with the attribute ``property`` could not decorate those below it; a method of that name is allowed."""
    assert named("GET /v1/property/{id}", "GET /houses/{id}/property", "GET /estates/property/{id}") == {
        "GET /v1/property/{id}": "property_.retrieve",
        "GET /houses/{id}/property": "houses.property",
        "GET /estates/property/{id}": "estates.property_.retrieve",
    }
    assert named("GET /a", given={"GET /a": ("property", "find")}) == {"GET /a": "property_.find"}
