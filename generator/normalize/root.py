"""What a document says of itself: version, servers, security, tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .. import shape
from ..errors import DocumentError
from ..json_values import is_array, is_mapping, is_object, listing, mapping
from ..pointers import pointer_to
from . import gist
from .sidecar import Work


def check(document: object) -> None:
    """Raise unless *document* is an OpenAPI 3 document with something to call."""
    if not is_mapping(document):
        raise DocumentError("#", f"expected a mapping, got {type(document).__name__}", "a document is one JSON object")
    if "swagger" in document:
        raise DocumentError("#/swagger", f"Swagger {document['swagger']!s:.10} is not OpenAPI 3", "convert it first")
    version = document.get("openapi")
    if version is None:
        raise DocumentError("#/openapi", "is missing", "say openapi: 3.1.0, if that is what it is")
    if not re.match(r"3(\.|$)", str(version)):
        raise DocumentError("#/openapi", f"version {version!s:.20} is not known", "versions 3.0, 3.1 and 3.2 are read")
    for section in ("info", "paths", "webhooks", "components"):
        if document.get(section) is not None and not is_object(document[section]):
            raise DocumentError(f"#/{section}", "expected a mapping", "see the OpenAPI specification")
    if not document.get("paths") and not document.get("webhooks"):
        raise DocumentError("#/paths", "is missing or empty", "a client needs operations to call")


def server_url(server: Any) -> str:
    """A server's URL with the default values of its variables filled in."""
    url = mapping(server).get("url")
    if not isinstance(url, str):
        return ""
    for name, variable in mapping(server.get("variables")).items():
        default = mapping(variable).get("default")
        if default is not None:
            url = url.replace("{" + name + "}", str(default))
    return url


def servers(document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(url, description) of each server."""
    known = [(server_url(server), gist.text(mapping(server))) for server in listing(document.get("servers"))]
    return tuple((url, description) for url, description in known if url)


def security(said: Any) -> tuple[tuple[str, ...], ...] | None:
    """Alternatives of scheme names; empty for public, None where nothing is said."""
    if not is_array(said):
        return None
    alternatives = tuple(tuple(one) for one in said if is_object(one))
    return () if set(alternatives) <= {()} else alternatives


def schemes(work: Work) -> tuple[shape.SecurityScheme, ...]:
    """The document's securitySchemes."""
    declared = mapping(mapping(work.source.document.get("components")).get("securitySchemes"))
    found = {
        name: work.source.follow(raw, pointer_to("components", "securitySchemes", name))[0]
        for name, raw in declared.items()
    }
    return tuple(_scheme(name, scheme) for name, scheme in found.items() if is_object(scheme))


def _scheme(name: str, scheme: Mapping[str, Any]) -> shape.SecurityScheme:
    kind: Any
    parameter = ""
    match (scheme.get("type"), scheme.get("in"), str(scheme.get("scheme", "")).lower()):
        case ("apiKey", "header" | "query" | "cookie" as place, _):
            kind, parameter = place, str(scheme.get("name", ""))
        case ("http", _, "basic" | "bearer" as how):
            kind = how
        case ("oauth2", _, _):
            kind = "oauth2"
        case _:
            kind = "other"
    offered = [flow for flow in mapping(scheme.get("flows")).values() if is_object(flow)]
    return shape.SecurityScheme(
        name=name,
        kind=kind,
        parameter=parameter,
        token_url=next((str(flow["tokenUrl"]) for flow in offered if flow.get("tokenUrl")), ""),
        scopes=tuple(dict.fromkeys(str(scope) for flow in offered for scope in flow.get("scopes") or ())),
        description=gist.text(scheme),
    )


def tags(document: Mapping[str, Any]) -> dict[str, str]:
    """Tag → its description."""
    listed = [tag for tag in listing(document.get("tags")) if is_object(tag)]
    return {tag["name"]: gist.text(tag) for tag in listed if isinstance(tag.get("name"), str)}
