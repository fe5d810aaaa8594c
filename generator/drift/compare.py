"""Compares two OpenAPI documents and says what their difference means to callers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from .change import Comparison, Ledger
from .diff.documents import Document, Node, Pair, mapping, side_by_side, step
from .diff.plain import require_plain
from .diff.scene import Scene
from .diff.walk import Walk
from .rules import operations, paths, schemas, security

_JUDGED: Final = ("paths", "webhooks", "components", "security", "servers", "tags", "info", "openapi")


def compare(old: Mapping[str, Any], new: Mapping[str, Any], *, today: datetime.date | None = None) -> Comparison:
    """Compare *old* with *new*, both plain JSON values; sunset dates are held against *today*.

    Raises ComparisonRefused, with one line to say why, for what is not an OpenAPI 3 document.
    """
    before, after = require_plain(old, "the old document"), require_plain(new, "the new document")
    ledger = Ledger()
    if before.root != after.root:
        documents = side_by_side(Document(before.root), Document(after.root))
        scene = Scene(documents, ledger, today=(today or datetime.datetime.now(datetime.UTC).date()).isoformat())
        walk = Walk(schemas.judge, size=before.containers + after.containers)
        _judge(scene, Pair(Node(before.root, ""), Node(after.root, "")), walk)
    return ledger.close()


def _judge(scene: Scene, root: Pair, walk: Walk) -> None:
    paths.judge(scene, walk)
    security.of_api(scene)
    operations.servers(scene, root)
    _components(scene, root, walk)
    scene.note(scene.pair(root, "info"), "version")
    if mapping(root.old["info"]).get("version") != mapping(root.new["info"]).get("version"):
        scene.ledger.others.add("/info/version")
    _tags(scene, root)
    scene.note(root, *_JUDGED)


def _components(scene: Scene, root: Pair, walk: Walk) -> None:
    """Components that no operation led to: they matter to code, not to calls."""
    schemas_ = scene.pair(root, "components")
    added, removed, changed = scene.changed_keys(schemas_, "schemas")
    for name in removed:
        at = step("/components/schemas", name)
        scene.enter("api-schema-removed", "same", "is gone", at=at, about=f"the schema `{name}`", before=name)
    scene.ledger.others.update(step("/components/schemas", name) for name in added)
    seen = {use[:2] for use in walk.bears}
    for name in changed:
        pair = scene.pair(schemas_, "schemas", name)
        if pair.key not in seen and walk.explore(scene, pair):
            scene.ledger.others.add(pair.new.pointer)


def _tags(scene: Scene, root: Pair) -> None:
    """The list of tags is for readers: what differs in it are words."""
    if not scene.documents.same(root.old["tags"], root.new["tags"]):
        scene.ledger.docs.add("/tags")
