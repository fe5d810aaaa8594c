"""Answers that are used while they come: which operations give one, what its items are, what the method is called.

An operation that answers at once or piece by piece becomes two methods, because they return different things:
``create`` and ``stream``. One that answers with bytes can be had as a ``download`` too. One that can only stream does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from attrs import evolve, frozen

from ...model.code import Code
from ...model.ir import Answer, Call, Field, Parameter
from ...model.type_ref import ANY, BYTES, TEXT, Applied, LiteralOf, Named, TypeRef, alternatives, item
from ..matching.operation_facts import OperationFacts
from ..plan_values import Variant
from ..text.named_types import NamedTypes
from ..text.naming import identifier

EVENT = Named("ServerSentEvent")
"""What items are where the document does not say what is in them."""

FLAGS = {"body": ("stream", "streaming"), "query": ("stream", "watch")}
"""Where, and by which words, servers are told to answer piece by piece."""

PLAIN = frozenset("list create retrieve update replace delete".split())
"""Methods whose name says no more than the resource: ``stream`` takes their place, ``stream_chat`` that of others."""


@frozen(kw_only=True)
class Way:
    """One way to have an answer piece by piece."""

    kind: Literal["sse", "event", "lines", "bytes"]
    item: TypeRef
    accept: str
    flag: tuple[str, str] = ("", "")
    """Where the server is told, and the name there."""

    @property
    def word(self) -> str:
        """What the method does."""
        return "download" if self.kind == "bytes" else "watch" if self.flag[1] == "watch" else "stream"

    @property
    def doc(self) -> str:
        """What its docstring adds."""
        if self.kind == "bytes":
            return "Read piece by piece: iterate over it, or `stream_to()` a path. Retried until the answer begins."
        return "Iterate over it, best in a `with` statement: items come as the server sends them, until it ends."

    @property
    def variants(self) -> tuple[TypeRef, TypeRef]:
        """What the sync and the async method return."""
        if self.kind == "bytes":
            return Named("Download"), Named("AsyncDownload")
        return Applied("Stream", (self.item,)), Applied("AsyncStream", (self.item,))

    def paths_pointer(self, statement: Code) -> tuple[Variant, Variant]:
        """The sync and the async method that make the call that *statement* says."""
        call = Code(f"return self._{'download' if self.kind == 'bytes' else 'stream'}({statement})")
        sync, asynchronous = self.variants
        head = Code("def")
        return Variant(head=head, type=sync, body=call), Variant(head=head, type=asynchronous, body=call)


def alone(call: Call, types: NamedTypes) -> Way | None:
    """The way of an operation that cannot answer at once."""
    good = _good(call)
    return _way(call, good, types) if good and all(one.stream for one in good) else None


def beside(call: Call, types: NamedTypes) -> tuple[Way, ...]:
    """The ways of an operation that can also answer at once."""
    good = _good(call)
    if not good or all(one.stream for one in good):
        return ()
    ways = [way] if (way := _way(call, good, types)) else []
    if call.result == BYTES:
        accept = next(one.media_type for one in good if one.type == BYTES)
        ways.append(Way(kind="bytes", item=BYTES, accept=accept))
    return tuple(ways)


def _good(call: Call) -> list[Answer]:
    """Successful answers that hold something."""
    good = [one for one in call.answers if one.status.startswith("2")]
    good = good or [one for one in call.answers if one.status == "default"]
    return [one for one in good if one.type is not None]


def _way(call: Call, good: Sequence[Answer], types: NamedTypes) -> Way | None:
    streamed = [one for one in good if one.stream]
    if not streamed:
        return None
    answer, flag = streamed[0], _flag(call, types)
    held = answer.type or ANY
    if answer.stream == "ndjson":
        same = any(one.type == held for one in good if not one.stream)
        if same and not flag[0]:
            return None  # the same values in another spelling
        return Way(kind="lines", item=ANY if same else item(held) or held, accept=answer.media_type, flag=flag)
    if held == TEXT:
        return Way(kind="sse", item=EVENT, accept=answer.media_type, flag=flag)
    whole = _whole(held, types)
    if whole and all(one.type == TEXT for one in whole):
        return Way(kind="sse", item=EVENT, accept=answer.media_type, flag=flag)
    return Way(kind="event" if whole else "sse", item=held, accept=answer.media_type, flag=flag)


def _whole(kind: TypeRef, types: NamedTypes) -> list[Field]:
    """The ``data`` fields of what describes whole events; none where it describes their data."""
    found: list[Field] = []
    for model in types.members(kind):
        fields = {one.wire: one for one in model.fields}
        if "data" not in fields or not ("event" in fields or fields.keys() <= {"data", "id", "retry"}):
            return []
        found.append(fields["data"])
    return found


def _flag(call: Call, types: NamedTypes) -> tuple[str, str]:
    """Where the server is told to answer piece by piece."""
    models = types.members(call.body.type) if call.body else []
    for model in models:
        if found := _switch(model.fields, FLAGS["body"]):
            return "body", found
    found = _switch([one for one in call.parameters if one.location == "query"], FLAGS["query"])
    return ("query", found) if found else ("", "")


def _switch(fields: Sequence[Field | Parameter], words: Collection[str]) -> str:
    kinds = {Named("bool"), LiteralOf((True,)), LiteralOf((False,))}
    return next((one.wire for one in fields if one.wire in words and kinds & {*alternatives(one.type)}), "")


def twins(operations: Sequence[OperationFacts], types: NamedTypes) -> list[tuple[OperationFacts, Way]]:
    """The second methods of operations that can do both, each with a name that nothing else has."""
    taken = {one.name[:depth] for one in operations for depth in range(1, len(one.name) + 1)}
    found: list[tuple[OperationFacts, Way]] = []
    for one in operations:
        for way in beside(one.call, types):
            *resource, verb = one.name
            stem = way.word if verb in PLAIN else identifier(f"{way.word}_{verb}", way.word)
            name, number = (*resource, stem), 2
            while name in taken:
                name, number = (*resource, f"{stem}_{number}"), number + 1
            taken.add(name)
            found.append((evolve(one, name=name, recipe=None), way))
    return found


__all__ = ["Way", "alone", "twins"]
