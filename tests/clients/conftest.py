"""The three generated packages as if they were installed, no key and no setting of the machine's own in reach."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

for folder in sorted((Path(__file__).parents[2] / "generated").iterdir()):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

VARIABLES = ("KOMO_", "KAIRO_", "KOMOS_")


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment says nothing about the clients."""
    for name in list(os.environ):
        if name.startswith(VARIABLES):
            monkeypatch.delenv(name)


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which of a package's two clients is tested: both, one after the other."""
    name: str = request.param
    return name
