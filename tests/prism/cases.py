"""The calls that are made: for each operation with the least, with everything, and with what the document shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from generator.plan.plan_values import Argument
from tests.prism.surface import Endpoint, surfaces


@frozen(kw_only=True)
class Case:
    """One call: JSON values by argument."""

    endpoint: Endpoint
    kind: str
    values: dict[str, Any]
    typed: bool = False
    """Pass models, enums and datetimes where the signature takes them, instead of plain values."""

    def name(self, variant: str) -> str:
        """The test's id."""
        return f"{self.endpoint.surface.name}-{variant}-{self.endpoint.name}-{self.kind}"


def cases() -> Iterator[Case]:
    """All calls of all APIs."""
    for surface in surfaces():
        for endpoint in surface.endpoints:
            yield from of(endpoint)


def least(endpoint: Endpoint) -> Case:
    """The call with the required arguments only."""
    return next(of(endpoint))


def of(endpoint: Endpoint) -> Iterator[Case]:
    """The calls of one operation."""
    every = _values(endpoint)
    required: dict[str, Any] = {one.name: every[one.name] for one in endpoint.entry.arguments if one.required}
    yield Case(endpoint=endpoint, kind="required", values=required)
    yield Case(endpoint=endpoint, kind="all", values=every)
    if any(endpoint.surface.types & {*re.findall(r"\w+", one.annotation)} for one in endpoint.entry.arguments):
        yield Case(endpoint=endpoint, kind="typed", values=every, typed=True)
    if nulls := _nulls(endpoint):
        needed = {name: every[name] for name in every if name in _needed(endpoint)}
        yield Case(endpoint=endpoint, kind="nulls", values={**required, **nulls, **needed})
    for name, example in _whole(endpoint).items():
        yield Case(endpoint=endpoint, kind=f"example.{name}", values={**required, **_spread(endpoint, example)})


AWKWARD = "a/b?c=d&e=f #%2F+ü'\"\\"
"""Text that arrives only if it is quoted as its place demands."""


def awkward(endpoint: Endpoint) -> Case:
    """The call with awkward text wherever the document takes any text."""
    values = _values(endpoint)
    schemas: dict[str, Any] = {one.name: _schema_of(endpoint, one) for one in endpoint.entry.arguments}
    free = {name: AWKWARD for name in values if endpoint.surface.samples.free(schemas[name])}
    return Case(endpoint=endpoint, kind="awkward", values={**values, **free})


def _body(endpoint: Endpoint) -> list[Argument]:
    return [one for one in endpoint.entry.arguments if one.place == "body"]


def _whole(endpoint: Endpoint) -> dict[str, Any]:
    """Name → example of the whole body."""
    media = endpoint.body
    samples = endpoint.surface.samples
    return samples.examples(media) or samples.examples(samples.resolve(media.get("schema", {})))


def _spread(endpoint: Endpoint, body: Any) -> dict[str, Any]:
    """A whole body as arguments."""
    arguments = _body(endpoint)
    if len(arguments) == 1 and not arguments[0].wire:
        return {arguments[0].name: body}
    return {one.name: body[one.wire] for one in arguments if one.wire in body}


def _values(endpoint: Endpoint) -> dict[str, Any]:
    """A value for every argument, those of the body so chosen that the whole fits its schema."""
    samples = endpoint.surface.samples
    found: dict[str, Any] = {
        one.name: _parameter(endpoint, one) for one in endpoint.entry.arguments if one.place != "body"
    }
    body: dict[str, Any] = {one.name: _property(endpoint, one) for one in _body(endpoint)}
    if body and not samples.fits(_joined(endpoint, body), endpoint.body["schema"]):  # e.g. either of two, not both
        body = max((_spread(endpoint, one) for one in _whole(endpoint).values()), key=len)
    return found | body


def _joined(endpoint: Endpoint, values: dict[str, Any]) -> Any:
    arguments = _body(endpoint)
    if len(arguments) == 1 and not arguments[0].wire:
        return values[arguments[0].name]
    return {one.wire: values[one.name] for one in arguments if one.name in values}


def _parameter(endpoint: Endpoint, argument: Argument) -> Any:
    samples = endpoint.surface.samples
    shown = list(samples.examples(endpoint.place(argument)).values())
    return shown[0] if shown else samples.value(_schema_of(endpoint, argument))


def _schema_of(endpoint: Endpoint, argument: Argument) -> Any:
    """What the document says of an argument's value."""
    if argument.place == "body":
        schema = endpoint.body["schema"]
        return endpoint.surface.samples.properties(schema)[argument.wire] if argument.wire else schema
    place = endpoint.place(argument)
    return place["schema"] if "schema" in place else next(iter(place["content"].values()))["schema"]


def _property(endpoint: Endpoint, argument: Argument) -> Any:
    for example in _whole(endpoint).values():
        if argument.name in (spread := _spread(endpoint, example)):
            return spread[argument.name]
    return endpoint.surface.samples.value(_schema_of(endpoint, argument))


def _nulls(endpoint: Endpoint) -> dict[str, None]:
    """The optional parts of the body that may be null."""
    samples = endpoint.surface.samples
    optional = [one for one in _body(endpoint) if one.wire and not one.required]
    return {one.name: None for one in optional if samples.fits(None, _schema_of(endpoint, one))}


def _needed(endpoint: Endpoint) -> set[str]:
    """The parts that a body must have if there is one."""
    names = endpoint.surface.samples.required(endpoint.body.get("schema", {}))
    return {one.name for one in _body(endpoint) if one.wire in names}
