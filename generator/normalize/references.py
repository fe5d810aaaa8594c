"""Resolves references, and records the original pointers of parts that rules move."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from attrs import define, field

from ..documents.json_values import is_array, is_container, is_object, is_reference, mapping
from ..documents.pointers import MISSING, child, parts_of, pointer_to, suggestion
from ..errors import DocumentError


@contextmanager
def followable(pointer: str = "") -> Generator[None]:
    """Raise `DocumentError` where what is at *pointer* leads through more schemas than Python's stack can hold."""
    try:
        yield
    except RecursionError:
        what = "leads through too many schemas, one inside the other"
        raise DocumentError(f"#{pointer}", what, "join some of them, or leave the innermost without a type") from None


@define
class SourceDocument:
    """The document being normalized, and the original places of those parts that rules have moved."""

    document: Mapping[str, Any]
    originals: dict[int, tuple[Any, str]] = field(factory=dict[int, tuple[Any, str]])
    """id → (the part itself, so that the id stays its own; its pointer)."""
    anchors: dict[str, str] | None = None
    ends: dict[str, tuple[Any, str]] = field(factory=dict[str, tuple[Any, str]])
    """Pointer of a reference → the value at the end of its chain, and its pointer: no chain is followed twice."""

    def original_pointer(self, part: Any, fallback: str) -> str:
        """The pointer of *part* in the original document; *fallback* unless a rule has moved it."""
        known = self.originals.get(id(part))
        return known[1] if known else fallback

    def record_original(self, part: Any, pointer: str) -> None:
        """Record the pointer of *part* before a rule moves it; the first recorded pointer is kept."""
        if is_object(part):
            self.originals.setdefault(id(part), (part, pointer))

    def at(self, pointer: str, referrer: str = "") -> Any:
        """The value at *pointer*; raises naming *referrer*, the target, and what it may have meant."""
        node: Any = self.document
        for part in parts_of(pointer):
            found = child(node, part, MISSING)
            if found is MISSING:
                what = f"$ref '#{pointer}' names nothing: {part!r} is not there"
                raise DocumentError(f"#{referrer}", what, suggestion(part, mapping(node)))
            node = found
        return node

    def target(self, ref: str, referrer: str) -> str:
        """The pointer that the reference *ref*, standing at *referrer*, means."""
        if ref == "#" or ref.startswith("#/"):
            return "".join("/" + unquote(part).replace("/", "~1") for part in ref[2:].split("/")) if ref != "#" else ""
        if ref.startswith("#"):
            if self.anchors is None:
                self.anchors = dict(_anchors(self.document))
            if ref[1:] in self.anchors:
                return self.anchors[ref[1:]]
            raise DocumentError(f"#{referrer}", f"$ref {ref!r} names no $anchor", "use a JSON pointer, #/…")
        raise DocumentError(f"#{referrer}", f"$ref {ref!r} leaves the document", "bundle it first")

    def follow(self, value: Any, pointer: str) -> tuple[Any, str]:
        """The value at the end of the chain of references that starts with *value*, and its pointer."""
        start, passed = pointer, dict[str, None]()
        while is_reference(value):
            target = self.target(value["$ref"], pointer)
            if target in passed or target == start:
                raise DocumentError(f"#{pointer}", f"$ref {value['$ref']!r} leads back to itself", "break the circle")
            if target in self.ends:
                value, pointer = self.ends[target]
                break
            passed[target] = None
            value, pointer = self.at(target, pointer), target
        self.ends |= dict.fromkeys(passed, (value, pointer))
        return value, pointer

    def seek(self, value: Any) -> tuple[Any, str]:
        """The result of `follow`, or None for a broken chain, which other rules report."""
        try:
            return self.follow(value, "")
        except DocumentError:
            return None, ""


def _anchors(document: object) -> Iterator[tuple[str, str]]:
    """(anchor, pointer) of each anchor of *document*, in its order."""
    waiting = [(document, "")]
    while waiting:
        node, pointer = waiting.pop()
        inner: list[tuple[Any, str]] = []
        if is_object(node):
            for key in ("$anchor", "$dynamicAnchor"):
                if isinstance(node.get(key), str):
                    yield node[key], pointer
            inner = [(one, pointer + pointer_to(key)) for key, one in node.items() if is_container(one)]
        elif is_array(node):
            inner = [(one, pointer + pointer_to(index)) for index, one in enumerate(node) if is_container(one)]
        waiting += reversed(inner)
