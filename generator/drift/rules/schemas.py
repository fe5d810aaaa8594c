"""The rules for schemas, in the order in which they are asked at each spot."""

from __future__ import annotations

from typing import Final

from ..diff.walk import Spot
from . import bounds, lifecycle, objects, structure, types, unions, values

_JUDGED: Final = frozenset({
    *bounds.KEYWORDS, *lifecycle.KEYWORDS, *objects.KEYWORDS, *structure.KEYWORDS, *types.KEYWORDS, *unions.KEYWORDS,
    *values.KEYWORDS, "$ref",
})  # fmt: skip


def judge(spot: Spot) -> None:
    """Enter all that differs at *spot*, but for what differs further down."""
    explained, moved = types.judge(spot) if spot.differs(*types.KEYWORDS, *unions.KEYWORDS) else (False, False)
    if not moved:
        for rules in (bounds, structure):
            if spot.differs(*rules.KEYWORDS):
                rules.judge(spot)
        if spot.differs(*unions.KEYWORDS):
            unions.judge(spot, explained=explained)
    if spot.differs(*values.KEYWORDS):
        values.judge(spot, moved=moved)
    if spot.differs(*objects.KEYWORDS):
        objects.judge(spot, moved=moved)
    if spot.differs(*lifecycle.KEYWORDS):
        lifecycle.judge(spot)
    if not spot.changed <= _JUDGED:
        spot.scene.note(spot.pair, *_JUDGED)
