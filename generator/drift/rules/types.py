"""Rules for type, format and nullability, and for unions that only list types."""

from __future__ import annotations

from typing import Final

from ...documents.json_values import listing
from ..change import Effect, set_effect
from ..diff.context import ANNOTATIONS
from ..diff.document_pair import Json, NodePair
from ..diff.inclusion import WIDER_FORMATS, set_relation
from ..diff.schema_walk import SchemaDiff, node_at
from .composition import wrapped_properties
from .schema_changes import add_change, id_prefix, is_excluded, quoted_list

KEYWORDS: Final = ("type", "format", "nullable")
_WIDER: Final = {**WIDER_FORMATS, ("string", "date"): {"date-time"}, ("string", "time"): {"date-time"}}
"""Type and format → the formats that oasdiff regards as wider; as sets, dates are not date-times."""


def type_names(schema: Json) -> list[str]:
    """The types that *schema* declares."""
    declared = schema.get("type")
    return [declared] if isinstance(declared, str) else [name for name in listing(declared) if isinstance(name, str)]


def check(diff: SchemaDiff) -> tuple[bool, bool]:
    """Add the changes of types; whether they cover those of anyOf and oneOf, and whether all else moved into a oneOf.

    The second is the case where a schema X became `oneOf: [null, X]`, or the reverse.
    """
    null_wrapped = _is_null_wrapped(diff)
    lists = _listed_types(diff)
    _check_nullable(diff, null_wrapped)
    if lists is not None and not null_wrapped:
        _check_listed_types(diff, *lists)
    elif lists is None and not null_wrapped and not wrapped_properties(diff):
        _check_type(diff)
    return lists is not None, null_wrapped


def _accepts_null(schema: Json) -> bool:
    return schema.get("nullable") is True or "null" in type_names(schema)


def _is_null_wrapped(diff: SchemaDiff) -> bool:
    """Whether a schema X became `oneOf: [null, X]`, or the reverse."""
    return _is_null_wrapper(diff, "new", diff.old) or _is_null_wrapper(diff, "old", diff.new)


def _is_null_wrapper(diff: SchemaDiff, side: str, inside: Json) -> bool:
    """Whether the schema on *side* is a `oneOf` of null and *inside*, the schema on the other side."""
    outside = diff.new if side == "new" else diff.old
    alternatives = listing(outside.get("oneOf"))
    if (
        len(alternatives) != 2
        or _accepts_null(inside)
        or any(key in inside for key in ("oneOf", "anyOf", "allOf", "not"))
    ):
        return False
    if any(key not in ANNOTATIONS and key not in ("oneOf", "default") and not key.startswith("x-") for key in outside):
        return False
    nodes = [node_at(diff, side, "oneOf", i) for i in (0, 1)]
    nulls = [i for i in (0, 1) if type_names(nodes[i].value) == ["null"]]
    if len(nulls) != 1:
        return False
    inner = nodes[1 - nulls[0]]
    pair = NodePair(diff.pair.old, inner) if side == "new" else NodePair(inner, diff.pair.new)
    return set_relation(pair, diff.context.documents) == "same"


def _check_nullable(diff: SchemaDiff, null_wrapped: bool) -> None:
    old, new = type_names(diff.old), type_names(diff.new)
    before, after = diff.old.get("nullable") is True, diff.new.get("nullable") is True
    became: bool | None = None
    if before != after:
        became = after
    elif new and "null" in old and "null" not in new:
        became = False
    elif old and "null" in new and "null" not in old:
        became = True
    elif null_wrapped:
        became = "oneOf" in diff.new
    if became is None:
        return
    key = "nullable" if before != after else "type"
    event, phrase = (
        ("became-nullable", "may now be null") if became else ("became-not-nullable", "may no longer be null")
    )
    add_change(diff, event, diff.relation or set_effect(grows=became), phrase, key=key, before=not became, after=became)


def _listed_types(diff: SchemaDiff) -> tuple[list[str], list[str]] | None:
    """The types added and removed, where one side or both are a union that only lists types."""
    old, new = _plain_types(diff, "old"), _plain_types(diff, "new")
    if old is None or new is None or not (old[1] or new[1]):
        return None
    added, removed = [t for t in new[0] if t not in old[0]], [t for t in old[0] if t not in new[0]]
    return (added, removed) if added or removed else None


def _plain_types(diff: SchemaDiff, side: str) -> tuple[list[str], bool] | None:
    """The types of a schema that only lists types, and whether it lists them by a union; None for other schemas."""
    schema = diff.old if side == "old" else diff.new
    if any(schema.get(key) for key in ("not", "allOf", "properties")):
        return None
    if declared := type_names(schema):
        return declared[:1], False
    for keyword in ("oneOf", "anyOf"):
        alternatives = [node_at(diff, side, keyword, i).value for i in range(len(listing(schema.get(keyword))))]
        if alternatives and all(_is_plain_type(one) for one in alternatives):
            return list(dict.fromkeys(type_names(one)[0] for one in alternatives)), True
    return None


def _is_plain_type(schema: Json) -> bool:
    return len(type_names(schema)) == 1 and not any(
        schema.get(key) for key in ("properties", "oneOf", "anyOf", "allOf")
    )


def _check_listed_types(diff: SchemaDiff, added: list[str], removed: list[str]) -> None:
    narrowed = bool(removed) if diff.context.direction == "request" else not added
    both = (added and removed) or _has_constraints(diff)
    default: Effect = "incomparable" if both else "widens" if added else "narrows"
    event = "narrowed" if narrowed else "widened"
    phrase = f"may no longer be {quoted_list(removed)}" if narrowed else f"may now also be {quoted_list(added)}"
    effect = diff.relation or default
    add_change(diff, f"list-of-types-{event}", effect, phrase, before=removed or None, after=added or None)


def _has_constraints(diff: SchemaDiff) -> bool:
    """Whether either side constrains the listed types further; those constraints may differ too."""
    alternatives = [
        node_at(diff, side, keyword, i).value
        for side, schema in (("old", diff.old), ("new", diff.new))
        for keyword in ("oneOf", "anyOf")
        for i in range(len(listing(schema.get(keyword))))
    ]
    return any(_constraints(one).keys() - {"anyOf", "oneOf"} for one in (diff.old, diff.new, *alternatives))


def _check_type(diff: SchemaDiff) -> None:
    old, new = type_names(diff.old), type_names(diff.new)
    added, removed = [t for t in new if t not in old], [t for t in old if t not in new]
    retyped = bool(added or removed)
    reformatted = _format(diff.old) != _format(diff.new)
    if not retyped and not reformatted:
        return
    if retyped and not reformatted and {*added, *removed} == {"null"}:
        return
    if is_excluded(diff) and diff.context.direction == "request":
        diff.context.collector.others.add(diff.pair.new.pointer)
        return
    event = _event(diff, added, removed)
    before, after = _described(diff.old), _described(diff.new)
    effect, phrase = diff.relation or "incomparable", f"is now {after} instead of {before}"
    add_change(diff, event, effect, phrase, key="type" if retyped else "format", before=before, after=after)


def _format(schema: Json) -> str:
    name = schema.get("format")
    return name if isinstance(name, str) else ""


def _described(schema: Json) -> str:
    """The types and the format of *schema* as words."""
    text = " or ".join(type_names(schema)) or "any type"
    return f"{text} ({schema['format']})" if schema.get("format") else text


def _event(diff: SchemaDiff, added: list[str], removed: list[str]) -> str:
    """The event that oasdiff reports, which depends on the element and on whether it distinguishes 1 from "1"."""
    typed = diff.context.typed
    if id_prefix(diff) == "request-parameter":
        breaks = _breaks(diff, added, removed, typed=False) and not _became_repeatable(diff)
        return "type-changed" if breaks else "type-generalized"
    if id_prefix(diff) == "request-parameter-property":
        strict, loose = _breaks(diff, added, removed, typed=True), _breaks(diff, added, removed, typed=False)
        return "type-changed" if strict != loose else "type-specialized" if strict else "type-generalized"
    old, new = type_names(diff.old), type_names(diff.new)
    changed = bool(added or removed)
    if diff.context.direction == "request":
        covered = changed and _is_covered(old, new)
        if (not changed or new) and _breaks(diff, [] if covered else added, [] if covered else removed, typed=typed):
            return "type-changed"
        return "type-compatible" if changed and old and new and not covered else "type-generalized"
    covered = changed and _is_covered(new, old)
    if (not changed or old) and _breaks(diff, [] if covered else added, [] if covered else removed, typed=typed):
        return "type-generalized" if changed and _is_covered(old, new) else "type-changed"
    return "type-compatible" if changed and old and new and not covered else "type-specialized"


def _breaks(diff: SchemaDiff, added: list[str], removed: list[str], *, typed: bool) -> bool:
    """Whether the receiver, the server for a request, does not accept everything that the sender may send.

    The sender has the old schema of a request, and the new schema of a response.
    """
    is_request = diff.context.direction == "request"
    received, sent = (added, removed) if is_request else (removed, added)
    if (added or removed) and not _accepts(received, sent, typed):
        return True
    before, after = _format(diff.old), _format(diff.new)
    if before == after:
        return False
    received_format, sent_format, schema = (after, before, diff.new) if is_request else (before, after, diff.old)
    names = type_names(schema)
    return bool(received_format) and not (
        len(names) == 1 and received_format in _WIDER.get((names[0], sent_format), ())
    )  # fmt: skip


def _accepts(received: list[str], sent: list[str], typed: bool) -> bool:
    """Whether a receiver of the types *received* accepts values of the types *sent*; strings accept untyped values."""
    if sent == ["integer"] and received == ["number"]:
        return True
    return not typed and (not received or received == ["string"])


def _is_covered(small: list[str], large: list[str]) -> bool:
    return bool(small) and all(t in large or (t == "integer" and "number" in large) for t in small)


def _became_repeatable(diff: SchemaDiff) -> bool:
    """Whether a single value became an array of such values that is serialized as repeated parameters."""
    old, new = _not_null(diff.old), _not_null(diff.new)
    items = node_at(diff, "new", "items").value
    if new != ["array"] or not old or "array" in old or not diff.context.form_exploded or not items:
        return False
    inner = _not_null(items)
    return (_is_covered(old, inner) or inner == ["string"]) and _constraints(diff.old) == _constraints(items)


def _not_null(schema: Json) -> list[str]:
    return [name for name in type_names(schema) if name != "null"]


def _constraints(schema: Json) -> Json:
    others = {*ANNOTATIONS, "type", "default", "nullable"}
    return {key: value for key, value in schema.items() if key not in others}
