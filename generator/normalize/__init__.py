"""Rewrites a document until the engine can express all of it, and keeps beside it what the engine would drop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..documents.json_values import mapping
from ..documents.pointers import pointer_to
from ..model import ir
from . import aliases, inheritance, keyword_types, operations, root, schema_annotations, schemas
from .names import Names, attribute
from .references import SourceDocument, followable
from .sidecar import Normalization, NormalizedDocument

__all__ = ["NormalizedDocument", "normalize"]


def normalize(
    document: Mapping[str, Any], reserved: frozenset[str] = frozenset(), *, lenient: bool = False
) -> NormalizedDocument:
    """*document* normalized for the engine, with the sidecar; no class has a name in *reserved*."""
    root.check(document)
    keyword_types.check(document)
    work = Normalization(
        source=SourceDocument(document), names=Names(reserved), rule=schemas.translate, lenient=lenient
    )
    if isinstance(document.get("x-provenance"), str):
        work.provenance[""] = document["x-provenance"]
    ids = operations.name_operations(work)
    _name_components(work, ids)
    inheritance.find_subtypes(work)
    for pointer, name in list(work.entries.items()):
        with followable(pointer):
            schemas.component(work, pointer, name)
    calls, paths = operations.operations(work, ids)
    events, payloads = operations.events(work)
    aliases.cut_circles(work)
    info = mapping(document.get("info"))
    draft = ir.Parsed(
        title=str(info.get("title") or "").strip(),
        version=str(info.get("version") or ""),
        description=schema_annotations.text(info),
        servers=root.servers(document.get("servers")),
        calls=calls,
        models=tuple(work.models.values()),
        enums=tuple(work.enums.values()),
        aliases=tuple(work.aliases.values()),
        events=events,
        schemes=root.schemes(work),
        security=root.security(work, document.get("security"), ""),
        tags=root.tags(document),
        losses=tuple(work.losses),
        made_up=tuple(work.made_up.items()),
    )
    return NormalizedDocument(
        document={
            "openapi": "3.1.0",
            "info": {"title": draft.title, "version": draft.version},
            "paths": paths,
            "components": {"schemas": work.components},
        },
        draft=draft,
        maps=frozenset(work.maps.values()),
        boxes=frozenset(work.aliases) | frozenset(payloads),
        nullable=frozenset(work.nullable),
        places=work.places,
        payloads=payloads,
    )


def _name_components(work: Normalization, ids: dict[str, str]) -> None:
    """Class names for the schemas in components, and name prefixes for inline schemas in other components."""
    for section, named in mapping(work.source.document.get("components")).items():
        for key, value in mapping(named).items():
            pointer = pointer_to("components", section, key)
            if section == "schemas":
                work.entries[pointer] = work.name_prefixes[pointer] = work.names.claim(_readable(key, ids))
                said = mapping(value).get("x-provenance")
                if isinstance(said, str):
                    work.provenance[pointer] = said
            else:
                work.name_prefixes[pointer] = key


def _readable(key: str, ids: dict[str, str]) -> str:
    """A readable name for *key*: FastAPI names a form after its operation's long id, ``Body_upload_api_files_post``."""
    if not key.startswith("Body_"):
        return key
    rest = attribute(key.removeprefix("Body_"))
    return next((f"{name} body" for name in ids.values() if rest == name or rest.startswith(f"{name}_")), key)
