"""Facts that hold for every API."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.facts import DEFAULT_REPEAT, Repeat, idempotent, once, safe
from generator.runtime.registry import ad_hoc_operation
from tests.runtime.sample import RUN, answers, sample


@pytest.mark.parametrize(
    ("methods", "repeat"),
    [("GET HEAD OPTIONS TRACE QUERY", safe), ("PUT DELETE", idempotent), ("POST PATCH", once)],
)
def test_the_repeat_class_of_a_method(methods: str, repeat: Repeat) -> None:
    """RFC 9110, section 9.2, and the specification of QUERY."""
    assert {method for method, one in DEFAULT_REPEAT.items() if one == repeat} == set(methods.split())


@pytest.mark.parametrize("method", [*DEFAULT_REPEAT, "LINK"])
def test_an_undocumented_request_has_the_class_of_its_method(method: str) -> None:
    """Any other method is not repeated."""
    core: Any = sample(answers(RUN))._client._session.shared
    operation, _ = ad_hoc_operation(core.routes, core.base_url, method, "/undocumented", None, None, None, None)
    assert operation.repeat == DEFAULT_REPEAT.get(method, once)
