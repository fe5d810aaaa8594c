"""What constructors call their credentials, and what each operation wants of them."""

from __future__ import annotations

from typing import Any

import pytest

from generator.engine.engine import parse
from generator.plan.access.credentials import Authentication, authentication
from generator.plan.matching.match import package
from generator.specs import facts as api
from tests.generator.small import document

HEADER = {"type": "apiKey", "in": "header", "name": "X-Key"}
BEARER = {"type": "http", "scheme": "bearer"}
BASIC = {"type": "http", "scheme": "basic"}
OIDC = {"type": "openIdConnect", "openIdConnectUrl": "https://id.example"}
NOTHING: dict[str, Any] = {"responses": {"204": {"description": ""}}}


def flow(name: str, **more: str) -> dict[str, Any]:
    """An OAuth2 scheme with one flow."""
    return {"type": "oauth2", "flows": {name: {"tokenUrl": "https://id.example/t", "scopes": {}, **more}}}


def read(schemes: dict[str, Any], operations: dict[str, Any] | None = None, **more: Any) -> Authentication:
    """The access of a document whose operations want each of *schemes*, unless they say otherwise."""
    paths = {f"/{name}": {"get": {**NOTHING, **said}} for name, said in (operations or {"a": {}}).items()}
    more.setdefault("security", [{name: []} for name in schemes])
    facts = api.without_facts("api")
    return authentication(
        facts.auth, package(facts), parse(document(paths, components={"securitySchemes": schemes}, **more))
    )


@pytest.mark.parametrize(
    ("schemes", "names"),
    [
        ({"whatever": HEADER}, "api_key"),
        ({"whatever": BASIC}, "api_key username password"),
        ({"whatever": flow("clientCredentials")}, "api_key client_id client_secret scope token_url"),
        ({"whatever": flow("implicit")}, "api_key"),
        ({"apiKeyAuth": HEADER, "appKeyAuth": HEADER}, "api_key app_key"),
        ({"ApiKeyAuth": BEARER, "AdminApiKeyAuth": BEARER}, "api_key admin_api_key"),
        ({"basicAuth": BASIC, "bearerAuth": BEARER}, "api_key username password"),
        ({"X-Api-Key": HEADER, "bearerAuth": BEARER}, "api_key bearer_token"),
        ({"apiToken": HEADER, "bearer": BEARER}, "api_token bearer_token"),
        ({"openId": OIDC, "JWT": BEARER}, "access_token jwt"),
        ({"one": BASIC, "two": BASIC}, "api_key username password two_username two_password"),
        ({"timeout": HEADER, "class": HEADER}, "timeout_2 class_"),
        ({"key": HEADER, "Key": HEADER}, "api_key api_key_2"),
        (
            {"OAuth2": flow("authorizationCode"), "OrgOAuth2": flow("clientCredentials")},
            """access_token org_token client_id client_secret refresh_token scope token_url
            org_client_id org_client_secret org_scope org_token_url""",
        ),
    ],
)
def test_arguments_are_called_after_what_they_are(schemes: dict[str, Any], names: str) -> None:
    """One scheme is the key; of several each has its own name, and generic ones the usual name of their kind."""
    assert [one.name for one in read(schemes).arguments] == names.split()


@pytest.mark.parametrize(
    ("security", "wanted"),
    [
        ([], ()),
        ([{}], ()),
        ([{"b": []}], (("b",),)),
        ([{"a": [], "b": []}], (("a", "b"),)),
        ([{"b": []}, {}], (("b",), ())),
        ([{"b": []}, {"b": ["scope"]}], (("b",),)),
        ([{"nowhere": []}, {"b": []}], (("b",),)),
        ([{"nowhere": []}], (("a",), ())),
        ([{"mtls": [], "b": []}], (("b",),)),
        ([{"mtls": []}], ()),
    ],
)
def test_an_operation_wants_what_it_says(security: list[Any], wanted: Any) -> None:
    """What cannot be sent, a certificate, is left to the transport; what nobody declared is no requirement."""
    schemes = {"a": HEADER, "b": BEARER, "mtls": {"type": "mutualTLS"}}
    found = read(schemes, {"x": {"security": security}, "y": {}, "z": {}}, security=[{"a": []}])
    assert list(found.requirements.values()) == [wanted]


def test_where_nothing_is_said_what_there_is_is_sent() -> None:
    """Schemes without any requirement are alternatives; beside requirements elsewhere, they are optional."""
    assert read({"a": HEADER, "b": BEARER}, security=None).security == (("a",), ("b",))
    mixed = read(
        {"a": HEADER}, {"x": {"security": [{"a": []}]}, "y": {"security": [{"a": []}]}, "z": {}}, security=None
    )
    assert list(mixed.requirements.values()) == [(("a",), ())]
    assert mixed.keyless


@pytest.mark.parametrize(
    "scheme", [{"type": "http", "scheme": "digest"}, {"type": "mutualTLS"}, {"type": "apiKey"}, {}]
)
def test_what_no_client_can_send_is_a_loss(scheme: dict[str, Any]) -> None:
    """Said in the report, with the place."""
    paths = {"/a": {"get": NOTHING}}
    parsed = parse(document(paths, components={"securitySchemes": {"odd": scheme}}, security=[{"odd": []}]))
    assert [loss.pointer for loss in parsed.losses] == ["/components/securitySchemes/odd"]
