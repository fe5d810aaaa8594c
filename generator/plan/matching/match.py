"""Facts and a parsed document → Matched: each operation with the facts that hold for it."""

from __future__ import annotations

from collections.abc import Container, Mapping

from ...model.code import Code, sentence
from ...model.ir import Call, Parsed
from ...runtime.facts import DEFAULT_REPEAT, Repeat, idempotent, keyed, once, safe
from ...specs.facts import Api, FollowerFact, OperationFact, PagingFact, ReconcileFact, WaiterFact
from ..plan_values import Package
from ..text.named_types import NamedTypes
from ..text.naming import Name, names
from . import keys, paging_detection
from .error_classes import STANDARD, error_classes
from .operation_facts import Matched, OperationFacts, Presentation, Rate, RateLimits, ServiceFacts

UNKEYED: Mapping[str, Repeat] = {"safe": safe, "idempotent": idempotent, "once": once}


def match(api: Api, parsed: Parsed, types: NamedTypes) -> Matched:
    """Every operation of *parsed* with its name and its facts, and waiters, followers and recipes."""
    given = keys.given_names(api, parsed.calls)
    chosen = names(parsed.calls, lambda call, collection: types.is_list(call.result, collection), given)
    dotted = {".".join(name) for name in chosen.values()}
    recipes = {key: one for key, one in api.reconcile.items() if key in dotted and one.list in dotted}
    waiters = _waiters(api, dotted)
    return Matched(
        operations=tuple(_operation(api, call, chosen[call.id], recipes, types) for call in parsed.calls),
        waiters=waiters,
        followers=_followers(api, waiters, dotted),
        recipes=recipes,
        warnings=tuple(keys.unmatched(api, parsed.calls, chosen)),
    )


def package(api: Api) -> Package:
    """The names of the package."""
    return Package(
        api=api.name,
        title=api.title,
        name=Code(api.package),
        distribution=api.distribution,
        class_name=Code(api.class_name),
    )


def service_facts(api: Api) -> ServiceFacts:
    """The facts of the whole API for its `Service`."""
    return ServiceFacts(
        key_hint=api.auth.hint,
        key_pattern=api.auth.pattern,
        api_version=api.version.value if api.version else "",
        version_header=api.version.header if api.version else "",
        refused=api.refused,
        rates=RateLimits(limits=api.limits, plans=api.plans),
        errors=error_classes(api.errors),
    )


def presentation(api: Api, parsed: Parsed) -> Presentation:
    """The facts for documentation only."""
    return Presentation(
        summary=api.summary or sentence(parsed.description) or f"Client of the {api.title} API.",
        document=api.document,
        quick_start=api.quick_start,
        notes=api.notes,
    )


def _waiters(api: Api, operations: Container[str]) -> dict[str, WaiterFact]:
    """The waiters whose operations are all in the document."""
    return {
        key: waiter
        for key, waiter in api.waiters.items()
        if waiter.retrieve in operations and all(name in operations for name in (waiter.cancel, waiter.list) if name)
    }


def _followers(api: Api, waiters: Container[str], operations: Container[str]) -> dict[str, FollowerFact]:
    """The followers whose log operation and whose waiter are in the document."""
    return {key: one for key, one in api.followers.items() if one.until in waiters and one.logs in operations}


def _operation(
    api: Api, call: Call, name: Name, recipes: Mapping[str, ReconcileFact], types: NamedTypes
) -> OperationFacts:
    fact = keys.fact(api, call, name)
    statuses = _statuses(call, api)
    return OperationFacts(
        call=call,
        name=name,
        repeat=_repeat(fact, call),
        rate=_rate(api, fact),
        unwrap=fact.unwrap if fact.unwrap and types.field(call.result, fact.unwrap) else "",
        paging=_paging(fact, call, types),
        replayed=fact.replayed or 0,
        slot=fact.slot or False,
        credits=fact.credits or "",
        contacts_people=fact.contacts_people or False,
        statuses=statuses,
        error_classes=tuple(one.raises for one in api.errors if one.status in statuses and one.raises not in STANDARD),
        headers=_headers(call, api),
        recipe=recipes.get(".".join(name)),
        summary=fact.summary or "",
        note=fact.note or "",
        source=fact.source or call.source,
        inferred=fact.inferred,
    )


def _repeat(fact: OperationFact, call: Call) -> Repeat:
    if fact.repeat is None:
        return DEFAULT_REPEAT.get(call.method, once)
    return keyed(fact.key or "", fact.key_in or "body") if fact.repeat == "keyed" else UNKEYED[fact.repeat]


def _rate(api: Api, fact: OperationFact) -> Rate:
    name = fact.limit or "default"
    return Rate(name=name, limit=api.limits.get(name), by_plan=bool(api.plans))


def _paging(fact: OperationFact, call: Call, types: NamedTypes) -> PagingFact | None:
    """The paging from facts; without them, the one that the response's shape shows."""
    found = paging_detection.find(call, types) if fact.paging is None else fact.paging
    return found if found is not None and found.style != "none" else None


def _statuses(call: Call, api: Api) -> tuple[int, ...]:
    known = {int(one.status) for one in call.answers if one.status.isdigit()}
    return tuple(sorted(status for status in known | set(api.statuses) if status >= 400))


def _headers(call: Call, api: Api) -> tuple[str, ...]:
    """Documented headers, without those that the client reads itself: the version, the rate limits."""
    good = (one for one in call.answers if one.status.startswith(("2", "default")))
    names = dict.fromkeys(name.lower() for one in good for name, _ in one.headers)
    read = api.version.header.lower() if api.version else ""
    return tuple(name for name in names if name != read and "ratelimit" not in name.replace("-", ""))
