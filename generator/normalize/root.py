"""The top level of a document: version, servers, security schemes, tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..documents.json_values import is_array, is_mapping, is_object, listing, mapping
from ..documents.pointers import pointer_to
from ..errors import DocumentError
from ..model import ir
from . import schema_annotations
from .sidecar import Normalization


def check(document: object) -> None:
    """Raise unless *document* is an OpenAPI 3 document with operations."""
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


VARIABLE = re.compile(r"\{([^{}]*)\}")
"""A variable in a server's address."""


def servers(said: Any) -> tuple[ir.Server, ...]:
    """The addresses in a list of servers."""
    return tuple(_server(one) for one in listing(said) if isinstance(mapping(one).get("url"), str))


def _server(said: Mapping[str, Any]) -> ir.Server:
    url, known = said["url"].strip(), mapping(said.get("variables"))
    return ir.Server(
        url=url,
        description=schema_annotations.text(said),
        variables=tuple(_variable(name, mapping(known.get(name))) for name in dict.fromkeys(VARIABLE.findall(url))),
    )


def _variable(name: str, said: Mapping[str, Any]) -> ir.ServerVariable:
    default = said.get("default")
    text = "" if default is None or isinstance(default, bool) or is_object(default) else str(default)
    return ir.ServerVariable(
        name=name,
        default="" if "{" in text else text,  # a placeholder for people
        choices=tuple(str(one) for one in listing(said.get("enum")) if isinstance(one, str | int)),
        description=schema_annotations.text(said),
    )


def security(work: Normalization, said: Any, pointer: str) -> tuple[tuple[str, ...], ...] | None:
    """Alternatives of scheme names; empty for public operations, None when nothing is declared."""
    if not is_array(said):
        return None
    alternatives = tuple(tuple(one) for one in said if is_object(one))
    declared = mapping(mapping(work.source.document.get("components")).get("securitySchemes"))
    for name in {name: None for one in alternatives for name in one if name not in declared}:
        work.lose(pointer + "/security", f"the security scheme {name[:40]!r}", "components do not say what it is")
    return () if set(alternatives) <= {()} else alternatives


def schemes(work: Normalization) -> tuple[ir.SecurityScheme, ...]:
    """The document's securitySchemes."""
    declared = mapping(mapping(work.source.document.get("components")).get("securitySchemes"))
    found = {
        name: work.source.follow(raw, pointer_to("components", "securitySchemes", name))[0]
        for name, raw in declared.items()
    }
    said = tuple(_scheme(name, scheme) for name, scheme in found.items() if is_object(scheme))
    for one in said:
        if one.kind == "other":
            place = pointer_to("components", "securitySchemes", one.name)
            work.lose(place, f"the security scheme {one.name[:40]!r}", "pass an http_client= that knows it")
    return said


TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A token (RFC 9110, section 5.6.2), such as a field name."""

INTERACTIVE = frozenset({"digest", "hoba", "mutual", "negotiate", "ntlm", "scram-sha-1", "scram-sha-256", "vapid"})
"""HTTP schemes that answer a challenge: a header with a key in it is not enough."""


def _scheme(name: str, scheme: Mapping[str, Any]) -> ir.SecurityScheme:
    kind: Any
    parameter = prefix = ""
    said, key = scheme.get("scheme"), scheme.get("name")
    match (scheme.get("type"), scheme.get("in"), said.lower() if isinstance(said, str) else ""):
        case ("apiKey", "query" as place, _) if isinstance(key, str):
            kind, parameter = place, key
        case ("apiKey", "header" | "cookie" as place, _) if isinstance(key, str) and TOKEN.fullmatch(key):
            kind, parameter = place, key
        case ("http", _, "basic" | "bearer" as how):
            kind = how
        case ("http", _, how) if TOKEN.fullmatch(how) and how not in INTERACTIVE:
            kind, parameter, prefix = "header", "Authorization", f"{said} "
        case ("oauth2", _, _):
            kind = "oauth2"
        case ("openIdConnect", _, _):
            kind = "oidc"
        case _:
            kind = "other"
    flows = {flow: value for flow, value in mapping(scheme.get("flows")).items() if is_object(value)}
    own = [mapping(flows.get("clientCredentials")).get("tokenUrl")]
    urls = own + [flow.get(key) for flow in flows.values() for key in ("refreshUrl", "tokenUrl")]
    return ir.SecurityScheme(
        name=name,
        kind=kind,
        parameter=parameter,
        prefix=prefix,
        token_url=next((url for url in urls if isinstance(url, str)), ""),
        flows=tuple(flows),
        scopes=tuple(dict.fromkeys(str(scope) for flow in flows.values() for scope in mapping(flow.get("scopes")))),
        description=schema_annotations.text(scheme),
    )


def tags(document: Mapping[str, Any]) -> dict[str, str]:
    """Tag → its description."""
    listed = [tag for tag in listing(document.get("tags")) if is_object(tag)]
    return {tag["name"]: schema_annotations.text(tag) for tag in listed if isinstance(tag.get("name"), str)}
