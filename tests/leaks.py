"""Looks for a secret wherever a person, a log or an error tracker could come upon it."""

from __future__ import annotations

import gc
import linecache
import logging
import os
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, FrameType, FunctionType, TracebackType
from typing import Any

import httpx

from tests.runtime.server import Seen

TESTS = str(Path(__file__).parent) + os.sep


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all that led to it."""
    seen: set[int] = set()
    todo = [error]
    while todo:
        current = todo.pop()
        if current is not None and id(current) not in seen:
            seen.add(id(current))
            yield current
            todo += [current.__cause__, current.__context__]


def frames(trace: TracebackType | None) -> Iterator[dict[str, Any]]:
    """Local variables of every frame of the code under test, as an error tracker would collect them."""
    while trace is not None:
        if _under_test(trace.tb_frame):
            yield trace.tb_frame.f_locals
        trace = trace.tb_next


def callers(frame: FrameType | None) -> Iterator[dict[str, Any]]:
    """Local variables of *frame* and of those that called it, up to what runs the tests, without the tests' own."""
    while frame is not None and not _runs_tests(frame):
        if _under_test(frame):
            yield frame.f_locals
        frame = frame.f_back


def _under_test(frame: FrameType) -> bool:
    return not frame.f_code.co_filename.startswith(TESTS) and not _runs_tests(frame)


def _runs_tests(frame: FrameType) -> bool:
    name = frame.f_code.co_filename
    return "/_pytest/" in name or "/pluggy/" in name


def shown(value: Any, depth: int = 3) -> Iterator[str]:
    """What can be seen of a value: its repr, and those of its attributes and items."""
    if value is linecache:
        return  # it remembers source texts, and the key stands in those of the tests
    yield repr(value)
    if depth == 0 or isinstance(value, (str, bytes, int, float, type(None), type)):
        return
    if isinstance(value, dict):
        inner = list(value.values())
    elif isinstance(value, (list, tuple, set)):
        inner = list(value)
    else:
        inner = list(getattr(value, "__dict__", {}).values())
        inner += [getattr(value, name, None) for name in getattr(type(value), "__slots__", ()) if isinstance(name, str)]
        if isinstance(value, httpx.Headers):
            inner.append(value.raw)  # httpx hides some headers from repr, not from those who ask
    for item in inner:
        yield from shown(item, depth - 1)


def told_by(error: BaseException) -> Iterator[str]:
    """All that an error and what led to it tell: messages, notes, attributes, tracebacks with their variables."""
    for one in chain(error):
        yield from (repr(one), str(one), *getattr(one, "__notes__", ()))
        yield "".join(traceback.TracebackException.from_exception(one, capture_locals=False).format())
        yield from shown(vars(one), 4)
        for variables in frames(one.__traceback__):
            for value in variables.values():
                yield from shown(value)


def logged(records: Iterable[logging.LogRecord]) -> Iterator[str]:
    """All of *records* that a formatter or a handler could use."""
    for record in records:
        yield record.getMessage()
        yield from shown(vars(record))


def found_in(secret: str, texts: Iterable[str]) -> list[str]:
    """Those of *texts* that hold *secret*, shortened."""
    return [text[:300] for text in texts if secret in text]


def holders(secret: str) -> list[str]:
    """What in this process holds *secret*, except code, frames, and what a server of the tests has seen."""
    gc.collect()
    known = []
    todo = [one for one in gc.get_objects() if not isinstance(one, FrameType | FunctionType | CodeType | Seen)]
    for one in todo:
        for inner in gc.get_referents(one):
            text = inner.decode("latin-1") if isinstance(inner, bytes | bytearray) else inner
            if isinstance(text, str) and secret in text:
                known.append(f"{type(one).__name__}: {text[:100]!r}")
            elif isinstance(inner, dict | tuple) and not gc.is_tracked(inner):
                todo.append(inner)
    return known
