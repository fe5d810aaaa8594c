"""Twelve degraded upstreams, by the commands that ask them: the promised status, one line, and nothing touched."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from generator.cli import main as cli
from generator.upstream import fetch
from tests.drift.edits import crm
from tests.drift.loop.conftest import Place, Upstream

BOMB = b"a: &a [x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (name, name, b", ".join([b"*%c" % (name - 1)] * 8)) for name in range(ord("b"), ord("m"))
)


def half() -> dict[str, Any]:
    document = copy.deepcopy(crm())
    document["paths"] = {path: item for path, item in document["paths"].items() if path == "/contacts"}
    return document


def invalid() -> dict[str, Any]:
    return {**crm(), "info": {}}


Change = Callable[[Upstream], object]
DEGRADED: dict[str, tuple[int, Change]] = {
    "500": (3, lambda up: vars_(up, status=500)),
    "timeout": (3, lambda up: vars_(up, before=lambda: time.sleep(2.0))),
    "304": (0, lambda up: vars_(up, status=304)),
    "html login page": (4, lambda up: vars_(up, body=b"<!DOCTYPE html><form>Sign in</form>", media="text/html")),
    "{}": (4, lambda up: vars_(up, body=b"{}")),
    "truncated json": (4, lambda up: vars_(up, body=json.dumps(crm()).encode()[:900])),
    "yaml bomb": (4, lambda up: vars_(up, body=BOMB)),
    "100 mb": (4, lambda up: vars_(up, body=b" " * 100_000_000)),
    "half the operations gone": (4, lambda up: vars_(up, document=half())),
    "redirect to another host": (4, lambda up: vars_(up, status=302, place="https://example.com/openapi.json")),
    "invalid openapi": (4, lambda up: vars_(up, document=invalid())),
    "wrong content type": (4, lambda up: vars_(up, document={**crm(), "x-new": 1}, media="text/html")),
}


def vars_(upstream: Upstream, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(upstream, name, value)


@pytest.mark.dealt(0.5)
@pytest.mark.parametrize("command", ["fetch", "drift", "update", "propose"])
@pytest.mark.parametrize("name", DEGRADED)
def test_a_degraded_upstream_touches_nothing(
    name: str, command: str, place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """3 where nothing is known, 4 where the answer is not taken, 0 where nothing changed; never "all is gone"."""
    status, degrade = DEGRADED[name]
    if name == "timeout":
        limits = fetch.FetchLimits(read=0.1, total=0.5, retry_delays=())
        monkeypatch.setattr(fetch, "get", lambda url, validators=None: ASK(url, validators=validators, limits=limits))
    if name == "304":  # means something to those who asked under a condition
        place.upstream.document = {**crm(), "x-new": 1}
        assert cli.run(["fetch"]) == 0
        place.git("commit", "--quiet", "--all", "-m", "Accepted")
        place.git("add", "specs")
        place.git("commit", "--quiet", "--allow-empty", "-m", "Accepted, and its lock")
        assert cli.run(["generate"]) == 0
        place.git("add", "--all")
        place.git("commit", "--quiet", "--allow-empty", "-m", "Generated")
        place.git("push", "--quiet", "origin", "main")
    degrade(place.upstream)
    before = (place.everything(), {path: path.read_bytes() for path in place.root.glob("specs/*/*")})
    capsys.readouterr()
    assert cli.run([command]) == status
    said = capsys.readouterr().err
    assert said.count("\n") == (1 if status else 0)
    assert "Traceback" not in said
    assert (place.everything(), {path: path.read_bytes() for path in place.root.glob("specs/*/*")}) == before


ASK = fetch.get
