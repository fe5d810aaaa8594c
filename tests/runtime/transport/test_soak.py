"""What own connections hold and leave behind: each scene of `make soak`, for some seconds."""

from __future__ import annotations

import pytest

from tests.sweeps.soak.scenes import Scene, scenes
from tests.sweeps.soak.server import served

QUICK = {"threads at once", "event loops in turn", "clients dropped", "streams dropped half-read", "forks"}
"""Scenes that always run; the others come with the samples."""


@pytest.mark.parametrize(
    ("scene", "number"),
    [
        pytest.param(scene, few, id=what, marks=[] if what in QUICK else pytest.mark.sample)
        for what, (scene, _, few) in scenes().items()
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_nothing_is_held_or_left_behind(scene: Scene, number: int) -> None:
    """Memory, descriptors and threads stay; connections are no more than allowed, of one process, and freed."""
    with served() as server:
        assert scene(server, number) == []
