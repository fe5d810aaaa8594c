"""All rules for schemas, in the order in which they are applied to a pair of schemas."""

from __future__ import annotations

from typing import Final

from ..diff.schema_walk import SchemaDiff
from . import allowed_values, applicators, bounds, composition, lifecycle, properties, types

_CHECKED: Final = frozenset({
    *allowed_values.KEYWORDS, *applicators.KEYWORDS, *bounds.KEYWORDS, *composition.KEYWORDS, *lifecycle.KEYWORDS,
    *properties.KEYWORDS, *types.KEYWORDS, "$ref",
})  # fmt: skip


def check(diff: SchemaDiff) -> None:
    """Add the changes of *diff* itself, without those of the schemas below it."""
    type_keywords = (*types.KEYWORDS, *composition.KEYWORDS)
    covered_by_type, moved_to_subschema = types.check(diff) if diff.differs(*type_keywords) else (False, False)
    if not moved_to_subschema:
        for rules in (bounds, applicators):
            if diff.differs(*rules.KEYWORDS):
                rules.check(diff)
        if diff.differs(*composition.KEYWORDS):
            composition.check(diff, covered_by_type=covered_by_type)
    if diff.differs(*allowed_values.KEYWORDS):
        allowed_values.check(diff, moved_to_subschema=moved_to_subschema)
    if diff.differs(*properties.KEYWORDS):
        properties.check(diff, moved_to_subschema=moved_to_subschema)
    if diff.differs(*lifecycle.KEYWORDS):
        lifecycle.check(diff)
    if not diff.changed <= _CHECKED:
        diff.context.add_unhandled(diff.pair, *_CHECKED)
