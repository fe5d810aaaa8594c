"""Lists come whole, page by page, and never for ever."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from generator.runtime import ApiError, AsyncPage, DriftWarning, Operation, Page, UnexpectedResponse
from generator.runtime.protocol.request import Given
from tests.runtime.sample import CURSOR, LINK, OFFSET, PAGE, Handler, Time, answers, async_sample, sample

ITEMS = [{"id": number} for number in range(7)]


def listing(request: httpx.Request) -> httpx.Response:
    """Seven tasks, three to a page, in all four styles."""
    query = request.url.params
    begin = int(query.get("cursor", query.get("offset", (int(query.get("page", 1)) - 1) * 3)))
    end = begin + 3
    more = end < len(ITEMS)
    body: dict[str, Any] = {"data": ITEMS[begin:end]}
    if "offset" in query or "total" in query:
        body["total"] = len(ITEMS)
    if "link" in query:
        body["next"] = f"/v1/tasks?link=1&cursor={end}" if more else None
    elif "page" not in query:
        body |= {"next": str(end) if more else None, "more": more}
    return httpx.Response(200, json=body)


CASES = [
    (CURSOR, {"limit": 3}),
    (OFFSET, {"offset": 0, "limit": 3}),
    (PAGE, {"page": 1, "limit": 3}),
    (LINK, {"link": 1}),
]
styles = pytest.mark.parametrize(("operation", "query"), CASES, ids=["cursor", "offset", "page", "link"])


def listed(handler: Handler, operation: Operation[Any], **query: Any) -> Page[Any]:
    return sample(handler, time=Time())._page(operation, Given(query=query), {})


@styles
def test_all_items(operation: Operation[Any], query: dict[str, Any]) -> None:
    """Iterating fetches as it goes, and ends."""
    page = listed(listing, operation, **query)
    assert [task.id for task in page] == list(range(7))
    assert [len(page.items) for page in page.pages()] == [3, 3, 1]


@styles
def test_all_items_async(operation: Operation[Any], query: dict[str, Any]) -> None:
    """`async for` over what list() returned, or over the page it gives when awaited."""

    async def scenario() -> None:
        tasks = async_sample(listing)
        assert [task.id async for task in tasks._page(operation, Given(query=query), {})] == list(range(7))
        page: AsyncPage[Any] = await tasks._page(operation, Given(query=query), {})
        assert [task.id async for task in page] == list(range(7))
        assert len(page.items) == 3
        second = await page.next_page()
        assert second is not None
        assert second.items[0].id == 3
        assert [len(one.items) async for one in tasks._page(operation, Given(query=query), {}).pages()] == [3, 3, 1]

    asyncio.run(scenario())


def test_a_page_tells() -> None:
    """What is on it, whether there are more, how many in all."""
    page = listed(listing, OFFSET, offset=0, limit=3)
    assert (page.has_next, page.total, len(page.items)) == (True, 7, 3)
    assert repr(page) == "<Page of 3 items, has_next>"
    last = page.next_page().next_page()  # type: ignore[union-attr]
    assert last is not None
    assert not last.has_next
    assert last.next_page() is None


def test_pages_are_fetched_when_reached() -> None:
    """Not before."""
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url.query))
        return listing(request)

    items = iter(listed(handler, CURSOR))
    for _ in range(3):
        next(items)
    assert len(asked) == 1
    next(items)
    assert len(asked) == 2


def test_a_cursor_that_comes_again() -> None:
    """A server that leads in circles is not followed for ever."""
    with pytest.raises(UnexpectedResponse, match="in circles: 'again'"):
        list(listed(answers({"data": [{"id": 1}], "next": "again"}), CURSOR))


def test_an_error_on_the_way_keeps_the_cursor() -> None:
    """What was fetched was yielded; the error says where to go on."""
    page = {"data": [{"id": 1}], "next": "there"}
    tasks = iter(listed(answers(page, httpx.Response(400)), CURSOR))
    assert next(tasks).id == 1
    with pytest.raises(ApiError) as caught:
        next(tasks)
    assert caught.value.cursor == "there"


def test_a_link_to_another_host() -> None:
    """Is not followed: neither with the key nor without."""
    with pytest.raises(UnexpectedResponse, match=r"evil\.example\.net"):
        list(listed(answers({"data": [], "next": "https://evil.example.net/x"}), LINK))


def test_a_link_header() -> None:
    """RFC 8288, where the body names no next page."""
    assert CURSOR.paging is not None
    operation = CURSOR._replace(paging=CURSOR.paging._replace(style="link", next="", more=""))
    first = httpx.Response(
        200, json={"data": [{"id": 1}]}, headers={"link": '</v1/x?p=1>; rel="prev", </v1/x?p=2>; rel="next"'}
    )
    assert [task.id for task in listed(answers(first, {"data": [{"id": 2}]}), operation)] == [1, 2]


ODD_LISTS: list[tuple[Any, int, dict[str, str]]] = [
    ({}, 0, {"data": "missing_field"}),
    ({"data": None}, 0, {"data": "null"}),
    ({"data": []}, 0, {}),
    ({"data": {}}, 1, {"data": "wrong_type", "data[].id": "missing_field"}),
    ({"data": [None]}, 1, {"data[]": "null"}),
    ([], 0, {"data": "missing_field"}),
    (None, 0, {"data": "missing_field"}),
    ("x", 0, {"data": "missing_field"}),
    ({"data": [], "next": ""}, 0, {}),
    ({"data": [{"id": 1}], "next": ""}, 1, {}),
]
"""Bodies, how many items they give, and what the client reports of them."""


@pytest.mark.filterwarnings("ignore::generator.runtime.DriftWarning")
@pytest.mark.parametrize(("body", "items", "told"), ODD_LISTS)
def test_odd_lists_end(body: Any, items: int, told: dict[str, str]) -> None:
    """Whatever a 2xx holds: what can be read is given, one request is sent, and the misfit is reported."""
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=json.dumps(body)) if len(asked) < 5 else httpx.Response(400)

    tasks = sample(handler)
    assert len(list(tasks._page(CURSOR, Given(), {}))) == items
    assert len(asked) == 1
    assert {entry["where"]: entry["kind"] for entry in tasks._client.drift_report()} == told


def test_what_stands_beside_the_items_is_looked_at() -> None:
    """A total that is no number, a field nobody documented, an item that misfits: all with their places."""
    tasks = sample(answers({"data": [{"id": "x"}], "total": "many", "shiny": 1}))
    with pytest.warns(DriftWarning):
        page = tasks._page(CURSOR._replace(envelope="TaskPage"), Given(), {})
    assert page.items[0].id == "x"
    assert {entry["where"] for entry in tasks._client.drift_report()} == {"data[].id", "total", "shiny"}


def test_raw_pages() -> None:
    """with_raw_response gives the page as value."""
    from generator.runtime import RawResource

    response = RawResource(sample(listing)._client._session)._page(CURSOR, Given(query={"limit": 3}), {})
    assert response.status_code == 200
    assert len(response.value.items) == 3
