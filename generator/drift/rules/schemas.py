"""The rules for schemas, in the order in which they are asked at each spot."""

from __future__ import annotations

from typing import Final

from ..diff.schema_walk import Spot
from . import allowed_values, applicators, bounds, composition, lifecycle, properties, types

_JUDGED: Final = frozenset({
    *bounds.KEYWORDS, *lifecycle.KEYWORDS, *properties.KEYWORDS, *applicators.KEYWORDS, *types.KEYWORDS, *composition.KEYWORDS,
    *allowed_values.KEYWORDS, "$ref",
})  # fmt: skip


def judge(spot: Spot) -> None:
    """Enter all that differs at *spot*, but for what differs further down."""
    explained, moved = types.judge(spot) if spot.differs(*types.KEYWORDS, *composition.KEYWORDS) else (False, False)
    if not moved:
        for rules in (bounds, applicators):
            if spot.differs(*rules.KEYWORDS):
                rules.judge(spot)
        if spot.differs(*composition.KEYWORDS):
            composition.judge(spot, explained=explained)
    if spot.differs(*allowed_values.KEYWORDS):
        allowed_values.judge(spot, moved=moved)
    if spot.differs(*properties.KEYWORDS):
        properties.judge(spot, moved=moved)
    if spot.differs(*lifecycle.KEYWORDS):
        lifecycle.judge(spot)
    if not spot.changed <= _JUDGED:
        spot.scene.note(spot.pair, *_JUDGED)
