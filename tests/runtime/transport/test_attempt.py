"""Which exceptions are those of a transport, and which belong to somebody else."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.transport.attempt import error_of

FAIL = "def fail(): raise KeyError(7)"


def raised_in(module: str) -> Exception:
    """A KeyError that a line of *module* raised."""
    names: dict[str, Any] = {"__name__": module}
    exec(FAIL, names)
    try:
        names["fail"]()
    except KeyError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize("module", ["httpcore._sync.http2", "h2.connection", "httpx._client"])
def test_a_fault_of_a_package_that_sends_ends_the_attempt(module: str) -> None:
    """Threads over one HTTP/2 connection of httpcore's meet a KeyError: the work may be done."""
    error = error_of(raised_in(module), given=True)
    assert (type(error), error.__traceback__) == (KeyError, None)


@pytest.mark.parametrize(("module", "clean"), [("tests.fakes", True), ("httpx._content", False)])
def test_a_fault_of_somebody_else_is_raised(module: str, clean: bool) -> None:
    """A caller's hook, or an in-process transport that made an answer which httpx refuses."""
    with pytest.raises(KeyError):
        error_of(raised_in(module), clean=clean, given=True)
