"""References: where a pointer leads, and where each part of the document stands."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from attrs import define, field

from ..errors import DocumentError
from ..pointers import parts_of, pointer_to


@define
class Source:
    """The document being normalized, and the original places of those parts that rules have moved."""

    document: Mapping[str, Any]
    moved: dict[int, tuple[Any, str]] = field(factory=dict)
    """id → (the part itself, so that the id stays its own; its pointer)."""
    anchors: dict[str, str] | None = None

    def place(self, part: Any, fallback: str) -> str:
        """Where *part* stood in the original; *fallback* unless a rule has moved it."""
        known = self.moved.get(id(part))
        return known[1] if known else fallback

    def remember(self, part: Any, pointer: str) -> None:
        """Keep the original place of *part*, which a rule is about to move; the first place known is kept."""
        if isinstance(part, dict):
            self.moved.setdefault(id(part), (part, pointer))

    def at(self, pointer: str, referrer: str = "") -> Any:
        """The value at *pointer*; raises naming *referrer*, the target, and what it may have meant."""
        node: Any = self.document
        for part in parts_of(pointer):
            found = _child(node, part)
            if found is _MISSING:
                raise _dangling(pointer, referrer, node, part)
            node = found
        return node

    def target(self, ref: str, referrer: str) -> str:
        """The pointer that the reference *ref*, standing at *referrer*, means."""
        if ref == "#" or ref.startswith("#/"):
            return "".join("/" + unquote(part).replace("/", "~1") for part in ref[2:].split("/")) if ref != "#" else ""
        if ref.startswith("#"):
            if self.anchors is None:
                self.anchors = dict(_anchors(self.document, ""))
            if ref[1:] in self.anchors:
                return self.anchors[ref[1:]]
            raise DocumentError(f"#{referrer}", f"$ref {ref!r} names no $anchor", "use a JSON pointer, #/…")
        raise DocumentError(f"#{referrer}", f"$ref {ref!r} leaves the document", "bundle it first")

    def follow(self, value: Any, pointer: str) -> tuple[Any, str]:
        """What stands at the end of the chain of references that starts with *value*."""
        seen = {pointer}
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            target = self.target(value["$ref"], pointer)
            if target in seen:
                raise DocumentError(f"#{pointer}", f"$ref {value['$ref']!r} leads back to itself", "break the circle")
            seen.add(target)
            value, pointer = self.at(target, pointer), target
        return value, pointer

    def seek(self, value: Any) -> tuple[Any, str]:
        """What `follow` finds, None where the chain breaks: for looking only, when other rules tell of the break."""
        try:
            return self.follow(value, "")
        except DocumentError:
            return None, ""


_MISSING: Any = object()


def _child(node: Any, part: str) -> Any:
    if isinstance(node, dict):
        return node.get(part, _MISSING)
    if isinstance(node, list) and part.isdecimal() and int(part) < len(node):
        return node[int(part)]
    return _MISSING


def _dangling(pointer: str, referrer: str, node: Any, part: str) -> DocumentError:
    near = difflib.get_close_matches(part, node, 3) if isinstance(node, dict) else []
    mend = f"did you mean {' or '.join(near)}?" if near else "define it, or remove the reference"
    return DocumentError(f"#{referrer}", f"$ref '#{pointer}' names nothing: {part!r} is not there", mend)


def _anchors(node: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key in ("$anchor", "$dynamicAnchor"):
            if isinstance(node.get(key), str):
                yield node[key], pointer
        for key, child in node.items():
            yield from _anchors(child, pointer + pointer_to(key))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from _anchors(child, pointer + pointer_to(index))
