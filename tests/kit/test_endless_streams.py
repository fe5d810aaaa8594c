"""Streams whose items never end: given up at the bound, with the items before; the loop goes on, the deadline holds."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from types import ModuleType
from typing import Any

import pytest

from tests.kit.built import built
from tests.kit.test_case_rows import DOCUMENT, EVENTS, GOOD, LINES, WAYS, items
from tests.runtime.server import endless
from tests.yardstick import ends_within

every = pytest.mark.parametrize("way", WAYS)
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nX-Request-Id: req_7\r\n\r\n"
SCENES = {
    "an endless data line": ("chat", EVENTS, GOOD + b"data: ", b"x" * 65536),
    "an event of endless lines": ("chat", EVENTS, GOOD, (b"data: " + b"x" * 1000 + b"\n") * 64),
    "an endless line of JSON": ("line", LINES, b'{"text": "a"}\n"', b"x" * 65536),
    "an endless comment": ("chat", EVENTS, GOOD + b": ", b"x" * 65536),
}
KEEPING = {
    "endless empty lines": ("chat", EVENTS, GOOD, b"\n" * 65536),
    "endless comments": ("chat", EVENTS, GOOD, b":\n" * 32768),
    "endless blank lines": ("line", LINES, b'{"text": "a"}\n', b"\n" * 65536),
}


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The package of the document of the case rows."""
    with built(tmp_path_factory.mktemp("endless"), DOCUMENT, "endless_made") as made:
        yield made


@pytest.fixture(scope="module")
def alone(module: ModuleType) -> Iterator[Executor]:
    """A process of its own: what threads of other tests still hold is not counted."""
    with ProcessPoolExecutor(1, get_context("spawn")) as made:
        yield made


def _given_up(package: str, way: str, scene: str) -> tuple[list[str], str | None, bool, int, int]:
    """The items, what the error says, the size of its beginning, and the memory that was held at once."""
    module = import_module(package)
    name, kind, after, piece = SCENES[scene]
    found: list[Any] = []
    with endless(HEAD.format(kind).encode(), piece, after=after) as url:
        tracemalloc.start()
        try:
            with pytest.raises(module.ResponseTooLarge) as caught:
                items(module, way, url, name, found, deadline=60)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    error = caught.value
    return [one.text for one in found], error.request_id, error.maybe_executed, len(error.partial), peak


@every
@pytest.mark.parametrize("scene", SCENES)
def test_an_item_without_an_end(module: ModuleType, alone: Executor, way: str, scene: str) -> None:
    """The error has its beginning and the request's id; memory holds no more than the item a few times over."""
    texts, request_id, maybe_executed, size, peak = alone.submit(_given_up, module.__name__, way, scene).result(100)
    assert texts == ["a"]
    assert (request_id, maybe_executed) == ("req_7", True)
    assert 1 << 20 < size <= 16 << 20
    assert peak < (64 + 64) << 20


@every
def test_the_bound_of_an_item_is_the_caller_s(module: ModuleType, way: str) -> None:
    """One that is smaller than ours."""
    name, kind, after, piece = SCENES["an endless data line"]
    with (
        endless(HEAD.format(kind).encode(), piece, after=after) as url,
        pytest.raises(module.ResponseTooLarge) as caught,
    ):
        items(module, way, url, name, [], max_response_bytes=1000)
    assert len(caught.value.partial) <= 1000


@every
@pytest.mark.parametrize("scene", KEEPING)
def test_nothing_for_ever(module: ModuleType, way: str, scene: str) -> None:
    """Bytes that are no item end with the deadline."""
    name, kind, after, piece = KEEPING[scene]
    found: list[Any] = []
    with (
        endless(HEAD.format(kind).encode(), piece, after=after) as url,
        ends_within(1.0, 0.15),
        pytest.raises(module.DeadlineExceeded),
    ):
        items(module, way, url, name, found, deadline=1.0)
    assert [one.text for one in found] == ["a"]
