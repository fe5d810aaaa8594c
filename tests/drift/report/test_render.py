"""The entry: every format for every comparison."""

from __future__ import annotations

import pytest

from generator.drift import Comparison
from generator.drift.report import FORMATS, Format, render, render_all
from generator.errors import GeneratorError
from tests.drift.report.sample import ATTACK, COMPARISON, everyday


@pytest.mark.parametrize("kind", FORMATS)
def test_a_report_is_the_same_twice(kind: Format) -> None:
    """No time, no order of a set."""
    assert everyday(kind) == everyday(kind)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("comparison", [Comparison(), COMPARISON, ATTACK])
def test_a_report_can_be_written_to_a_file(kind: Format, comparison: Comparison) -> None:
    """Also where a document holds half a character."""
    assert render(comparison, kind, title="t").encode()


@pytest.mark.parametrize("kind", FORMATS)
def test_there_may_be_nothing_to_report(kind: Format) -> None:
    """When every comparison was refused before it began."""
    assert isinstance(render_all([], kind), str)


def test_another_format_is_refused_in_one_line() -> None:
    """With those that there are."""
    with pytest.raises(GeneratorError, match="use one of text, json, markdown, github, junit, sarif, html"):
        render(COMPARISON, "yaml", title="t")  # type: ignore[arg-type]
