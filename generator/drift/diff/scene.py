"""Where a schema is used (who sends it, what callers call it), and how a change found there is entered."""

from __future__ import annotations

from typing import Any, Final, Literal

from attrs import evolve, frozen

from ..change import Effect, Ledger, Side, size, wire
from .documents import Documents, Node, Pair, mapping, step

DOCS: Final = frozenset({
    "description", "summary", "title", "example", "examples", "externalDocs", "$comment", "termsOfService",
})  # fmt: skip
Holder = Literal["body", "parameter", "header", "common-parameter", "content"]


@frozen(eq=False)
class Scene:
    """One operation, and within it one place where values travel from one *side* to the other."""

    documents: Documents
    ledger: Ledger
    operation: str = ""
    path: str = ""
    today: str = ""
    """The date that sunsets are measured against, as YYYY-MM-DD."""
    side: Side = "request"
    holder: Holder = "body"
    subject: str = ""
    """What callers call the place: "the query parameter `limit`"."""
    where: str = ""
    """What tells this place from others with the same subject: the status and media type of a response."""
    place: str = ""
    """Where a parameter is put: query, path, header or cookie."""
    typed: bool = True
    """Whether 1 and "1" are told apart there: in JSON they are, in a query string they are not."""
    repeats: bool = False
    """Whether it is a parameter that is written once for each item, so that one value is a list of one."""
    needed: bool = False
    """Whether it is a required parameter, whose default never applies."""
    webhook: bool = False
    """A webhook's request is what the server sends: who may be hurt is the other way round."""

    callback: str = ""
    """Which callback of the operation it is: oasdiff has no names for what changes there."""

    @property
    def way(self) -> tuple[Side, Holder, str, bool, bool, bool, bool, bool]:
        """All of the scene that rules for schemas go by."""
        asked = self.webhook, bool(self.callback)
        return self.side, self.holder, self.place, self.typed, self.repeats, self.needed, *asked

    def at(self, **changes: Any) -> Scene:
        return evolve(self, **changes)

    @property
    def sender(self) -> Side:
        return self.side if not self.webhook else "response" if self.side == "request" else "request"

    def enter(
        self, id: str, effect: Effect, phrase: str, *, at: Node | str = "", before: Any = None, after: Any = None,
        about: str = "",
    ) -> None:  # fmt: skip
        """Enter a change that *phrase* says of *about*, or else of the scene's subject."""
        subject = about or self.subject
        if self.callback:
            id, subject = f"callback-{id}", f"{subject} of the callback `{self.callback}`"
        self.ledger.enter(
            id, text=_sentence(subject, phrase, self.where), wire=wire(effect, self.sender), operation=self.operation,
            path=self.path, pointer=at if isinstance(at, str) else at.pointer, before=before, after=after,
            about=f"{subject} {self.where}",
        )  # fmt: skip

    def required(self, prefix: str, pair: Pair) -> None:
        """Enter that a parameter, body or header became required, or optional."""
        before, after = pair.old["required"] is True, pair.new["required"] is True
        if before != after:
            word = "required" if after else "optional"
            effect = size(grows=before)
            self.enter(f"{prefix}-became-{word}", effect, f"became {word}", at=pair.new, before=before, after=after)

    def note(self, pair: Pair, *handled: str) -> None:
        """Note what differs in *pair* beyond the *handled* keys: words, or things callers cannot tell."""
        old, new = pair.old.value, pair.new.value
        for key in old.keys() | new.keys():
            if key not in handled and not self.documents.same(old.get(key), new.get(key)):
                noted = self.ledger.docs if key in DOCS else self.ledger.others
                noted.add(step(pair.new.pointer if key in new else pair.old.pointer, key))

    def pair(self, pair: Pair, *keys: str) -> Pair:
        """What stands at *keys* in both sides of *pair*, references followed."""
        old, new = pair.old, pair.new
        for key in keys:
            old = self.documents.old.node(old[key], step(old.pointer, key))
            new = self.documents.new.node(new[key], step(new.pointer, key))
        return Pair(old, new)

    def changed_keys(self, pair: Pair, key: str) -> tuple[list[str], list[str], list[str]]:
        """Of the maps at *key*: the names added, removed, and kept but changed, each in order."""
        old, new = mapping(pair.old[key]), mapping(pair.new[key])
        kept = [name for name in old if name in new and not self.documents.same(old[name], new[name])]
        return sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys()), sorted(kept)


def _sentence(subject: str, phrase: str, where: str) -> str:
    text = f"{subject} {phrase}" + (f" ({where})" if where else "") + "."
    return text[0].upper() + text[1:]
