"""Values of the runtime are printed with what differs from their own defaults."""

from __future__ import annotations

from typing import Any

import pytest

from generator.model.code import Code
from generator.plan.text.expressions import expression, keywords
from generator.runtime import facts as runtime
from generator.runtime.facts import Limit, Operation, Recipe, Scheme, Service, Signature
from generator.specs.facts import LimitFact


@pytest.mark.parametrize(
    ("kind", "arguments", "named", "wanted"),
    [
        (Limit, (20,), {"per": 60, "burst": None}, "Limit(20)"),
        (Limit, (20,), {"per": 1.0, "burst": 5}, "Limit(20, per=1.0, burst=5)"),
        (Scheme, ("header", "X-Key", ""), {}, 'Scheme("header", "X-Key")'),
        (Scheme, ("query", ""), {}, 'Scheme("query", "")'),
        (Signature, ("a", "b"), {"timestamp": None, "digest": "v2"}, 'Signature("a", "b", digest="v2")'),
        (
            Recipe,
            (),
            {"list": Code("LIST"), "match": ("name",), "created": "", "window": 120},
            'Recipe(list=LIST, match=("name",), created="")',
        ),
    ],
)
def test_only_what_differs_is_said(kind: type, arguments: tuple[Any, ...], named: dict[str, Any], wanted: str) -> None:
    """A required argument is always said; None stands for the default."""
    assert expression(kind, *arguments, **named) == wanted


@pytest.mark.parametrize(
    ("kind", "named", "message"),
    [(Limit, {"seconds": 1, "requests": 1}, "takes no seconds"), (Limit, {"per": 1}, "needs requests")],
)
def test_what_could_not_be_called_is_an_error_here(kind: type, named: dict[str, Any], message: str) -> None:
    """An unknown argument or a missing one stops the generator, not the generated package."""
    with pytest.raises(TypeError, match=message):
        expression(kind, **named)


def test_code_in_mappings_stands_as_it_is() -> None:
    """All other text is quoted."""
    said = {"name": "n", "title": "t", "package": "p", "version": "1", "document_sha256": "0"}
    pairs = keywords(Service, **said, limits={"default": Code("Limit(1)")}, plans={}, key_hint="")
    assert pairs[-1] == ("limits", '{"default": Limit(1)}')
    assert [str(key) for key, _ in pairs] == [*said, "limits"]


def test_what_is_printed_is_the_value() -> None:
    """Evaluated, the expression is the value that was meant."""
    printed = expression(Operation, "a.b", "GET", "/b", Code("safe"), errors=(404,), limit="slow", slot=False)
    assert eval(printed, dict(vars(runtime))) == Operation(
        "a.b", "GET", "/b", runtime.safe, errors=(404,), limit="slow"
    )


def test_a_limit_without_a_period_means_the_same_in_facts_and_at_run_time() -> None:
    """The facts file's default is shown in documentation; the runtime's is what holds."""
    assert LimitFact(requests=1).per == Limit(1).per
