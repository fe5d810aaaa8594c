"""Facts and a parsed document → Plan: files, classes and methods; templates only print it and decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.code import Code
from ..model.ir import Parsed
from ..specs.facts import Api
from .access.addresses import addresses
from .access.constructor import constructor
from .access.credentials import TAKEN
from .access.credentials import authentication as authentication_of
from .docs import docs, exports
from .examples.examples import examples as plan_examples
from .matching.match import match, presentation, service_facts
from .matching.match import package as package_of
from .methods import streams
from .methods.context import PackageContext
from .methods.methods import plan_method
from .plan_values import Child, Plan
from .resources.model_files import plan_aliases, plan_enums, plan_models
from .resources.resources import plan_resources
from .resources.service import runtime_names, service
from .resources.webhooks import webhooks
from .taken_names import refuse_taken_names
from .text.named_types import NamedTypes
from .text.naming import modules

__all__ = ["Plan", "plan"]


def plan(api: Api, parsed: Parsed, *, document: Mapping[str, Any], digest: str, version: str, changelog: str) -> Plan:
    """The plan of one package; *document* is what *parsed* was made from."""
    refuse_taken_names(api)
    types = NamedTypes.of(parsed)
    known = frozenset(one.name for one in parsed.types)
    matched = match(api, parsed, types)
    package, facts, about = package_of(api), service_facts(api), presentation(api, parsed)
    plans = tuple(facts.rates.plans)
    access = authentication_of(api.auth, package, parsed)
    taken = {*TAKEN, *(one.name for one in access.arguments)}
    places = addresses(api.servers, api.document.url, package, parsed, taken)
    streamed = streams.second_methods(matched.operations, types)
    helpers = [tuple(key.split(".")) for key in (*matched.waiters, *matched.followers)]
    methods = [*(one.name for one in matched.operations), *(one.name for one, _ in streamed), *helpers]
    context = PackageContext(types=types, access=access, addresses=places, modules=modules(methods))
    planned = [plan_method(one, context, streams.only_streaming(one.call, types)) for one in matched.operations]
    second = [plan_method(one, context, streaming) for one, streaming in streamed]
    resources = plan_resources([*planned, *second], matched, context, api.resources, parsed, known)
    values = service(package, facts, matched, context, planned, second, version=version, digest=digest)
    children = tuple(
        Child(name=Code(one.name), module=one.module, class_name=one.class_name, doc=one.doc)
        for one in resources
        if "." not in one.name
    )
    entries = tuple(one.entry for one in sorted(planned, key=lambda one: one.name))
    return Plan(
        api=package.api,
        package=package.name,
        distribution=package.distribution,
        class_name=package.class_name,
        version=version,
        changelog=changelog,
        title=package.title,
        digest=digest,
        constructor=constructor(plans, access, places),
        credentials=access.arguments,
        schemes=tuple(Code(name) for name in access.choices),
        service=values,
        service_names=runtime_names(values),
        errors=facts.errors,
        children=children,
        resources=resources,
        models=plan_models(parsed, known),
        enums=plan_enums(parsed),
        aliases=plan_aliases(parsed, known),
        events=parsed.events,
        webhooks=webhooks(api.webhooks, parsed, known),
        entries=entries,
        exports=exports(package, facts.errors, resources),
        docs=docs(package, facts, about, resources, entries, access, places),
        examples=plan_examples(
            package, api.auth.example, parsed, document, planned, second, access, signed=api.webhooks is not None
        ),
        warnings=matched.warnings,
    )
