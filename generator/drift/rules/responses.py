"""Rules for responses: statuses, media types, bodies and headers."""

from __future__ import annotations

from typing import Final

from ..change import Effect, set_effect
from ..diff.context import DiffContext
from ..diff.document_pair import NodePair, as_object, join_pointer
from ..diff.schema_walk import SchemaWalk
from . import bodies

SUBJECT: Final = "the response body"
_HEADER_KEYS: Final = ("required", "schema", "deprecated", "content", "style", "explode")
_PHRASES: Final = {"added": "was added", "removed": "was removed"}


def check(context: DiffContext, pair: NodePair, walk: SchemaWalk) -> None:
    """Add the changes of the responses of one operation."""
    context = context.evolve(direction="response", element="body", subject=SUBJECT)
    added, removed, changed = context.compare_keys(pair, "responses")
    for status in added:
        _add_status_change(context, status, "added", join_pointer(pair.new.pointer, "responses", status))
    for status in removed:
        _add_status_change(context, status, "removed", join_pointer(pair.old.pointer, "responses", status))
    for status in changed:
        if not status.startswith("x-"):
            _check_response(context.evolve(qualifier=status), context.child(pair, "responses", status), walk)


def _add_status_change(context: DiffContext, status: str, event: str, pointer: str) -> None:
    effect: Effect = "neutral"
    if not status.lstrip("+-").isdecimal():
        id = f"response-range-{event}"
    elif 200 <= int(status) <= 299:
        # Callers expect the old status, and may not handle another one.
        id, effect = f"response-success-status-{event}", "unknown" if event == "added" else "incomparable"
    else:
        id = f"response-non-success-status-{event}"
    context.add_change(id, effect, _PHRASES[event], at=pointer, subject=f"the response {status}")


def _check_response(context: DiffContext, pair: NodePair, walk: SchemaWalk) -> None:
    status = context.qualifier
    kept, added, removed = bodies.match_media_types(as_object(pair.old["content"]), as_object(pair.new["content"]))
    for name in added:
        context.add_change("response-media-type-added", "neutral", f"may now be `{name}`", at=pair.new, after=name)
    for name in removed:
        id, phrase = "response-media-type-removed", f"is no longer available as `{name}`"
        context.add_change(id, "incomparable", phrase, at=pair.old, before=name)
    for before, after in kept:
        media = NodePair(context.child(pair, "content", before).old, context.child(pair, "content", after).new)
        if before != after:
            _add_media_type_renamed(context, media, before, after)
        if not context.documents.same(media.old.value, media.new.value):
            qualifier = status if len(kept) == 1 else f"{status}, {after}"
            media_context = context.evolve(qualifier=qualifier, typed=bodies.is_json(after))
            bodies.check_media_type(media_context, media, after, walk)
    _check_headers(context, pair, walk)
    context.add_unhandled(pair, "content", "headers")


def _add_media_type_renamed(context: DiffContext, media: NodePair, before: str, after: str) -> None:
    effect: Effect
    if bodies.media_type_parameters(before) != bodies.media_type_parameters(after):
        event, effect = "changed", "neutral"
    elif bodies.includes(before, after):
        event, effect = "specialized", "narrows"
    else:
        event, effect = "generalized", "widens"
    phrase = f"is now `{after}` instead of `{before}`"
    context.add_change(
        f"response-media-type-name-{event}", effect, phrase, at=media.new, before=before, after=after
    )  # fmt: skip


def _check_headers(context: DiffContext, pair: NodePair, walk: SchemaWalk) -> None:
    added, removed, changed = context.compare_keys(pair, "headers")
    for name in added:
        at, subject = join_pointer(pair.new.pointer, "headers", name), _header_subject(name)
        context.add_change("response-header-added", "neutral", "was added", at=at, subject=subject, after=name)
    for name in removed:
        header, subject = context.child(pair, "headers", name).old, _header_subject(name)
        required = header["required"] is True
        id = f"{'required' if required else 'optional'}-response-header-removed"
        effect: Effect = set_effect(grows=True) if required else "unknown"
        context.add_change(id, effect, "was removed", at=header, subject=subject, before=name)
    for name in changed:
        header_context = context.evolve(element="header", subject=_header_subject(name), typed=False)
        _check_header(header_context, context.child(pair, "headers", name), walk)


def _header_subject(name: str) -> str:
    return f"the response header `{name}`"


def _check_header(context: DiffContext, pair: NodePair, walk: SchemaWalk) -> None:
    context.compare_required("response-header", pair)
    if not context.documents.same(pair.old["schema"], pair.new["schema"]):
        walk(context, context.child(pair, "schema"))
    if (pair.old["deprecated"] is True) != (pair.new["deprecated"] is True):
        context.collector.others.add(pair.new.pointer)
    context.add_unhandled(pair, *_HEADER_KEYS)
