"""Paths, operations, parameters, bodies, responses and security: what comes, goes, and becomes required."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drift.small import NUMBER, TEXT, answers, api, asks, drift, heads, ids, only, takes, thing

BODY = {"content": {"application/json": {"schema": TEXT}}}


def param(name: str, place: str = "query", **rest: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "schema": TEXT, **rest}


def statuses(*codes: str) -> dict[str, Any]:
    return api({"responses": {code: {"description": ""} for code in codes}})


def media(*names: str) -> dict[str, Any]:
    content = {name: {"schema": TEXT} for name in names}
    return api({"responses": {"200": {"description": "", "content": content}}})


@pytest.mark.parametrize(
    ("old", "new", "id", "wire"),
    [
        (api(), api(path="/others"), ["api-path-removed-without-deprecation", "endpoint-added"], "breaking"),
        (api({"deprecated": True}), api(paths={}), ["api-path-removed-with-deprecation"], "breaking"),
        (
            api({"deprecated": True, "x-sunset": "2099-01-01"}),
            api(paths={}),
            ["api-path-removed-before-sunset"],
            "breaking",
        ),
        (api(), api({"deprecated": True}), ["endpoint-deprecated"], "non-breaking"),
        (api(), api({"deprecated": True, "x-sunset": "soon"}), ["api-deprecated-sunset-parse"], "non-breaking"),
        (api(), api({"deprecated": True, "x-sunset": "2025-01-01"}), ["api-sunset-date-too-small"], "non-breaking"),
        (api({"tags": ["a"]}), api({"tags": ["b"]}), ["api-tag-added", "api-tag-removed"], "no-change"),
        (api(), api({"parameters": [param("p")]}), ["new-optional-request-parameter"], "non-breaking"),
        (api(), api({"parameters": [param("p", required=True)]}), ["new-required-request-parameter"], "breaking"),
        (takes(TEXT), api(), ["request-parameter-removed"], "potentially-breaking"),
        (takes(TEXT, deprecated=True), api(), ["request-parameter-removed-with-deprecation"], "potentially-breaking"),
        (takes(TEXT), takes(TEXT, required=True), ["request-parameter-became-required"], "breaking"),
        (
            takes(TEXT),
            takes({**TEXT, "default": "a"}),
            ["request-parameter-default-value-added"],
            "potentially-breaking",
        ),
        (takes(TEXT, required=True), takes({**TEXT, "default": "a"}, required=True), [], "no-change"),
        (
            takes({"type": "array"}),
            takes({"type": "array"}, explode=False),
            ["request-parameter-serialization-changed"],
            "breaking",
        ),
        (api(), api({"requestBody": BODY}), ["request-body-added-optional"], "non-breaking"),
        (api(), api({"requestBody": {**BODY, "required": True}}), ["request-body-added-required"], "breaking"),
        (api({"requestBody": BODY}), api(), ["request-body-removed"], "breaking"),
        (
            asks(TEXT),
            asks(TEXT, "text/plain"),
            ["request-body-media-type-removed", "request-body-media-type-added"],
            "breaking",
        ),
        (statuses("200"), statuses("200", "404"), ["response-non-success-status-added"], "non-breaking"),
        (
            statuses("200"),
            statuses("201"),
            ["response-success-status-removed", "response-success-status-added"],
            "breaking",
        ),
        (
            media("application/json"),
            media("application/problem+json"),
            ["response-media-type-name-specialized"],
            "non-breaking",
        ),
        (
            media("application/problem+json"),
            media("application/json"),
            ["response-media-type-name-generalized"],
            "breaking",
        ),
        (media("text/csv", "text/plain"), media("text/plain"), ["response-media-type-removed"], "breaking"),
        (statuses("200"), heads(TEXT), ["response-header-added"], "non-breaking"),
        (heads(TEXT, required=True), heads(TEXT), ["response-header-became-optional"], "breaking"),
        (answers(thing("a", a=TEXT)), answers(thing(a=TEXT)), ["response-property-became-optional"], "breaking"),
        (answers(thing("a", a=TEXT)), answers(thing()), ["response-required-property-removed"], "breaking"),
        (asks(thing(a=TEXT)), asks(thing()), ["request-property-removed"], "potentially-breaking"),
        (
            asks(thing(a=TEXT)),
            asks({**thing(), "additionalProperties": False}),
            ["request-property-removed", "request-body-additional-properties-forbidden"],
            "breaking",
        ),
    ],
)
def test_what_comes_and_goes(old: Any, new: Any, id: list[str], wire: str) -> None:
    """Each by oasdiff's name where it has one, and what it does to callers."""
    if not new["paths"]:
        new["components"] = {}
    found = drift(old, new)
    assert sorted(change.id for change in found.changes) == sorted(id)
    assert found.wire == wire


def test_a_path_parameter_may_be_renamed() -> None:
    """A URL does not name its parameters: the operation goes on, and so does the parameter."""
    old = api({"parameters": [param("id", "path", required=True)]}, path="/things/{id}")
    new = api({"parameters": [{**param("key", "path", required=True), "schema": NUMBER}]}, path="/things/{key}")
    assert only(old, new).id == "request-parameter-type-changed"
    assert only(old, new).path == "/things/{id}"


def test_a_parameter_that_moved_to_the_path_is_still_there() -> None:
    """oasdiff sees one gone and one come; callers see nothing."""
    old, new = api({"parameters": [param("p", required=True)]}), api()
    new["paths"]["/things"]["parameters"] = [param("p", required=True)]
    found = drift(old, new)
    assert found.wire == "no-change"
    assert len(found.changes) == 2


def test_parameters_of_a_whole_path_are_compared_by_sets() -> None:
    """oasdiff passes them over."""
    old, new = api(), api()
    old["paths"]["/things"]["parameters"] = [param("p")]
    new["paths"]["/things"]["parameters"] = [{**param("p"), "schema": NUMBER}]
    assert (drift(old, new).klass, drift(old, new).wire) == ("non-breaking", "breaking")


def test_an_object_may_be_written_as_separate_parameters() -> None:
    """`a` and `b` are the same in a URL as an exploded object of `a` and `b`."""
    whole = {"name": "o", "in": "query", "style": "form", "explode": True, "schema": thing(a=TEXT, b=NUMBER)}
    assert ids(api({"parameters": [param("a")]}), api({"parameters": [whole]})) == []


def test_drafts_may_change() -> None:
    """An operation that declares itself a draft or alpha is not held to anything."""
    old, new = (api({"x-stability-level": "alpha", "parameters": [param("p", required=r)]}) for r in (False, True))
    assert drift(old, new).klass == "non-breaking"
    assert only(api(), api({"x-stability-level": "ga"})).id == "api-invalid-stability-level"


@pytest.mark.parametrize(
    ("old", "new", "id", "wire"),
    [
        ([], [{"key": []}], "added", "breaking"),
        ([{"key": []}], [], "removed", "non-breaking"),
        ([{"key": []}], [{"key": []}, {"token": []}], "added", "non-breaking"),
        ([{"key": []}, {"token": []}], [{"key": []}], "removed", "breaking"),
        ([{"key": ["a"]}], [{"key": ["a", "b"]}], "scope-added", "breaking"),
        ([{"key": ["a", "b"]}], [{"key": ["a"]}], "scope-removed", "non-breaking"),
    ],
)
def test_whoever_could_call_should_still_be_let_in(old: Any, new: Any, id: str, wire: str) -> None:
    """oasdiff takes security lightly; by sets, a request without the new credentials is rejected."""
    change = only(api({"security": old}), api({"security": new}))
    assert (change.id, change.level, change.wire) == (f"api-security-{id}", "INFO", wire)
    assert only(api(security=old), api(security=new)).id == f"api-global-security-{id}"


def test_a_webhook_is_a_request_the_server_sends() -> None:
    """What may be sent more of is what callers must expect."""

    def hook(schema: Any) -> dict[str, Any]:
        return {**api(), "webhooks": {"made": {"post": {"requestBody": {"content": {"a/b": {"schema": schema}}}}}}}

    change = only(hook({"enum": ["a"]}), hook({"enum": ["a", "b"]}))
    assert (change.path, change.wire) == ("webhook:made", "breaking")
    assert only(hook(TEXT), {**api(), "webhooks": {}}).id == "webhook-removed"


def test_a_component_that_nothing_uses_is_no_callers_business() -> None:
    """Its change is noticed, and hurts no one."""
    old, new = (api(components={"schemas": {"S": kind}}) for kind in (TEXT, NUMBER))
    found = drift(old, new)
    assert (found.changes, found.wire) == ((), "non-breaking")
    assert only(old, api(components={"schemas": {}})).id == "api-schema-removed"


def test_a_schema_written_out_is_the_schema_referred_to() -> None:
    """And a schema renamed is the same schema."""
    named = {"$ref": "#/components/schemas/S"}
    old = answers(named, components={"schemas": {"S": thing(a=TEXT)}})
    assert drift(old, answers(thing(a=TEXT), components=old["components"])).klass == "no-change"
    renamed = answers({"$ref": "#/components/schemas/T"}, components={"schemas": {"T": thing(a=TEXT)}})
    assert ids(old, renamed) == ["api-schema-removed"]
