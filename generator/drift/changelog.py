"""Changelog entries for callers, in the format of Keep a Changelog: functions from text to text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from .change import Change, Comparison
from .surface import SurfaceChange, SurfaceComparison

SECTIONS: Final = ("Removed", "Changed", "Deprecated", "Added", "Fixed", "Security")
"""The sections in their order, breaking changes first; Keep a Changelog prescribes none."""
UNRELEASED: Final = "Unreleased"
DOCUMENTATION_ONLY: Final = "Docstrings and requests follow the vendor's document; no code has to change."
WIDTH: Final = 120
HEADING: Final = re.compile(r"## \[?(?P<name>[^\]\s]+)\]?")

ChangelogEntry = Mapping[str, Sequence[str]]
"""Section → its items, each one line of Markdown without the dash."""


def build_entry(surface: SurfaceComparison, wire: Comparison | None = None) -> ChangelogEntry:
    """The entry for a release: the changes of the surface, then those on the wire that the surface does not show."""
    found: dict[str, list[str]] = {}
    for change in surface.changes:
        found.setdefault(_section(change), []).append(_item(change))
    for section, item in _wire_items(surface, wire.changes if wire else ()):
        found.setdefault(section, []).append(item)
    if not found and surface.source == "docs-only":
        found["Changed"] = [DOCUMENTATION_ONLY]
    return {section: found[section] for section in SECTIONS if section in found}


def insert(changelog: str, entry: ChangelogEntry, version: str = UNRELEASED) -> str:
    """*changelog* with *entry* below the heading of *version*, which is added if missing.

    Existing items are neither moved nor removed nor repeated, so that inserting twice changes nothing.
    """
    if not any(entry.values()):
        return changelog
    head, releases = _releases(changelog)
    names = [_name(lines[0]) for lines in releases]
    if version not in names:
        position = names.index(UNRELEASED) + 1 if UNRELEASED in names else 0
        releases.insert(position, [f"## [{version}]", ""])
        names.insert(position, version)
    position = names.index(version)
    releases[position] = _merged(releases[position], entry)
    lines = [*(head or ["# Changelog", ""]), *(line for release in releases for line in release)]
    return "\n".join(lines).rstrip("\n") + "\n"


def section(changelog: str, version: str) -> str:
    """The text of *changelog* below the heading of *version*."""
    _, releases = _releases(changelog)
    return next(("\n".join(lines[1:]).strip() for lines in releases if _name(lines[0]) == version), "")


def renamed(changelog: str, version: str, *, released: str) -> str:
    """*changelog* with the heading of an unreleased version replaced by *version*, which is released instead.

    *released* is the changelog of the last release, whose headings are not replaced.
    """
    past, (head, releases) = {_name(lines[0]) for lines in _releases(released)[1]}, _releases(changelog)
    names = [_name(lines[0]) for lines in releases]
    if version in names:
        return changelog
    for lines, name in zip(releases, names, strict=True):
        if name not in past and name != UNRELEASED:
            lines[0] = lines[0].replace(name, version, 1)
            return "\n".join([*head, *(line for lines in releases for line in lines)]).rstrip("\n") + "\n"
    return changelog


def _section(change: SurfaceChange) -> str:
    if change.kind.endswith("-removed"):
        return "Removed"
    return "Added" if change.kind.endswith("-added") else "Changed"


def _item(change: SurfaceChange) -> str:
    prefixes = {"runtime-breaking": "**Breaking:** ", "typing-breaking": "**Breaking for type checkers:** "}
    return " ".join(part for part in (prefixes.get(change.impact, "") + _sentence(change.text), change.hint) if part)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _wire_items(surface: SurfaceComparison, changes: Iterable[Change]) -> Iterable[tuple[str, str]]:
    """Section and item for each change on the wire that the surface does not show; equal texts are merged."""
    names = {(method, path): where for method, path, where in surface.calls}
    merged: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        where = names.get((change.operation, change.path), "")
        section = "Deprecated" if "deprecated" in change.id and change.wire != "breaking" else "Changed"
        if section == "Deprecated" or (
            change.wire in ("breaking", "potentially-breaking") and not _is_covered(change, where, surface.changes)
        ):
            merged.setdefault((section, change.text), []).append(where or f"{change.operation} {change.path}".strip())
    for (section, text), locations in merged.items():
        named = ", ".join(f"`{position}`" for position in dict.fromkeys(locations) if position)
        start = "" if section == "Deprecated" else "On the wire, "
        rest = text[:1].lower() + text[1:] if (named or start) and text.startswith(("The ", "A ", "An ")) else text
        yield section, _sentence(f"{start}{named}: {rest}" if named else f"{start}{rest}")


def _is_covered(change: Change, where: str, surface_changes: Iterable[SurfaceChange]) -> bool:
    """Whether the surface has a change of the same parameter or field, or of the same side of the same method."""
    meant = {_normalized(term.rpartition("/")[2]) for term in re.findall(r"`([^`]+)`", change.text)}
    for one in surface_changes:
        if meant & {_normalized(subject) for subject in one.subject.split(", ") if subject}:
            return True
        side = one.kind.partition("-")[0]
        if one.where == where and (
            side in ("method", "wire")
            or (side == "returns" and "response" in change.id)
            or (side == "parameter" and "request" in change.id)
        ):
            return True
    return False


def _normalized(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _releases(changelog: str) -> tuple[list[str], list[list[str]]]:
    """The lines before the first release, and the lines of each release."""
    head: list[str] = []
    releases: list[list[str]] = []
    for line in changelog.splitlines():
        if HEADING.match(line):
            releases.append([line])
        else:
            (releases[-1] if releases else head).append(line)
    if head and head[-1]:
        head.append("")
    return head, releases


def _name(heading: str) -> str:
    found = HEADING.match(heading)
    return found["name"] if found else ""


def _merged(release: Sequence[str], entry: ChangelogEntry) -> list[str]:
    """The lines of one release with the new items of *entry*, each in its section."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    for line in release[1:]:
        if line.startswith("### "):
            sections.append((line[4:].strip(), []))
        else:
            sections[-1][1].append(line)
    for title, items in entry.items():
        _add_items(sections, title, items, _unwrapped(release))
    lines = [release[0], *_trimmed(sections[0][1])]
    for title, body in sections[1:]:
        lines += ["", f"### {title}", "", *_trimmed(body)]
    return [*lines, ""]


def _add_items(sections: list[tuple[str, list[str]]], title: str, items: Sequence[str], known: str) -> None:
    fresh = [line for item in items if _unwrapped([f"- {item}"]) not in known for line in _wrapped(item)]
    if not fresh:
        return
    for name, body in sections:
        if name == title:
            body[:] = [*fresh, *_trimmed(body)]
            return
    rank = SECTIONS.index(title)
    later = [
        position for position, (name, _) in enumerate(sections) if name in SECTIONS and SECTIONS.index(name) > rank
    ]
    sections.insert(later[0] if later else len(sections), (title, fresh))


def _trimmed(lines: Sequence[str]) -> list[str]:
    text = "\n".join(lines).strip("\n")
    return text.split("\n") if text else []


def _unwrapped(lines: Sequence[str]) -> str:
    """*lines* as one line, independent of line breaks."""
    return f"{' '.join(' '.join(lines).split())} "


def _wrapped(item: str) -> list[str]:
    return textwrap.wrap(
        f"- {item}", WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )  # fmt: skip
