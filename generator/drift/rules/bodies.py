"""Rules for request bodies, and for the media types of any body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..change import size
from ..diff.documents import Json, Pair, mapping
from ..diff.scene import Scene
from ..diff.walk import Walk

ABOUT: Final = "the request body"
_PARAMETER: Final = re.compile(r"\s*;\s*")


def judge(scene: Scene, pair: Pair, walk: Walk) -> None:
    before, after = pair.old["requestBody"], pair.new["requestBody"]
    if (before is None and after is None) or scene.documents.same(before, after):
        return
    body = scene.pair(pair, "requestBody")
    if before is None:
        required = body.new["required"] is True
        word, effect = "required" if required else "optional", size(grows=False) if required else "neutral"
        scene.enter(f"request-body-added-{word}", effect, f"is new and {word}", at=body.new, about=ABOUT)
    elif after is None:
        scene.enter("request-body-removed", "incomparable", "is gone", at=body.old, about=ABOUT)
    else:
        _changed(scene.at(side="request", holder="body", subject=ABOUT), body, walk)


def _changed(scene: Scene, body: Pair, walk: Walk) -> None:
    scene.required("request-body", body)
    kept, added, removed = continued(mapping(body.old["content"]), mapping(body.new["content"]))
    for name in added:
        scene.enter("request-body-media-type-added", "widens", f"may now be `{name}`", at=body.new, after=name)
    for name in removed:
        scene.enter(
            "request-body-media-type-removed", "narrows", f"may no longer be `{name}`", at=body.old, before=name
        )
    for before, after in kept:
        pair = Pair(scene.pair(body, "content", before).old, scene.pair(body, "content", after).new)
        if not scene.documents.same(pair.old.value, pair.new.value):
            media_type(scene.at(where="" if len(kept) == 1 else after, typed=is_json(after)), pair, after, walk)
    scene.note(body, "required", "content")


def media_type(scene: Scene, pair: Pair, name: str, walk: Walk) -> None:
    """Compare the schemas of one media type."""
    old, new = pair.old["schema"], pair.new["schema"]
    if old is not None and new is not None:
        if not scene.documents.same(old, new):
            walk(scene, scene.pair(pair, "schema"))
    elif old is not new:
        event = "added" if old is None else "removed"
        id, effect = f"{scene.side}-body-media-type-schema-{event}", size(grows=new is None)
        scene.enter(id, effect, f"has the schema of `{name}` {event}", at=pair.new)
    scene.note(pair, "schema")


def is_json(name: str) -> bool:
    return name == "application/json" or name.endswith("+json")


def continued(old: Json, new: Json) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Which media types are kept (one may refine the other), added and removed."""
    kept = [(name, name) for name in old if name in new]
    left = [name for name in old if name not in new]
    added: list[str] = []
    for name in sorted(new.keys() - old.keys()):
        other = next((o for o in left if contains(name, o) or contains(o, name)), None)
        if other is None:
            added.append(name)
        else:
            left.remove(other)
            kept.append((other, name))
    return kept, added, left


def contains(wide: str, narrow: str) -> bool:
    """Whether *narrow* is a kind of *wide*, as application/problem+json is of application/json."""
    a, b = _parts(wide), _parts(narrow)
    if a is None or b is None or a[0] != b[0]:
        return False
    if not a[2] and b[2][-1:] == [a[1]]:
        return True
    return a[1] == b[1] and b[2][: len(a[2])] == a[2]


def parameters(name: str) -> list[str]:
    return sorted(part.lower() for part in _PARAMETER.split(name.strip())[1:] if part)


def _parts(name: str) -> tuple[str, str, list[str]] | None:
    """Type, subtype and suffixes."""
    family, slash, rest = _PARAMETER.split(name.strip().lower())[0].partition("/")
    parts: Iterator[str] = iter(rest.split("+"))
    subtype = next(parts)
    return (family, subtype, list(parts)) if slash and family and subtype else None
