"""What the runtime is told about the API as a whole: the keywords of its `Service`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...model.code import Code, literal
from ...specs.facts import LimitFact
from ..matching.operation_facts import Matched, ServiceFacts
from ..methods.context import PackageContext
from ..methods.methods import Planned
from ..plan_values import ErrorClass, Package
from .waiters import recipe_constant, waiter_constant


def service(
    package: Package,
    facts: ServiceFacts,
    matched: Matched,
    context: PackageContext,
    planned: Sequence[Planned],
    twins: Sequence[Planned],
    *,
    version: str,
    digest: str,
) -> tuple[tuple[Code, Code], ...]:
    """(keyword, value) of the `Service`, without those that are its defaults."""
    access, places = context.access, context.addresses
    found: list[tuple[str, object]] = [
        ("name", package.api),
        ("title", package.title),
        ("package", str(package.name)),
        ("version", version),
        ("document_sha256", digest),
        ("servers", places.servers),
        ("variables", _mapping(places.variables)),
        ("hosts", places.hosts),
        ("base_path", places.base_path),
        ("schemes", _mapping(access.schemes)),
        ("security", access.security),
        ("keyless", access.keyless),
        ("key_variable", next((one.variable for one in access.arguments if one.name == "api_key"), "")),
        ("key_hint", facts.key_hint),
        ("key_pattern", facts.key_pattern),
        ("limits", _mapping({name: _limit(one) for name, one in facts.rates.limits.items()})),
        ("plans", _mapping({name: _plan(one.limits, one.concurrent_runs) for name, one in facts.rates.plans.items()})),
        ("api_version", facts.api_version),
        ("version_header", facts.version_header),
        ("refused", facts.refused),
        ("errors", Code(f"({' '.join(_rule(one) + ',' for one in facts.errors)})") if facts.errors else ()),
        ("operations", _locations(context, planned)),
        ("streams", _locations(context, twins)),
        ("waiters", {one: context.location(one, waiter_constant(one)) for one in matched.waiters}),
        ("recipes", {one: context.location(one, recipe_constant(one)) for one in matched.recipes}),
    ]
    return tuple(
        (Code(key), value if isinstance(value, Code) else literal(value))
        for key, value in found
        if value not in ("", (), {}, "{}", False)
    )


def _locations(context: PackageContext, planned: Sequence[Planned]) -> dict[str, str]:
    """Name of a method → where its `Operation` is."""
    return {one.facts.dotted: context.location(one.facts.dotted, one.constant.name) for one in planned}


def runtime_names(values: Sequence[tuple[Code, Code]]) -> tuple[Code, ...]:
    """What the `Service` value needs from the runtime."""
    text = " ".join(value for _, value in values)
    return tuple(
        Code(name)
        for name in ("ErrorRule", "Limit", "OAuth", "Plan", "Scheme", "Service", "Variable")
        if f"{name}(" in text or name == "Service"
    )


def _mapping(values: Mapping[str, str]) -> Code:
    return Code("{" + ", ".join(f"{literal(key)}: {value}" for key, value in values.items()) + "}")


def _limit(one: LimitFact) -> str:
    burst = f", burst={one.burst}" if one.burst is not None else ""
    return f"Limit({one.requests}, per={float(one.per)!r}{burst})"


def _plan(limits: Mapping[str, LimitFact], concurrent_runs: int | None) -> str:
    more = f", concurrent_runs={concurrent_runs}" if concurrent_runs is not None else ""
    return f"Plan({_mapping({name: _limit(one) for name, one in limits.items()})}{more})"


def _rule(one: ErrorClass) -> str:
    parts = [str(one.status), one.name]
    parts += [f"{key}={literal(value)}" for key, value in (("code", one.code), ("match", one.match)) if value]
    return f"ErrorRule({', '.join(parts + ([] if one.retry else ['retry=False']))})"
