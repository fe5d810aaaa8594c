"""Operations: ids, parameters, bodies, answers, security, webhooks."""

from __future__ import annotations

from typing import Any

import pytest

from generator.documents import media_types
from generator.engine.engine import parse
from generator.model.ir import Call, Parsed
from tests.generator.small import INTEGER, STRING, answer, document, lost, ref, thing

BINARY = {"type": "string", "format": "binary"}


def calls(paths: dict[str, Any], **more: Any) -> tuple[Call, ...]:
    return parse(document(paths, **more)).calls


def query(name: str, schema: Any = STRING, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


def content(**media_types: Any) -> dict[str, Any]:
    """``application_json=schema`` as a body's or answer's content."""
    return {
        "content": {
            name.replace("_", "/", 1).replace("_", "-"): {"schema": schema} for name, schema in media_types.items()
        }
    }


def test_ids_are_unique_identifiers() -> None:
    """Two that differ in capitals would overwrite each other's file."""
    paths = {
        "/": {"get": {}},
        "/api/v1/b/{id}:go": {"post": {}},
        "/a": {"get": {"operationId": "listAll"}, "post": {"operationId": "ListAll"}, "put": {"operationId": "import"}},
        "/c": {
            "get": {"operationId": "__init__"},
            "put": {"operationId": "../../x"},
            "post": {"operationId": "{{ 7*7 }}"},
        },
    }
    ids = [call.id for call in calls(paths)]
    assert ids == ["get_root", "post_b_go_by_id", "list_all", "import_", "list_all_2", "init", "x", "operation_7_7"]


def test_ids_padded_with_the_route_are_shortened() -> None:
    """Unless that makes two of them equal."""
    paths = {
        "/api/crm/accounts": {"get": {"operationId": "list_accounts_api_crm_accounts_get"}},
        "/api/crm/accounts/{account_id}": {"get": {"operationId": "read_api_crm_accounts__account_id__get"}},
        "/api/crm/contacts/{id}": {"get": {"operationId": "read_api_crm_contacts__id__get"}},
        "/moved": {"get": {"operationId": "get_runs_v1_runs__id__get"}},
    }
    assert [call.id for call in calls(paths)] == [
        "list_accounts", "read_crm_accounts_by_account_id", "read_crm_contacts_by_id", "get_runs",
    ]  # fmt: skip


def test_a_form_named_after_a_padded_id_is_named_after_the_short_one() -> None:
    """``Body_upload_api_files_post`` is nobody's word."""
    operation = {
        "operationId": "upload_api_files_post",
        "requestBody": content(multipart_form_data=ref("Body_upload_api_files_post")),
    }
    schemas = {"Body_upload_api_files_post": thing(file={"type": "string", "format": "binary"})}
    body = parse(document({"/api/files": {"post": operation}}, schemas)).calls[0].body
    assert body is not None
    assert (body.model, body.media_type) == ("UploadBody", "multipart/form-data")


def test_parameters_of_any_type_travel_anywhere() -> None:
    """The engine knows no dates in headers, no lists in paths, no numbers in cookies."""
    parameters = [
        {"name": "ids", "in": "path", "required": True, "schema": {"type": "array", "items": INTEGER}},
        {"name": "X-When", "in": "header", "schema": {"type": "string", "format": "date-time"}},
        {"name": "c", "in": "cookie", "schema": INTEGER},
        {"name": "Accept", "in": "header", "schema": STRING},
        query("filter", thing(a=STRING), style="deepObject", description="Which.", example={"a": "b"}),
        query("list", {"type": "array", "items": STRING}, explode=False),
        {"name": "j", "in": "query", "content": {"application/json": {"schema": thing(b=STRING)}}},
        {"name": "old", "in": "query", "type": "integer"},
    ]
    call = calls({"/a/{ids}": {"get": {"operationId": "go", "parameters": parameters}}})[0]
    assert [(p.location, p.wire, p.name, p.annotation, p.style, p.explode, p.content) for p in call.parameters] == [
        ("path", "ids", "ids", "list[int]", "", None, ""),
        ("header", "X-When", "x_when", "datetime", "", None, ""),
        ("cookie", "c", "c", "int", "", None, ""),
        ("query", "filter", "filter", "GoFilter", "deepObject", None, ""),
        ("query", "list", "list_", "list[str]", "", False, ""),
        ("query", "j", "j", "GoJ", "", None, "application/json"),
        ("query", "old", "old", "int", "", None, ""),
    ]
    assert (call.parameters[3].description, call.parameters[3].example) == ("Which.", {"a": "b"})


def test_path_templates_are_repaired() -> None:
    """Undeclared parameters are text, odd spellings are the names they spell, fragments are not sent."""
    item = {"parameters": [{"name": "user.id", "in": "path", "required": True, "schema": INTEGER}], "get": {}}
    call = calls({"/u/{user.id}/{path+}/{Rest}#part": item})[0]
    assert call.path == "/u/{user.id}/{path}/{Rest}"
    assert [(p.wire, p.name, p.annotation) for p in call.parameters] == [
        ("user.id", "user_id", "int"), ("path", "path", "str"), ("Rest", "rest", "str"),
    ]  # fmt: skip


def test_parameters_of_one_python_name_are_told_apart() -> None:
    """In any location."""
    parameters = [query("a-b"), query("a_b"), query("StartTime<"), {"name": "a_b", "in": "header", "schema": STRING}]
    call = calls({"/a": {"get": {"parameters": parameters}}})[0]
    assert len({p.name for p in call.parameters}) == 4


def test_the_operations_parameter_wins_over_the_paths() -> None:
    """By name and location."""
    paths = {"/a": {"parameters": [query("x"), query("y")], "get": {"parameters": [query("x", INTEGER)]}}}
    assert [(p.wire, p.annotation) for p in calls(paths)[0].parameters] == [("x", "int"), ("y", "str")]


def test_a_path_parameter_without_a_place_is_a_loss() -> None:
    """It cannot be sent."""
    parsed = parse(document({"/a": {"get": {"parameters": [{"name": "x", "in": "path", "schema": STRING}]}}}))
    assert lost(parsed) == ["the path parameter 'x'"]


def test_a_parameter_gets_by_without_its_type() -> None:
    """Its value is text on the wire; a schema that is missing elsewhere is an error."""
    parsed = parse(document({"/a": {"get": {"parameters": [query("x", ref("Gone"))]}}}))
    assert parsed.calls[0].parameters[0].annotation == "Any"
    assert lost(parsed) == ["the type '#/components/schemas/Gone'"]


@pytest.mark.parametrize(
    ("body", "media_type", "annotation", "others"),
    [
        (
            content(multipart_form_data=thing(a=STRING), application_json=thing(a=STRING)),
            "application/json",
            "GoBody",
            1,
        ),
        (content(multipart_form_data=thing(a=STRING)), "multipart/form-data", "GoBody", 0),
        (content(text_plain=STRING), "text/plain", "str", 0),
        (content(image_png={"type": "string", "format": "binary"}), "image/png", "bytes", 0),
        ({"content": {"application/octet-stream": {}}}, "application/octet-stream", "bytes", 0),
        ({"content": {"*/*": {"schema": thing(a=STRING)}}}, "application/json", "GoBody", 0),
        ({"content": {"application/json": {}}}, "application/json", "Any", 0),
    ],
)
def test_bodies(body: Any, media_type: str, annotation: str, others: int) -> None:
    """JSON first, then forms, then text and bytes."""
    said = calls({"/a": {"post": {"operationId": "go", "requestBody": body}}})[0].body
    assert said is not None
    assert (said.media_type, said.annotation, len(said.others)) == (media_type, annotation, others)
    assert said.model == ("GoBody" if annotation == "GoBody" else "")


def test_a_body_that_is_an_alias_of_a_class_can_be_flattened() -> None:
    """Through any number of names."""
    schemas = {"A": ref("B"), "B": {"allOf": [ref("C")]}, "C": thing(x=STRING)}
    body = parse(document({"/a": {"post": {"requestBody": content(application_json=ref("A"))}}}, schemas)).calls[0].body
    assert body is not None
    assert body.model == "C"


@pytest.mark.parametrize(
    ("responses", "returns"),
    [
        ({"200": answer(STRING)}, "str"),
        ({"200": answer(STRING), "201": answer(INTEGER), "404": answer(thing())}, "str | int"),
        ({"204": {"description": ""}}, ""),
        ({"200": answer(STRING), "204": {"description": ""}}, "str | None"),
        ({"2XX": answer(INTEGER)}, "int"),
        ({"default": answer(INTEGER)}, "int"),
        ({"200": {"description": "", "content": {"application/json": {}}}}, "Any"),
        ({"200": content(application_pdf={})}, "bytes"),
        ({"200": content(text_csv=STRING)}, "str"),
        ({"200": content(text_event_stream=INTEGER, application_json=STRING)}, "str"),
        ({"200": content(application_jsonl=INTEGER)}, "int"),
        ({"200": content(application_json=INTEGER, video_mp4=BINARY)}, "int | bytes"),
        ({"200": content(application_pdf=BINARY, text_plain=STRING)}, "bytes | str"),
        ({"200": content(text_plain=STRING, application_json=INTEGER)}, "int | str"),
        ({"200": content(text_plain=INTEGER, application_json=INTEGER, text_json=INTEGER)}, "int"),
        ({"200": content(application_xml=thing(a=STRING), application_json=thing(a=STRING))}, "GetAResponse"),
        ({"200": answer(INTEGER), "202": {"description": ""}}, "int | None"),
        ({"200": {"description": ""}, "201": answer(INTEGER)}, "int | None"),
        ({"200": answer(INTEGER), "default": {"description": ""}}, "int"),
    ],
)
def test_what_a_call_returns(responses: Any, returns: str) -> None:
    """What its successes hold."""
    assert calls({"/a": {"get": {"responses": responses}}})[0].returns == returns


def test_every_way_to_read_an_answer_is_kept() -> None:
    """Errors, ranges and streams too; the engine would make one union of all."""
    responses = {
        "200": {
            "description": "ok",
            "headers": {"X-Left": {"description": "Rest."}},
            **content(application_json=ref("M"), text_event_stream=ref("E")),
        },
        "4xx": answer(ref("E")),
        "520": {"description": "odd"},
        "x-note": "none",
    }
    schemas = {"M": thing(), "E": thing(a=STRING)}
    call = parse(document({"/a": {"get": {"responses": responses}}}, schemas)).calls[0]
    assert [(a.status, a.media_type, a.annotation, a.stream) for a in call.answers] == [
        ("200", "application/json", "M", ""),
        ("200", "text/event-stream", "E", "sse"),
        ("4XX", "application/json", "E", ""),
        ("520", "", "", ""),
    ]
    assert call.answers[0].headers == (("X-Left", "Rest."),)


@pytest.mark.parametrize(
    ("media_type", "family"),
    [
        ("application/json", "json"),
        ("application/problem+json; charset=utf-8", "json"),
        ("*/*", "json"),
        ("text/event-stream", "sse"),
        ("application/x-ndjson", "ndjson"),
        ("application/json;stream=watch", "ndjson"),
        ("multipart/form-data", "multipart"),
        ("text/csv", "text"),
        ("application/xml", "text"),
        ("image/png", "binary"),
    ],
)
def test_media_types(media_type: str, family: str) -> None:
    """Which are read alike."""
    assert media_types.family(media_type) == family


def document_facts() -> Parsed:
    return parse(
        document(
            {"/a": {"get": {"security": []}, "post": {"security": [{}, {"k": []}]}, "put": {}}},
            components={
                "securitySchemes": {
                    "k": {"type": "apiKey", "in": "header", "name": "X-Key"},
                    "b": {"type": "http", "scheme": "Bearer"},
                    "o": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "t", "scopes": {"s": "d"}}}},
                }
            },
            security=[{"k": [], "b": []}],
            servers=[{"url": "https://{r}.x", "variables": {"r": {"default": "eu"}}}],
            tags=[{"name": "t", "description": " D "}],
        )
    )


def test_security_is_kept_at_both_levels() -> None:
    """Public, either, and nothing said are three things."""
    parsed = document_facts()
    assert [call.security for call in parsed.calls] == [(), None, ((), ("k",))]
    assert parsed.security == (("k", "b"),)
    assert [(s.name, s.kind, s.parameter, s.token_url, s.scopes) for s in parsed.schemes] == [
        ("k", "header", "X-Key", "", ()), ("b", "bearer", "", "", ()), ("o", "oauth2", "", "t", ("s",)),
    ]  # fmt: skip


def test_servers_and_tags_are_kept() -> None:
    """Variables have their defaults."""
    parsed = document_facts()
    (server,) = parsed.servers
    assert (server.url, server.variables[0].default, dict(parsed.tags)) == ("https://{r}.x", "eu", {"t": "D"})


def test_provenance_is_inherited_downwards() -> None:
    """From the document, the path, the operation, the schema."""
    paths = {
        "/a": {
            "x-provenance": "inferred",
            "get": {"parameters": [query("p"), query("q", **{"x-provenance": "documented"})]},
        },
        "/b": {"get": {}},
    }
    schemas = {
        "M": {"x-provenance": "inferred", **thing(a=STRING, b={"type": "string", "x-provenance": "documented"})},
        "N": thing(c=STRING),
    }
    parsed = parse(document(paths, schemas, **{"x-provenance": "documented"}))
    assert [call.provenance for call in parsed.calls] == ["inferred", "documented"]
    assert [one.provenance for one in parsed.calls[0].parameters] == ["inferred", "documented"]
    assert [[one.provenance for one in model.fields] for model in parsed.models] == [
        ["inferred", "documented"],
        ["documented"],
    ]


def test_webhooks_are_events_with_a_payload_type() -> None:
    """Also those kept in components."""
    hook = {"post": {"summary": "S", "requestBody": content(application_json=thing(id=STRING))}}
    parsed = parse(
        document(
            {},
            webhooks={"run.done": hook, "other": {"$ref": "#/components/pathItems/W"}},
            components={"pathItems": {"W": hook}},
        )
    )
    assert [(event.name, event.annotation, event.summary) for event in parsed.events] == [
        ("run.done", "RunDoneEvent", "S"), ("other", "OtherEvent", "S"),
    ]  # fmt: skip


def test_an_operation_keeps_what_only_documents_read() -> None:
    """Extensions, source, its own server."""
    operation = {
        "x-source": "https://docs",
        "x-rate": 3,
        "servers": [{"url": "https://files"}],
        "deprecated": True,
        "tags": ["t"],
    }
    call = calls({"/a": {"get": operation}})[0]
    assert call.server is not None
    assert (call.source, call.server.url, call.deprecated, call.tags) == ("https://docs", "https://files", True, ("t",))
    assert call.extensions == {"x-source": "https://docs", "x-rate": 3}
    assert call.pointer == "/paths/~1a/get"


@pytest.mark.parametrize(
    ("operation", "what"),
    [
        ({"callbacks": {"c": {}}}, "requests that the server sends back"),
        ({"responses": {"200": {"description": "", "links": {"l": {}}}}}, "links to other operations"),
        ({"responses": {"okay": {"description": ""}}}, "the response 'okay'"),
        ({"requestBody": content(application_json=thing(a=STRING), text_xml=thing(b=STRING))}, "the body as text/xml"),
        ({"parameters": [query("a"), query("a", INTEGER)]}, "a second query parameter 'a'"),
    ],
)
def test_what_a_method_cannot_say_is_a_loss(operation: Any, what: str) -> None:
    """Never silence."""
    assert what in lost(parse(document({"/a": {"post": operation}})))
