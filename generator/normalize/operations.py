"""Operations and webhooks, each in the form for the engine and in the form for the sidecar."""

from __future__ import annotations

from ..documents import media_types
from ..documents.json_values import listing, mapping
from ..documents.pointers import pointer_to
from ..model import ir
from . import contents, schema_annotations
from .names import attribute
from .operation_ids import LocatedOperation, identify, located_operations
from .parameters import parameters, template
from .references import followable
from .root import security, servers
from .sidecar import EngineSchema, Normalization, box


def name_operations(work: Normalization) -> dict[str, str]:
    """Identifiers for all operations, which are also the name prefixes of inline schemas in them."""
    found = list(located_operations(work.source))
    ids = identify(found)
    for site in found:
        work.name_prefixes[site.paths_pointer] = ids[site.paths_pointer]
        work.name_prefixes.setdefault(site.pointer, ids[site.paths_pointer])
        work.name_prefixes.setdefault(site.item_pointer, attribute(template(site.path), "path"))
        said = site.operation.get("x-provenance", site.item.get("x-provenance"))
        if isinstance(said, str):
            work.provenance[site.pointer] = said
        if not site.operation.get("operationId"):
            work.made_up[site.paths_pointer] = ids[site.paths_pointer]
    return ids


def operations(work: Normalization, ids: dict[str, str]) -> tuple[tuple[ir.Call, ...], dict[str, EngineSchema]]:
    """Every operation, and the paths for the engine: one for each operation, with its name."""
    calls: list[ir.Call] = []
    paths: dict[str, EngineSchema] = {}
    for site in located_operations(work.source):
        with followable(site.paths_pointer):
            call, core = _operation(work, site, ids[site.paths_pointer])
        calls.append(call)
        paths[f"/{call.id}"] = {"post": core}
    return tuple(calls), paths


def _operation(work: Normalization, site: LocatedOperation, name: str) -> tuple[ir.Call, EngineSchema]:
    operation = site.operation
    work.places[name] = site.paths_pointer
    said_parameters, core_parameters = parameters(work, site)
    body = contents.body(work, site)
    answers, core_answers = contents.answers(work, site)
    if operation.get("callbacks"):
        work.lose(site.pointer + "/callbacks", "requests that the server sends back", "a client has no server")
    source = operation.get("x-source", mapping(operation.get("externalDocs")).get("url"))
    call = ir.Call(
        id=name,
        operation_id=operation["operationId"] if isinstance(operation.get("operationId"), str) else "",
        method=site.method.upper(),
        path=template(site.path),
        tags=tuple(tag for tag in listing(operation.get("tags")) if isinstance(tag, str)),
        summary=schema_annotations.text(operation, "summary") or schema_annotations.text(site.item, "summary"),
        description=schema_annotations.text(operation) or schema_annotations.text(site.item),
        deprecated=operation.get("deprecated") is True,
        parameters=said_parameters,
        body=body[0] if body else None,
        answers=answers,
        security=security(work, operation.get("security"), site.pointer),
        provenance=schema_annotations.provenance(work, operation, site.pointer),
        source=source if isinstance(source, str) else "",
        pointer=site.paths_pointer,
        server=next(iter(servers(operation.get("servers") or site.item.get("servers"))), None),
        extensions={key: value for key, value in operation.items() if key.startswith("x-")},
    )
    core: EngineSchema = {
        "operationId": name,
        "tags": ["all"],
        "parameters": core_parameters,
        "responses": core_answers,
    }
    return call, core | ({"requestBody": body[1]} if body else {})


def events(work: Normalization) -> tuple[tuple[ir.Event, ...], tuple[str, ...]]:
    """The webhooks, and the component of each payload."""
    said: list[ir.Event] = []
    payloads: list[str] = []
    for section in ("webhooks", "x-webhooks"):
        for site in located_operations(work.source, section):
            work.name_prefixes[site.pointer] = f"{site.path} event"
            body, pointer = work.source.follow(site.operation.get("requestBody"), site.pointer + "/requestBody")
            content = contents.content_of(body)
            chosen = min(content, key=media_types.preference, default="")
            place = pointer + pointer_to("content", chosen, "schema")
            schema = content[chosen].get("schema") if chosen else None
            work.name_prefixes[place] = f"{site.path} event"
            name = work.names.pool.take("Payload")
            with followable(place):
                work.components[name] = box(work.translate(schema, place) if schema is not None else {})
            work.places[name] = site.paths_pointer
            payloads.append(name)
            said.append(_event(work, site))
    return tuple(said), tuple(payloads)


def _event(work: Normalization, site: LocatedOperation) -> ir.Event:
    return ir.Event(
        name=site.path,
        summary=schema_annotations.text(site.operation, "summary"),
        description=schema_annotations.text(site.operation),
        provenance=schema_annotations.provenance(work, site.operation, site.pointer),
    )
