"""What a release means to callers, entered into a changelog in the manner of Keep a Changelog; text in, text out."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from .change import Change, Comparison
from .surface import SurfaceChange, SurfaceComparison

ORDER: Final = ("Removed", "Changed", "Deprecated", "Added", "Fixed", "Security")
"""What breaks first. The sections have no order of their own in Keep a Changelog."""
UNRELEASED: Final = "Unreleased"
WORDS_ONLY: Final = "Docstrings and what goes over the wire follow the vendor's document; no code has to change."
WIDTH: Final = 120
HEADING: Final = re.compile(r"## \[?(?P<name>[^\]\s]+)\]?")

Entry = Mapping[str, Sequence[str]]
"""Section → its points, each one line of Markdown without the dash."""


def entry(surface: SurfaceComparison, wire: Comparison | None = None) -> Entry:
    """What is to be told: the surface first, then what only the wire shows."""
    found: dict[str, list[str]] = {}
    for change in surface.changes:
        found.setdefault(_section(change), []).append(_point(change))
    for section, point in _of_the_wire(surface, wire.changes if wire else ()):
        found.setdefault(section, []).append(point)
    if not found and surface.source == "docs-only":
        found["Changed"] = [WORDS_ONLY]
    return {section: found[section] for section in ORDER if section in found}


def insert(changelog: str, told: Entry, version: str = UNRELEASED) -> str:
    """*changelog* with *told* under *version*, in a section of its own if there is none; what is there is not repeated.

    Nothing that a person wrote is moved or removed, so that running this twice changes nothing.
    """
    if not any(told.values()):
        return changelog
    head, releases = _releases(changelog)
    names = [_name(lines[0]) for lines in releases]
    if version not in names:
        place = names.index(UNRELEASED) + 1 if UNRELEASED in names else 0
        releases.insert(place, [f"## [{version}]", ""])
        names.insert(place, version)
    place = names.index(version)
    releases[place] = _merged(releases[place], told)
    lines = [*(head or ["# Changelog", ""]), *(line for release in releases for line in release)]
    return "\n".join(lines).rstrip("\n") + "\n"


def section(changelog: str, version: str) -> str:
    """What *changelog* says of *version*, without the heading."""
    _, releases = _releases(changelog)
    return next(("\n".join(lines[1:]).strip() for lines in releases if _name(lines[0]) == version), "")


def renamed(changelog: str, version: str, *, released: str) -> str:
    """*changelog* with what it says of a version that never came, because *version* comes instead, under that name.

    *released* is the changelog of the last release: what that has is history.
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


def _point(change: SurfaceChange) -> str:
    mark = {"runtime-breaking": "**Breaking:** ", "typing-breaking": "**Breaking for type checkers:** "}
    return " ".join(part for part in (mark.get(change.effect, "") + _sentence(change.text), change.hint) if part)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _of_the_wire(surface: SurfaceComparison, changes: Iterable[Change]) -> Iterable[tuple[str, str]]:
    """Changes that the surface does not tell of, by what callers call, those that say the same together."""
    names = {(method, path): where for method, path, where in surface.calls}
    told: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        where = names.get((change.operation, change.path), "")
        section = "Deprecated" if "deprecated" in change.id and change.wire != "breaking" else "Changed"
        if section == "Deprecated" or (
            change.wire in ("breaking", "potentially-breaking") and not _covered(change, where, surface.changes)
        ):
            told.setdefault((section, change.text), []).append(where or f"{change.operation} {change.path}".strip())
    for (section, text), places in told.items():
        named = ", ".join(f"`{place}`" for place in dict.fromkeys(places) if place)
        start = "" if section == "Deprecated" else "On the wire, "
        rest = text[:1].lower() + text[1:] if (named or start) and text.startswith(("The ", "A ", "An ")) else text
        yield section, _sentence(f"{start}{named}: {rest}" if named else f"{start}{rest}")


def _covered(change: Change, where: str, told: Iterable[SurfaceChange]) -> bool:
    """Whether the surface tells of it: the same parameter or field, or the same side of the same method."""
    meant = {_plain(term.rpartition("/")[2]) for term in re.findall(r"`([^`]+)`", change.text)}
    for one in told:
        if meant & {_plain(subject) for subject in one.subject.split(", ") if subject}:
            return True
        side = one.kind.partition("-")[0]
        if one.where == where and (
            side in ("method", "wire")
            or (side == "returns" and "response" in change.id)
            or (side == "parameter" and "request" in change.id)
        ):
            return True
    return False


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _releases(changelog: str) -> tuple[list[str], list[list[str]]]:
    """The lines before the first release, and those of each."""
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


def _merged(release: Sequence[str], told: Entry) -> list[str]:
    """The lines of one release with what they do not say yet, each section in its place."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    for line in release[1:]:
        if line.startswith("### "):
            sections.append((line[4:].strip(), []))
        else:
            sections[-1][1].append(line)
    for title, points in told.items():
        _add(sections, title, points, _squeezed(release))
    lines = [release[0], *_trimmed(sections[0][1])]
    for title, body in sections[1:]:
        lines += ["", f"### {title}", "", *_trimmed(body)]
    return [*lines, ""]


def _add(sections: list[tuple[str, list[str]]], title: str, points: Sequence[str], known: str) -> None:
    fresh = [line for point in points if _squeezed([f"- {point}"]) not in known for line in _wrapped(point)]
    if not fresh:
        return
    for name, body in sections:
        if name == title:
            body[:] = [*fresh, *_trimmed(body)]
            return
    rank = ORDER.index(title)
    later = [place for place, (name, _) in enumerate(sections) if name in ORDER and ORDER.index(name) > rank]
    sections.insert(later[0] if later else len(sections), (title, fresh))


def _trimmed(lines: Sequence[str]) -> list[str]:
    text = "\n".join(lines).strip("\n")
    return text.split("\n") if text else []


def _squeezed(lines: Sequence[str]) -> str:
    """Text as it reads, however its lines are broken."""
    return f"{' '.join(' '.join(lines).split())} "


def _wrapped(point: str) -> list[str]:
    return textwrap.wrap(
        f"- {point}", WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )  # fmt: skip
