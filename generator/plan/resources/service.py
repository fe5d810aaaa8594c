"""The keywords of the `Service`, which has the facts of the whole API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...model.code import Code
from ...runtime.facts import ErrorRule, Limit, Plan, Service
from ...specs.facts import LimitFact
from ..matching.operation_facts import Matched, ServiceFacts
from ..methods.context import PackageContext
from ..methods.methods import PlannedMethod
from ..plan_values import Package
from ..text.expressions import expression, keywords
from .waiters import recipe_constant, waiter_constant


def service(
    package: Package,
    facts: ServiceFacts,
    matched: Matched,
    context: PackageContext,
    planned: Sequence[PlannedMethod],
    twins: Sequence[PlannedMethod],
    *,
    version: str,
    digest: str,
) -> tuple[tuple[Code, Code], ...]:
    """(keyword, value) of each argument of the `Service` that differs from its default."""
    access, places = context.access, context.addresses
    return keywords(
        Service,
        name=package.api,
        title=package.title,
        package=str(package.name),
        version=version,
        document_sha256=digest,
        servers=places.servers,
        variables=places.variables,
        hosts=places.hosts,
        base_path=places.base_path,
        schemes=access.schemes,
        security=access.security,
        keyless=access.keyless,
        key_variable=next((one.variable for one in access.arguments if one.name == "api_key"), ""),
        key_hint=facts.key_hint,
        key_pattern=facts.key_pattern,
        limits=_limits(facts.rates.limits),
        plans={
            name: expression(Plan, _limits(one.limits), concurrent_runs=one.concurrent_runs)
            for name, one in facts.rates.plans.items()
        },
        api_version=facts.api_version,
        version_header=facts.version_header,
        refused=facts.refused,
        errors=tuple(
            expression(ErrorRule, one.status, one.name, code=one.code, match=one.match, retry=one.retry)
            for one in facts.errors
        ),
        operations=_locations(context, planned),
        streams=_locations(context, twins),
        waiters={one: context.location(one, waiter_constant(one)) for one in matched.waiters},
        recipes={one: context.location(one, recipe_constant(one)) for one in matched.recipes},
    )


def _locations(context: PackageContext, planned: Sequence[PlannedMethod]) -> dict[str, str]:
    """Name of a method → location of its `Operation`."""
    return {one.facts.dotted: context.location(one.facts.dotted, one.constant.name) for one in planned}


def runtime_names(values: Sequence[tuple[Code, Code]]) -> tuple[Code, ...]:
    """Names of the runtime in the `Service` value."""
    text = " ".join(value for _, value in values)
    return tuple(
        Code(name)
        for name in ("ErrorRule", "Limit", "OAuth", "Plan", "Scheme", "Service", "Variable")
        if f"{name}(" in text or name == "Service"
    )


def _limits(limits: Mapping[str, LimitFact]) -> dict[str, Code]:
    return {name: expression(Limit, one.requests, per=float(one.per), burst=one.burst) for name, one in limits.items()}
