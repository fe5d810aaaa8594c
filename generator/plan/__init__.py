"""(Api, parsed document) → Plan: what files, what classes, what each method does; no decision is left to a template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from ..model.code import Code
from ..model.ir import Call, Parsed
from ..specs.facts import Api, OperationFact
from .access.addresses import addresses
from .access.constructor import constructor
from .access.credentials import TAKEN
from .access.credentials import access as access_of
from .docs import docs, exports
from .examples.examples import examples as plan_examples
from .matching import fact_keys
from .matching import paging_detection
from .methods import streams
from .methods.methods import plan_method
from .methods.setting import Setting
from .plan_values import Child, Plan
from .resources.model_files import plan_aliases, plan_enums, plan_models
from .resources.resources import plan_resources
from .resources.service import error_classes, runtime_names, service
from .resources.webhooks import hooks
from .text.named_types import Types
from .text.naming import Name, modules, names

__all__ = ["Plan", "plan"]


def plan(api: Api, parsed: Parsed, *, document: Mapping[str, Any], digest: str, version: str, changelog: str) -> Plan:
    """Decide one package, to the last word; *document* is what *parsed* was made of."""
    types = Types.of(parsed)
    known = frozenset(one.name for one in parsed.types)
    given = fact_keys.given_names(api, parsed.calls)
    chosen = names(parsed.calls, lambda call, collection: types.is_list(call.returns, collection), given)
    facts = {call.id: _fact(api, call, chosen[call.id], types) for call in parsed.calls}
    access = access_of(api, parsed)
    places = addresses(api, parsed, {*TAKEN, *(one.name for one in access.arguments)})
    second = streams.twins(parsed.calls, chosen, types)
    helpers = [tuple(key.split(".")) for key in (*api.waiters, *api.followers)]
    places_of = modules([*chosen.values(), *(name for _, name, _ in second), *helpers])
    setting = Setting(api=api, types=types, access=access, addresses=places, modules=places_of)
    planned = [
        plan_method(call, chosen[call.id], facts[call.id], setting, streams.alone(call, types)) for call in parsed.calls
    ]
    twins = [plan_method(call, name, facts[call.id], setting, way) for call, name, way in second]
    resources = plan_resources([*planned, *twins], setting, parsed, known)
    values = service(setting, planned, twins, version=version, digest=digest)
    children = tuple(
        Child(name=Code(one.name), module=one.module, class_name=one.class_name, doc=one.doc)
        for one in resources
        if "." not in one.name
    )
    entries = tuple(one.entry for one in sorted(planned, key=lambda one: one.name))
    return Plan(
        api=api,
        package=Code(api.package),
        distribution=api.distribution,
        class_name=Code(api.class_name),
        version=version,
        changelog=changelog,
        title=api.title,
        digest=digest,
        constructor=constructor(api, access, places),
        credentials=access.arguments,
        schemes=tuple(Code(name) for name in access.choices),
        service=values,
        service_names=runtime_names(values),
        errors=error_classes(api),
        children=children,
        resources=resources,
        models=plan_models(parsed, known),
        enums=plan_enums(parsed),
        aliases=plan_aliases(parsed, known),
        events=parsed.events,
        hooks=hooks(api, parsed, known),
        entries=entries,
        exports=exports(api, resources),
        docs=docs(api, parsed, resources, entries, access, places),
        examples=plan_examples(api, parsed, document, planned, twins, facts, access),
        warnings=tuple(fact_keys.unmatched(api, parsed.calls, chosen)),
    )


def _fact(api: Api, call: Call, name: Name, types: Types) -> OperationFact:
    """What is known of *call*: facts first, then what the document's shape gives away."""
    fact = fact_keys.fact(api, call, name)
    return fact if fact.paging is not None else attrs.evolve(fact, paging=paging_detection.find(call, types))
