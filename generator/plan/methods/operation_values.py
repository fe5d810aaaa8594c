"""The `Operation` constant beside a method."""

from __future__ import annotations

import attrs

from ...documents.json_values import mapping
from ...model.code import Code, literal
from ...model.ir import Call
from ...model.type_ref import NONE, TypeRef, text, without_none
from ...runtime.facts import Operation, Paging, Repeat, keyed
from ...specs.facts import PagingFact
from ..matching.operation_facts import OperationFacts
from ..text.expressions import expression
from . import answers
from .context import PackageContext
from .streams import Streaming


def operation(
    facts: OperationFacts, returns: TypeRef, context: PackageContext, streaming: Streaming | None = None
) -> Code:
    """The expression of the `Operation`."""
    call, types, access, paging = facts.call, context.types, context.access, facts.paging
    paged = paging is not None
    taken = facts.unwrap or (paging.items if paging and types.field(call.result, paging.items) else "")
    styles = {
        one.wire: _style(one.style, one.explode, one.content)
        for one in call.parameters
        if one.style or one.explode is not None or one.content
    }
    wanted = access.requirements.get(call.id)
    return expression(
        Operation,
        facts.dotted,
        call.method,
        _template(call),
        _repeat(facts.repeat),
        returns="" if returns == NONE else str(text(returns)),
        unwrap=facts.unwrap,
        envelope=str(text(without_none(call.result))) if taken and call.result is not None else "",
        stream=streaming.kind if streaming is not None else None,
        flag=streaming.flag if streaming is not None else None,
        limit=facts.rate.name,
        paging=_paging(paging) if paging else None,
        content=call.body.media_type if call.body else None,
        encodings=_encodings(call),
        optional_body=call.body is not None and not call.body.required,
        accept=(streaming.accept if streaming is not None else answers.offered(call, paged=paged)) or None,
        answers=answers.table(call, paged=paged) if streaming is None or streaming.kind == "bytes" else None,
        error_items=streaming is not None and streaming.error_items,
        styles=styles,
        replayed=facts.replayed,
        slot=facts.slot,
        errors=facts.statuses,
        credits=facts.credits,
        documented=call.provenance == "documented",
        source=facts.source,
        public=call.security == () or wanted == (),
        security=wanted,
        server=context.addresses.server_of.get(call.id),
        deprecated=call.deprecated,
        inferred=facts.inferred,
    )


def _repeat(repeat: Repeat) -> Code:
    """The name of the constant, or the call of `keyed`."""
    if repeat.kind != "keyed":
        return Code(repeat.kind)
    location = "" if repeat == keyed(repeat.field) else f", {literal(repeat.location)}"
    return Code(f"keyed({literal(repeat.field)}{location})")


def _encodings(call: Call) -> dict[str, str]:
    """Styles and media types of the fields of a form body, where the document has them."""
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
    """The path with the Python names of its parameters."""
    path = call.path
    for one in call.parameters:
        if one.location == "path":
            path = path.replace("{" + one.wire + "}", "{" + one.name + "}")
    return path


def _style(style: str, explode: bool | None, content: str) -> str:
    if content:
        return content
    return (style or "form") + {True: "+explode", False: "-explode", None: ""}[explode]


def _paging(fact: PagingFact) -> Code:
    return expression(Paging, **attrs.asdict(fact))
