"""Rules for one operation: what it is called, how long it will live, what callbacks and servers it has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...documents.json_values import listing
from ..diff.documents import Pair, mapping
from ..diff.scene import Scene
from ..diff.walk import Walk
from . import bodies, parameters, responses, security
from .finding import listed
from .lifecycle import LEVELS, STABILITY, SUNSET, deprecation, settled, stability, sunset_event

ABOUT: Final = "the endpoint"
_JUDGED: Final = (
    "operationId", "tags", "deprecated", SUNSET, STABILITY, "parameters", "requestBody", "responses", "security",
    "callbacks", "servers",
)  # fmt: skip


def judge(scene: Scene, pair: Pair, item: Pair, names: Mapping[str, str], walk: Walk) -> None:
    if not _stable(scene, pair):
        scene.ledger.others.add(pair.new.pointer)
        return
    _identity(scene, pair)
    _deprecation(scene, pair)
    _sunset(scene, pair)
    parameters.judge(scene, pair, item, names, walk)
    bodies.judge(scene, pair, walk)
    responses.judge(scene, pair, walk)
    security.of_operation(scene, pair)
    servers(scene, pair)
    scene.note(pair, *_JUDGED)


def _stable(scene: Scene, pair: Pair) -> bool:
    """Whether the operation is held to compatibility; its own stability may have changed."""
    before, after = stability(pair.old.value), stability(pair.new.value)
    for level, node in ((before, pair.old), (after, pair.new)):
        if level is None:
            phrase = f"has a stability level that is none of {', '.join(LEVELS)}"
            scene.enter("api-invalid-stability-level", "neutral", phrase, at=node, about=ABOUT, after=node[STABILITY])
    if before and after and before != after and settled(pair.old.value):
        event = "decreased" if LEVELS.index(after) < LEVELS.index(before) else "increased"
        scene.enter(
            f"api-stability-{event}",
            "neutral",
            f"went from {before} to {after}",
            at=pair.new,
            about=ABOUT,
            before=before,
            after=after,
        )
    return settled(pair.new.value)


def _identity(scene: Scene, pair: Pair) -> None:
    """Names that generated code is made of, though they never travel."""
    before, after = pair.old["operationId"], pair.new["operationId"]
    if before != after:
        event = "removed" if before else "added"
        phrase = f"has the operationId {listed([after])} instead of {listed([before])}"
        scene.enter(f"api-operation-id-{event}", "same", phrase, at=pair.new, before=before, after=after, about=ABOUT)
    old, new = listing(pair.old["tags"]), listing(pair.new["tags"])
    for tag in [tag for tag in new if tag not in old]:
        scene.enter("api-tag-added", "same", f"is now tagged {listed([tag])}", at=pair.new, about=ABOUT, after=tag)
    for tag in [tag for tag in old if tag not in new]:
        scene.enter(
            "api-tag-removed", "same", f"is no longer tagged {listed([tag])}", at=pair.new, about=ABOUT, before=tag
        )
    if old != new and set(map(str, old)) == set(map(str, new)):
        scene.ledger.others.add(pair.new.pointer + "/tags")


def _deprecation(scene: Scene, pair: Pair) -> None:
    before, after = pair.old["deprecated"] is True, pair.new["deprecated"] is True
    if before == after:
        return
    if not after:
        scene.enter("endpoint-reactivated", "neutral", "is no longer deprecated", at=pair.new, about=ABOUT)
        return
    if stability(pair.new.value) is not None:
        event, phrase = deprecation(pair.new.value, scene.today)
        id = {"sunset-parse": "api-deprecated-sunset-parse", "sunset-date-too-small": "api-sunset-date-too-small"}
        scene.enter(
            id.get(event, f"endpoint-{event}"), "neutral", phrase, at=pair.new, about=ABOUT, after=pair.new[SUNSET]
        )


def _sunset(scene: Scene, pair: Pair) -> None:
    if (event := sunset_event(pair.old.value, pair.new.value, scene.today)) is not None:
        id = {
            "deleted": "sunset-deleted",
            "parse": "api-path-sunset-parse",
            "early": "api-sunset-date-changed-too-small",
        }
        phrase = {
            "deleted": "has lost its sunset date",
            "parse": "has a sunset that is no date",
            "early": "will go sooner than announced",
        }
        scene.enter(
            id[event],
            "neutral",
            phrase[event],
            at=pair.new,
            about=ABOUT,
            before=pair.old[SUNSET],
            after=pair.new[SUNSET],
        )


def servers(scene: Scene, pair: Pair) -> None:
    """A server that is no longer named may be gone for those who still call it."""
    old, new = ({str(mapping(s).get("url")): s for s in listing(side["servers"])} for side in (pair.old, pair.new))
    for url in sorted(old.keys() - new.keys()):
        scene.enter(
            "api-server-removed",
            "unknown",
            f"no longer names the server `{url}`",
            at=pair.new,
            about="the API",
            before=url,
        )
    if not scene.documents.same(pair.old["servers"], pair.new["servers"]):
        words = [
            {key: value for key, value in mapping(s).items() if key != "description"}
            for side in (old, new)
            for s in side.values()
        ]
        noted = scene.ledger.docs if words[: len(old)] == words[len(old) :] else scene.ledger.others
        noted.add(pair.new.pointer + "/servers")
