"""Functions with which the rules for schemas report changes."""

from __future__ import annotations

from typing import Any

from ..change import Effect
from ..diff.document_pair import join_pointer
from ..diff.schema_walk import SchemaDiff


def subject_of(diff: SchemaDiff, property_name: str | None = None) -> str:
    """The schema of *diff*, or its property *property_name*, as sentences name it."""
    context = diff.context
    name = diff.name
    if property_name is not None:
        name = f"{name}/{property_name}" if name else property_name
    elif not name:
        return context.subject
    return (
        f"the {context.direction} property `{name}`" if context.element == "body" else f"`{name}` in {context.subject}"
    )


def id_prefix(diff: SchemaDiff) -> str:
    """The first half of a change's id: request-body, response-property, request-parameter-property…"""
    context = diff.context
    if context.element == "body":
        return f"{context.direction}-property" if diff.name else f"{context.direction}-body"
    return f"{context.direction}-{context.element}" + ("-property" if diff.name else "")


def is_excluded(diff: SchemaDiff) -> bool:
    """Whether *diff* is a property that the new document excludes from this direction by readOnly or writeOnly."""
    return bool(diff.name) and diff.new.get("readOnly" if diff.context.direction == "request" else "writeOnly") is True


def add_change(
    diff: SchemaDiff, event: str, effect: Effect, phrase: str, *, key: str = "", id: str = "", subject: str = "",
    before: Any = None, after: Any = None,
) -> None:  # fmt: skip
    """Add a change with the id `<prefix>-<event>`, or *id* where the id does not have that form."""
    node = diff.pair.new if not key or key in diff.new else diff.pair.old
    at = join_pointer(node.pointer, *key.split("/")) if key else node
    diff.context.add_change(
        id or f"{id_prefix(diff)}-{event}", diff.effect(effect), phrase, at=at, before=before, after=after,
        subject=subject or subject_of(diff),
    )  # fmt: skip


def quoted(value: Any) -> str:
    """*value* in backticks, shortened, for a sentence."""
    text = value if isinstance(value, str) else repr(value) if value is not None else "null"
    return f"`{text}`" if len(text) < 80 else f"`{text[:77]}…`"


def quoted_list(values: Any) -> str:
    """*values*, each in backticks, separated by commas."""
    return ", ".join(quoted(value) for value in values)
