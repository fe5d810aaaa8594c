"""Answers that changed in any one place: every operation of every package still succeeds."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from apis import GENERATED, client, operations, package

STRANGE: tuple[Any, ...] = (None, 7, "☃", "7", {}, [], True, {"strange": {}}, [None])
"""Values to be found where others are expected."""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside *value*; of a list, to its first item."""
    inner = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*path, key)
        yield from places(item, (*path, key))


def mutations(answer: Any) -> Iterator[Any]:
    """*answer* with one value missing, strange, or accompanied by one that nobody documented."""
    for *above, last in places(answer):
        for strange in (..., *STRANGE):
            changed = copy.deepcopy(answer)
            node = changed
            for key in above:
                node = node[key]
            if strange is not ...:
                node[last] = strange
            else:
                del node[last]
            yield changed
    if isinstance(answer, dict):
        yield {**answer, "unheard_of": 1}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("api", GENERATED)
def test_no_changed_answer_raises(api: str) -> None:
    """On a 2xx; an unchanged one has nothing reported of it."""
    kit, raw = package(api, "testing"), package(api, "_runtime.resource").RawResource
    tried = 0
    with kit.FakeServer() as server, client(api, server, strict=False, max_retries=0) as one:
        resource = raw(one)
        for operation in operations(api).values():
            path = [f"id_{number}" for number in range(operation.path.count("{"))]
            body: Any = {"body": {}} if operation.method in ("POST", "PUT", "PATCH") else {}
            call = resource._page if operation.paging else resource._call
            server.reset()
            reported = len(one.drift_report())
            usual = call(operation, *path, **body, options={}).body
            assert len(one.drift_report()) == reported, operation.name
            for changed in mutations(json.loads(usual)) if usual else ():
                server.reset()
                server.fault(operation.name, body=changed)
                assert call(operation, *path, **body, options={}).status_code < 300
                tried += 1
        assert tried > 500
        assert one.drift_report()
