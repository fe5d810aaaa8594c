"""Annotations as text: what a call returns, and which of them are one class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from ..documents.media_types import family
from .ir import Alias, Answer, Model


@frozen(kw_only=True)
class Flat:
    """Which annotations are, directly or by an alias, one model: such a body becomes keyword arguments."""

    models: frozenset[str]
    aliases: Mapping[str, str]

    @classmethod
    def of(cls, models: Iterable[Model], aliases: Iterable[Alias]) -> Flat:
        """Of all *models* and *aliases* of a document."""
        return cls(models=frozenset(m.name for m in models), aliases={a.name: a.annotation for a in aliases})

    def model(self, annotation: str) -> str:
        """The model that *annotation* comes down to, empty when it is something else."""
        for _ in range(10):
            name = annotation.removesuffix(" | None")
            if name in self.models:
                return name
            if name not in self.aliases:
                return ""
            annotation = self.aliases[name]
        return ""


def returns(answers: tuple[Answer, ...]) -> str:
    """The union of what successful answers hold: JSON where there is any, else text or bytes, else a stream's items."""
    good = [a for a in answers if a.status.startswith("2")] or [a for a in answers if a.status == "default"]
    held = [a for a in good if a.annotation]
    for chosen in (
        [a for a in held if not a.stream and family(a.media_type) == "json"],
        [a for a in held if not a.stream],
        held,
    ):
        if chosen:
            members = list(dict.fromkeys(member for a in chosen for member in split(a.annotation)))
            empty = any(a.status in ("204", "205") for a in good) or "None" in members
            return "Any" if "Any" in members else " | ".join([m for m in members if m != "None"] + ["None"] * empty)
    return ""


def split(annotation: str) -> list[str]:
    """The members of a union, brackets and quotes respected."""
    members: list[str] = []
    depth, quote, start, index = 0, "", 0, 0
    while index < len(annotation):
        char = annotation[index]
        if quote:
            index += char == "\\"
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "[]":
            depth += 1 if char == "[" else -1
        elif char == "|" and not depth:
            members.append(annotation[start:index].strip())
            start = index + 1
        index += 1
    return [*members, annotation[start:].strip()]
