"""JSON pointers (RFC 6901): the places in a document, as text."""

from __future__ import annotations


def escaped(part: str | int) -> str:
    """One key or index as it stands in a pointer."""
    return str(part).replace("~", "~0").replace("/", "~1")


def pointer_to(*parts: str | int) -> str:
    """The pointer through *parts*."""
    return "".join("/" + escaped(part) for part in parts)


def parts_of(pointer: str) -> list[str]:
    """The keys and indexes that *pointer* names."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
