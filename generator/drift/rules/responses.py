"""Rules for responses: which statuses there are, and what bodies and headers come with them."""

from __future__ import annotations

from typing import Final

from ..change import Effect, size
from ..diff.documents import Pair, mapping, step
from ..diff.scene import Scene
from ..diff.walk import Walk
from . import bodies

ABOUT: Final = "the response body"
_HEADER: Final = ("required", "schema", "deprecated", "content", "style", "explode")


def judge(scene: Scene, pair: Pair, walk: Walk) -> None:
    scene = scene.at(side="response", holder="body", subject=ABOUT)
    added, removed, changed = scene.changed_keys(pair, "responses")
    for status in added:
        _status(scene, status, "added", step(pair.new.pointer, "responses", status))
    for status in removed:
        _status(scene, status, "removed", step(pair.old.pointer, "responses", status))
    for status in changed:
        if not status.startswith("x-"):
            _response(scene.at(where=status), scene.pair(pair, "responses", status), walk)


def _status(scene: Scene, status: str, event: str, pointer: str) -> None:
    about = f"the response {status}"
    if not status.lstrip("+-").isdecimal():
        scene.enter(f"response-range-{event}", "neutral", f"is {_word(event)}", at=pointer, about=about)
    elif 200 <= int(status) <= 299:
        # Callers wait for the old status, and may not know what to make of another one.
        effect: Effect = "unknown" if event == "added" else "incomparable"
        scene.enter(f"response-success-status-{event}", effect, f"is {_word(event)}", at=pointer, about=about)
    else:
        scene.enter(f"response-non-success-status-{event}", "neutral", f"is {_word(event)}", at=pointer, about=about)


def _word(event: str) -> str:
    return "new" if event == "added" else "gone"


def _response(scene: Scene, pair: Pair, walk: Walk) -> None:
    status = scene.where
    kept, added, removed = bodies.continued(mapping(pair.old["content"]), mapping(pair.new["content"]))
    for name in added:
        scene.enter("response-media-type-added", "neutral", f"may now be `{name}`", at=pair.new, after=name)
    for name in removed:
        scene.enter(
            "response-media-type-removed",
            "incomparable",
            f"is no longer to be had as `{name}`",
            at=pair.old,
            before=name,
        )
    for before, after in kept:
        media = Pair(scene.pair(pair, "content", before).old, scene.pair(pair, "content", after).new)
        if before != after:
            _renamed(scene, media, before, after)
        if not scene.documents.same(media.old.value, media.new.value):
            where = status if len(kept) == 1 else f"{status}, {after}"
            bodies.media_type(scene.at(where=where, typed=bodies.is_json(after)), media, after, walk)
    _headers(scene, pair, walk)
    scene.note(pair, "content", "headers")


def _renamed(scene: Scene, media: Pair, before: str, after: str) -> None:
    effect: Effect
    if bodies.parameters(before) != bodies.parameters(after):
        event, effect = "changed", "neutral"
    elif bodies.contains(before, after):
        event, effect = "specialized", "narrows"
    else:
        event, effect = "generalized", "widens"
    phrase = f"is now `{after}` instead of `{before}`"
    scene.enter(f"response-media-type-name-{event}", effect, phrase, at=media.new, before=before, after=after)


def _headers(scene: Scene, pair: Pair, walk: Walk) -> None:
    added, removed, changed = scene.changed_keys(pair, "headers")
    for name in added:
        scene.enter(
            "response-header-added",
            "neutral",
            "is new",
            at=step(pair.new.pointer, "headers", name),
            about=_called(name),
            after=name,
        )
    for name in removed:
        header = scene.pair(pair, "headers", name).old
        required = header["required"] is True
        event, effect = "required" if required else "optional", size(grows=True) if required else "unknown"
        scene.enter(f"{event}-response-header-removed", effect, "is gone", at=header, about=_called(name), before=name)
    for name in changed:
        _header(scene.at(holder="header", subject=_called(name), typed=False), scene.pair(pair, "headers", name), walk)


def _called(name: str) -> str:
    return f"the response header `{name}`"


def _header(scene: Scene, pair: Pair, walk: Walk) -> None:
    scene.required("response-header", pair)
    if not scene.documents.same(pair.old["schema"], pair.new["schema"]):
        walk(scene, scene.pair(pair, "schema"))
    if (pair.old["deprecated"] is True) != (pair.new["deprecated"] is True):
        scene.ledger.others.add(pair.new.pointer)
    scene.note(pair, *_HEADER)
