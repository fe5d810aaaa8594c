"""What all tests of the runtime start from."""

from __future__ import annotations

import pytest

from generator.runtime import versions


@pytest.fixture(autouse=True)
def afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has not told anything yet."""
    monkeypatch.setattr(versions, "told", versions.OncePerProcess())
