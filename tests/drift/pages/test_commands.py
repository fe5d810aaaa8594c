"""`clientgen drift` and `clientgen fetch` for an API whose document is written by hand: statuses and formats."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator.cli import main as cli
from generator.upstream import fetch, markdown
from generator.upstream.fetch import FetchLimits
from tests.drift.pages.parcels import MARKDOWN, write
from tests.drift.pages.site import Site

PAGE = "/reference"
NEWS = MARKDOWN.replace("4 endpoints", "5 endpoints")
MORE = f"{MARKDOWN}\n## Returns\n\n`POST /returns` takes one back.\n"
WORDS = MARKDOWN.replace("sends a parcel.", "sends one parcel.")
SCHEMA = Path(cli.__file__).parents[1] / "drift" / "report" / "comparison.schema.json"


@pytest.fixture
def root(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one API, its page accepted."""
    root = tmp_path / "repository"
    write(root / "specs" / "parcels", site.url + PAGE)
    monkeypatch.setattr(markdown, "FetchLimits", lambda **given: FetchLimits(**{**given, "retry_delays": ()}))
    monkeypatch.chdir(root)
    site.pages[PAGE] = MARKDOWN
    assert cli.run(["fetch", "parcels"]) == 0
    return root


def run(*words: str) -> int:
    return cli.run(words)


@pytest.mark.parametrize(
    ("page", "words", "status"),
    [
        (MARKDOWN, (), 0),
        (NEWS, (), 1),
        (MORE, (), 10),
        (MORE, ("--fail-on", "additive"), 1),
        (WORDS, (), 10),
        (WORDS, ("--fail-on", "additive"), 10),
        (WORDS, ("--fail-on", "any"), 1),
        ((503, {}, "later"), (), 3),
        ("<html><title>Sign in</title><body>Sign in</body></html>", (), 4),
        ("", (), 4),
    ],
    ids=[
        "same",
        "contradiction",
        "missing",
        "missing-additive",
        "words",
        "words-additive",
        "words-any",
        "down",
        "door",
        "empty",
    ],
)
def test_the_status_says_what_became_of_the_pages(
    root: Path, site: Site, page: Any, words: tuple[str, ...], status: int
) -> None:
    """0 none, 1 at or above --fail-on, 10 below it, 3 unavailable, 4 refused."""
    site.pages[PAGE] = page
    assert run("drift", "parcels", *words) == status


def test_the_text_says_it_in_one_line_each(root: Path, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict, the page, the change with its fingerprint and its line in sources.yaml."""
    site.pages[PAGE] = NEWS
    run("drift", "parcels")
    text = capsys.readouterr().out.split("parcels: ")[-1]
    assert text.startswith("breaking\n  1 breaking, 1 documentation only\n")
    assert "✗ `reference` § Endpoints / Parcels states the number of `5 endpoints` for Parcels" in text
    assert "page-count-contradicted  specs/parcels/sources.yaml:2  accept: " in text


def drift(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    run("drift", "parcels", *words)
    return capsys.readouterr().out


def test_the_json_is_what_the_schema_publishes(root: Path, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """The same shape as for a document; nobody says anything of a package, which pages never make."""
    site.pages[PAGE] = NEWS
    found = json.loads(drift(capsys, "--format", "json"))
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft202012Validator({**schema, "$ref": "#/$defs/by_api"}).validate(found)
    told = found["parcels"]
    assert (told["class"], told["source"], told["bump"]) == ("breaking", None, None)
    assert {change["id"] for change in told["changes"]} == {"page-count-contradicted", "page-section-changed"}


@pytest.mark.parametrize("kind", ["markdown", "github", "junit", "sarif", "html"])
def test_every_format_tells_it(root: Path, site: Site, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    """Contradictions and words alike, with the place in sources.yaml."""
    site.pages[PAGE] = NEWS
    text = drift(capsys, "--format", kind)
    for word in ("page-count-contradicted", "sources.yaml", "5 endpoints", "has changed"):
        assert word in text


@pytest.mark.parametrize("kind", ["text", "json", "markdown", "github", "junit", "sarif", "html"])
def test_a_page_that_is_down_reads_as_clean_nowhere(
    root: Path, site: Site, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """Every format says that nothing was compared, or standard error does."""
    site.pages[PAGE] = (503, {}, "later")
    capsys.readouterr()
    assert run("drift", "parcels", "--format", kind) == 3
    said = capsys.readouterr()
    assert "answered 503" in (said.err if kind == "text" else said.out)


def test_a_known_change_can_be_accepted(root: Path, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """By its fingerprint, with a reason and a day, as for documents."""
    site.pages[PAGE] = MORE
    found = json.loads(drift(capsys, "--format", "json"))["parcels"]["changes"]
    entries = "".join(f"  {one['fingerprint']}: {{reason: Known., until: 2999-01-01}}\n" for one in found)
    (root / "specs" / "parcels" / "accepted.yaml").write_text(f"accepted:\n{entries}")
    assert run("drift", "parcels") == 0


def test_a_level_can_be_seen_differently(root: Path, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """Words weigh what a team says they weigh; a page's id that has no change now is still a known one."""
    site.pages[PAGE] = WORDS
    file = root / "specs" / "parcels" / "accepted.yaml"
    file.write_text("levels:\n  page-section-changed: ERR\n  page-header-missing: INFO\n")
    assert run("drift", "parcels") == 1
    assert "has no effect" not in capsys.readouterr().out


def test_fetch_accepts_the_pages_by_name_alone(root: Path, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """`fetch` for all says who has to be asked; with a name it accepts, and says what the document lacks."""
    site.pages[PAGE] = MORE
    capsys.readouterr()
    assert run("fetch") == 0
    assert "accept them by name: clientgen fetch parcels" in capsys.readouterr().out
    assert run("drift", "parcels") == 10
    capsys.readouterr()
    assert run("fetch", "parcels") == 0
    assert capsys.readouterr().out == ("parcels       1 page accepted\n  the document lacks: endpoint POST /returns\n")


@pytest.mark.parametrize(("page", "status"), [((500, {}, ""), 3), ("<html></html>", 4)])
def test_fetch_keeps_the_lock_when_a_page_cannot_be_had(root: Path, site: Site, page: Any, status: int) -> None:
    """Statuses as for documents."""
    lock = root / "specs" / "parcels" / "sources.lock"
    before = lock.read_bytes()
    site.pages[PAGE] = page
    assert (run("fetch", "parcels"), lock.read_bytes()) == (status, before)


def test_an_api_with_an_upstream_and_pages_is_told_of_both(
    root: Path, site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document under the API's name, its pages beside it; each has its own status."""
    facts = root / "specs" / "parcels" / "api.yaml"
    text = facts.read_text().replace("origin: hand-written", f"origin: reconstruction, url: '{site.url}/openapi.json'")
    facts.write_text(text)
    site.pages |= {PAGE: NEWS, "/openapi.json": (500, {}, "")}
    monkeypatch.setattr(fetch, "get", partial(fetch.get, sleep=lambda seconds: None))
    found = json.loads(drift(capsys, "--format", "json"))
    assert "error" in found["parcels"]
    assert found["parcels pages"]["class"] == "breaking"


def test_saved_pages_can_be_compared(root: Path, tmp_path: Path) -> None:
    """Offline, from a folder, as one has them."""
    (tmp_path / "reference.html").write_text(f"<html><body><main>{MARKDOWN}</main></body></html>")
    (tmp_path / "reference.md").write_text(NEWS)
    assert run("drift", "parcels", "--from", str(tmp_path)) == 1
