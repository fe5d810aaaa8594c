"""As Markdown: short first, details folded, and text of others shown rather than obeyed; read by a parser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from attrs import evolve
from markdown_it import MarkdownIt

from generator.drift import Comparison
from generator.drift.report import Report, render, render_all, report
from generator.drift.report.escaping import markdown
from tests.drift.report.sample import COMPARISON, EVIL, accepting, attacked, everyday

GITHUB = MarkdownIt("gfm-like", {"linkify": False, "html": True})


class _Seen(HTMLParser):
    """What a browser would see: tags, and text outside of code."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "code" not in self.open:
            self.words += data


def seen(text: str) -> _Seen:
    parser = _Seen()
    parser.feed(GITHUB.render(text))
    return parser


def test_the_summary_fits_a_screen() -> None:
    """Verdict, counts, verdicts on code and the next version, in the first lines."""
    title, _, counts, _, verdicts = everyday("markdown").splitlines()[:5]
    assert title == "## 🔴 a → b"
    assert counts == "**Breaking:** 2 breaking, 1 potentially breaking, 2 compatible."
    assert verdicts.endswith("next version **2\\.0.0 (major)**")


def test_breaking_comes_first_and_the_rest_is_folded() -> None:
    """What may be skipped is opened by who wants it."""
    text = everyday("markdown")
    marks = ["### 🔴 Breaking", "### 🟠 Potentially breaking", "<details><summary>🟢 Compatible: 2 changes</summary>"]
    assert sorted(marks, key=text.index) == marks
    assert text.index("The query parameter `limit`") < text.index("<details>") < text.index("`colour` was added")


def test_every_fold_is_closed() -> None:
    """Or the rest of the page disappears in it."""
    text = everyday("markdown")
    assert text.count("<details>") == text.count("</details>") > 2


def test_it_says_how_to_accept_a_change() -> None:
    """The fingerprint and the line, folded away."""
    change = COMPARISON.changes[0]
    assert f"- `{change.fingerprint}` `{change.id}` `specs/things/openapi.json:16`" in everyday("markdown")


def test_accepted_changes_are_named_with_their_reason() -> None:
    """Whoever reviews sees what was agreed to."""
    text = render(COMPARISON, "markdown", title="t", acceptance=accepting(COMPARISON, "agreed"))
    assert "Reason: agreed" in seen(text).words


def test_a_body_of_any_size_fits() -> None:
    """What has no room is counted, and the folds are still closed."""
    many = [evolve(COMPARISON.changes[0], path=f"/p{i}", text=f"Change {i} " + "x" * 90) for i in range(4000)]
    text = render(Comparison(changes=tuple(many)), "markdown", title="t")
    assert len(text) < 65_000
    shown = len(re.findall(r"^- Change", text, re.MULTILINE))
    assert f"and {4000 - shown} more" in text
    assert text.count("<details>") == text.count("</details>")


def test_trouble_is_told() -> None:
    """A comparison that failed never reads as clean."""
    text = render_all([report(COMPARISON, title="a"), Report(title="b", error="gone")], "markdown")
    assert "**Not compared:** gone" in text


def test_only_our_tags_and_no_link() -> None:
    """Neither HTML nor Markdown of others becomes part of the page."""
    known = {"h2", "h3", "p", "strong", "em", "ul", "li", "code", "details", "summary"}
    assert seen(attacked("markdown")).tags <= known


def test_nobody_is_mentioned_and_nothing_referred_to() -> None:
    """GitHub makes links of @names, #numbers and addresses that stand in plain words; none stand there whole."""
    words = seen(attacked("markdown")).words
    assert not re.search(r"@\w|#\d|GH-\d|https?://|www\.", words)


def test_plain_words_look_as_they_were_written() -> None:
    """Escapes are for the parser; a reader sees the characters."""
    text = "1. a_b *c* [d](e) <f> & ~~g~~ | \\h :smile: - + = !"
    assert seen(markdown(text)).words.strip() == text


def test_an_odd_backtick_opens_nothing() -> None:
    """Or the words after it would be code, and code words."""
    parsed = seen(markdown("a `b` c ` d"))
    assert (parsed.words.strip(), "code" in parsed.tags) == ("a  c ` d", True)


def test_a_title_of_others_stays_a_title() -> None:
    """File names are not trusted either."""
    assert seen(render(Comparison(), "markdown", title=EVIL)).tags <= {"h2", "p", "strong", "code"}
