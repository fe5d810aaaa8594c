"""Streamed responses: which operations have one, its items, and the name of the method.

An operation whose response may be streamed or not becomes two methods, because their return types differ: ``create``
and ``stream``. A response of bytes has a ``download`` method too. An operation that can only stream has one method.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from attrs import evolve, frozen

from ...model.code import Code
from ...model.ir import Answer, Call, Field, Model, Parameter
from ...model.type_ref import ANY, BYTES, TEXT, Applied, LiteralOf, Named, TypeRef, alternatives, item
from ..matching.operation_facts import OperationFacts
from ..plan_values import Variant
from ..text.named_types import NamedTypes
from ..text.naming import identifier

EVENT = Named("ServerSentEvent")
"""Type of items that the document does not describe."""

FLAGS = {"body": ("stream", "streaming"), "query": ("stream", "watch")}
"""Location → names of parameters that ask for a streamed response."""

PLAIN = frozenset("list create retrieve update replace delete".split())
"""Methods that become ``stream``; others keep their name (``stream_chat``)."""


@frozen(kw_only=True)
class Streaming:
    """One way to stream the response of an operation."""

    kind: Literal["sse", "event", "lines", "bytes"]
    item: TypeRef
    accept: str
    flag: tuple[str, str] = ("", "")
    """Location and name of the parameter that asks for it."""
    error_items: bool = False
    """Whether the document describes errors among the items."""

    @property
    def verb(self) -> str:
        """The first word of the method's name."""
        return "download" if self.kind == "bytes" else "watch" if self.flag[1] == "watch" else "stream"

    @property
    def doc(self) -> str:
        """The addition to the method's docstring."""
        if self.kind == "bytes":
            return "Read in chunks: iterate over it, or `stream_to()` a path. Retried until the response begins."
        return "Iterate over it, preferably in a `with` statement: items are yielded as the server sends them."

    @property
    def types(self) -> tuple[TypeRef, TypeRef]:
        """The types that the sync and the async method return."""
        if self.kind == "bytes":
            return Named("Download"), Named("AsyncDownload")
        return Applied("Stream", (self.item,)), Applied("AsyncStream", (self.item,))

    def variants(self, statement: Code) -> tuple[Variant, Variant]:
        """The sync and the async method; *statement* has the arguments of the call in their bodies."""
        call = Code(f"return self._{'download' if self.kind == 'bytes' else 'stream'}({statement})")
        sync, asynchronous = self.types
        head = Code("def")
        return Variant(head=head, type=sync, body=call), Variant(head=head, type=asynchronous, body=call)


def only_streaming(call: Call, types: NamedTypes) -> Streaming | None:
    """The streaming of an operation whose every response is streamed."""
    good = _good(call)
    return _streaming(call, good, types) if good and all(one.stream for one in good) else None


def also_streaming(call: Call, types: NamedTypes) -> tuple[Streaming, ...]:
    """The streamings of an operation that also has a response in one piece."""
    good = _good(call)
    if not good or all(one.stream for one in good):
        return ()
    found = [streaming] if (streaming := _streaming(call, good, types)) else []
    files = dict.fromkeys(one.media_type for one in good if one.type == BYTES and not one.repeats)
    if files:
        found.append(Streaming(kind="bytes", item=BYTES, accept=", ".join(files)))
    return tuple(found)


def _good(call: Call) -> list[Answer]:
    """Successful responses with a body."""
    return [one for one in call.successes if one.type is not None]


def _streaming(call: Call, good: Sequence[Answer], types: NamedTypes) -> Streaming | None:
    streamed = [one for one in good if one.stream]
    if not streamed:
        return None
    answer, flag = streamed[0], _flag(call, types)
    held = answer.type or ANY
    errors = any(_describes_error(one, types) for one in types.members(item(held) or held))
    kind: Literal["sse", "event", "lines"] = "sse"
    if answer.stream == "ndjson":
        same = any(one.type == held for one in good if not one.stream)
        if same and not flag[0]:
            return None  # the same values in another format
        kind, held = "lines", ANY if same else item(held) or held
    elif held == TEXT:
        held = EVENT
    elif whole := _whole(held, types):
        kind, held = ("sse", EVENT) if all(one.type == TEXT for one in whole) else ("event", held)
    return Streaming(kind=kind, item=held, accept=answer.media_type, flag=flag, error_items=errors)


def _describes_error(model: Model, types: NamedTypes) -> bool:
    """Whether items of this *model* may say that something failed: by a property, a type or their name."""
    named = {one.wire: one.type for one in model.fields}
    return (
        "error" in named
        or "error" in model.name.lower()
        or any("error" in types.values(named[word]) for word in ("event", "type", "object") if word in named)
    )


def _whole(kind: TypeRef, types: NamedTypes) -> list[Field]:
    """The ``data`` fields where the schema describes whole events; empty where it describes their data."""
    found: list[Field] = []
    for model in types.members(kind):
        fields = {one.wire: one for one in model.fields}
        if "data" not in fields or not ("event" in fields or fields.keys() <= {"data", "id", "retry"}):
            return []
        found.append(fields["data"])
    return found


def _flag(call: Call, types: NamedTypes) -> tuple[str, str]:
    """Location and name of the parameter that asks for a streamed response."""
    models = types.members(call.body.type) if call.body else []
    for model in models:
        if found := _switch(model.fields, FLAGS["body"]):
            return "body", found
    found = _switch([one for one in call.parameters if one.location == "query"], FLAGS["query"])
    return ("query", found) if found else ("", "")


def _switch(fields: Sequence[Field | Parameter], words: Collection[str]) -> str:
    kinds = {Named("bool"), LiteralOf((True,)), LiteralOf((False,))}
    return next((one.wire for one in fields if one.wire in words and kinds & {*alternatives(one.type)}), "")


def second_methods(operations: Sequence[OperationFacts], types: NamedTypes) -> list[tuple[OperationFacts, Streaming]]:
    """The second methods of operations that can do both, with unique names."""
    taken = {one.name[:depth] for one in operations for depth in range(1, len(one.name) + 1)}
    found: list[tuple[OperationFacts, Streaming]] = []
    for one in operations:
        for streaming in also_streaming(one.call, types):
            *resource, verb = one.name
            stem = streaming.verb if verb in PLAIN else identifier(f"{streaming.verb}_{verb}", streaming.verb)
            name, number = (*resource, stem), 2
            while name in taken:
                name, number = (*resource, f"{stem}_{number}"), number + 1
            taken.add(name)
            found.append((evolve(one, name=name, recipe=None), streaming))
    return found


__all__ = ["Streaming", "only_streaming", "second_methods"]
