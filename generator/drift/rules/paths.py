"""Rules for paths, webhooks and callbacks: operations added and removed, and which old and new paths correspond."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, cast

from ..diff.context import DiffContext
from ..diff.document_pair import Json, Node, NodePair, as_object, join_pointer
from ..diff.schema_walk import SchemaWalk
from . import operations
from .lifecycle import SUNSET, promises_stability, stability_level, sunset_date

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "connect")
_PATH_PARAMETER: Final = re.compile(r"\{([^{}/]*)\}")


def check(context: DiffContext, walk: SchemaWalk) -> None:
    """Add the changes of all operations, webhooks and callbacks."""
    documents = context.documents
    old, new = (as_object(document.root.get("paths")) for document in (documents.old, documents.new))
    if not documents.same(old, new):
        _check_paths(context, old, new, walk)
    old, new = (as_object(document.root.get("webhooks")) for document in (documents.old, documents.new))
    if not documents.same(old, new):
        _check_webhooks(context.evolve(webhook=True), old, new, walk)


def _check_paths(context: DiffContext, old: Json, new: Json, walk: SchemaWalk) -> None:
    matched = _match_paths(old, new)
    for path, value in old.items():
        if path not in matched and not path.startswith("x-"):
            path_item = context.documents.old.node(value, join_pointer("/paths", path))
            for method, operation in _operations(path_item):
                _add_removed(context.evolve(operation=method.upper(), path=path), operation, "api-path")
    for path in new.keys() - set(matched.values()):
        if not path.startswith("x-"):
            path_item = context.documents.new.node(new[path], join_pointer("/paths", path))
            for method, operation in _operations(path_item):
                _add_added(context.evolve(operation=method.upper(), path=path), operation)
    for path, other in matched.items():
        pointers = join_pointer("/paths", path), join_pointer("/paths", other)
        pair = context.documents.pair(old[path], new[other], *pointers)
        renamed = dict(zip(_PATH_PARAMETER.findall(path), _PATH_PARAMETER.findall(other), strict=False))
        _check_path_item(context, path, pair, renamed, walk)


def _match_paths(old: Json, new: Json) -> dict[str, str]:
    """Old path → new path: the same path, or one that differs only in the names of its parameters."""
    matched = {path: path for path in old if path in new}
    unmatched: dict[str, list[str]] = {}
    for path in new:
        if path not in old:
            unmatched.setdefault(_PATH_PARAMETER.sub("{}", path), []).append(path)
    for path in old:
        if path not in matched and (candidates := unmatched.get(_PATH_PARAMETER.sub("{}", path))):
            matched[path] = candidates.pop(0)
    return matched


def _operations(path_item: Node) -> Iterator[tuple[str, Node]]:
    for method in METHODS:
        if isinstance(operation := path_item[method], dict):
            yield method, Node(as_object(cast("object", operation)), join_pointer(path_item.pointer, method))


def _check_path_item(
    context: DiffContext, path: str, pair: NodePair, renamed: Mapping[str, str], walk: SchemaWalk
) -> None:
    """Compare the operations of one path; *renamed* are its parameters by their old names."""
    old, new = dict(_operations(pair.old)), dict(_operations(pair.new))
    for method in METHODS:
        operation_context = context.evolve(operation=method.upper(), path=path)
        if method in old and method in new:
            both = NodePair(old[method], new[method])
            operations.check(operation_context, both, pair, renamed, walk)
            _check_callbacks(operation_context, both, walk)
        elif method in old:
            _add_removed(operation_context, old[method], "api")
        elif method in new:
            _add_added(operation_context, new[method])
    context.add_unhandled(pair, *METHODS, "parameters", "$ref")


def _add_added(context: DiffContext, operation: Node) -> None:
    context.add_change("endpoint-added", "neutral", "was added", at=operation, subject=operations.SUBJECT)


def _add_removed(context: DiffContext, operation: Node, id_prefix: str) -> None:
    """Add that *operation* was removed; the id depends on its deprecation and sunset."""
    value = operation.value
    if stability_level(value) is None:
        id, phrase = "api-invalid-stability-level", "has an unknown stability level"
        context.add_change(id, "neutral", phrase, at=operation, subject=operations.SUBJECT)
        return
    if not promises_stability(value):
        context.collector.others.add(operation.pointer)
        return
    if value.get("deprecated") is not True:
        id, phrase = f"{id_prefix}-removed-without-deprecation", "was removed without having been deprecated"
    elif SUNSET not in value:
        id, phrase = f"{id_prefix}-removed-with-deprecation", "was removed after its deprecation"
    elif (sunset := sunset_date(value[SUNSET])) is None:
        id, phrase = "api-path-sunset-parse", "was removed, and its sunset was not a valid date"
    elif context.today < sunset:
        id, phrase = f"{id_prefix}-removed-before-sunset", f"was removed before its sunset on {sunset}"
    else:
        context.collector.others.add(operation.pointer)
        return
    context.add_change(id, "incomparable", phrase, at=operation, subject=operations.SUBJECT)


def _check_webhooks(context: DiffContext, old: Json, new: Json, walk: SchemaWalk) -> None:
    for name in new.keys() - old.keys():
        at, subject = join_pointer("/webhooks", name), f"the webhook `{name}`"
        context.add_change("webhook-added", "neutral", "was added", at=at, subject=subject, after=name)
    for name in old.keys() - new.keys():
        at, subject = join_pointer("/webhooks", name), f"the webhook `{name}`"
        context.add_change("webhook-removed", "incomparable", "was removed", at=at, subject=subject, before=name)
    for name in old.keys() & new.keys():
        if not context.documents.same(old[name], new[name]):
            at = join_pointer("/webhooks", name)
            pair = context.documents.pair(old[name], new[name], at, at)
            _check_path_item(context, f"webhook:{name}", pair, {}, walk)


def _check_callbacks(context: DiffContext, pair: NodePair, walk: SchemaWalk) -> None:
    """Compare the callbacks of one operation, which are webhooks under the operation's name."""
    old, new = as_object(pair.old["callbacks"]), as_object(pair.new["callbacks"])
    if context.webhook or context.documents.same(old, new):
        return
    for name in sorted(old.keys() | new.keys()):
        callback = context.child(pair, "callbacks", name)
        before, after = callback.old.value, callback.new.value
        callback_context = context.evolve(webhook=True, callback=name)
        for url in sorted(before.keys() - after.keys()):
            callback_context.add_change(
                "removed", "incomparable", "was removed", at=callback.old, subject=f"the address `{url}`", before=url
            )
        context.collector.others.update(join_pointer(callback.new.pointer, url) for url in after.keys() - before.keys())
        for url in sorted(before.keys() & after.keys()):
            if not context.documents.same(before[url], after[url]):
                _check_callback_requests(callback_context, context.child(callback, url), walk)


def _check_callback_requests(context: DiffContext, pair: NodePair, walk: SchemaWalk) -> None:
    """Compare the requests of one callback."""
    old, new = dict(_operations(pair.old)), dict(_operations(pair.new))
    for method in sorted(old.keys() - new.keys()):
        subject = f"the request {method.upper()}"
        context.add_change("removed", "incomparable", "was removed", at=old[method], subject=subject)
    context.collector.others.update(new[method].pointer for method in new.keys() - old.keys())
    for method in sorted(old.keys() & new.keys()):
        operations.check(context, NodePair(old[method], new[method]), pair, {}, walk)
    context.add_unhandled(pair, *METHODS, "parameters", "$ref")
