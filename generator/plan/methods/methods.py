"""Operation → method: parameters, four variants, and the `Operation` constant beside it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from ...model.code import Code, literal
from ...model.ir import Call, Parameter
from ...model.type_ref import ANY, NONE, TEXT, Applied, TypeRef, item
from ...runtime.facts import Repeat
from ...runtime.protocol.request import OPTIONS as CALL_OPTIONS
from ..matching.operation_facts import OperationFacts
from ..plan_values import Argument, Constant, Entry, Method, Variant
from ..text.accepted_types import uploaded
from ..text.named_types import NamedTypes
from ..text.naming import Name, identifier
from ..text.phrases import parameter
from . import answers
from .context import PackageContext
from .docstrings import OperationText, method_doc, operation_text
from .operation_values import operation
from .streams import Streaming

TAKEN = frozenset({"self", "options"}) | CALL_OPTIONS
"""Names of parameters that every method has: an API's own ``timeout`` needs another one."""
IMPORTED = frozenset({"TYPE_CHECKING", "UNSET"})
"""Names in capitals that modules of resources import."""


@frozen(kw_only=True)
class PlannedMethod:
    """A method, its constant and its entry in `reference.md`."""

    facts: OperationFacts
    module: str
    method: Method
    constant: Constant
    entry: Entry
    accept: str = ""
    """Media type of a streamed response."""

    @property
    def name(self) -> Name:
        """The resources from the outside in, then the method."""
        return self.facts.name


def plan_method(facts: OperationFacts, context: PackageContext, streaming: Streaming | None = None) -> PlannedMethod:
    """The method for one operation; with *streaming*, the one that streams its response."""
    call, types = facts.call, context.types
    if streaming is not None:
        facts = evolve(facts, unwrap="", paging=None)
    arguments = tuple(
        one for one in _arguments(facts, types) if streaming is None or (one.place, one.wire) != streaming.flag
    )
    addition = streaming.doc if streaming is not None else answers.sentence(call, paged=facts.paging is not None)
    text = operation_text(facts, _key(arguments, facts.repeat), addition)
    constant = _constant_name(facts.name[-1], types)
    returns = streaming.item if streaming is not None else _returns(facts, types)
    statement = _statement(constant, arguments, call)
    written = streaming.variants(statement) if streaming is not None else None
    variants = _variants(returns, statement, paged=facts.paging is not None)
    method = Method(
        name=Code(facts.name[-1]),
        doc=method_doc(call, text, [(one.name, one.description) for one in arguments]),
        arguments=arguments,
        sync=written[0] if written else variants["sync"],
        asynchronous=written[1] if written else variants["asynchronous"],
        raw=None if written else variants["raw"],
        async_raw=None if written else variants["async_raw"],
    )
    return PlannedMethod(
        facts=facts,
        module=context.modules[facts.name[:-1]],
        method=method,
        constant=Constant(
            name=constant,
            kind="Operation",
            of=returns,
            value=operation(facts, returns, context, streaming),
        ),
        entry=_entry(facts, method, text),
        accept=streaming.accept if streaming is not None else "",
    )


def _constant_name(method: str, types: NamedTypes) -> Code:
    """The name of the constant beside *method*, which differs from every name that its module imports."""
    name = method.rstrip("_").upper()
    while name in IMPORTED or name in types.models or name in types.enums or name in types.aliases:
        name += "_"
    return Code(name)


def _key(arguments: Sequence[Argument], repeat: Repeat) -> str:
    """The argument that carries the idempotency key."""
    return next((one.name for one in arguments if one.wire == repeat.field), repeat.field)


def _arguments(facts: OperationFacts, types: NamedTypes) -> tuple[Argument, ...]:
    """Path parameters in the order of the path, then required parameters, then the rest."""
    call, repeat = facts.call, facts.repeat
    taken: set[str] = set(TAKEN)
    path = {one.wire: one for one in call.parameters if one.location == "path"}
    ordered = sorted(path.values(), key=lambda one: call.path.find("{" + one.wire + "}"))
    others = [one for one in call.parameters if one.location != "path"]
    arguments = [_parameter(one, types, taken) for one in (*ordered, *others)]
    arguments += _body_arguments(call, types, taken)
    if facts.keyed and repeat.location == "header" and all(one.wire != repeat.field for one in arguments):
        text = "Idempotency key, the same for all attempts, so that the work is done once; generated when absent."
        arguments.append(
            Argument(
                name=_free("idempotency_key", "header", taken),
                wire=repeat.field,
                place="header",
                type=TEXT,
                accepted=TEXT,
                required=False,
                description=text,
            )
        )
    return tuple(sorted(arguments, key=lambda one: (one.place != "path", not one.required)))


def _parameter(one: Parameter, types: NamedTypes, taken: set[str]) -> Argument:
    return Argument(
        name=_free(one.name, one.location, taken),
        wire=one.wire,
        place=one.location,
        type=one.type,
        accepted=types.accepted(one.type),
        required=one.required or one.location == "path",
        default=one.default,
        description=parameter(one),
    )


def _body_arguments(call: Call, types: NamedTypes, taken: set[str]) -> list[Argument]:
    body = call.body
    if body is None:
        return []
    model = types.models.get(body.model)
    if model is None or model.additional not in (None, ANY) or not model.fields:
        return [
            Argument(
                name=_free("body", "request", taken),
                wire="",
                place="body",
                type=body.type,
                accepted=uploaded(types.accepted(body.type), body.media_type),
                required=body.required,
                description=body.description,
            )
        ]
    return [
        Argument(
            name=_free(one.name, "body", taken),
            wire=one.wire,
            place="body",
            type=one.type,
            accepted=uploaded(types.accepted(one.type), body.media_type),
            required=one.required and body.required,
            default=one.default,
            description=parameter(one),
        )
        for one in model.fields
        if not one.read_only
    ]


def _free(name: str, place: str, taken: set[str]) -> Code:
    """*name*, or one with its location where two parameters of a method share it."""
    candidate = identifier(name, "value")
    number = 2
    while candidate in taken:
        candidate = f"{place}_{name}" if number == 2 else f"{place}_{name}_{number - 1}"
        number += 1
    taken.add(candidate)
    return Code(candidate)


def _statement(constant: str, arguments: Sequence[Argument], call: Call) -> Code:
    """The arguments of the call in a method's body: the operation, the given values, the options."""
    path = [one.name for one in arguments if one.place == "path"]
    parts = [f"({', '.join(path)}{',' if len(path) == 1 else ''})"] if path else []
    for keyword, place in (("query", "query"), ("headers", "header"), ("cookies", "cookie")):
        if found := [one for one in arguments if one.place == place]:
            parts.append(f"{keyword}={{{', '.join(f'{literal(one.wire)}: {one.name}' for one in found)}}}")
    if call.body is not None:
        parts.append(f"body={_body([one for one in arguments if one.place == 'body'])}")
    return Code(f"{constant}, Given({', '.join(parts)}), options")


def _body(fields: Sequence[Argument]) -> str:
    if len(fields) == 1 and not fields[0].wire:
        return fields[0].name
    return f"{{{', '.join(f'{literal(one.wire)}: {one.name}' for one in fields)}}}"


def _returns(facts: OperationFacts, types: NamedTypes) -> TypeRef:
    """The type of the method's result; for a paged list, of its items."""
    call, paging = facts.call, facts.paging
    if paging is not None:
        found = types.field(call.result, paging.items)
        return (item(found.type) or ANY) if found else call.result or NONE
    found = types.field(call.result, facts.unwrap) if facts.unwrap else None
    return answers.result_type(call, found.type if found else None)


def _variants(returns: TypeRef, statement: Code, *, paged: bool) -> dict[str, Variant]:
    if paged:
        do = Code(f"return self._page({statement})")
        wait = Code(f"return await self._page({statement})")
        page, pages, raw_page = (Applied(name, (returns,)) for name in ("Page", "AsyncPages", "AsyncPage"))
        return {
            "sync": Variant(head=Code("def"), type=page, body=do),
            "asynchronous": Variant(head=Code("def"), type=pages, body=do),
            "raw": Variant(head=Code("def"), type=Applied("Response", (page,)), body=do),
            "async_raw": Variant(head=Code("async def"), type=Applied("Response", (raw_page,)), body=wait),
        }
    nothing = returns == NONE
    do = Code(f"{'' if nothing else 'return '}self._call({statement})")
    wait = Code(f"{'' if nothing else 'return '}await self._call({statement})")
    raw = Applied("Response", (returns,))
    return {
        "sync": Variant(head=Code("def"), type=returns, body=do),
        "asynchronous": Variant(head=Code("async def"), type=returns, body=wait),
        "raw": Variant(head=Code("def"), type=raw, body=Code(f"return self._call({statement})")),
        "async_raw": Variant(head=Code("async def"), type=raw, body=Code(f"return await self._call({statement})")),
    }


def _entry(facts: OperationFacts, method: Method, text: OperationText) -> Entry:
    return Entry(
        name=facts.dotted,
        resource=".".join(facts.name[:-1]),
        call=facts.call,
        declaration=Code(f"def {facts.name[-1]}({method.parameters}) -> {method.sync.returns}: ..."),
        type=method.sync.type,
        arguments=method.arguments,
        text=text.description,
        cost=text.cost,
        rate_class=text.rate_class,
        repetition=text.repetition,
        raises=text.errors,
        headers=text.headers,
        basis=text.origin,
    )
