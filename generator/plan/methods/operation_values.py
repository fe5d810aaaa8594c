"""The `Operation` beside a method: facts about one call, as the expression that makes it."""

from __future__ import annotations

import attrs

from ...documents.json_values import mapping
from ...model.code import Code, literal
from ...model.ir import Call
from ...runtime.facts import Repeat
from ...specs.facts import PagingFact
from ..matching.operation_facts import OperationFacts
from ..text.accepted_types import without_none
from .context import PackageContext
from .streams import Way


def operation(facts: OperationFacts, returns: Code, context: PackageContext, way: Way | None = None) -> Code:
    """The `Operation` value, saying only what differs from its defaults."""
    call, types, access = facts.call, context.types, context.access
    parts = [literal(facts.dotted), literal(call.method), literal(_template(call)), _repeat(facts.repeat)]
    paging = facts.paging
    success = [one for one in call.answers if one.status.startswith(("2", "default"))]
    accept = next((one.media_type for one in success if one.media_type), "application/json")
    accept = way.accept if way is not None else accept
    taken = facts.unwrap or (paging.items if paging and types.field(call.returns, paging.items) else "")
    styles = {
        one.wire: _style(one.style, one.explode, one.content)
        for one in call.parameters
        if one.style or one.explode is not None or one.content
    }
    optional: list[tuple[str, object, object]] = [
        ("returns", "" if returns == "None" else str(returns), ""),
        ("unwrap", facts.unwrap, ""),
        ("envelope", without_none(call.returns) if taken else "", ""),
        *(way.facts() if way is not None else ()),
        ("limit", facts.rate.name, "default"),
        ("paging", Code(_paging_value(paging)) if paging else None, None),
        ("content", call.body.media_type if call.body else "application/json", "application/json"),
        ("encodings", _encodings(call), {}),
        ("optional_body", call.body is not None and not call.body.required, False),
        ("accept", accept, "application/json"),
        ("styles", styles, {}),
        ("replayed", facts.replayed, 0),
        ("slot", facts.slot, False),
        ("errors", facts.statuses, ()),
        ("credits", facts.credits, ""),
        ("documented", call.provenance == "documented", False),
        ("source", facts.source, ""),
        ("public", call.security == () or access.wanted.get(call.id) == (), False),
        ("security", access.wanted.get(call.id, ()), ()),
        ("server", context.addresses.of.get(call.id, ""), ""),
        ("deprecated", call.deprecated, False),
        ("inferred", facts.inferred, ()),
    ]
    parts += [
        f"{key}={value if isinstance(value, Code) else literal(value)}"
        for key, value, default in optional
        if value != default
    ]
    return Code(f"Operation({', '.join(parts)})")


def _repeat(repeat: Repeat) -> str:
    if repeat.kind != "keyed":
        return repeat.kind
    return f"keyed({literal(repeat.field)}{', ' + literal(repeat.location) if repeat.location != 'body' else ''})"


def _encodings(call: Call) -> dict[str, str]:
    """How the fields of a form body are written, where the document says so."""
    said: dict[str, str] = {}
    if call.body is None:
        return said
    for wire, one in call.body.encodings.items():
        style, explode, media = (mapping(one).get(key) for key in ("style", "explode", "contentType"))
        if isinstance(style, str):
            said[wire] = _style(style, explode if isinstance(explode, bool) else None, "")
        elif isinstance(media, str):
            said[wire] = media
    return said


def _template(call: Call) -> str:
    """The path with Python's names in its placeholders."""
    path = call.path
    for one in call.parameters:
        if one.location == "path":
            path = path.replace("{" + one.wire + "}", "{" + one.name + "}")
    return path


def _style(style: str, explode: bool | None, content: str) -> str:
    if content:
        return content
    return (style or "form") + {True: "+explode", False: "-explode", None: ""}[explode]


def _paging_value(paging: PagingFact) -> str:
    parts = [
        f"{field.name}={literal(value)}" for field in attrs.fields(PagingFact) if (value := getattr(paging, field.name))
    ]
    return f"Paging({', '.join(parts)})"
