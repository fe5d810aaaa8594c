"""Rules for paths and webhooks: which operations there are, and which old one a new one continues."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, cast

from ..diff.documents import Json, Node, Pair, mapping, step
from ..diff.scene import Scene
from ..diff.walk import Walk
from . import operations
from .lifecycle import SUNSET, day, settled, stability

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "connect")
_SLOT: Final = re.compile(r"\{([^{}/]*)\}")


def judge(scene: Scene, walk: Walk) -> None:
    old, new = (mapping(side.root.get("paths")) for side in (scene.documents.old, scene.documents.new))
    if not scene.documents.same(old, new):
        _paths(scene, old, new, walk)
    old, new = (mapping(side.root.get("webhooks")) for side in (scene.documents.old, scene.documents.new))
    if not scene.documents.same(old, new):
        _webhooks(scene.at(webhook=True), old, new, walk)


def _paths(scene: Scene, old: Json, new: Json, walk: Walk) -> None:
    match = _continued(old, new)
    for path, value in old.items():
        if path not in match and not path.startswith("x-"):
            item = scene.documents.old.node(value, step("/paths", path))
            for method, operation in _operations(item):
                _removed(scene.at(operation=method.upper(), path=path), operation, "api-path")
    for path in new.keys() - set(match.values()):
        if not path.startswith("x-"):
            item = scene.documents.new.node(new[path], step("/paths", path))
            for method, operation in _operations(item):
                _entered(scene.at(operation=method.upper(), path=path), operation)
    for path, other in match.items():
        pair = scene.documents.pair(old[path], new[other], step("/paths", path), step("/paths", other))
        _item(scene, path, pair, dict(zip(_SLOT.findall(path), _SLOT.findall(other), strict=False)), walk)


def _continued(old: Json, new: Json) -> dict[str, str]:
    """The old paths with the new ones that continue them: the same, but for what their parameters are called."""
    match = {path: path for path in old if path in new}
    free: dict[str, list[str]] = {}
    for path in new:
        if path not in old:
            free.setdefault(_SLOT.sub("{}", path), []).append(path)
    for path in old:
        if path not in match and (same := free.get(_SLOT.sub("{}", path))):
            match[path] = same.pop(0)
    return match


def _operations(item: Node) -> Iterator[tuple[str, Node]]:
    for method in METHODS:
        if isinstance(operation := item[method], dict):
            yield method, Node(mapping(cast("object", operation)), step(item.pointer, method))


def _item(scene: Scene, path: str, pair: Pair, names: Mapping[str, str], walk: Walk) -> None:
    """Compare what one path offers; *names* are what its parameters were and are called."""
    old, new = dict(_operations(pair.old)), dict(_operations(pair.new))
    shared = not scene.documents.same(pair.old["parameters"], pair.new["parameters"])
    for method in METHODS:
        here = scene.at(operation=method.upper(), path=path)
        if method in old and method in new:
            both = Pair(old[method], new[method])
            if shared or path != pair.new.pointer or not scene.documents.same(both.old.value, both.new.value):
                operations.judge(here, both, pair, names, walk)
                _callbacks(here, both, walk)
        elif method in old:
            _removed(here, old[method], "api")
        elif method in new:
            _entered(here, new[method])
    scene.note(pair, *METHODS, "parameters", "$ref")


def _entered(scene: Scene, operation: Node) -> None:
    scene.enter("endpoint-added", "neutral", "is new", at=operation, about="the endpoint")


def _removed(scene: Scene, operation: Node, prefix: str) -> None:
    """An operation is gone: announced, on its day, or out of the blue."""
    value, about = operation.value, "the endpoint"
    if stability(value) is None:
        scene.enter(
            "api-invalid-stability-level", "neutral", "has an unknown stability level", at=operation, about=about
        )
        return
    if not settled(value):
        scene.ledger.others.add(operation.pointer)
        return
    if value.get("deprecated") is not True:
        scene.enter(
            f"{prefix}-removed-without-deprecation",
            "incomparable",
            "is gone, and was not deprecated before",
            at=operation,
            about=about,
        )
    elif SUNSET not in value:
        scene.enter(
            f"{prefix}-removed-with-deprecation",
            "incomparable",
            "is gone, as its deprecation announced",
            at=operation,
            about=about,
        )
    elif (sunset := day(value[SUNSET])) is None:
        scene.enter(
            "api-path-sunset-parse", "incomparable", "is gone, and its sunset was no date", at=operation, about=about
        )
    elif scene.today < sunset:
        scene.enter(
            f"{prefix}-removed-before-sunset",
            "incomparable",
            f"is gone before its sunset on {sunset}",
            at=operation,
            about=about,
        )
    else:
        scene.ledger.others.add(operation.pointer)


def _webhooks(scene: Scene, old: Json, new: Json, walk: Walk) -> None:
    for name in new.keys() - old.keys():
        scene.enter(
            "webhook-added", "neutral", "is new", at=step("/webhooks", name), about=f"the webhook `{name}`", after=name
        )
    for name in old.keys() - new.keys():
        scene.enter(
            "webhook-removed",
            "incomparable",
            "is gone",
            at=step("/webhooks", name),
            about=f"the webhook `{name}`",
            before=name,
        )
    for name in old.keys() & new.keys():
        if not scene.documents.same(old[name], new[name]):
            pair = scene.documents.pair(old[name], new[name], step("/webhooks", name), step("/webhooks", name))
            _item(scene, f"webhook:{name}", pair, {}, walk)


def _callbacks(scene: Scene, pair: Pair, walk: Walk) -> None:
    """What the server asks of its callers, later: each callback is a webhook of one operation."""
    old, new = mapping(pair.old["callbacks"]), mapping(pair.new["callbacks"])
    if scene.webhook or scene.documents.same(old, new):
        return
    for name in sorted(old.keys() | new.keys()):
        both = scene.pair(pair, "callbacks", name)
        before, after = both.old.value, both.new.value
        here = scene.at(webhook=True, callback=name)
        for url in sorted(before.keys() - after.keys()):
            here.enter("removed", "incomparable", "is gone", at=both.old, about=f"the address `{url}`", before=url)
        scene.ledger.others.update(step(both.new.pointer, url) for url in after.keys() - before.keys())
        for url in sorted(before.keys() & after.keys()):
            if not scene.documents.same(before[url], after[url]):
                _asked(here, scene.pair(both, url), walk)


def _asked(scene: Scene, pair: Pair, walk: Walk) -> None:
    """Compare what one callback asks for; callers know it by the operation that it belongs to."""
    old, new = dict(_operations(pair.old)), dict(_operations(pair.new))
    for method in sorted(old.keys() - new.keys()):
        scene.enter("removed", "incomparable", "is gone", at=old[method], about=f"the request {method.upper()}")
    scene.ledger.others.update(new[method].pointer for method in new.keys() - old.keys())
    for method in sorted(old.keys() & new.keys()):
        operations.judge(scene, Pair(old[method], new[method]), pair, {}, walk)
    scene.note(pair, *METHODS, "parameters", "$ref")
