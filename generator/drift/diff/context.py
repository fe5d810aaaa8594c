"""The context of a comparison: the operation, and the direction and element in which a schema is used."""

from __future__ import annotations

from typing import Any, Final, Literal

from attrs import evolve, frozen

from ..change import ChangeCollector, Direction, Effect, set_effect, wire_verdict
from .document_pair import DocumentPair, Node, NodePair, as_object, join_pointer

ANNOTATIONS: Final = frozenset({
    "description", "summary", "title", "example", "examples", "externalDocs", "$comment", "termsOfService",
})  # fmt: skip
"""Keywords that document and do not constrain."""
Element = Literal["body", "parameter", "header", "common-parameter", "content"]


@frozen(eq=False)
class DiffContext:
    """One operation, and within it one element whose values are sent in one *direction*."""

    documents: DocumentPair
    collector: ChangeCollector
    operation: str = ""
    path: str = ""
    today: str = ""
    """The date that sunsets are compared with, as YYYY-MM-DD."""
    direction: Direction = "request"
    element: Element = "body"
    subject: str = ""
    """The element as sentences name it: "the query parameter `limit`"."""
    qualifier: str = ""
    """What distinguishes elements with the same subject: the status and media type of a response."""
    location: str = ""
    """The location of a parameter: query, path, header or cookie."""
    typed: bool = True
    """Whether the serialization distinguishes 1 from "1": JSON does, a query string does not."""
    form_exploded: bool = False
    """Whether the element is a parameter of style form with explode, where one value is an array of one."""
    required_parameter: bool = False
    """Whether the element is a required parameter, whose default never applies."""
    webhook: bool = False
    """Whether the server sends the request, as in webhooks and callbacks."""
    callback: str = ""
    """The name of the callback; oasdiff has no ids for changes in callbacks."""

    @property
    def schema_usage(self) -> tuple[Direction, Element, str, bool, bool, bool, bool, bool]:
        """Everything in the context that the rules for schemas depend on."""
        return (
            self.direction, self.element, self.location, self.typed, self.form_exploded, self.required_parameter,
            self.webhook, bool(self.callback),
        )  # fmt: skip

    def evolve(self, **changes: Any) -> DiffContext:
        """The context with *changes*."""
        return evolve(self, **changes)

    @property
    def client_direction(self) -> Direction:
        """The direction as the API's client sees it: the request of a webhook is what the client receives."""
        if not self.webhook:
            return self.direction
        return "response" if self.direction == "request" else "request"

    def add_change(
        self, id: str, effect: Effect, phrase: str, *, at: Node | str = "", before: Any = None, after: Any = None,
        subject: str = "",
    ) -> None:  # fmt: skip
        """Add a change; its text is *subject*, by default the context's, followed by *phrase*."""
        subject = subject or self.subject
        if self.callback:
            id, subject = f"callback-{id}", f"{subject} of the callback `{self.callback}`"
        self.collector.add(
            id, text=_sentence(subject, phrase, self.qualifier), wire=wire_verdict(effect, self.client_direction),
            operation=self.operation, path=self.path, pointer=at if isinstance(at, str) else at.pointer,
            before=before, after=after, subject=f"{subject} {self.qualifier}",
        )  # fmt: skip

    def compare_required(self, id_prefix: str, pair: NodePair) -> None:
        """Add a change when a parameter, body or header became required or optional."""
        before, after = pair.old["required"] is True, pair.new["required"] is True
        if before != after:
            word = "required" if after else "optional"
            effect = set_effect(grows=before)
            id = f"{id_prefix}-became-{word}"
            self.add_change(id, effect, f"became {word}", at=pair.new, before=before, after=after)

    def add_unhandled(self, pair: NodePair, *handled: str) -> None:
        """Record the keys of *pair* that differ and are not *handled* by rules, as documentation or as others."""
        old, new = pair.old.value, pair.new.value
        for key in old.keys() | new.keys():
            if key not in handled and not self.documents.same(old.get(key), new.get(key)):
                pointers = self.collector.docs if key in ANNOTATIONS else self.collector.others
                pointers.add(join_pointer(pair.new.pointer if key in new else pair.old.pointer, key))

    def child(self, pair: NodePair, *keys: str) -> NodePair:
        """The pair of nodes at *keys* below *pair*, with references followed."""
        old, new = pair.old, pair.new
        for key in keys:
            old = self.documents.old.node(old[key], join_pointer(old.pointer, key))
            new = self.documents.new.node(new[key], join_pointer(new.pointer, key))
        return NodePair(old, new)

    def compare_keys(self, pair: NodePair, key: str) -> tuple[list[str], list[str], list[str]]:
        """The names added, removed and changed in the maps at *key*, each list in order."""
        old, new = as_object(pair.old[key]), as_object(pair.new[key])
        changed = [name for name in old if name in new and not self.documents.same(old[name], new[name])]
        return sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys()), sorted(changed)


def _sentence(subject: str, phrase: str, qualifier: str) -> str:
    text = f"{subject} {phrase}" + (f" ({qualifier})" if qualifier else "") + "."
    return text[0].upper() + text[1:]
