"""No request of any method breaks the document, and no answer that the document allows is a surprise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from generator.runtime.util.typeguards import is_array
from tests.prism.cases import Case, awkward, cases, least
from tests.prism.server import Prism
from tests.prism.surface import Endpoint, Surface, surfaces
from tests.prism.typed import accepts, wire
from tests.prism.visits import VARIANTS, Connections, answered, call

CASES = tuple(cases())
ENDPOINTS = [endpoint for surface in surfaces() for endpoint in surface.endpoints]
EVERY = [pytest.param(case, id=case.name("raw")) for case in CASES]


@pytest.mark.parametrize(
    ("case", "variant"), [pytest.param(case, one, id=case.name(one)) for case in CASES for one in VARIANTS]
)
def test_both_sides_keep_the_document(case: Case, variant: str, prism: Prism, connections: Connections) -> None:
    """Prism objects to nothing, and the client gets what its annotation says, without drift."""
    visit = connections.visit(case, prism, variant)
    assert prism.violations() == []
    assert visit.drift == []
    assert accepts(visit.annotation, visit.value), f"{visit.value!r} is not {visit.annotation}"


@pytest.mark.parametrize("case", EVERY)
def test_status_is_a_success(case: Case, prism: Prism, connections: Connections) -> None:
    """The answer that decoded is not a redirect or a stray."""
    assert connections.visit(case, prism).response.status_code in dict(case.endpoint.answers("2"))


@pytest.mark.parametrize("case", EVERY)
def test_request_is_what_was_asked_for(case: Case, prism: Prism, connections: Connections) -> None:
    """Path, query and body under the document's names: of optional ones that are misspelt, Prism says nothing."""
    assert_sent_as_given(case, connections.visit(case, prism).request)


@pytest.mark.parametrize(
    "case", [pytest.param(awkward(one), id=f"{one.surface.name}-raw-{one.name}-awkward") for one in ENDPOINTS]
)
def test_awkward_text_arrives(case: Case, prism: Prism, connections: Connections) -> None:
    """Whatever has a meaning in URLs and JSON is quoted, and Prism finds the operation all the same."""
    assert_sent_as_given(case, connections.visit(case, prism).request)
    assert prism.violations() == []


def assert_sent_as_given(case: Case, request: httpx.Request) -> None:
    """*request* holds the values of *case*, each in its place, and of the body nothing else but a minted key."""
    operation = case.endpoint.operation
    given = [
        (one.place, one.wire, case.values[one.name]) for one in case.endpoint.entry.arguments if one.name in case.values
    ]
    query = {name: value for place, name, value in given if place == "query" and name not in operation.styles}
    body = {name: value for place, name, value in given if place == "body"}
    assert request.url.raw_path.partition(b"?")[0].decode() == case.endpoint.url(case.values)
    pairs = parse_qsl(request.url.query.decode(), keep_blank_values=True)
    assert _read(pair for pair in pairs if pair[0] not in operation.styles) == _read(_pairs(query))
    if "json" in operation.content:
        sent: Any = json.loads(request.content) if request.content else {}
        if minted := {operation.repeat.field} - {"", *body}:
            sent = {name: value for name, value in sent.items() if name not in minted}
        assert sent == body.get("", body)


def _pairs(query: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Lists repeat the name."""
    for name, value in query.items():
        yield from ((name, one) for one in (value if is_array(value) else [value]))


def _read(pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, object]]:
    """Parameters by what they mean: a moment can be written in several ways."""
    return [(name, _moment(value) or str(value)) for name, value in pairs]


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None


@pytest.mark.parametrize("case", EVERY)
def test_answer_survives_decoding(case: Case, prism: Prism, connections: Connections) -> None:
    """Encoding what was decoded gives the answer back."""
    visit = connections.visit(case, prism)
    assert wire(visit.value) == answered(visit, case)


@pytest.mark.parametrize(
    ("case", "scheme"),
    [
        pytest.param(least(one), scheme, id=f"{one.surface.name}-{scheme}-{one.name}")
        for one in ENDPOINTS
        for scheme in one.schemes
        if len(one.surface.schemes) > 1
    ],
)
def test_every_form_of_authentication(case: Case, scheme: str, prism: Prism, connections: Connections) -> None:
    """Each form that the document offers is accepted."""
    connections.visit(case, prism, auth=scheme)
    assert prism.violations() == []


@pytest.mark.parametrize("surface", [pytest.param(one, id=f"{one.name}-sync") for one in surfaces()])
def test_own_connections(surface: Surface, prism: Prism) -> None:
    """A client that is given no connections makes them."""
    case = least(surface.endpoints[0])
    with surface.client(asynchronous=False, base_url=prism.url) as client:
        call(case, case.endpoint.method(client))
    assert prism.violations() == []


@pytest.mark.parametrize("surface", [pytest.param(one, id=f"{one.name}-async") for one in surfaces()])
def test_own_async_connections(surface: Surface, prism: Prism, connections: Connections) -> None:
    """An async client that is given no connections makes them."""
    case = least(surface.endpoints[0])

    async def visit() -> None:
        async with surface.client(asynchronous=True, base_url=prism.url) as client:
            await call(case, case.endpoint.method(client))

    connections.run(visit())
    assert prism.violations() == []


PAGED = [
    pytest.param(case, variant, id=case.name(variant))
    for case in CASES
    for variant in ("sync", "async")
    if case.endpoint.entry.returns.startswith("Page[")
]


@pytest.mark.parametrize(("case", "variant"), PAGED)
def test_second_page_keeps_the_document(case: Case, variant: str, prism: Prism, connections: Connections) -> None:
    """What asks for the next page is a valid request; a mock whose cursor never changes is found out."""
    visit = connections.visit(case, prism, variant)
    following = visit.following
    if case.endpoint.operation.paging.style == "cursor" and following is not None:
        assert "leads in circles" in str(following)
    else:
        assert following is None or accepts(visit.annotation, following)
    assert prism.violations() == []


@pytest.mark.parametrize("surface", [pytest.param(one, id=one.name) for one in surfaces()])
def test_every_operation_is_called(surface: Surface) -> None:
    """The document's operations are the ones above, each of them once."""
    called = [endpoint.route for endpoint in surface.endpoints]
    assert sorted(called) == sorted(surface.routes)


@pytest.mark.parametrize("surface", [pytest.param(one, id=one.name) for one in surfaces()])
def test_every_operation_has_two_calls(surface: Surface) -> None:
    """At least: one with the required arguments, one with all of them."""
    kinds = {(case.endpoint.name, case.kind) for case in CASES if case.endpoint.surface is surface}
    assert {(one.name, kind) for one in surface.endpoints for kind in ("required", "all")} <= kinds


ANSWERS = [
    (endpoint, status, example)
    for endpoint in ENDPOINTS
    for status, examples in endpoint.answers("2")
    for example in examples or ("",)
]


@pytest.mark.parametrize(
    ("endpoint", "prefer"),
    [
        pytest.param(
            endpoint,
            f"code={status}" + f", example={example}" * bool(example),
            id=f"{endpoint.surface.name}-{status}-{endpoint.name}-{example or 'plain'}",
        )
        for endpoint, status, example in ANSWERS
    ],
)
def test_every_documented_answer_decodes(
    endpoint: Endpoint, prefer: str, prism: Prism, connections: Connections
) -> None:
    """Each status and each example of it, without drift."""
    visit = connections.visit(least(endpoint), prism, prefer=prefer)
    assert visit.drift == []
    assert accepts(visit.annotation, visit.value)


@pytest.mark.filterwarnings("ignore:.*unknown_field")
@pytest.mark.parametrize(
    "endpoint", [pytest.param(one, id=f"{one.surface.name}-dynamic-{one.name}") for one in ENDPOINTS]
)
def test_answer_made_up_from_its_schema_decodes(endpoint: Endpoint, prism: Prism, connections: Connections) -> None:
    """Prism's own invention, fields besides the document's included: nothing but these is drift, nothing is lost."""
    case = least(endpoint)
    visit = connections.visit(case, prism, prefer="dynamic=true")
    assert _kinds(visit.drift) <= {"unknown_field"}
    assert wire(visit.value) == answered(visit, case)


def _kinds(drift: list[dict[str, Any]]) -> set[str]:
    return {one["kind"] for one in drift}
