"""As one HTML page: self-contained, without scripts, and with text of others as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from generator.drift import Comparison
from generator.drift.report import Report, render, render_all, report
from tests.drift.report.sample import COMPARISON, attacked, everyday


class _Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"meta", "input", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_else() -> None:
    """No address, no script, no handler; and a policy that would stop them."""
    text = everyday("html")
    assert not re.search(r"<script|<link|<img|src=|href=|url\(|@import|\son\w+=", text)
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'\"" in text


def test_every_tag_is_closed() -> None:
    """In order."""
    assert not _Tags(everyday("html")).open


def test_text_of_others_is_text() -> None:
    """The attack has the tags of a page without one, and no attribute that does something."""
    found = _Tags(attacked("html"))
    assert {tag for tag, _ in found.found} <= {tag for tag, _ in _Tags(everyday("html")).found}
    assert not [name for _, attributes in found.found for name in attributes if name.startswith("on") or name == "src"]


def test_a_filter_is_offered_for_what_there_is() -> None:
    """With its count; a page with one kind of change needs none."""
    assert re.findall(r"<label[^>]*>([^<]+)<", everyday("html")) == ["2 breaking", "1 may break", "2 compatible"]
    assert "<label" not in render(Comparison(changes=COMPARISON.changes[:1]), "html", title="t")


def test_several_comparisons_share_a_page() -> None:
    """Each under its title; one that failed says so."""
    text = render_all([report(COMPARISON, title="one"), Report(title="two", error="gone")], "html")
    assert [*re.findall(r"<h1>(\w+)</h1>", text)] == ["one", "two"]
    assert "<strong>not compared</strong>gone" in text
