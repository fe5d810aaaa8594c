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
    ({"data": [None]}, 1, {"data[]": "null"}),
    ([], 0, {"data": "missing_field"}),
    (None, 0, {"data": "missing_field"}),
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


UNSOUND: list[tuple[Operation[Any], dict[str, Any], dict[str, Any], str]] = [
    (CURSOR, {}, {"next": {"a": 1}}, "the next cursor cannot be sent: it is an object"),
    (CURSOR, {}, {"next": ["a"]}, "the next cursor cannot be sent: it is an array"),
    (CURSOR, {}, {"next": True}, "the next cursor cannot be sent: it is true"),
    (CURSOR, {}, {"next": float("inf")}, "the next cursor cannot be sent: it is a number"),
    (CURSOR, {}, {"next": "\ud83d"}, "the next cursor cannot be sent: it is text"),
    (CURSOR, {}, {"next": "x" * 20_000}, "the next cursor cannot be sent: it is text"),
    (CURSOR, {}, {"next": None, "more": True}, "more is true, and no next page is named"),
    (CURSOR, {}, {"next": "", "more": True}, "more is true"),
    (CURSOR, {}, {"more": True}, "more is true"),
    (CURSOR, {}, {"data": "x", "next": "y"}, "data is text, where a list was expected"),
    (CURSOR, {}, {"data": {"id": 1}}, "data is an object, where a list was expected"),
    (LINK, {}, {"next": 5}, "link cannot be followed: it is a number"),
    (LINK, {}, {"next": {"href": "/x"}}, "link cannot be followed: it is an object"),
    (LINK, {}, {"next": ["/x"]}, "link cannot be followed: it is an array"),
    (LINK, {}, {"next": "http://[::1"}, r"cannot be followed: 'http://\[::1'"),
    (LINK, {}, {"next": "javascript:alert(1)"}, "cannot be followed: 'javascript"),
    (LINK, {}, {"next": "/a\nb"}, "cannot be followed"),
    (LINK, {}, {"next": "/\ud83d"}, "cannot be followed"),
    (LINK, {}, {"next": "https://u:secret@api.example.com/x"}, "link has credentials in it"),
    (LINK, {}, {"next": "http://api.example.com/v1/tasks?p=2"}, "is at http://api.example.com, not https://"),
    (LINK, {}, {"next": "//evil.example.net/x"}, "is at https://evil.example.net, not https://"),
    (LINK, {}, {"next": "/v1/tasks"}, "leads in circles"),
    (OFFSET, {}, {"data": [], "total": 9}, "0 items of 9 came"),
    (OFFSET, {"offset": 4}, {"data": [], "total": 9}, "4 items of 9 came"),
]
"""Operation, parameters, a page (with one item, unless it says otherwise), and why it is not known to be the last."""


@pytest.mark.filterwarnings("ignore::generator.runtime.DriftWarning")
@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize(("operation", "query", "body", "why"), UNSOUND)
def test_a_list_that_breaks_off(
    operation: Operation[Any], query: dict[str, Any], body: dict[str, Any], why: str, asynchronous: bool
) -> None:
    """Its page is there, whole; who asks for the next one is told which page does not lead to it, each time."""
    document = {"data": [{"id": 1}], **body}
    items: list[Any] = []

    def handler(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=json.dumps(document))

    async def read_async() -> None:
        async for item in async_sample(handler)._page(operation, Given(query=query), {}):
            items.append(item)  # noqa: PERF401 - also those before the error

    def read() -> None:
        for item in listed(handler, operation, **query):
            items.append(item)  # noqa: PERF402 - also those before the error

    with pytest.raises(UnexpectedResponse, match=f"the list breaks off after page 1, with . items: .*{why}") as caught:
        asyncio.run(read_async()) if asynchronous else read()
    assert len(items) == (1 if document["data"] else 0)
    assert caught.value.response is not None
    assert "secret" not in str(caught.value)
    page = listed(handler, operation, **query)
    assert page.has_next
    for _ in range(2):
        with pytest.raises(UnexpectedResponse):
            page.next_page()
        with pytest.raises(UnexpectedResponse):
            _ = page.cursor


ENDS: list[tuple[Operation[Any], dict[str, Any], dict[str, Any]]] = [
    (CURSOR, {}, {"next": False}),
    (CURSOR, {}, {"next": "there", "more": False}),
    (LINK, {}, {"next": None}),
    (LINK, {}, {"next": ""}),
    (OFFSET, {}, {"total": 1}),
    (OFFSET, {"offset": 9}, {"total": 10}),
    (OFFSET, {"offset": 99}, {"data": [], "total": 10}),
    (OFFSET, {"limit": 0}, {"data": [], "total": 10}),
    (OFFSET, {"limit": 3}, {"total": -5}),
    (OFFSET, {"limit": 3}, {"total": "many"}),
    (OFFSET, {"limit": 3}, {"total": 0}),
    (PAGE, {"page": 3}, {"data": []}),
]


@pytest.mark.filterwarnings("ignore::generator.runtime.DriftWarning")
@pytest.mark.parametrize(("operation", "query", "body"), ENDS)
def test_a_list_that_ends(operation: Operation[Any], query: dict[str, Any], body: dict[str, Any]) -> None:
    """The server says so, or its total is no total and the page is not full."""
    page = listed(answers({"data": [{"id": 1}], **body}), operation, **query)
    assert not page.has_next
    assert page.cursor is None
    assert page.next_page() is None


def asked_for(pages: list[dict[str, Any]], operation: Operation[Any], **query: Any) -> list[str]:
    """The queries of the requests that reading a list of these *pages* makes."""
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.query.decode())
        return httpx.Response(200, json=pages[len(seen) - 1])

    list(listed(handler, operation, **query))
    return seen


def test_a_cursor_that_is_a_number() -> None:
    """Is sent as it is, also 0."""
    pages = [{"data": [{"id": 1}], "next": 0}, {"data": [{"id": 2}], "next": 7}, {"data": [], "next": None}]
    assert asked_for(pages, CURSOR) == ["", "cursor=0", "cursor=7"]


def test_a_list_that_says_that_it_goes_on() -> None:
    """Is read on, although the page is not full."""
    operation = PAGE._replace(paging=PAGE.paging._replace(more="more"))  # type: ignore[union-attr]
    pages = [{"data": [{"id": 1}], "more": True}, {"data": [{"id": 2}], "more": False}]
    assert asked_for(pages, operation, limit=5) == ["limit=5", "limit=5&page=2"]


def test_a_total_of_less_than_what_came() -> None:
    """Is none: the list is read until a page is not full."""
    pages = [{"data": [{"id": 1}, {"id": 2}], "total": 1}, {"data": [{"id": 3}], "total": 1}]
    assert asked_for(pages, OFFSET, limit=2) == ["limit=2", "limit=2&offset=2"]


def test_a_server_that_ignores_the_offset() -> None:
    """Is noticed at the second page."""
    with pytest.raises(UnexpectedResponse, match="after page 2, with 4 items: it is the same as the page before"):
        list(listed(answers({"data": [{"id": 1}, {"id": 2}]}), OFFSET, limit=2))


def test_pages_without_items() -> None:
    """Are not fetched for ever, although each has a cursor of its own."""
    asked: list[int] = []

    def handler(_request: httpx.Request) -> httpx.Response:
        asked.append(1)
        return httpx.Response(200, json={"data": [], "next": len(asked)})

    with pytest.raises(UnexpectedResponse, match="the last 1000 pages have no items"):
        list(listed(handler, CURSOR))
    assert len(asked) == 1000


@pytest.mark.parametrize("header", ["%%%", '</v1/x?p=2; rel="next"', 'https://api.example.com/v1/x; rel="next"'])
def test_a_link_header_that_cannot_be_read(header: str) -> None:
    """May have led to another page."""
    assert CURSOR.paging is not None
    operation = CURSOR._replace(paging=CURSOR.paging._replace(style="link", next="", more=""))
    page = listed(answers(httpx.Response(200, json={"data": []}, headers={"link": header})), operation)
    with pytest.raises(UnexpectedResponse, match="the Link header cannot be read"):
        page.next_page()


def test_a_link_is_followed_as_the_server_wrote_it() -> None:
    """Relative, with braces, spaces and a fragment: none of it is taken for a template."""
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path.decode())
        link = "tasks?filter={a b}&page[number]=2#top" if len(seen) == 1 else None
        return httpx.Response(200, json={"data": [], "next": link})

    list(listed(handler, LINK))
    assert seen == ["/v1/tasks", "/v1/tasks?filter=%7Ba%20b%7D&page[number]=2"]
