"""A caller's own client, whatever it does with a request: paid work is done once, and silence is no proof.

The ways are in `given/`. Each is tried over real sockets, or over a mock in their place, with httpx and httpx2, sync
and async.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
import vcr
from kairo_client import ApiError, ConnectionFailed, OutcomeUnknown

from tests.runtime.transport.given import adversaries, clients, libraries, mocks, transports  # noqa: F401 - they fill the table
from tests.runtime.transport.given.clients import hooked
from tests.runtime.transport.given.setting import WAYS, Ending, Scene, Setting

LEAKS = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
CASES = [
    pytest.param(name, library, mode, id=f"{name}, {library} {mode}", marks=[LEAKS] if one.leaks else [])
    for name, one in WAYS.items()
    for library in one.libraries
    for mode in one.modes
]
BOTH = [
    pytest.param(library, mode, id=f"{library} {mode}") for library in ("httpx", "httpx2") for mode in ("sync", "async")
]

every = pytest.mark.parametrize(("name", "library", "mode"), CASES)
both = pytest.mark.parametrize(("library", "mode"), BOTH)


class Verdict(NamedTuple):
    """What an error says of a paid call."""

    kind: type
    maybe_executed: bool
    attempts: int


UNKNOWN = Verdict(OutcomeUnknown, maybe_executed=True, attempts=1)
NOT_DELIVERED = Verdict(ConnectionFailed, maybe_executed=False, attempts=2)
"""Provably so, and therefore tried again."""

REFUSED: dict[bool | None, list[Verdict]] = {
    True: [NOT_DELIVERED],
    False: [UNKNOWN],
    None: [NOT_DELIVERED, UNKNOWN, UNKNOWN._replace(attempts=2)],
}


def verdict(error: Any, *, own: bool = False) -> Verdict:
    """What *error*, which a call raised, says; one of the caller's *own* code may have the verdict as its cause."""
    told = error.__cause__ if own and not isinstance(error, ApiError) else error
    assert isinstance(told, ApiError), repr(error)
    return Verdict(type(told), told.maybe_executed, len(told.attempts))


def tried(name: str, library: str, mode: str, scene: Scene, request: pytest.FixtureRequest) -> Ending:
    """What comes of one call over a client that sends in the way called *name*."""
    with Setting(library, mode, scene, request) as setting:
        return setting.call(WAYS[name].make(setting))


@every
def test_a_lost_answer(name: str, library: str, mode: str, request: pytest.FixtureRequest) -> None:
    """What was paid for is not sent again, and the caller is told that it may have been done."""
    ending = tried(name, library, mode, "lost", request)
    assert ending.executed == WAYS[name].lost
    assert verdict(ending.error, own=WAYS[name].own_error) == UNKNOWN


@every
def test_a_refused_connection(name: str, library: str, mode: str, request: pytest.FixtureRequest) -> None:
    """It is tried again where it is proved that nothing was sent; silence proves nothing."""
    ending = tried(name, library, mode, "refused", request)
    assert ending.executed == 0
    if WAYS[name].own_error and not isinstance(ending.error, ApiError) and ending.error.__cause__ is None:
        return  # as it was raised: there is nothing to add where nothing was sent
    assert verdict(ending.error, own=WAYS[name].own_error) in REFUSED[WAYS[name].provable]


@every
def test_an_answer(name: str, library: str, mode: str, request: pytest.FixtureRequest) -> None:
    """It arrives."""
    ending = tried(name, library, mode, "answered", request)
    assert ending.error is None
    assert (ending.value.id, ending.executed) == ("agent_1", WAYS[name].answered)


@pytest.mark.parametrize(
    ("name", "scene"),
    [
        ("repeats", "lost and gone"),
        ("fails over", "lost and gone"),
        ("fails over to a dead standby", "lost"),
        ("subclass sends again", "lost and gone"),
        ("httpx retries of post", "lost and gone"),
        ("auth flow sends twice", "answered and gone"),
        ("subclass sends twice", "answered and gone"),
    ],
)
@pytest.mark.parametrize("mode", ["sync", "async"])
def test_sent_and_then_refused(name: str, scene: Scene, mode: str, request: pytest.FixtureRequest) -> None:
    """A refusal proves nothing about what the same attempt sent before."""
    ending = tried(name, "httpx", mode, scene, request)
    assert ending.executed == 1
    assert verdict(ending.error) == UNKNOWN


class HookError(Exception):
    """What a caller's own code raises."""


@both
@pytest.mark.parametrize("event", ["request", "response"])
def test_a_hook_with_an_error_of_its_own(event: str, library: str, mode: str, request: pytest.FixtureRequest) -> None:
    """It is seen once and by the caller, together with what it leaves open."""
    ran = []

    def hook(_: Any) -> None:
        ran.append(event)
        raise HookError

    with Setting(library, mode, "answered", request) as setting:
        ending = setting.call(hooked(setting, event, hook))
    assert (ran, ending.executed) == ([event], int(event == "response"))
    assert verdict(ending.error, own=True) == UNKNOWN
    assert HookError in {type(ending.error), type(ending.error.__cause__)}


@both
def test_a_recorded_answer(library: str, mode: str, request: pytest.FixtureRequest) -> None:
    """vcrpy plays it, and nothing is sent."""
    recorder = vcr.VCR(record_mode="once", match_on=["method"])
    cassette = str(request.getfixturevalue("tmp_path") / "cassette.yaml")
    for scene, executed in (("answered", 1), ("refused", 0)):
        with Setting(library, mode, scene, request) as setting, recorder.use_cassette(cassette):
            ending = setting.call(setting.client())
        assert (ending.value.id, ending.executed) == ("agent_1", executed)


@both
def test_nothing_recorded(library: str, mode: str, request: pytest.FixtureRequest) -> None:
    """vcrpy's own error is the caller's to see, once."""
    cassette = str(request.getfixturevalue("tmp_path") / "cassette.yaml")
    with Setting(library, mode, "answered", request) as setting, vcr.VCR(record_mode="none").use_cassette(cassette):
        ending = setting.call(setting.client())
    assert ending.executed == 0
    assert verdict(ending.error, own=True) == UNKNOWN
