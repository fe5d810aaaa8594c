"""A create whose answer is cut at any byte: the id is right once its bytes were complete, and nothing is sent twice."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from apis import client, operations, package

CREATES = [
    ("komos", "tasks.runs.create"),
    ("kairo", "agents.create"),
    ("kairo", "agents.runs.create"),
    ("komo", "crm.contacts.create"),
]


@pytest.mark.parametrize(("api", "name"), CREATES)
@pytest.mark.parametrize("asynchronous", [False, True])
def test_cut_at_every_byte(api: str, name: str, asynchronous: bool) -> None:
    """Over real sockets, by the package's own fake server, which counts."""
    kit, root, operation = package(api, "testing"), package(api), operations(api)[name]
    path = [f"id_{number}" for number in range(operation.path.count("{"))]
    with kit.FakeServer() as server:
        whole = _answer(api, server, operation, path)
        made = whole.value.id
        complete = whole.body.index(f'"{made}"'.encode()) + len(made) + 2
        assert complete < len(whole.body)

        def check(error: Any, cut: int) -> None:
            assert isinstance(error, root.OutcomeUnknown), (cut, error)
            assert error.salvaged == (made if cut >= complete else None), cut
            assert server.requests[name] == server.executions[name] == 1, cut

        def faulty(cut: int) -> None:
            server.reset()
            server.fault(name, truncate=cut)

        async def every() -> None:
            async with client(api, server, asynchronous=True, max_retries=0) as one:
                resource = package(api, "_runtime.resource").AsyncResource(one)
                for cut in range(len(whole.body)):
                    faulty(cut)
                    with pytest.raises(root.ApiError) as caught:
                        await resource._call(operation, *path, body={}, options={})
                    check(caught.value, cut)

        if asynchronous:
            asyncio.run(every())
            return
        with client(api, server, max_retries=0) as one:
            resource = package(api, "_runtime.resource").Resource(one)
            for cut in range(len(whole.body)):
                faulty(cut)
                with pytest.raises(root.ApiError) as caught:
                    resource._call(operation, *path, body={}, options={})
                check(caught.value, cut)


def _answer(api: str, server: Any, operation: Any, path: list[str]) -> Any:
    with client(api, server) as one:
        server.reset()
        return package(api, "_runtime.resource").RawResource(one)._call(operation, *path, body={}, options={})
