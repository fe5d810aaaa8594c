"""Documents in several files → one document: what other files hold moves into components, references follow it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

from attrs import define, field

from . import document
from .document import Document
from .errors import DocumentError
from .grammar import GRAMMAR, SECTIONS
from .pointers import escaped, parts_of
from .yaml_text import too_deep

Remote = Callable[[str], Any]
"""Gives the JSON value at a URL."""


def bundle(path: Path, *, within: Path | None = None, remote: Remote | None = None) -> Document:
    """The document at *path* in one piece.

    Files are read *within* a folder only, the document's own unless given; references to URLs are refused unless
    *remote* reads them.
    """
    root = str(path.resolve())
    whole = document.load(path)
    if not _leaves(whole):
        return whole
    work = _Bundle(root=root, within=(within or path.parent).resolve(), remote=remote, files={root: whole})
    work.shown[root] = str(path)
    try:
        return work.run()
    except RecursionError:
        raise too_deep(str(path)) from None


def _leaves(value: Any) -> bool:
    """Whether any reference, or discriminator mapping, leads to another file."""
    open_: list[Any] = [value]
    while open_:
        node = open_.pop()
        if isinstance(node, dict):
            target = node.get("$ref")
            if isinstance(target, str) and not target.startswith("#"):
                return True
            mapping = node.get("mapping")
            if isinstance(mapping, dict) and any(_is_file(target) for target in mapping.values()):
                return True
            open_.extend(node.values())
        elif isinstance(node, list):
            open_.extend(node)
    return False


def _is_file(target: Any) -> bool:
    """A mapping's bare value is a schema's name; with a path or an ending it is a file."""
    return isinstance(target, str) and bool(re.search(r"^[^#]+[#/]|\.(ya?ml|json)$", target))


@define(kw_only=True)
class _Bundle:
    root: str
    within: Path
    remote: Remote | None
    files: dict[str, Any]
    shown: dict[str, str] = field(factory=dict)
    """File → how errors call it."""
    names: dict[tuple[str, str, str], str] = field(factory=dict)
    """(section, file, pointer) → the component's name."""
    added: dict[str, dict[str, Any]] = field(factory=dict)
    open: list[tuple[str, str]] = field(factory=list)
    """What is being put in place of references right now: a second time would never end."""

    def run(self) -> Document:
        whole = self.files[self.root]
        components = whole.get("components")
        for section, named in (components if isinstance(components, dict) else {}).items():
            for name, value in (named if isinstance(named, dict) else {}).items():
                if isinstance(value, dict) and isinstance(value.get("$ref"), str) and not value["$ref"].startswith("#"):
                    target = self.resolve(value["$ref"], self.root, f"/components/{section}/{name}")
                    self.names.setdefault((section, *target), name)
        result: Document = self.walk(whole, "document", self.root, "")
        sections = result.setdefault("components", {})
        for section, named in self.added.items():
            sections[section] = {**sections.get(section, {}), **named}
        return result

    def walk(self, node: Any, kind: str, file: str, pointer: str) -> Any:
        """*node*, a *kind* that stands in *file*, with every reference made to hold in the one document."""
        if not isinstance(node, dict):
            return node
        if isinstance(node.get("$ref"), str):
            return self.reference(node, kind, file, pointer)
        rules = GRAMMAR[kind]
        result = {}
        for key, value in node.items():
            rule = rules.get(key) or (rules.get("*") if not key.startswith("x-") else None)
            place = f"{pointer}/{escaped(key)}"
            result[key] = self.follow(value, rule, file, place) if rule else value
        mark = node.get("discriminator")
        if kind == "schema" and isinstance(mark, dict) and isinstance(mark.get("mapping"), dict):
            mapping = {value: self.mapped(target, file, pointer) for value, target in mark["mapping"].items()}
            result["discriminator"] = {**mark, "mapping": mapping}
        return result

    def follow(self, value: Any, rule: str, file: str, pointer: str) -> Any:
        kind = rule.lstrip("{[")
        if isinstance(value, list):
            return [self.walk(one, kind, file, f"{pointer}/{index}") for index, one in enumerate(value)]
        if rule.startswith("{") and isinstance(value, dict):
            return self.members(value, kind, file, pointer)
        return self.walk(value, kind, file, pointer)

    def members(self, value: dict[str, Any], kind: str, file: str, pointer: str) -> dict[str, Any]:
        """A map of *kind*, also where the map itself is a reference (``properties: {$ref: fields.yaml}``)."""
        result: dict[str, Any] = {}
        if isinstance(value.get("$ref"), str):
            where = self.resolve(value["$ref"], file, pointer)
            target = self.at(*where, value["$ref"], file, pointer)
            if isinstance(target, dict):
                inner = target.get(pointer.rsplit("/", 1)[-1])
                meant = inner if isinstance(inner, dict) and "type" in target else target
                result |= self.once(where, lambda: self.members(meant, kind, *where))
        for key, one in value.items():
            if key != "$ref" or not isinstance(one, str):
                place = f"{pointer}/{escaped(key)}"
                result[key] = one if key.startswith("x-") and kind != "header" else self.walk(one, kind, file, place)
        return result

    def reference(self, node: dict[str, Any], kind: str, file: str, pointer: str) -> Any:
        where = self.resolve(node["$ref"], file, pointer)
        beside = {key: value for key, value in node.items() if key != "$ref"}
        if beside:
            beside = self.walk(beside, kind, file, pointer)
        section = SECTIONS.get(kind)
        if section is None:
            target = self.at(*where, node["$ref"], file, pointer)
            found = self.once(where, lambda: self.walk(target, kind, *where))
            return {**found, **beside} if isinstance(found, dict) else found
        if where[0] == self.root and (file == self.root or where[1].startswith("/components/")):
            return {"$ref": "#" + where[1], **beside}
        standing_for_it = self.names.get((section, *where))
        if file == self.root and pointer == f"/components/{section}/{escaped(standing_for_it or '')}":
            target = self.at(*where, node["$ref"], file, pointer)
            found = self.walk(target, kind, *where)
            return {**found, **beside} if isinstance(found, dict) else found
        name = self.component(section, kind, where, node["$ref"], file, pointer)
        return {"$ref": f"#/components/{section}/{escaped(name)}", **beside}

    def once(self, where: tuple[str, str], build: Callable[[], Any]) -> Any:
        if where in self.open:
            raise DocumentError(self.place(*where), "leads back to itself", "break the circle of references")
        self.open.append(where)
        result = build()
        self.open.pop()
        return result

    def component(self, section: str, kind: str, where: tuple[str, str], ref: str, file: str, pointer: str) -> str:
        """The name in components of what stands at *where*; it moves there when first met."""
        key = (section, *where)
        if key not in self.names:
            target = self.at(*where, ref, file, pointer)
            self.names[key] = name = self.free_name(section, where)
            self.added.setdefault(section, {})[name] = {}
            self.added[section][name] = self.walk(target, kind, *where)
        return self.names[key]

    def free_name(self, section: str, where: tuple[str, str]) -> str:
        stem = Path(where[0].split("?")[0]).stem
        last = where[1].rsplit("/", 1)[-1].replace("~1", " ").replace("~0", " ")
        base = name = re.sub(r"[^\w.-]+", "_", last or stem).strip("_") or section
        components = self.files[self.root].get("components")
        taken = (components or {}).get(section) if isinstance(components, dict) else None
        number = 2
        while name in self.added.get(section, {}) or name in (taken or {}):
            name = f"{base}_{number}"
            number += 1
        return name

    def mapped(self, target: Any, file: str, pointer: str) -> Any:
        if not isinstance(target, str) or not (_is_file(target) or (target.startswith("#") and file != self.root)):
            return target
        return self.reference({"$ref": target}, "schema", file, f"{pointer}/discriminator/mapping")["$ref"]

    def resolve(self, ref: str, file: str, pointer: str) -> tuple[str, str]:
        """(file, pointer) that *ref* means when it stands in *file*."""
        name, _, fragment = ref.partition("#")
        parts = [unquote(part).replace("/", "~1") for part in fragment.split("/")[1:]]
        inside = "".join("/" + part for part in parts)
        if not name:
            if file != self.root and inside.startswith("/components/") and not _exists(self.read(file), inside):
                return self.root, inside  # a fragment that speaks of the whole document's components
            return file, inside
        if re.match(r"https?://", name) or re.match(r"https?://", file):
            return urljoin(file, name) if re.match(r"https?://", file) else name, inside
        if re.match(r"[a-z][a-z0-9+.-]+:", name) and not name.startswith("file:"):
            raise DocumentError(self.place(file, pointer), f"$ref {ref!r} is no local file", "use a relative path")
        return str((Path(file).parent / unquote(name.removeprefix("file:"))).resolve()), inside

    def at(self, target: str, inside: str, ref: str, file: str, pointer: str) -> Any:
        """The value at *inside* in the file *target*, to which *ref* at *pointer* in *file* leads."""
        if target not in self.files:
            self.files[target] = self.fetch(target, ref, file, pointer)
        node = self.files[target]
        for part in parts_of(inside):
            if isinstance(node, dict) and part not in node and isinstance(node.get("$ref"), str):
                onward = self.resolve(node["$ref"], target, inside)
                node = self.once((target, inside), lambda: self.at(*onward, ref, file, pointer))  # noqa: B023
            if isinstance(node, dict) and part in node:
                node = node[part]
            elif isinstance(node, list) and part.isdecimal() and int(part) < len(node):
                node = node[int(part)]
            else:
                near = difflib.get_close_matches(part, node, 3) if isinstance(node, dict) else []
                mend = f"did you mean {' or '.join(near)}?" if near else "define it, or remove the reference"
                raise DocumentError(self.place(file, pointer), f"$ref {ref!r} names nothing: no {part!r} there", mend)
        return node

    def read(self, file: str) -> Any:
        return self.files[file]

    def fetch(self, target: str, ref: str, file: str, pointer: str) -> Any:
        place = self.place(file, pointer)
        if re.match(r"https?://", target):
            if self.remote is None:
                raise DocumentError(place, f"$ref {ref!r} leads to the network", "fetch it, and refer to the file")
            return self.remote(target)
        path = Path(target)
        if not path.is_relative_to(self.within):
            raise DocumentError(place, f"$ref {ref!r} leaves {self.within.name}/", "keep all files in one folder")
        if not path.is_file():
            folder = path.parent
            near = difflib.get_close_matches(
                path.name, [p.name for p in folder.iterdir()] if folder.is_dir() else [], 3
            )
            mend = f"did you mean {' or '.join(near)}?" if near else "add the file, or remove the reference"
            raise DocumentError(place, f"$ref {ref!r} names a file that is not there", mend)
        self.shown[target] = str(path.relative_to(self.within))
        return document.read(path)

    def place(self, file: str, pointer: str) -> str:
        return f"{self.shown.get(file, file)}#{pointer}"


def _exists(node: Any, pointer: str) -> bool:
    for part in parts_of(pointer):
        if not isinstance(node, Mapping) or part not in node:
            return False
        node = node[part]
    return True
