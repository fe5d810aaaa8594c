"""Rules for one operation: its names, deprecation, stability and servers, and the rules for all its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...documents.json_values import listing
from ..diff.context import DiffContext
from ..diff.document_pair import NodePair, as_object
from ..diff.schema_walk import SchemaWalk
from . import bodies, parameters, responses, security
from .lifecycle import (
    STABILITY,
    STABILITY_LEVELS,
    SUNSET,
    deprecation_event,
    promises_stability,
    stability_level,
    sunset_event,
)
from .schema_changes import quoted_list

SUBJECT: Final = "the endpoint"
_CHECKED: Final = (
    "operationId", "tags", "deprecated", SUNSET, STABILITY, "parameters", "requestBody", "responses", "security",
    "callbacks", "servers",
)  # fmt: skip
_DEPRECATION_IDS: Final = {
    "sunset-parse": "api-deprecated-sunset-parse", "sunset-date-too-small": "api-sunset-date-too-small",
}  # fmt: skip
_SUNSET_CHANGES: Final = {
    "deleted": ("sunset-deleted", "no longer has a sunset date"),
    "parse": ("api-path-sunset-parse", "has a sunset that is not a valid date"),
    "early": ("api-sunset-date-changed-too-small", "has an earlier sunset date than before"),
}
"""Problem with a sunset → the id and the phrase of the change."""


def check(
    context: DiffContext, pair: NodePair, path_item: NodePair, renamed: Mapping[str, str], walk: SchemaWalk
) -> None:
    """Add the changes of one operation; *renamed* are its path parameters by their old names."""
    if not _check_stability(context, pair):
        context.collector.others.add(pair.new.pointer)
        return
    _check_names(context, pair)
    _check_deprecation(context, pair)
    _check_sunset(context, pair)
    parameters.check(context, pair, path_item, renamed, walk)
    bodies.check(context, pair, walk)
    responses.check(context, pair, walk)
    security.check_operation(context, pair)
    check_servers(context, pair)
    context.add_unhandled(pair, *_CHECKED)


def _check_stability(context: DiffContext, pair: NodePair) -> bool:
    """Add the change of the stability level; whether other changes of the operation are reported."""
    before, after = stability_level(pair.old.value), stability_level(pair.new.value)
    for level, node in ((before, pair.old), (after, pair.new)):
        if level is None:
            id = "api-invalid-stability-level"
            phrase = f"has a stability level that is none of {', '.join(STABILITY_LEVELS)}"
            context.add_change(id, "neutral", phrase, at=node, subject=SUBJECT, after=node[STABILITY])
    if before and after and before != after and promises_stability(pair.old.value):
        event = "decreased" if STABILITY_LEVELS.index(after) < STABILITY_LEVELS.index(before) else "increased"
        id, phrase = f"api-stability-{event}", f"changed its stability level from {before} to {after}"
        context.add_change(id, "neutral", phrase, at=pair.new, subject=SUBJECT, before=before, after=after)
    return promises_stability(pair.new.value)


def _check_names(context: DiffContext, pair: NodePair) -> None:
    """Add the changes of operationId and tags, which are not sent but may name generated code."""
    before, after = pair.old["operationId"], pair.new["operationId"]
    if before != after:
        id = f"api-operation-id-{'removed' if before else 'added'}"
        phrase = f"has the operationId {quoted_list([after])} instead of {quoted_list([before])}"
        context.add_change(id, "same", phrase, at=pair.new, before=before, after=after, subject=SUBJECT)
    old, new = listing(pair.old["tags"]), listing(pair.new["tags"])
    for tag in [tag for tag in new if tag not in old]:
        phrase = f"is now tagged {quoted_list([tag])}"
        context.add_change("api-tag-added", "same", phrase, at=pair.new, subject=SUBJECT, after=tag)
    for tag in [tag for tag in old if tag not in new]:
        phrase = f"is no longer tagged {quoted_list([tag])}"
        context.add_change("api-tag-removed", "same", phrase, at=pair.new, subject=SUBJECT, before=tag)
    if old != new and set(map(str, old)) == set(map(str, new)):
        context.collector.others.add(pair.new.pointer + "/tags")


def _check_deprecation(context: DiffContext, pair: NodePair) -> None:
    before, after = pair.old["deprecated"] is True, pair.new["deprecated"] is True
    if before == after:
        return
    if not after:
        context.add_change("endpoint-reactivated", "neutral", "is no longer deprecated", at=pair.new, subject=SUBJECT)
        return
    if stability_level(pair.new.value) is not None:
        event, phrase = deprecation_event(pair.new.value, context.today)
        id = _DEPRECATION_IDS.get(event, f"endpoint-{event}")
        context.add_change(id, "neutral", phrase, at=pair.new, subject=SUBJECT, after=pair.new[SUNSET])


def _check_sunset(context: DiffContext, pair: NodePair) -> None:
    if (event := sunset_event(pair.old.value, pair.new.value, context.today)) is not None:
        (id, phrase), before, after = _SUNSET_CHANGES[event], pair.old[SUNSET], pair.new[SUNSET]
        context.add_change(id, "neutral", phrase, at=pair.new, subject=SUBJECT, before=before, after=after)


def check_servers(context: DiffContext, pair: NodePair) -> None:
    """Add the servers that are no longer listed, which callers may still use."""
    old, new = ({str(as_object(s).get("url")): s for s in listing(node["servers"])} for node in (pair.old, pair.new))
    for url in sorted(old.keys() - new.keys()):
        phrase = f"no longer lists the server `{url}`"
        context.add_change("api-server-removed", "unknown", phrase, at=pair.new, subject="the API", before=url)
    if not context.documents.same(pair.old["servers"], pair.new["servers"]):
        before, after = (
            [
                {key: value for key, value in as_object(server).items() if key != "description"}
                for server in servers.values()
            ]
            for servers in (old, new)
        )
        pointers = context.collector.docs if before == after else context.collector.others
        pointers.add(pair.new.pointer + "/servers")
