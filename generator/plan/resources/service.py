"""What the runtime is told about the API as a whole: the keywords of its `Service`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...model.code import Code, literal
from ...specs.facts import Api, LimitFact
from ..methods.docstrings import ERRORS, error_class
from ..methods.methods import Planned
from ..methods.setting import Setting
from ..plan_values import ErrorClass
from .waiters import known, recipe_constant, recipes, waiter_constant

RUNTIME_ERRORS = frozenset({*ERRORS.values(), "StatusError", "ServerError"})


def error_classes(api: Api) -> tuple[ErrorClass, ...]:
    """The exceptions that facts add below the runtime's, in the order they are tried."""
    return tuple(
        ErrorClass(
            name=Code(one.raises),
            base=Code(error_class(one.status)),
            doc=one.description or f"Status {one.status} with the code {one.code or one.match!r}.",
            status=one.status,
            code=one.code,
            match=one.match,
            retry=one.retry,
        )
        for one in api.errors
    )


def service(
    setting: Setting, planned: Sequence[Planned], twins: Sequence[Planned], *, version: str, digest: str
) -> tuple[tuple[Code, Code], ...]:
    """(keyword, value) of the `Service`, without those that are its defaults."""
    api, access, places = setting.api, setting.access, setting.addresses
    modules = _places(setting, planned)
    waiters = {one: setting.place(one, waiter_constant(one)) for one in known(api, modules)}
    lost = {one: setting.place(one, recipe_constant(one)) for one in recipes(api, modules)}
    found: list[tuple[str, object]] = [
        ("name", api.name),
        ("title", api.title),
        ("package", api.package),
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
        ("key_hint", api.auth.hint),
        ("key_pattern", api.auth.pattern),
        ("limits", _mapping({name: _limit(one) for name, one in api.limits.items()})),
        ("plans", _mapping({name: _plan(one.limits, one.concurrent_runs) for name, one in api.plans.items()})),
        ("api_version", api.version.value if api.version else ""),
        ("version_header", api.version.header if api.version else ""),
        ("refused", api.refused),
        ("errors", Code(f"({' '.join(_rule(one) + ',' for one in error_classes(api))})") if api.errors else ()),
        ("operations", modules),
        ("streams", _places(setting, twins)),
        ("waiters", waiters),
        ("recipes", lost),
    ]
    return tuple(
        (Code(key), value if isinstance(value, Code) else literal(value))
        for key, value in found
        if value not in ("", (), {}, "{}", False)
    )


def _places(setting: Setting, planned: Sequence[Planned]) -> dict[str, str]:
    """Name of a method → where its `Operation` is."""
    return {name: setting.place(name, one.constant.name) for one in planned for name in (".".join(one.name),)}


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
