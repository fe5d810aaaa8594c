"""A create whose answer is cut at any byte: the id is right once its bytes were complete, and nothing is sent twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import httpx2
import pytest
from apis import client, operations, package
from cutter import Cutter

from generator.runtime.protocol.request import Given
from tests.shares import Share, shares
from tests.sweeps.framing import Framing, framed, readable

Name = tuple[str, str]
"""API and operation."""
RUN, AGENT = ("komos", "tasks.runs.create"), ("kairo", "agents.create")
CREATES = [RUN, AGENT, ("kairo", "agents.runs.create"), ("komo", "crm.contacts.create")]
MANY = [{"id": f"other_{number}", "tags": ["a", 'b"]}', "ü"]} for number in range(3)]
SHAPES: dict[str, tuple[Name, Any, str]] = {
    "a string": (AGENT, {"name": "n", "id": "agt_1", "model": "m"}, '"agt_1"'),
    "a number": (AGENT, {"name": "n", "id": 907, "model": "m"}, "907,"),
    "in an envelope": (RUN, {"task": {"id": "x"}, "run": {"by": {"id": "y"}, "id": "run_1", "error": None}}, '"run_1"'),
    "after a long list": (AGENT, {"tools": MANY, "id": "agt_1"}, '"agt_1"'),
    "without its envelope": (RUN, {"id": "run_1", "status": "PENDING"}, '"run_1"'),
}
"""Where the id stands: what creates, its answer, and the bytes after which the id is known."""

both = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
over_both = pytest.mark.parametrize("library", [None, httpx2], ids=["httpx", "httpx2"])


@contextmanager
def creating(
    name: Name, server: Any, *, asynchronous: bool, library: Any = None, **options: Any
) -> Iterator[Callable[[], Any]]:
    """A function that creates, each time anew, and gives the `Response` or what was raised; over *library*."""
    api, operation = name[0], operations(name[0])[name[1]]
    path = [f"id_{number}" for number in range(operation.path.count("{"))]
    resources, failure = package(api, "_runtime.resource"), package(api).ApiError

    def outcome(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except failure as error:
            return error

    own = library and (library.AsyncClient() if asynchronous else library.Client())
    options["http_client"] = own
    if asynchronous:
        with asyncio.Runner() as runner:
            one = client(api, server, asynchronous=True, **options)
            resource = resources.AsyncRawResource(one._session)
            yield lambda: outcome(lambda: runner.run(resource._call(operation, Given((*path,), body={}), {})))
            runner.run(own.aclose() if own else one.close())
    else:
        with own or nullcontext(), client(api, server, **options) as one:
            resource = resources.RawResource(one._session)
            yield lambda: outcome(lambda: resource._call(operation, Given((*path,), body={}), {}))


@shares(0.08, 0.3)
@both
@pytest.mark.parametrize("name", CREATES, ids=".".join)
def test_cut_at_every_byte(name: Name, asynchronous: bool, share: Share) -> None:
    """The package's own fake server's answers; it counts executions. Looked at near the id's end always."""
    kit, unknown = package(name[0], "testing"), package(name[0]).OutcomeUnknown
    with (
        kit.FakeServer() as server,
        creating(name, server, asynchronous=asynchronous, max_retries=0) as create,
    ):
        whole = create()
        made = whole.value.id
        complete = whole.body.index(f'"{made}"'.encode()) + len(made) + 2
        assert complete < len(whole.body)
        for cut in sorted({*share.of(range(len(whole.body))), complete - 1, complete}):
            server.reset()
            server.fault(name[1], truncate=cut)
            error = create()
            assert isinstance(error, unknown), (cut, error)
            assert error.salvaged == (made if cut >= complete else None), cut
            assert server.requests[name[1]] == server.executions[name[1]] == 1, cut


@shares(0.1, 0.4)
@over_both
@both
@pytest.mark.parametrize("framing", ["length", "chunked", "gzip", "gzip chunked"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_and_framing(shape: str, framing: Framing, asynchronous: bool, library: Any, share: Share) -> None:
    """Cut at every byte after the head: of chunks and their sizes, of what is compressed."""
    name, value, token = SHAPES[shape]
    answer = framed(json.dumps(value).encode(), framing)
    unknown, made = package(name[0]).OutcomeUnknown, token.strip('",')
    known = set()
    with (
        Cutter(answer) as server,
        creating(name, server, asynchronous=asynchronous, library=library, max_retries=0) as create,
    ):
        cuts = range(answer.index(b"\r\n\r\n") + 4, len(answer))
        edge = next(cut for cut in cuts if token.encode() in readable(answer[:cut]))
        for cut in sorted({*share.of(cuts), edge - 1, edge}):
            server.cut, server.requests = cut, 0
            error = create()
            assert isinstance(error, unknown), (cut, error)
            assert error.salvaged == (made if token.encode() in readable(answer[:cut]) else None), cut
            assert server.requests == 1, cut
            known.add(error.salvaged)
    assert known == {made, None}


@over_both
@both
@pytest.mark.parametrize("spoilt", ["in the middle", "at the end", "from the start"])
def test_compression_that_is_damaged(spoilt: str, asynchronous: bool, library: Any) -> None:
    """What stands before the fault is read, also within one piece; so is plain text that calls itself gzip."""
    body = json.dumps({"id": "agt_1", "notes": [f"{number:x}" * 3 for number in range(0, 90_000, 17)]}).encode()
    answer = framed(body, "gzip")
    if spoilt == "in the middle":
        answer = answer[: len(answer) // 2] + bytes(9) + answer[len(answer) // 2 + 9 :]
    elif spoilt == "at the end":
        answer = answer[:-8] + bytes(8)
    else:
        answer = framed(body, headers=["content-encoding: gzip"])
    with Cutter(answer) as server, creating(AGENT, server, asynchronous=asynchronous, library=library) as create:
        error = create()
        assert (type(error).__name__, error.salvaged, server.requests) == ("OutcomeUnknown", "agt_1", 1)
        assert error.response.body.startswith(b'{"id": "agt_1", "notes": ["000"')


@both
@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "text/html"])
def test_an_answer_that_is_cut_and_says_it_is_whole(media_type: str, asynchronous: bool) -> None:
    """As a proxy sends it, which also may not know what it is."""
    answer = framed(b'{"id": "agt_1", "na').replace(b"application/json", media_type.encode())
    with Cutter(answer) as server, creating(AGENT, server, asynchronous=asynchronous) as create:
        error = create()
        assert (error.salvaged, error.maybe_executed, server.requests) == ("agt_1", True, 1)


MISFITS: dict[str, tuple[Name, Any, Callable[[Any], Any], Any]] = {
    "other fields of the wrong type": (AGENT, {"id": "a", "name": 5, "tools": {}}, lambda agent: agent.id, "a"),
    "other fields missing": (AGENT, {"id": "a"}, lambda agent: agent.id, "a"),
    "other fields unknown": (AGENT, {"id": "a", "x": [None]}, lambda agent: agent.id, "a"),
    "a number as id": (AGENT, {"id": 907}, lambda agent: agent.id, 907),
    "no envelope": (RUN, {"id": "r"}, lambda run: run.id, "r"),
    "an envelope that holds more": (RUN, {"run": {"id": "r"}, "more": 1}, lambda run: run.id, "r"),
    "a list": (AGENT, [{"id": "a"}], lambda agents: agents[0]["id"], "a"),
    "a list in the envelope": (RUN, {"run": [{"id": "r"}]}, lambda runs: runs[0]["id"], "r"),
    "the id alone": (AGENT, "a", lambda agent: agent, "a"),
}


@both
@pytest.mark.parametrize("strict", [False, True], ids=["lenient", "strict"])
@pytest.mark.parametrize("misfit", MISFITS)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_whole_answer_that_does_not_fit(misfit: str, strict: bool, asynchronous: bool) -> None:
    """The call succeeds with what there is; a strict client raises, and has the same on its error."""
    name, body, find, made = MISFITS[misfit]
    answer = framed(json.dumps(body).encode())
    with (
        Cutter(answer) as server,
        creating(name, server, asynchronous=asynchronous, strict=strict) as create,
    ):
        got = create()
        assert isinstance(got, package(name[0]).DriftError) is strict
        assert find(got.value) == made
        assert server.requests == 1
