"""As workflow commands: beside the right line, and no text of a document becomes a command."""

from __future__ import annotations

import re

from generator.drift import Comparison
from generator.drift.report import Report, render, render_all
from tests.drift.report.sample import COMPARISON, attacked, everyday


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """What the runner would make of *text*: command, properties, message."""
    found: list[tuple[str, dict[str, str], str]] = []
    for line in text.splitlines():
        match = re.fullmatch(r"::(\w+)(?: (.*?))?::(.*)", line)
        assert match, line
        pairs = dict(pair.split("=", 1) for pair in (match[2] or "").split(",") if pair)
        found.append((match[1], pairs, match[3]))
    return found


def test_the_gravest_comes_first() -> None:
    """GitHub shows ten of a kind."""
    kinds = [kind for kind, _, _ in commands(everyday("github"))]
    assert kinds == ["error", "error", "warning", "notice", "notice", "notice"]


def test_an_annotation_stands_beside_its_line() -> None:
    """File, line and rule; the message names the operation."""
    kind, properties, message = commands(everyday("github"))[0]
    title = "Breaking%3A request-parameter-max-decreased"
    assert (kind, properties) == ("error", {"file": "specs/things/openapi.json", "line": "16", "title": title})
    assert message.startswith("GET /things: The query parameter `limit`")


def test_without_a_file_there_is_no_place() -> None:
    """Rather than a wrong one."""
    assert all("file" not in pairs for _, pairs, _ in commands(render(COMPARISON, "github", title="t")))


def test_no_change_is_said_too() -> None:
    """A silent log could be a failed comparison."""
    assert [kind for kind, _, _ in commands(render(Comparison(), "github", title="t"))] == ["notice"]


def test_trouble_is_an_error() -> None:
    """A comparison that failed never reads as clean."""
    assert render_all([Report(title="a", error="gone")], "github") == "::error title=a::Not compared: gone"


def test_only_our_commands_are_run() -> None:
    """Line breaks, percent signs and colons of others are data."""
    found = commands(attacked("github"))
    assert {kind for kind, _, _ in found} <= {"error", "warning", "notice"}
    assert all(set(pairs) <= {"file", "line", "title"} for _, pairs, _ in found)
    assert all("\x1b" not in message and "\r" not in message for _, _, message in found)
