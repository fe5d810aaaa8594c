"""The page in a real browser: it fits a phone, filters, follows the colour scheme, can be read, and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.drift.report import browser as chromium
from tests.drift.report.browser import Browser
from tests.drift.report.sample import attacked, everyday

pytestmark = pytest.mark.skipif(not (chromium.BINARY and chromium.DRIVER), reason=chromium.MISSING)

SHOWN = """
    return [...document.querySelectorAll(arguments[0])].filter(one => one.checkVisibility()).length
"""
CONTRASTS = """
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
    const rgb = color => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
                           return [...canvas.getImageData(0, 0, 1, 1).data]; };
    const part = value => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    const behind = one => { for (; one; one = one.parentElement) {
        const color = rgb(getComputedStyle(one).backgroundColor); if (color[3] === 255) return color; }
        return rgb("Canvas"); };
    document.querySelectorAll("details").forEach(one => one.open = true);
    return [...document.querySelectorAll("body *")]
        .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .map(one => { const [a, b] = [light(rgb(getComputedStyle(one).color)), light(behind(one))];
                      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), one.outerHTML.slice(0, 80)]; })
"""


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with chromium.browser() as opened:
        yield opened


@pytest.mark.parametrize("width", [320, 390, 1100])
@pytest.mark.parametrize("page", [everyday("html"), attacked("html")], ids=["everyday", "attack"])
def test_the_page_fits_the_screen(window: Browser, page: str, width: int) -> None:
    """Nothing to scroll sideways, with every detail open and names of any length."""
    window.look(width=width, height=800)
    window.open(page)
    window.run("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert window.run("return document.documentElement.scrollWidth") <= width


def test_a_filter_hides_its_kind_and_what_is_left_empty(window: Browser) -> None:
    """Groups without a change to show go with it."""
    window.look(width=1100, height=1400)
    window.open(everyday("html"))
    before = [window.run(SHOWN, selector) for selector in (".change.breaking", ".change", ".group")]
    window.run("document.querySelector('label[for=breaking]').click()")
    after = [window.run(SHOWN, selector) for selector in (".change.breaking", ".change", ".group")]
    assert (before, after) == ([2, 5, 3], [0, 3, 2])


def test_hiding_everything_says_so(window: Browser) -> None:
    """An empty page looks like no change."""
    window.open(everyday("html"))
    assert window.run(SHOWN, ".nothing") == 0
    window.run("document.querySelectorAll('label').forEach(one => one.click())")
    assert [window.run(SHOWN, selector) for selector in (".nothing", ".group")] == [1, 0]


def test_filters_are_reached_by_keyboard(window: Browser) -> None:
    """The boxes are hidden from the eye only."""
    window.open(everyday("html"))
    window.run("document.getElementById('breaking').focus()")
    keys = [{"type": kind, "value": " "} for kind in ("keyDown", "keyUp")]
    window.call("actions", actions=[{"type": "key", "id": "keyboard", "actions": keys}])
    assert window.run(SHOWN, ".change.breaking") == 0


def test_details_open_without_a_script(window: Browser) -> None:
    """The rule, the place and the fingerprint of a change."""
    window.open(everyday("html"))
    assert window.run(SHOWN, ".change dl") == 0
    window.run("document.querySelector('.change summary').click()")
    assert "specs/things/openapi.json:16" in window.run("return document.querySelector('.change dl').innerText")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_word_can_be_read(window: Browser, dark: bool) -> None:
    """WCAG's 4.5 : 1 at least, in both colour schemes."""
    window.look(width=1100, height=1400, dark=dark)
    window.open(everyday("html"))
    assert not [(ratio, where) for ratio, where in window.run(CONTRASTS) if ratio < 4.5]


def test_dark_is_dark(window: Browser) -> None:
    """The system's choice is followed."""
    colors: list[str] = []
    for dark in (False, True):
        window.look(width=1100, height=1400, dark=dark)
        window.open(everyday("html"))
        colors.append(window.run("return getComputedStyle(document.body).backgroundColor"))
    assert colors == ["rgb(246, 247, 249)", "rgb(16, 21, 28)"]


@pytest.mark.parametrize("page", [everyday("html"), attacked("html")], ids=["everyday", "attack"])
def test_nothing_runs_and_nothing_is_asked_for(window: Browser, page: str) -> None:
    """No element that could, no request but the page itself, no complaint in the console."""
    window.open(page)
    live = "return document.querySelectorAll('script, img, iframe, object, link, form, a').length"
    asked = "return performance.getEntriesByType('resource').map(one => one.name)"
    assert (window.run(live), window.run(asked), window.complaints()) == (0, [], [])


def test_there_is_something_to_see(window: Browser) -> None:
    """A picture is more than its background."""
    window.look(width=390, height=800)
    window.open(everyday("html"))
    assert len(window.picture()) > 10_000
