"""Rules for request bodies, and for the media types of request and response bodies."""

from __future__ import annotations

import re
from typing import Final

from ..change import set_effect
from ..diff.context import DiffContext
from ..diff.document_pair import Json, NodePair, as_object
from ..diff.schema_walk import SchemaWalk

SUBJECT: Final = "the request body"
_PARAMETER: Final = re.compile(r"\s*;\s*")


def check(context: DiffContext, pair: NodePair, walk: SchemaWalk) -> None:
    """Add the changes of the request body of one operation."""
    before, after = pair.old["requestBody"], pair.new["requestBody"]
    if (before is None and after is None) or context.documents.same(before, after):
        return
    body = context.child(pair, "requestBody")
    if before is None:
        required = body.new["required"] is True
        word, effect = ("required", set_effect(grows=False)) if required else ("optional", "neutral")
        phrase = f"was added and is {word}"
        context.add_change(f"request-body-added-{word}", effect, phrase, at=body.new, subject=SUBJECT)
    elif after is None:
        context.add_change("request-body-removed", "incomparable", "was removed", at=body.old, subject=SUBJECT)
    else:
        _check_body(context.evolve(direction="request", element="body", subject=SUBJECT), body, walk)


def _check_body(context: DiffContext, body: NodePair, walk: SchemaWalk) -> None:
    context.compare_required("request-body", body)
    kept, added, removed = match_media_types(as_object(body.old["content"]), as_object(body.new["content"]))
    for name in added:
        phrase = f"may now be `{name}`"
        context.add_change("request-body-media-type-added", "widens", phrase, at=body.new, after=name)
    for name in removed:
        phrase = f"may no longer be `{name}`"
        context.add_change("request-body-media-type-removed", "narrows", phrase, at=body.old, before=name)
    for before, after in kept:
        pair = NodePair(context.child(body, "content", before).old, context.child(body, "content", after).new)
        if not context.documents.same(pair.old.value, pair.new.value):
            qualifier = "" if len(kept) == 1 else after
            check_media_type(context.evolve(qualifier=qualifier, typed=is_json(after)), pair, after, walk)
    context.add_unhandled(body, "required", "content")


def check_media_type(context: DiffContext, pair: NodePair, name: str, walk: SchemaWalk) -> None:
    """Add the changes of the schema of the media type *name*."""
    old, new = pair.old["schema"], pair.new["schema"]
    if old is not None and new is not None:
        if not context.documents.same(old, new):
            walk(context, context.child(pair, "schema"))
    elif old is not new:
        event = "added" if old is None else "removed"
        id, effect = f"{context.direction}-body-media-type-schema-{event}", set_effect(grows=new is None)
        context.add_change(id, effect, f"has the schema of `{name}` {event}", at=pair.new)
    context.add_unhandled(pair, "schema")


def is_json(name: str) -> bool:
    """Whether bodies of the media type *name* are JSON."""
    return name == "application/json" or name.endswith("+json")


def match_media_types(old: Json, new: Json) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """The media types kept, as pairs of old and new name, those added, and those removed.

    A removed and an added media type are a pair when one includes the other.
    """
    kept = [(name, name) for name in old if name in new]
    removed = [name for name in old if name not in new]
    added: list[str] = []
    for name in sorted(new.keys() - old.keys()):
        other = next((one for one in removed if includes(name, one) or includes(one, name)), None)
        if other is None:
            added.append(name)
        else:
            removed.remove(other)
            kept.append((other, name))
    return kept, added, removed


def includes(wide: str, narrow: str) -> bool:
    """Whether *narrow* is a special case of *wide*, as application/problem+json is of application/json."""
    a, b = _parts(wide), _parts(narrow)
    if a is None or b is None or a[0] != b[0]:
        return False
    if not a[2] and b[2][-1:] == [a[1]]:
        return True
    return a[1] == b[1] and b[2][: len(a[2])] == a[2]


def media_type_parameters(name: str) -> list[str]:
    """The parameters of the media type *name*, in order."""
    return sorted(part.lower() for part in _PARAMETER.split(name.strip())[1:] if part)


def _parts(name: str) -> tuple[str, str, list[str]] | None:
    """The type, subtype and structured syntax suffixes of the media type *name*; None for an invalid name."""
    type_, slash, rest = _PARAMETER.split(name.strip().lower())[0].partition("/")
    subtype, *suffixes = rest.split("+")
    return (type_, subtype, suffixes) if slash and type_ and subtype else None
