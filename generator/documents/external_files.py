"""The files of a document: each is read when a reference first points to it, if that is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

from attrs import define, field

from ..errors import DocumentError
from . import document
from .json_values import is_reference, mapping
from .pointers import MISSING, child, parts_of, suggestion

RemoteReader = Callable[[str], Any]
"""Reads the JSON value at a URL."""


@define(kw_only=True)
class ExternalFiles:
    """The files read so far, and the resolution of references between them."""

    root: str
    """The file that the others are bundled into."""
    within: Path
    remote: RemoteReader | None
    files: dict[str, Any]
    display_names: dict[str, str]
    """File → its name in errors."""
    open_targets: list[tuple[str, str]] = field(factory=list[tuple[str, str]])
    """(file, pointer) of the references that are being expanded, to detect circles."""

    def resolve(self, ref: str, file: str, pointer: str) -> tuple[str, str]:
        """(file, pointer) that *ref* means when it stands in *file*."""
        name, _, fragment = ref.partition("#")
        parts = [unquote(part).replace("/", "~1") for part in fragment.split("/")[1:]]
        inside = "".join("/" + part for part in parts)
        if not name:
            if file != self.root and inside.startswith("/components/") and not _exists(self.files[file], inside):
                return self.root, inside  # the fragment means the components of the root document
            return file, inside
        if re.match(r"https?://", name) or re.match(r"https?://", file):
            return urljoin(file, name) if re.match(r"https?://", file) else name, inside
        if re.match(r"[a-z][a-z0-9+.-]+:", name) and not name.startswith("file:"):
            raise DocumentError(self.place(file, pointer), f"$ref {ref!r} is no local file", "use a relative path")
        return str((Path(file).parent / unquote(name.removeprefix("file:"))).resolve()), inside

    def at(self, target: str, inside: str, ref: str, file: str, pointer: str) -> Any:
        """The value at *inside* in the file *target*, for the reference *ref* at *pointer* in *file*."""
        if target not in self.files:
            self.files[target] = self._fetch(target, ref, file, pointer)
        node = self.files[target]
        for part in parts_of(inside):
            if is_reference(node) and part not in node:
                onward = self.resolve(node["$ref"], target, inside)
                with self.expanding((target, inside)):
                    node = self.at(*onward, ref, file, pointer)
            found = child(node, part, MISSING)
            if found is MISSING:
                what = f"$ref {ref!r} names nothing: no {part!r} there"
                raise DocumentError(self.place(file, pointer), what, suggestion(part, mapping(node)))
            node = found
        return node

    @contextmanager
    def expanding(self, where: tuple[str, str]) -> Generator[None]:
        """Mark *where* as being expanded; raises when it already is, for it then contains itself."""
        if where in self.open_targets:
            raise DocumentError(self.place(*where), "leads back to itself", "break the circle of references")
        self.open_targets.append(where)
        yield
        self.open_targets.pop()

    def place(self, file: str, pointer: str) -> str:
        """*pointer* in *file*, for errors."""
        return f"{self.display_names.get(file, file)}#{pointer}"

    def _fetch(self, target: str, ref: str, file: str, pointer: str) -> Any:
        place = self.place(file, pointer)
        if re.match(r"https?://", target):
            if self.remote is None:
                remedy = "fetch it and refer to the file, or build with --allow-remote-refs"
                raise DocumentError(place, f"$ref {ref!r} leads to the network", remedy)
            return self.remote(target)
        path = Path(target)
        if not path.is_relative_to(self.within):
            raise DocumentError(place, f"$ref {ref!r} leaves {self.within.name}/", "keep all files in one folder")
        if not path.is_file():
            beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
            what = f"$ref {ref!r} names a file that is not there"
            raise DocumentError(place, what, suggestion(path.name, beside, "add the file, or remove the reference"))
        self.display_names[target] = str(path.relative_to(self.within))
        return document.read(path)


def _exists(node: Any, pointer: str) -> bool:
    for part in parts_of(pointer):
        if part not in mapping(node):
            return False
        node = node[part]
    return True
