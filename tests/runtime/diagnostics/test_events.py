"""Observers of calls: what they raise is told once, and the call goes on."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from generator.runtime import AsyncResource, DriftWarning, Event, OutcomeUnknown, Resource
from generator.runtime.diagnostics import events
from generator.runtime.diagnostics.events import Emitter
from tests.runtime.sample import CREATE, KEY, RETRIEVE, RUN, Time, answers, async_sample, call, sample

LOG = logging.getLogger("sample_client")
ODD = {"run": {"id": "run_1", "status": "PAUSED"}}
both = pytest.mark.parametrize("make", [sample, async_sample])
Make = Callable[..., Resource | AsyncResource]


class Fault(Exception):
    """An observer's own."""


class Unprintable(Exception):
    """Whose text raises too."""

    def __str__(self) -> str:
        raise Fault("no text")


def failing(fault: BaseException) -> Callable[..., Any]:
    def fail(*_: object) -> Any:
        raise fault

    return fail


@contextmanager
def logged(handler: logging.Handler) -> Iterator[None]:
    """The package's log at its finest, to *handler* too."""
    before = LOG.level
    LOG.addHandler(handler)
    LOG.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        LOG.removeHandler(handler)
        LOG.setLevel(before)


def warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Warnings of the package's logger."""
    return [one.getMessage() for one in caplog.records if (one.name, one.levelname) == ("sample_client", "WARNING")]


@both
@pytest.mark.parametrize("fault", [Fault("my own"), Unprintable(), RecursionError("deep"), TimeoutError("mine")])
def test_a_handler_that_raises_is_told_once(make: Make, fault: Exception, caplog: pytest.LogCaptureFixture) -> None:
    """Although it raises at every event of both calls; the calls are answered."""
    resource = make(answers(httpx.Response(429), RUN), time=Time(), on_event=failing(fault))
    assert call(resource, CREATE).id == "run_1"
    assert call(resource, CREATE).id == "run_1"
    (told,) = warned(caplog)
    assert told.startswith(f"on_event failed, and the call goes on: {type(fault).__qualname__}")
    assert caplog.records[0].exc_info


def test_each_kind_of_fault_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """Two types of exceptions are two warnings."""
    faults = [Fault("a"), Fault("b"), ValueError("c")]

    def handler(_: Event) -> None:
        raise faults.pop(0)

    resource = sample(answers(RUN), on_event=handler)
    for _ in range(3):
        call(resource, RETRIEVE, "x")
    assert [told.partition(": ")[2] for told in warned(caplog)] == ["Fault: a", "ValueError: c"]


@both
@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_interruptions_of_a_handler_pass_through(make: Make, interruption: type[BaseException]) -> None:
    """And say that the paid call was executed: its answer is lost to them, and its id is not."""
    resource = make(answers(RUN), on_event=failing(interruption()))
    with pytest.raises(interruption) as caught:
        call(resource, CREATE)
    unknown = caught.value.__cause__
    assert isinstance(unknown, OutcomeUnknown)
    assert (unknown.maybe_executed, unknown.salvaged) == (True, "run_1")


class Raising(logging.Handler):
    """A log handler that does not catch its own faults."""

    emit = failing(Fault("disk full"))


def raising_filter() -> logging.Handler:
    handler = logging.NullHandler()
    handler.setLevel(logging.DEBUG)
    handler.handle = failing(Fault("bad filter"))  # type: ignore[method-assign]  (a filter is asked in there)
    return handler


@both
@pytest.mark.parametrize("handler", [Raising, raising_filter])
def test_a_log_handler_that_raises_is_told_on_standard_error(
    make: Make, handler: Callable[[], logging.Handler], capsys: pytest.CaptureFixture[str]
) -> None:
    """Once, for the log cannot be told."""
    resource = make(answers(httpx.Response(429), RUN), time=Time())
    with logged(handler()):
        assert call(resource, CREATE).id == "run_1"
    shown = capsys.readouterr().err
    assert shown.count("a log handler failed, and the call goes on: Fault: ") == 1
    assert KEY not in shown


@both
def test_a_filter_of_the_logger_that_raises_is_told(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error too."""
    LOG.addFilter(fail := failing(Fault("bad filter")))
    try:
        with logged(logging.NullHandler()):
            assert call(make(answers(RUN)), CREATE).id == "run_1"
    finally:
        LOG.removeFilter(fail)
    assert "a log handler failed, and the call goes on: Fault: bad filter" in capsys.readouterr().err


def test_a_logger_that_raises_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One whose methods were replaced."""
    for name in ("isEnabledFor", "warning", "log"):
        monkeypatch.setattr(LOG, name, failing(Fault(name)))
    assert call(sample(answers(RUN)), CREATE).id == "run_1"
    assert "the logger failed, and the call goes on: Fault: isEnabledFor" in capsys.readouterr().err


def test_nothing_is_left_to_tell_it_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Log and standard error fail both: the call is answered."""
    monkeypatch.setattr(logging, "lastResort", Raising())
    with logged(Raising()):
        assert call(sample(answers(RUN)), CREATE).id == "run_1"
    monkeypatch.setattr(logging, "lastResort", None)
    with logged(Raising()):
        assert call(sample(answers(RUN)), CREATE).id == "run_1"


@both
def test_a_log_handler_that_is_interrupted_passes_it_on(make: Make) -> None:
    """KeyboardInterrupt is no fault of the handler."""
    handler = Raising()
    handler.emit = failing(KeyboardInterrupt())  # type: ignore[method-assign]
    with logged(handler), pytest.raises(KeyboardInterrupt):
        call(make(answers(RUN)), CREATE)


@both
def test_a_warning_that_cannot_be_shown_costs_no_answer(
    make: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """`warnings.showwarning` may be anybody's, as `logging.captureWarnings` replaces it."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        monkeypatch.setattr(warnings, "showwarning", failing(Fault("no window")))
        assert call(make(answers(ODD)), CREATE).status == "PAUSED"
    assert "the warning could not be shown" in caplog.text


@both
def test_a_drift_warning_that_a_filter_raises_stays_one(make: Make) -> None:
    """With the answer in it, and without a word of an unknown outcome."""
    with pytest.raises(DriftWarning) as caught:
        call(make(answers(ODD)), CREATE)
    assert caught.value.value.id == "run_1"
    assert caught.value.__cause__ is None


def test_threads_that_race_tell_a_fault_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is first."""
    told: list[str] = []
    monkeypatch.setattr(events, "warn_in_log", lambda _, text, __: told.append(text))
    emitter = Emitter("sample_client")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: emitter.guarded("it", failing(Fault("x"))), range(200)))
    assert told == ["it failed, and the call goes on: Fault: x"]
