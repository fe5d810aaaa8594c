"""Pages from a real site: how they are asked for, what is refused, and what the lock keeps."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from generator.drift import Comparison
from generator.errors import FactsError, FetchError, Refused, Unavailable
from generator.upstream import fetch, markdown, pages
from generator.upstream.fetch import FetchLimits
from generator.upstream.pages import AcceptedPages
from tests.drift.pages.parcels import MARKDOWN, SITES, ids, mintlify, write
from tests.drift.pages.site import HTML, Site

PAGE = "/reference/parcels"
get = partial(
    fetch.get,
    kind=fetch.PAGE,
    limits=FetchLimits(read=1.0, total=5.0, connect=1.0, max_bytes=markdown.SIZE),
    sleep=lambda seconds: None,
)


def ask(url: str, known: pages.LockedPage | None) -> fetch.FetchResult | None:
    return get(url, validators=known)


@pytest.fixture
def directory(tmp_path: Path, site: Site) -> Path:
    """specs/parcels, watched by one page of the site."""
    return write(tmp_path / "specs" / "parcels", site.url + PAGE)


def accept(directory: Path, source: str | None = None) -> AcceptedPages:
    return pages.accept(directory, source, get=ask, today=lambda: "2026-01-02")


def compared(directory: Path, source: str | None = None) -> Comparison:
    return pages.compare_pages(directory, source, get=ask)


def lock(directory: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((directory / "sources.lock").read_text())["pages"]["reference"]
    return found


# Asking


def test_the_page_is_asked_for_as_a_page(directory: Path, site: Site) -> None:
    """Markdown before HTML: some sites have both at one address."""
    site.pages[PAGE] = (200, {"Content-Type": "text/markdown"}, MARKDOWN)
    assert accept(directory) == AcceptedPages(state="accepted", pages=1, lacking=())
    assert [(path, headers["accept"].partition(",")[0]) for path, headers in site.asked] == [(PAGE, "text/markdown")]


def test_a_markdown_twin_is_found_beside_the_page(directory: Path, site: Site) -> None:
    """And read instead of it, then and later."""
    site.pages |= {PAGE: mintlify(), f"{PAGE}.md": (200, {"Content-Type": "text/plain"}, MARKDOWN)}
    accept(directory)
    assert (lock(directory)["form"], lock(directory)["read"]) == ("markdown", f"{site.url}{PAGE}.md")
    site.asked.clear()
    assert not compared(directory).changes
    assert site.paths == [f"{PAGE}.md"]


def test_a_markdown_twin_that_the_page_names_is_read(directory: Path, site: Site) -> None:
    """`<link rel="alternate" type="text/markdown">`, on the page's own host only."""
    link = '<link rel="alternate" type="text/markdown" href="/raw/parcels">'
    site.pages |= {PAGE: mintlify().replace("<head>", f"<head>{link}"), "/raw/parcels": MARKDOWN}
    accept(directory)
    assert lock(directory)["read"] == f"{site.url}/raw/parcels"


def test_a_markdown_twin_is_found_in_the_index(directory: Path, site: Site) -> None:
    """llms.txt lists what a site has for machines."""
    listed = f"- [Parcels]({PAGE}/index.md): all of them\n- [Other](/other.md)"
    site.pages |= {PAGE: mintlify(), "/llms.txt": f"# Docs\n\n{listed}", f"{PAGE}/index.md": MARKDOWN}
    accept(directory)
    assert lock(directory)["read"] == f"{site.url}{PAGE}/index.md"


def test_html_under_the_name_of_markdown_is_no_markdown(directory: Path, site: Site) -> None:
    """Sites answer every address with their shell; what stands there counts, and the page is read."""
    site.pages |= {
        PAGE: mintlify(),
        f"{PAGE}.md": (200, {"Content-Type": "text/markdown"}, "<html><body>Hi</body></html>"),
    }
    accept(directory)
    assert (lock(directory)["form"], lock(directory)["read"]) == ("html", site.url + PAGE)


def test_a_twin_that_went_away_falls_back_to_the_page(directory: Path, site: Site) -> None:
    """Facts are compared, and it is said that words cannot be."""
    site.pages |= {PAGE: mintlify(), f"{PAGE}.md": MARKDOWN}
    accept(directory)
    del site.pages[f"{PAGE}.md"]
    assert ids(compared(directory)) == ["page-form-changed"]


def test_the_next_question_is_conditional(directory: Path, site: Site) -> None:
    """304 is the page that was accepted; its facts are held against the document all the same."""
    site.pages[PAGE] = (200, {"ETag": '"1"'}, MARKDOWN.replace("4 endpoints", "5 endpoints"))
    accept(directory)
    site.asked.clear()
    assert ids(compared(directory)) == ["page-count-contradicted"]
    assert [headers["if-none-match"] for _, headers in site.asked] == ['"1"']
    assert accept(directory).state == "unchanged"


@pytest.mark.parametrize("name", SITES)
def test_a_change_is_found_on_every_kind_of_site(directory: Path, site: Site, name: str) -> None:
    """Whatever stands around it."""
    site.pages[PAGE] = (200, {"Content-Type": HTML}, SITES[name]())
    accept(directory)
    assert not compared(directory).changes
    site.pages[PAGE] = SITES[name](
        MARKDOWN.replace("4 endpoints", "5 endpoints"), noise="<p>Last updated 2 days ago</p>"
    )
    assert ids(compared(directory)) == ["page-count-contradicted", "page-section-changed"]


# Refusing

LOGIN = '<html><head><title>Sign in</title></head><body><form><input type="password"></form></body></html>'
SHELL = '<!doctype html><html><body><div id="root"></div><script src="/a.js"></script></body></html>'
CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body><p>Checking your browser before access.</p></body></html>"
)
GONE = (
    "<html><head><title>Page not found</title></head><body><h1>Page not found</h1><p>Try the search.</p></body></html>"
)
REFUSALS = {
    "login": (LOGIN, "a login page"),
    "challenge": (CHALLENGE, "a login page"),
    "shell": (SHELL, "almost no text (0 words)"),
    "empty": ("", "almost no text (0 words)"),
    "not found": (GONE, "no such page"),
    "json": ('{"error": "nothing"}', "almost no text"),
    "status": ((403, {}, "no"), "answered 403 Forbidden"),
    "collapsed": (MARKDOWN[: len(MARKDOWN) // 4], "text collapsed from 184 to"),
    "another host": ((302, {"Location": "https://elsewhere.example/docs"}, ""), "redirects to another host"),
    "login elsewhere on the host": ((302, {"Location": "/login?next=docs"}, ""), "a login page"),
    "large": ("a " * 3_000_000, "is larger than 5 MB"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_not_the_page_is_refused(directory: Path, site: Site, name: str) -> None:
    """Status 4 with the reason in one line, and the lock stays as it was."""
    site.pages[PAGE] = MARKDOWN
    accept(directory)
    before = (directory / "sources.lock").read_bytes()
    answer, reason = REFUSALS[name]
    site.pages |= {PAGE: answer, "/login?next=docs": MARKDOWN}
    for command in (accept, compared):
        with pytest.raises(Refused) as refused:
            command(directory)
        assert reason in str(refused.value)
        assert "\n" not in str(refused.value)
    assert (directory / "sources.lock").read_bytes() == before


def test_a_page_about_signing_in_is_a_page(directory: Path, site: Site) -> None:
    """A long page may document a login; only a short one is a login page."""
    site.pages[PAGE] = MARKDOWN.replace("# Parcels API", "# Sign in to the Parcels API")
    assert accept(directory).state == "accepted"


def test_a_site_that_is_down_is_unavailable(directory: Path, site: Site) -> None:
    """Status 3: this says nothing about the page."""
    site.pages[PAGE] = (503, {}, "later")
    for command in (accept, compared):
        with pytest.raises(Unavailable):
            command(directory)
    assert not (directory / "sources.lock").exists()


def test_one_page_of_two_that_is_down_is_told_among_the_changes(directory: Path, site: Site) -> None:
    """The others are compared; nothing of it reads as clean, and nothing is accepted."""
    file = directory / "sources.yaml"
    file.write_text(f"{file.read_text()}  errors:\n    url: {site.url}/errors\n")
    site.pages |= {PAGE: MARKDOWN, "/errors": (500, {}, "")}
    assert ids(compared(directory)) == ["page-unread", "page-not-locked"]
    with pytest.raises(Unavailable):
        accept(directory)


def test_only_https_is_asked(directory: Path) -> None:
    """Loopback alone may be plain, for tests."""
    (directory / "sources.yaml").write_text("pages: {reference: {url: 'http://docs.parcels.example/'}}")
    with pytest.raises(FetchError, match="is not HTTPS"):
        compared(directory)


# The lock


def test_the_lock_holds_no_prose(directory: Path, site: Site) -> None:
    """Headings, digests and facts; not one sentence of the page."""
    site.pages[PAGE] = MARKDOWN
    accept(directory)
    text = (directory / "sources.lock").read_text()
    sentences = [
        line for line in MARKDOWN.splitlines() if len(line.split()) > 4 and not line.startswith(("|", "-", "{"))
    ]
    assert len(sentences) > 4
    assert not [line for line in sentences if line in text]
    assert '"count 4 endpoints @ Parcels"' in text


def test_accepting_twice_changes_nothing(directory: Path, site: Site) -> None:
    """Not even the day: a lock that changes without news is noise in a history."""
    site.pages[PAGE] = MARKDOWN
    accept(directory)
    before = (directory / "sources.lock").read_bytes()
    assert pages.accept(directory, get=ask, today=lambda: "2026-12-31").state == "unchanged"
    assert (directory / "sources.lock").read_bytes() == before


def test_accepting_ends_the_news_about_words(directory: Path, site: Site) -> None:
    """And says what of the page the document lacks."""
    site.pages[PAGE] = MARKDOWN
    accept(directory)
    site.pages[PAGE] = f"{MARKDOWN}\n## Labels\n\nAnswers carry `X-Parcel-Label` now.\n"
    assert ids(compared(directory)) == ["page-header-missing", "page-section-added"]
    assert [str(fact) for fact in accept(directory).lacking] == ["header x-parcel-label"]
    assert not compared(directory).changes


def test_a_page_with_another_address_is_another_page(directory: Path, site: Site) -> None:
    """What was accepted of the old one says nothing of the new one."""
    site.pages |= {PAGE: MARKDOWN, "/new": MARKDOWN}
    accept(directory)
    (directory / "sources.yaml").write_text(f"pages: {{reference: {{url: '{site.url}/new'}}}}")
    assert ids(compared(directory)) == ["page-not-locked"]


def test_a_lock_of_another_reader_is_none(directory: Path, site: Site) -> None:
    """When pages are read otherwise, digests differ everywhere: nothing is compared with them, and that is said."""
    site.pages[PAGE] = (200, {"ETag": '"1"'}, MARKDOWN)
    accept(directory)
    file = directory / "sources.lock"
    file.write_text(file.read_text().replace('"reader": 1', '"reader": 0'))
    assert ids(compared(directory)) == ["page-not-locked"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"reader": 1, "pages": {"reference": {}}}', '{"reader": 1, "pages": []}']
)
def test_a_lock_that_is_none_is_said_in_one_line(directory: Path, text: str) -> None:
    """With the way out."""
    (directory / "sources.lock").write_text(text)
    with pytest.raises(FactsError, match="is no lock of pages"):
        compared(directory)


# Saved pages


def test_saved_pages_are_accepted_and_marked(directory: Path, tmp_path: Path) -> None:
    """A file is named after its page, and the lock says that it was a file."""
    (tmp_path / "reference.md").write_text(MARKDOWN)
    assert accept(directory, str(tmp_path)).state == "accepted"
    assert lock(directory)["read"] == "file:reference.md"
    assert not compared(directory, str(tmp_path / "reference.md")).changes


def test_a_saved_lock_is_compared_with_the_site(directory: Path, site: Site, tmp_path: Path) -> None:
    """The first real question has no conditions."""
    (tmp_path / "reference.md").write_text(MARKDOWN)
    accept(directory, str(tmp_path))
    site.pages[PAGE] = MARKDOWN.replace("4 endpoints", "5 endpoints")
    assert ids(compared(directory)) == ["page-count-contradicted", "page-section-changed"]
    assert "if-none-match" not in site.asked[0][1]


def test_a_folder_without_any_page_is_an_error(directory: Path, tmp_path: Path) -> None:
    """Which names what it should hold."""
    (tmp_path / "empty").mkdir()
    for command in (accept, compared):
        with pytest.raises(FetchError, match="holds none of the pages; name the files after them: reference"):
            command(directory, str(tmp_path / "empty"))


def test_a_mirror_has_the_same_paths(directory: Path, site: Site) -> None:
    """`--from https://mirror.example` asks there for what is named, and without conditions."""
    url = "https://docs.parcels.example/reference/parcels"
    (directory / "sources.yaml").write_text(f"pages: {{reference: {{url: '{url}'}}}}")
    site.pages[PAGE] = (200, {"ETag": '"1"'}, MARKDOWN)
    assert accept(directory, site.url).state == "accepted"
    assert not compared(directory, site.url).changes
    assert [(path, "if-none-match" in headers) for path, headers in site.asked] == [(PAGE, False), (PAGE, False)]


def test_the_only_page_can_be_at_another_address(directory: Path, site: Site) -> None:
    """`--from` with a path is that page itself."""
    site.pages |= {PAGE: MARKDOWN, "/draft": MARKDOWN.replace("4 endpoints", "5 endpoints")}
    accept(directory)
    assert ids(compared(directory, f"{site.url}/draft")) == ["page-count-contradicted", "page-section-changed"]
