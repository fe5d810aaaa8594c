"""Comparison of two OpenAPI documents: the changes between them and their effect on callers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

from .change import ChangeCollector, Comparison
from .diff.context import DiffContext
from .diff.document_pair import Document, Node, NodePair, as_object, join_pointer, pair_documents
from .diff.schema_walk import SchemaWalk
from .diff.validation import validate
from .rules import operations, paths, schemas, security

_CHECKED: Final = ("paths", "webhooks", "components", "security", "servers", "tags", "info", "openapi")


def compare(old: Mapping[str, Any], new: Mapping[str, Any], *, today: datetime.date | None = None) -> Comparison:
    """Compare *old* with *new*, both plain JSON values; sunset dates are compared with *today*.

    Raises ComparisonRefused, with a message of one line, for what is not an OpenAPI 3 document.
    """
    before, after = validate(old, "the old document"), validate(new, "the new document")
    collector = ChangeCollector()
    if before.root != after.root:
        documents = pair_documents(Document(before.root), Document(after.root))
        day = (today or datetime.datetime.now(datetime.UTC).date()).isoformat()
        context = DiffContext(documents, collector, today=day)
        walk = SchemaWalk(schemas.check, size=before.containers + after.containers)
        _check(context, NodePair(Node(before.root, ""), Node(after.root, "")), walk)
    return collector.comparison()


def _check(context: DiffContext, root: NodePair, walk: SchemaWalk) -> None:
    paths.check(context, walk)
    security.check_api(context)
    operations.check_servers(context, root)
    _check_components(context, root, walk)
    context.add_unhandled(context.child(root, "info"), "version")
    if as_object(root.old["info"]).get("version") != as_object(root.new["info"]).get("version"):
        context.collector.others.add("/info/version")
    _check_tags(context, root)
    context.add_unhandled(root, *_CHECKED)


def _check_components(context: DiffContext, root: NodePair, walk: SchemaWalk) -> None:
    """Compare the component schemas that no operation uses: they matter to generated code, not to calls."""
    components = context.child(root, "components")
    added, removed, changed = context.compare_keys(components, "schemas")
    for name in removed:
        at, subject = join_pointer("/components/schemas", name), f"the schema `{name}`"
        context.add_change("api-schema-removed", "same", "was removed", at=at, subject=subject, before=name)
    context.collector.others.update(join_pointer("/components/schemas", name) for name in added)
    seen = {usage[:2] for usage in walk.leads_to_change}
    for name in changed:
        pair = context.child(components, "schemas", name)
        if pair.key not in seen and walk.explore(context, pair):
            context.collector.others.add(pair.new.pointer)


def _check_tags(context: DiffContext, root: NodePair) -> None:
    """Compare the list of tags, in which every difference counts as documentation."""
    if not context.documents.same(root.old["tags"], root.new["tags"]):
        context.collector.docs.add("/tags")
