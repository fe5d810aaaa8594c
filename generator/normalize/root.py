"""What a document says of itself: version, servers, security, tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .. import shape
from ..errors import DocumentError
from ..pointers import pointer_to
from . import gist
from .sidecar import Work


def check(document: Any) -> None:
    """Raise unless *document* is an OpenAPI 3 document with something to call."""
    if not isinstance(document, Mapping):
        raise DocumentError("#", f"expected a mapping, got {type(document).__name__}", "a document is one JSON object")
    if "swagger" in document:
        raise DocumentError("#/swagger", f"Swagger {document['swagger']!s:.10} is not OpenAPI 3", "convert it first")
    version = document.get("openapi")
    if version is None:
        raise DocumentError("#/openapi", "is missing", "say openapi: 3.1.0, if that is what it is")
    if not re.match(r"3(\.|$)", str(version)):
        raise DocumentError("#/openapi", f"version {version!s:.20} is not known", "versions 3.0, 3.1 and 3.2 are read")
    for section in ("info", "paths", "webhooks", "components"):
        if section in document and not isinstance(document[section], Mapping | None):
            raise DocumentError(f"#/{section}", "expected a mapping", "see the OpenAPI specification")
    if not document.get("paths") and not document.get("webhooks"):
        raise DocumentError("#/paths", "is missing or empty", "a client needs operations to call")


def server_url(server: Any) -> str:
    """A server's URL with the default values of its variables filled in."""
    if not isinstance(server, Mapping) or not isinstance(server.get("url"), str):
        return ""
    url: str = server["url"]
    variables = server.get("variables")
    for name, variable in (variables if isinstance(variables, Mapping) else {}).items():
        if isinstance(variable, Mapping) and variable.get("default") is not None:
            url = url.replace("{" + name + "}", str(variable["default"]))
    return url


def servers(document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(url, description) of each server."""
    listed = document.get("servers")
    return tuple(
        (server_url(server), gist.text(server))
        for server in (listed if isinstance(listed, list) else [])
        if server_url(server)
    )


def security(said: Any) -> tuple[tuple[str, ...], ...] | None:
    """Alternatives of scheme names; empty for public, None where nothing is said."""
    if not isinstance(said, list):
        return None
    alternatives = tuple(tuple(one) for one in said if isinstance(one, Mapping))
    return () if set(alternatives) <= {()} else alternatives


def schemes(work: Work) -> tuple[shape.SecurityScheme, ...]:
    """The document's securitySchemes."""
    components = work.source.document.get("components")
    declared = components.get("securitySchemes") if isinstance(components, Mapping) else None
    result = []
    for name, raw in (declared if isinstance(declared, Mapping) else {}).items():
        scheme, _ = work.source.follow(raw, pointer_to("components", "securitySchemes", name))
        if isinstance(scheme, Mapping):
            result.append(_scheme(name, scheme))
    return tuple(result)


def _scheme(name: str, scheme: Mapping[str, Any]) -> shape.SecurityScheme:
    kind: Any = "other"
    parameter = ""
    match (scheme.get("type"), scheme.get("in"), str(scheme.get("scheme", "")).lower()):
        case ("apiKey", "header" | "query" | "cookie" as place, _):
            kind, parameter = place, str(scheme.get("name", ""))
        case ("http", _, "basic" | "bearer" as how):
            kind = how
        case ("oauth2", _, _):
            kind = "oauth2"
    flows = scheme.get("flows")
    offered = [flow for flow in (flows if isinstance(flows, Mapping) else {}).values() if isinstance(flow, Mapping)]
    scopes = [scope for flow in offered for scope in (flow.get("scopes") or {})]
    return shape.SecurityScheme(
        name=name,
        kind=kind,
        parameter=parameter,
        token_url=next((str(flow["tokenUrl"]) for flow in offered if flow.get("tokenUrl")), ""),
        scopes=tuple(dict.fromkeys(str(scope) for scope in scopes)),
        description=gist.text(scheme),
    )


def tags(document: Mapping[str, Any]) -> dict[str, str]:
    """Tag → its description."""
    listed = document.get("tags")
    return {
        tag["name"]: gist.text(tag)
        for tag in (listed if isinstance(listed, list) else [])
        if isinstance(tag, Mapping) and isinstance(tag.get("name"), str)
    }
