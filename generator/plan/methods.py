"""One operation becomes one method: its parameters, its four variants, and the `Operation` beside it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from ..model.code import Code, literal
from ..model.ir import Call
from ..runtime.protocol.request import OPTIONS as CALL_OPTIONS
from ..specs.facts import Api, OperationFact
from . import prose
from .annotations import item, uploaded
from .naming import Name, identifier
from .operations import operation, paging_of
from .setting import Setting
from .streams import Way
from .types import Types
from .values import Argument, Constant, Entry, Method, Variant

BY_METHOD = {
    "GET": "safe",
    "HEAD": "safe",
    "OPTIONS": "safe",
    "TRACE": "safe",
    "QUERY": "safe",
    "PUT": "idempotent",
    "DELETE": "idempotent",
}
"""Operation class where facts are silent; any other method is ``once``."""

OPTIONS = "**options: Unpack[CallOptions]"

TAKEN = frozenset({"self", "options"}) | CALL_OPTIONS
"""Names that every method already has: a parameter called ``timeout`` is not how long the client waits."""


@frozen(kw_only=True)
class Planned:
    """A method and what stands beside it."""

    name: Name
    module: str
    method: Method
    constant: Constant
    entry: Entry
    accept: str = ""
    """Media type of an answer that comes piece by piece."""


def plan_method(call: Call, name: Name, fact: OperationFact, setting: Setting, way: Way | None = None) -> Planned:
    """The method for *call* under *name*; with a *way* to have its answer piece by piece, one that does."""
    api, types = setting.api, setting.types
    repeat = fact.repeat or BY_METHOD.get(call.method, "once")
    if recipe := api.reconcile.get(".".join(name)):
        fact = evolve(fact, note=" ".join(part for part in (fact.note, prose.recipe(recipe)) if part))
    if way is not None:
        fact = evolve(fact, note=" ".join(part for part in (fact.note, way.doc) if part), unwrap=None, paging=None)
    arguments = tuple(one for one in _arguments(call, fact, types) if way is None or (one.place, one.wire) != way.flag)
    constant = Code(name[-1].rstrip("_").upper())
    returns = way.item if way is not None else _returns(call, fact, types)
    signature = _signature(arguments)
    statement = _statement(constant, arguments, call)
    written = way.written(statement) if way is not None else None
    variants = _variants(returns, statement, paged=paging_of(fact) is not None)
    method = Method(
        name=Code(name[-1]),
        signature=signature,
        doc=prose.method(
            call, fact, api, [(one.name, one.description) for one in arguments], repeat, _key(arguments, fact)
        ),
        arguments=arguments,
        sync=written[0] if written else variants["sync"],
        asynchronous=written[1] if written else variants["asynchronous"],
        raw=None if written else variants["raw"],
        async_raw=None if written else variants["async_raw"],
    )
    entry = _entry(call, name, fact, api, method, repeat)
    return Planned(
        name=name,
        module=setting.modules[name[:-1]],
        method=method,
        constant=Constant(
            name=constant,
            type=Code(f"Operation[{returns}]"),
            value=operation(call, name, fact, repeat, returns, setting, way),
        ),
        entry=entry,
        accept=way.accept if way is not None else "",
    )


def _key(arguments: Sequence[Argument], fact: OperationFact) -> str:
    return next((one.name for one in arguments if one.wire == fact.key), fact.key or "")


def _arguments(call: Call, fact: OperationFact, types: Types) -> tuple[Argument, ...]:
    """Path parameters first, in the order of the path; then what is required; then the rest."""
    taken: set[str] = set(TAKEN)
    path = {one.wire: one for one in call.parameters if one.location == "path"}
    ordered = sorted(path.values(), key=lambda one: call.path.find("{" + one.wire + "}"))
    others = [one for one in call.parameters if one.location != "path"]
    arguments = [_parameter(one, types, taken) for one in (*ordered, *others)]
    arguments += _body_arguments(call, types, taken)
    if fact.repeat == "keyed" and fact.key_in == "header" and all(one.wire != fact.key for one in arguments):
        text = "Sent again with every attempt, so that the server does the work once; minted when absent."
        arguments.append(
            Argument(
                name=_free("idempotency_key", "header", taken),
                wire=fact.key or "",
                place="header",
                annotation=Code("str"),
                required=False,
                description=text,
            )
        )
    return tuple(sorted(arguments, key=lambda one: (one.place != "path", not one.required)))


def _parameter(one: object, types: Types, taken: set[str]) -> Argument:
    from ..model.ir import Parameter

    assert isinstance(one, Parameter)
    return Argument(
        name=_free(one.name, one.location, taken),
        wire=one.wire,
        place=one.location,
        annotation=types.accepts(one.annotation),
        required=one.required or one.location == "path",
        description=prose.parameter(one),
    )


def _body_arguments(call: Call, types: Types, taken: set[str]) -> list[Argument]:
    body = call.body
    if body is None:
        return []
    model = types.models.get(body.model)
    if model is None or model.additional not in (None, "Any") or not model.fields:
        return [
            Argument(
                name=_free("body", "request", taken),
                wire="",
                place="body",
                annotation=uploaded(types.accepts(body.annotation), body.media_type),
                required=body.required,
                description=body.description,
            )
        ]
    return [
        Argument(
            name=_free(one.name, "body", taken),
            wire=one.wire,
            place="body",
            annotation=uploaded(types.accepts(one.annotation), body.media_type),
            required=one.required and body.required,
            description=prose.parameter(one),
        )
        for one in model.fields
        if not one.read_only
    ]


def _free(name: str, place: str, taken: set[str]) -> Code:
    """*name*, or one that tells where it goes when two parameters of a method share it."""
    candidate = identifier(name, "value")
    number = 2
    while candidate in taken:
        candidate = f"{place}_{name}" if number == 2 else f"{place}_{name}_{number - 1}"
        number += 1
    taken.add(candidate)
    return Code(candidate)


def _signature(arguments: Sequence[Argument]) -> Code:
    path = [f"{one.name}: {one.annotation}" for one in arguments if one.place == "path"]
    rest = [
        f"{one.name}: {one.annotation}" if one.required else f"{one.name}: {one.annotation} | Unset = UNSET"
        for one in arguments
        if one.place != "path"
    ]
    return Code(", ".join([*path, *(["*", *rest] if rest else []), OPTIONS]))


def _statement(constant: str, arguments: Sequence[Argument], call: Call) -> Code:
    """The arguments of the one call that a method makes: the operation, what was given, the options."""
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


def _returns(call: Call, fact: OperationFact, types: Types) -> Code:
    """What a caller gets; for a paged list, the item."""
    paging = paging_of(fact)
    if paging is not None and (found := types.field(call.returns, paging.items)):
        return Code(item(found.annotation) or "Any")
    if fact.unwrap and (found := types.field(call.returns, fact.unwrap)):
        return Code(found.annotation)
    return Code(call.returns or "None")


def _variants(returns: Code, statement: Code, *, paged: bool) -> dict[str, Variant]:
    if paged:
        do = Code(f"return self._page({statement})")
        wait = Code(f"return await self._page({statement})")
        page, pages = Code(f"Page[{returns}]"), Code(f"AsyncPages[{returns}]")
        return {
            "sync": Variant(head=Code("def"), returns=page, body=do),
            "asynchronous": Variant(head=Code("def"), returns=pages, body=do),
            "raw": Variant(head=Code("def"), returns=Code(f"Response[{page}]"), body=do),
            "async_raw": Variant(head=Code("async def"), returns=Code(f"Response[AsyncPage[{returns}]]"), body=wait),
        }
    nothing = returns == "None"
    do = Code(f"{'' if nothing else 'return '}self._call({statement})")
    wait = Code(f"{'' if nothing else 'return '}await self._call({statement})")
    raw = Code(f"Response[{returns}]")
    return {
        "sync": Variant(head=Code("def"), returns=returns, body=do),
        "asynchronous": Variant(head=Code("async def"), returns=returns, body=wait),
        "raw": Variant(head=Code("def"), returns=raw, body=Code(f"return self._call({statement})")),
        "async_raw": Variant(head=Code("async def"), returns=raw, body=Code(f"return await self._call({statement})")),
    }


def _entry(call: Call, name: Name, fact: OperationFact, api: Api, method: Method, repeat: str) -> Entry:
    signature = method.signature.removesuffix(OPTIONS).removesuffix(", ")
    return Entry(
        name=".".join(name),
        resource=".".join(name[:-1]),
        call=call,
        declaration=Code(f"def {name[-1]}({signature}) -> {method.sync.returns}: ..."),
        returns=method.sync.returns,
        arguments=method.arguments,
        text=prose.description(call, fact),
        cost=prose.cost(fact),
        rate_class=prose.rate_class(api, fact),
        repetition=prose.repetition(repeat, _key(method.arguments, fact), fact),
        raises=", ".join(f"{code} `{prose.error_class(code)}`" for code in prose.statuses(call, api))
        or "none documented",
        headers=prose.headers(call, api),
        basis=prose.origin(call, fact) or "not said",
    )
