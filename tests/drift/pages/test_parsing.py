"""A page says the same whatever site it stands on, and only what it says is read."""

from __future__ import annotations

import pytest

from generator.drift.pages import read
from generator.drift.pages.html_blocks import content
from generator.drift.pages.parsing import detect_format
from tests.drift.pages.parcels import MARKDOWN, SITES, made, plain


@pytest.mark.parametrize("name", SITES)
def test_every_site_says_what_the_markdown_says(name: str) -> None:
    """Sections, digests and facts are the same, so that what is around a page is never news."""
    assert made(SITES[name]()).sections == made(MARKDOWN).sections


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("<!doctype html><p>a", "html"),
        ("\ufeff\n<!-- made by hand --><HTML><body>a</body></HTML>", "html"),
        ("# Title\n\nText.", "markdown"),
        ("Text with a [link](https://a.example).", "markdown"),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |", "markdown"),
        ("Plain words,\nline by line.\n• A point", "text"),
    ],
)
def test_the_form_is_told_by_what_stands_there(text: str, form: str) -> None:
    """Servers call all of them text/html now and then."""
    assert detect_format(text.lstrip("\ufeff")) == form


def test_badges_that_touch_are_words_of_their_own() -> None:
    """What is set apart by style alone has no space in the text."""
    assert content("<div><span>GET</span><span>POST</span></div>").blocks[0].text == "GET POST"


def test_a_word_with_emphasis_in_it_stays_one_word() -> None:
    """Text beside an element touches it."""
    assert content("<p>re<b>try</b>able</p>").blocks[0].text == "retryable"


def test_code_keeps_its_lines_and_loses_its_numbers() -> None:
    """Highlighting wraps every word; the numbers of lines are no code."""
    page = "<pre><span class='line-number'>1</span><span>curl</span> <b>-X</b> POST\n<div>https://a.example</div></pre>"
    assert content(page).blocks[0].text == "curl -X POST\nhttps://a.example"


def test_components_in_markdown_show_their_names() -> None:
    """`<ParamField path="id">` is read as its readers see it."""
    page = read(b'# A\n\n<ParamField path="parcel_id" type="string" required>\n  Which one.\n</ParamField>\n')
    assert [block.text for block in page.blocks] == ["A", "parcel_id Which one."]


def test_front_matter_is_a_title_and_scripting_is_nothing() -> None:
    """What a site's builder reads, its readers do not; code in fences is theirs."""
    page = read(
        b'---\ntitle: "Send"\nid: 7\n---\nimport X from "x"\n\n{/* later */}\n\n```js\nimport Y from "y"\n```\n'
    )
    assert [block.text for block in page.blocks] == ["Send", 'import Y from "y"']


def test_a_tab_that_is_not_shown_is_read() -> None:
    """What stands behind a click belongs to the page; what is hidden for good does not."""
    page = content('<div role="tabpanel" hidden>Python</div><div hidden>Draft</div><p aria-hidden="true">#</p>')
    assert [block.text for block in page.blocks] == ["Python"]


def test_plain_text_has_commands_in_it() -> None:
    """A saved copy without marks still shows where an example begins and ends."""
    page = read(b"Request\ncurl -X POST https://a.example/b \\\n  -d '{\n  \"c\": 1\n}'\nThen wait.")
    assert [block.kind for block in page.blocks] == ["text", "code", "text"]


def test_depth_is_no_danger() -> None:
    """A page that nests without end is read in one pass."""
    assert content("<div>" * 20_000 + "deep" + "</div>" * 20_000).blocks[0].text == "deep"


def test_headings_in_quotes_open_no_section() -> None:
    """Boxes of a site are set as quotes with a heading."""
    assert [part.path for part in made("> ## Index\n> All pages.\n\n# A\n\nText.\n\n## B\n\nMore.").sections] == [
        (),
        ("B",),
    ]


def test_the_title_is_no_part_of_a_path() -> None:
    """A page that is called something else has not moved."""
    assert made(MARKDOWN.replace("# Parcels API", "# The Parcels API")).sections == made(MARKDOWN).sections


def test_a_page_without_a_main_part_is_read_whole() -> None:
    """Hand-written pages have no landmarks; a `main` that is empty is none."""
    assert made(plain().replace("<body>", "<body><main></main>")).sections == made(MARKDOWN).sections
