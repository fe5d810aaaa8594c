"""Operations and webhooks: each as the engine is told of it, and as the sidecar keeps it."""

from __future__ import annotations

from ..documents import media_types
from ..documents.json_values import listing, mapping
from ..documents.pointers import pointer_to
from ..model import ir
from . import contents, gist
from .identifiers import Site, identify, sites
from .names import attribute
from .parameters import parameters, template
from .root import security, servers
from .sidecar import Core, Work, box


def name_operations(work: Work) -> dict[str, str]:
    """Identifiers for all operations; what is nameless below an operation is called after it."""
    found = list(sites(work.source))
    ids = identify(found)
    for site in found:
        work.hints[site.written] = ids[site.written]
        work.hints.setdefault(site.pointer, ids[site.written])
        work.hints.setdefault(site.item_pointer, attribute(template(site.path), "path"))
        said = site.operation.get("x-provenance", site.item.get("x-provenance"))
        if isinstance(said, str):
            work.provenance[site.pointer] = said
        if not site.operation.get("operationId"):
            work.made_up[site.written] = ids[site.written]
    return ids


def operations(work: Work, ids: dict[str, str]) -> tuple[tuple[ir.Call, ...], dict[str, Core]]:
    """Every operation, and the paths that tell the engine of them: one path each, named after the operation."""
    calls: list[ir.Call] = []
    paths: dict[str, Core] = {}
    for site in sites(work.source):
        call, core = _operation(work, site, ids[site.written])
        calls.append(call)
        paths[f"/{call.id}"] = {"post": core}
    return tuple(calls), paths


def _operation(work: Work, site: Site, name: str) -> tuple[ir.Call, Core]:
    operation = site.operation
    work.places[name] = site.written
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
        summary=gist.text(operation, "summary") or gist.text(site.item, "summary"),
        description=gist.text(operation) or gist.text(site.item),
        deprecated=operation.get("deprecated") is True,
        parameters=said_parameters,
        body=body[0] if body else None,
        answers=answers,
        security=security(work, operation.get("security"), site.pointer),
        provenance=gist.provenance(work, operation, site.pointer),
        source=source if isinstance(source, str) else "",
        pointer=site.written,
        server=next(iter(servers(operation.get("servers") or site.item.get("servers"))), None),
        extensions={key: value for key, value in operation.items() if key.startswith("x-")},
    )
    core: Core = {"operationId": name, "tags": ["all"], "parameters": core_parameters, "responses": core_answers}
    return call, core | ({"requestBody": body[1]} if body else {})


def events(work: Work) -> tuple[tuple[ir.Event, ...], tuple[str, ...]]:
    """The webhooks, and for each the component that holds its payload."""
    said: list[ir.Event] = []
    payloads: list[str] = []
    for section in ("webhooks", "x-webhooks"):
        for site in sites(work.source, section):
            work.hints[site.pointer] = f"{site.path} event"
            body, pointer = work.source.follow(site.operation.get("requestBody"), site.pointer + "/requestBody")
            content = contents.content_of(body)
            chosen = min(content, key=media_types.preference, default="")
            place = pointer + pointer_to("content", chosen, "schema")
            schema = content[chosen].get("schema") if chosen else None
            work.hints[place] = f"{site.path} event"
            name = work.names.pool.take("Payload")
            work.components[name] = box(work.core(schema, place) if schema is not None else {})
            work.places[name] = site.written
            payloads.append(name)
            said.append(_event(work, site))
    return tuple(said), tuple(payloads)


def _event(work: Work, site: Site) -> ir.Event:
    return ir.Event(
        name=site.path,
        summary=gist.text(site.operation, "summary"),
        description=gist.text(site.operation),
        provenance=gist.provenance(work, site.operation, site.pointer),
    )
