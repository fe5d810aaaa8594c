"""A document and facts become methods that read as if written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from generator.engine.engine import parse
from generator.model.type_ref import TEXT, Named
from generator.plan import Plan, plan
from generator.plan.plan_values import Method, Resource
from generator.specs import facts as api


def planned(paths: dict[str, Any], schemas: dict[str, Any] | None = None, **facts: Any) -> Plan:
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas or {}},
    }
    known = api.parse(
        {"title": "Shop", "package": "shop", "class_name": "Shop", **facts}, name="shop", where="api.yaml"
    )
    return plan(known, parse(document), digest="0" * 64, version="1.0.0", changelog="", document=document)


def resource(made: Plan, name: str) -> Resource:
    return next(one for one in made.resources if one.name == name)


def method(made: Plan, name: str) -> Method:
    parent, _, last = name.rpartition(".")
    return next(one for one in resource(made, parent).methods if one.name == last)


def constant(made: Plan, name: str) -> str:
    parent, _, last = name.rpartition(".")
    return next(str(one.value) for one in resource(made, parent).constants if one.name == last.upper())


def answer(schema: dict[str, Any]) -> dict[str, Any]:
    return {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}


def body(schema: dict[str, Any], required: bool = True) -> dict[str, Any]:
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def parameter(name: str, place: str = "query", **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema or {"type": "string"}}


THING = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "size": {"type": "integer"}}}
REF = {"$ref": "#/components/schemas/Thing"}


def test_path_parameters_come_first_and_are_positional() -> None:
    """In the order of the path, whatever the order of their declaration."""
    operation = {
        "parameters": [parameter("b", "path"), parameter("a", "path")],
        "responses": {"204": {"description": ""}},
    }
    made = planned({"/shops/{a}/things/{b}": {"delete": operation}})
    found = method(made, "shops.things.delete")
    assert found.signature == "a: str, b: str, **options: Unpack[CallOptions]"
    assert found.sync.body == "self._call(DELETE, Given((a, b)), options)"


def test_bodies_are_flattened() -> None:
    """Required fields without a default, optional ones with UNSET, what only the server sets not at all."""
    thing = {
        "type": "object",
        "required": ["name", "id"],
        "properties": {
            "id": {"type": "string", "readOnly": True},
            "name": {"type": "string"},
            "maxSize": {"type": ["integer", "null"]},
        },
    }
    made = planned({"/things": {"post": {"requestBody": body(REF), "responses": answer(REF)}}}, {"Thing": thing})
    found = method(made, "things.create")
    assert found.signature == "*, name: str, max_size: int | None | Unset = UNSET, **options: Unpack[CallOptions]"
    assert found.sync.body == 'return self._call(CREATE, Given(body={"name": name, "maxSize": max_size}), options)'


def test_an_optional_body_makes_all_its_fields_optional() -> None:
    """And the operation says that the body may be left out."""
    operation = {"requestBody": body(REF, required=False), "responses": answer(REF)}
    made = planned({"/things/{id}/go": {"parameters": [parameter("id", "path")], "post": operation}}, {"Thing": THING})
    assert "id: str, *, body_id: str | Unset = UNSET" in method(made, "things.go").signature
    assert "optional_body=True" in constant(made, "things.go")


def test_a_body_that_is_no_object_is_one_argument() -> None:
    """A list is passed as it is."""
    operation = {"requestBody": body({"type": "array", "items": REF}), "responses": answer(REF)}
    made = planned({"/things": {"post": operation}}, {"Thing": THING})
    assert "*, body: Sequence[Thing | Mapping[str, Any]]" in method(made, "things.create").signature


def test_a_parameter_called_like_an_option_says_where_it_goes() -> None:
    """`timeout=` is how long the client waits, in every method."""
    schema = {"type": "object", "properties": {"timeout": {"type": "integer"}}}
    operation = {"requestBody": body(schema), "responses": answer(REF)}
    made = planned({"/things": {"post": operation}}, {"Thing": THING})
    assert "*, body_timeout: int | Unset = UNSET" in method(made, "things.create").signature


def test_unknown_post_is_never_sent_twice() -> None:
    """The class is ``once`` unless facts know better; GET and DELETE may be repeated."""
    routes = {
        "get": {"responses": answer(REF)},
        "post": {"responses": answer(REF)},
        "delete": {"responses": answer(REF)},
    }
    made = planned({"/thing": routes}, {"Thing": THING})
    assert ", once," in constant(made, "thing.create")
    assert ", safe," in constant(made, "thing.retrieve")
    assert ", idempotent," in constant(made, "thing.delete")


def test_envelopes_are_unwrapped_by_facts() -> None:
    """The caller gets the thing, typed; the operation says what is inside what."""
    envelope = {"type": "object", "required": ["thing"], "properties": {"thing": REF}}
    operation = {"parameters": [parameter("id", "path")], "responses": answer(envelope)}
    facts = {"operations": {"things.retrieve": {"unwrap": "thing"}}}
    made = planned({"/things/{id}": {"get": operation}}, {"Thing": THING}, **facts)
    assert method(made, "things.retrieve").sync.returns == "Thing"
    assert 'returns="Thing", unwrap="thing"' in constant(made, "things.retrieve")


def test_common_paging_is_found_by_itself() -> None:
    """A cursor asked for and answered makes the list a page."""
    listing = {
        "type": "object",
        "required": ["data"],
        "properties": {"data": {"type": "array", "items": REF}, "next_cursor": {"type": ["string", "null"]}},
    }
    operation = {"parameters": [parameter("cursor"), parameter("limit", type="integer")], "responses": answer(listing)}
    found = planned({"/things": {"get": operation}}, {"Thing": THING})
    assert method(found, "things.list").sync.returns == "Page[Thing]"
    assert method(found, "things.list").asynchronous.returns == "AsyncPages[Thing]"
    assert 'style="cursor"' in constant(found, "things.list")


def test_facts_switch_paging_off() -> None:
    """``style: none`` gives the list as it is."""
    listing = {"type": "object", "properties": {"data": {"type": "array", "items": REF}}}
    operation = {"parameters": [parameter("page", type="integer")], "responses": answer(listing)}
    facts = {"operations": {"things.list": {"paging": {"style": "none"}, "unwrap": "data"}}}
    made = planned({"/things": {"get": operation}}, {"Thing": THING}, **facts)
    assert method(made, "things.list").sync.returns == "builtins.list[Thing]"


def test_a_parameter_and_a_field_of_one_name_are_told_apart() -> None:
    """The field says that it goes into the body."""
    operation = {"parameters": [parameter("size", type="integer")], "requestBody": body(REF), "responses": answer(REF)}
    made = planned({"/things": {"post": operation}}, {"Thing": THING})
    assert "body_size: int | Unset = UNSET" in method(made, "things.create").signature


def test_a_header_key_becomes_a_parameter() -> None:
    """Where facts say that a header carries the idempotency key, callers may give their own."""
    facts = {"operations": {"things.create": {"class": "keyed", "key": "Idempotency-Key", "key_in": "header"}}}
    made = planned({"/things": {"post": {"responses": answer(REF)}}}, {"Thing": THING}, **facts)
    assert "idempotency_key: str | Unset = UNSET" in method(made, "things.create").signature
    assert 'keyed("Idempotency-Key", "header")' in constant(made, "things.create")


def test_a_prefix_that_server_and_paths_share_is_said_once() -> None:
    """Frameworks mounted below ``/api`` list it in every path; the server's address must not repeat it."""
    facts = {"servers": {"production": "https://api.example.com/api"}}
    made = planned({"/api/things": {"get": {"responses": answer(REF)}}}, {"Thing": THING}, **facts)
    assert ("servers", '{"production": "https://api.example.com"}') in made.service
    other = planned({"/things": {"get": {"responses": answer(REF)}}}, {"Thing": THING}, **facts)
    assert ("servers", '{"production": "https://api.example.com/api"}') in other.service


def test_facts_fill_in_what_a_document_leaves_out() -> None:
    """Authentication and common error statuses hold although the document names none."""
    facts = {"auth": {"schemes": {"key": {"header": "x-api-key"}}}, "statuses": [401, 429]}
    made = planned({"/things": {"get": {"responses": answer(REF)}}}, {"Thing": THING}, **facts)
    assert any(key == "schemes" and "x-api-key" in value for key, value in made.service)
    assert "errors=(401, 429)" in constant(made, "things.retrieve")


def test_facts_that_match_nothing_are_said() -> None:
    """Generation goes on, with one line for each."""
    made = planned({"/things": {"get": {"responses": answer(REF)}}}, {"Thing": THING}, operations={"thing.list": {}})
    assert len(made.warnings) == 1
    assert "nearest" in made.warnings[0]


def test_a_method_has_its_parameters_as_values() -> None:
    """Enough to make a command line, a schema or documentation of them: type, wire name, location, default, text."""
    size = {"name": "max-size", "in": "query", "description": "how big", "schema": {"type": "integer", "default": 7}}
    operation = {"parameters": [parameter("id", "path"), size], "requestBody": body(REF), "responses": answer(REF)}
    made = planned({"/things/{id}": {"post": operation}}, {"Thing": {**THING, "required": []}})
    found = method(made, "things.update")
    assert found.sync.type == Named("Thing")
    assert [(one.name, one.type, one.place, one.wire, one.required, one.default) for one in found.arguments] == [
        ("id", TEXT, "path", "id", True, None),
        ("max_size", Named("int"), "query", "max-size", False, 7),
        ("body_id", TEXT, "body", "id", False, None),
        ("size", Named("int"), "body", "size", False, None),
    ]
    assert found.arguments[1].description == "how big. The server assumes 7."


def test_a_waiter_has_its_parameters_as_values() -> None:
    """What only the client reads is no part of the request."""
    state = {"type": "object", "properties": {"id": {"type": "string"}, "status": {"type": "string"}}}
    one = {"parameters": [parameter("id", "path")], "responses": answer(REF)}
    facts = {
        "waiters": {
            "runs.wait": {"retrieve": "runs.retrieve", "cancel": "runs.cancel", "completed": ["done"]},
            "runs.watch": {"retrieve": "runs.nowhere", "completed": ["done"]},
        }
    }
    made = planned({"/runs/{id}": {"get": one}, "/runs/{id}/cancel": {"post": one}}, {"Thing": state}, **facts)
    found = method(made, "runs.wait")
    assert [(one.name, one.place, one.positional, one.default) for one in found.arguments] == [
        ("id", "path", True, None),
        ("on_timeout", "client", False, "leave"),
    ]
    assert "on_timeout: Literal['leave', 'cancel'] = 'leave'" in found.signature
    assert [one.name for one in resource(made, "runs").methods if one.name == "watch"] == []


def test_frameworks_documents_read_well() -> None:
    """FastAPI's ids, nullable unions and validation errors leave no trace in the names."""
    account = {
        "type": "object",
        "title": "Account",
        "required": ["id"],
        "properties": {
            "id": {"type": "string"},
            "stage": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Stage"},
        },
    }
    paths = {
        "/api/crm/accounts/{account_id}": {
            "patch": {
                "operationId": "update_account_api_crm_accounts__account_id__patch",
                "parameters": [parameter("account_id", "path")],
                "requestBody": body({"$ref": "#/components/schemas/Account"}),
                "responses": answer({"$ref": "#/components/schemas/Account"}),
            }
        }
    }
    made = planned(paths, {"Account": account})
    found = method(made, "crm.accounts.update")
    assert found.signature.startswith("account_id: str, *, id: str, stage: str | None | Unset = UNSET")
    assert found.sync.returns == "Account"


def test_a_resource_called_none_has_a_class_of_another_name() -> None:
    """``None`` is no name that a class can have."""
    made = planned({"/none": {"get": {"responses": answer(REF)}}}, {"Thing": THING})
    assert resource(made, "none").class_name == "NoneResource"


def test_a_method_that_http_does_not_define_is_called_by_its_name() -> None:
    """OpenAPI 3.2 has ``additionalOperations``."""
    made = planned({"/things": {"additionalOperations": {"LINK": {"responses": answer(REF)}}}}, {"Thing": THING})
    assert 'Operation("things.link", "LINK", "/things", once' in constant(made, "things.link")


def test_a_schema_that_is_part_of_itself_has_an_example() -> None:
    """Its ``allOf`` leads back to it; what it says besides is kept."""
    circular = {"allOf": [REF, {"type": "object", "properties": {"a": {"type": "string"}}}]}
    made = planned({"/things": {"get": {"responses": answer(REF)}}}, {"Thing": circular})
    assert '"fields": ["a"]' in made.examples.data


def test_a_constant_differs_from_all_that_its_module_imports() -> None:
    """A method called ``unset`` must not replace the default of absent arguments, nor ``t`` the model T."""
    unset = {"post": {"parameters": [parameter("why")], "responses": answer(REF)}}
    found = {"post": {"responses": answer({"$ref": "#/components/schemas/T"})}}
    made = planned({"/keys/{id}/unset": unset, "/keys/{id}/t": found}, {"Thing": THING, "T": THING})
    assert {str(one.name) for one in resource(made, "keys").constants} == {"UNSET_", "T_"}
    assert "self._call(UNSET_, " in method(made, "keys.unset").sync.body


def test_a_waiter_without_an_operation_is_left_out() -> None:
    """An empty name is no operation of the document."""
    waiters = {"things.wait": {"retrieve": "", "completed": ["done"]}}
    made = planned({"/things/{id}": {"get": {"responses": answer(REF)}}}, {"Thing": THING}, waiters=waiters)
    assert [str(one.name) for one in resource(made, "things").methods] == ["retrieve"]


@pytest.mark.parametrize("word", ["mapping", "unpack", "callable", "timeout"])
def test_a_resource_has_a_class_that_hides_no_import(word: str) -> None:
    """The modules of the client and of the resource import these names for their annotations."""
    made = planned({f"/{word}": {"get": {"responses": answer(REF)}}}, {"Thing": THING})
    assert resource(made, word).class_name == f"{word.capitalize()}Resource"


def test_the_example_of_a_variant_has_its_implicit_name() -> None:
    """A discriminator without a mapping is the name of the schema, unless the variant allows only another value."""
    kind = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    union = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind"},
    }
    paths = {"/pets/{id}": {"get": {"responses": answer(union)}}}
    assert '"Cat"' in planned(paths, {"Cat": kind, "Dog": kind}).examples.data
    fixed = {**kind, "properties": {"kind": {"const": "cat"}}}
    data = planned(paths, {"Cat": fixed, "Dog": kind}).examples.data
    assert '"cat"' in data
    assert '"Cat"' not in data
