"""Bundles a document of several files into one: targets in other files are moved into components."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from attrs import define, field

from . import document
from .document import Document
from .external_files import ExternalFiles, RemoteReader
from .json_values import is_array, is_object, is_reference, mapping
from .pointers import escaped
from .reference_keywords import GRAMMAR, SECTIONS
from .yaml_text import too_deep


def bundle(path: Path, *, within: Path | None = None, remote: RemoteReader | None = None) -> Document:
    """The document at *path*, bundled.

    Files are read *within* a folder only, the document's own unless given; references to URLs are refused unless
    *remote* reads them.
    """
    root = str(path.resolve())
    whole = document.load(path)
    if not _has_external_references(whole):
        return whole
    within = (within or path.parent).resolve()
    external_files = ExternalFiles(
        root=root, within=within, remote=remote, files={root: whole}, display_names={root: str(path)}
    )
    try:
        return _Bundler(external_files, whole).run()
    except RecursionError:
        raise too_deep(str(path)) from None


def _has_external_references(value: Any) -> bool:
    """Whether any reference or discriminator mapping points to another file."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if is_object(node):
            target = node.get("$ref")
            if isinstance(target, str) and not target.startswith("#"):
                return True
            if "mapping" in node and any(_is_file_reference(target) for target in mapping(node["mapping"]).values()):
                return True
            waiting += node.values()
        elif is_array(node):
            waiting += node
    return False


def _is_file_reference(target: Any) -> bool:
    """Whether the *target* of a discriminator mapping is a file: otherwise it is the name of a schema."""
    return isinstance(target, str) and bool(re.search(r"^[^#]+[#/]|\.(ya?ml|json)$", target))


@define
class _Bundler:
    external_files: ExternalFiles
    whole: Document
    """The document in the root file, not bundled."""
    names: dict[tuple[str, str, str], str] = field(factory=dict[tuple[str, str, str], str])
    """(section, file, pointer) → the component's name."""
    added: dict[str, dict[str, Any]] = field(factory=dict[str, dict[str, Any]])

    def run(self) -> Document:
        root = self.external_files.root
        for section, named in mapping(self.whole.get("components")).items():
            for name, value in mapping(named).items():
                if is_reference(value) and not value["$ref"].startswith("#"):
                    target = self.external_files.resolve(value["$ref"], root, f"/components/{section}/{name}")
                    self.names.setdefault((section, *target), name)
        result: Document = self.walk(self.whole, "document", root, "")
        sections = result.setdefault("components", {})
        for section, named in self.added.items():
            sections[section] = {**sections.get(section, {}), **named}
        return result

    def walk(self, node: Any, kind: str, file: str, pointer: str) -> Any:
        """*node*, an object of *kind* in *file*, with references that are valid in the bundled document."""
        if not is_object(node):
            return node
        if is_reference(node):
            return self.reference(node, kind, file, pointer)
        rules = GRAMMAR[kind]
        result: dict[str, Any] = {}
        for key, value in node.items():
            rule = rules.get(key) or (rules.get("*") if not key.startswith("x-") else None)
            place = f"{pointer}/{escaped(key)}"
            result[key] = self.follow(value, rule, file, place) if rule else value
        discriminator = node.get("discriminator")
        if kind == "schema" and is_object(discriminator) and is_object(discriminator.get("mapping")):
            targets = {
                value: self.mapping_target(target, file, pointer) for value, target in discriminator["mapping"].items()
            }
            result["discriminator"] = {**discriminator, "mapping": targets}
        return result

    def follow(self, value: Any, rule: str, file: str, pointer: str) -> Any:
        kind = rule.lstrip("{[")
        if is_array(value):
            return [self.walk(one, kind, file, f"{pointer}/{index}") for index, one in enumerate(value)]
        if rule.startswith("{") and is_object(value):
            return self.members(value, kind, file, pointer)
        return self.walk(value, kind, file, pointer)

    def members(self, value: dict[str, Any], kind: str, file: str, pointer: str) -> dict[str, Any]:
        """A map of *kind*, which may itself be a reference (``properties: {$ref: fields.yaml}``)."""
        result: dict[str, Any] = {}
        if is_reference(value):
            where = self.external_files.resolve(value["$ref"], file, pointer)
            target = self.external_files.at(*where, value["$ref"], file, pointer)
            if is_object(target):
                inner = target.get(pointer.rsplit("/", 1)[-1])
                meant = inner if is_object(inner) and "type" in target else target
                with self.external_files.expanding(where):
                    result |= self.members(meant, kind, *where)
        for key, one in value.items():
            if key != "$ref" or not isinstance(one, str):
                place = f"{pointer}/{escaped(key)}"
                result[key] = one if key.startswith("x-") and kind != "header" else self.walk(one, kind, file, place)
        return result

    def reference(self, node: dict[str, Any], kind: str, file: str, pointer: str) -> Any:
        ref, root = node["$ref"], self.external_files.root
        where = self.external_files.resolve(ref, file, pointer)
        beside = {key: value for key, value in node.items() if key != "$ref"}
        if beside:
            beside = self.walk(beside, kind, file, pointer)
        section = SECTIONS.get(kind)
        if section is None:
            target = self.external_files.at(*where, ref, file, pointer)
            with self.external_files.expanding(where):
                found = self.walk(target, kind, *where)
            return {**found, **beside} if is_object(found) else found
        if where[0] == root and (file == root or where[1].startswith("/components/")):
            return {"$ref": "#" + where[1], **beside}
        component_name = self.names.get((section, *where))
        if file == root and pointer == f"/components/{section}/{escaped(component_name or '')}":
            found = self.walk(self.external_files.at(*where, ref, file, pointer), kind, *where)
            return {**found, **beside} if is_object(found) else found
        name = self.component(section, kind, where, ref, file, pointer)
        return {"$ref": f"#/components/{section}/{escaped(name)}", **beside}

    def component(self, section: str, kind: str, where: tuple[str, str], ref: str, file: str, pointer: str) -> str:
        """The component's name for the object at *where*, which is added to components the first time."""
        key = (section, *where)
        if key not in self.names:
            target = self.external_files.at(*where, ref, file, pointer)
            self.names[key] = name = self.free_name(section, where)
            self.added.setdefault(section, {})[name] = {}
            self.added[section][name] = self.walk(target, kind, *where)
        return self.names[key]

    def free_name(self, section: str, where: tuple[str, str]) -> str:
        stem = Path(where[0].split("?")[0]).stem
        last = where[1].rsplit("/", 1)[-1].replace("~1", " ").replace("~0", " ")
        base = name = re.sub(r"[^\w.-]+", "_", last or stem).strip("_") or section
        taken = mapping(mapping(self.whole.get("components")).get(section))
        number = 2
        while name in taken or name in self.added.get(section, {}):
            name = f"{base}_{number}"
            number += 1
        return name

    def mapping_target(self, target: Any, file: str, pointer: str) -> Any:
        elsewhere = file != self.external_files.root
        if not isinstance(target, str) or not (_is_file_reference(target) or (target.startswith("#") and elsewhere)):
            return target
        return self.reference({"$ref": target}, "schema", file, f"{pointer}/discriminator/mapping")["$ref"]
