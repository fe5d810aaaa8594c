"""What changes by itself never reports."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.drift.pages.volatile_text import remove_volatile
from tests.drift.pages.parcels import MARKDOWN, SITES, made
from tests.shares import amount

NUMBER = st.integers(1, 60)
UNIT = st.sampled_from(["second", "minute", "hour", "day", "week", "month", "year"])
DATE = st.dates(date(2000, 1, 1), date(2099, 12, 31))
DAY = st.builds(
    date.strftime, DATE, st.sampled_from(["%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%m/%d/%Y", "%Y-%m-%dT10:00:00Z"])
)
HEX = st.text("0123456789abcdef", min_size=7, max_size=40)
PERCENT = st.floats(90, 100).map(lambda share: f"{share:.2f}%")
AGO = st.builds(lambda number, unit: f"{number} {unit}s ago", NUMBER, UNIT)
NOISE = st.one_of(
    st.builds("Last updated {}".format, AGO | DAY),
    st.builds("Updated on {}".format, DAY),
    st.builds("Page last modified: {}".format, DAY),
    st.builds("API is operational — {} uptime last 30 days. View status →".format, PERCENT),
    st.sampled_from(["All systems operational", "Status: degraded performance", "Partial outage"]),
    st.builds("{} uptime over the last 90 days".format, PERCENT),
    st.builds("Build {}".format, HEX),
    st.builds("Docs version: build #{}".format, HEX),
    st.builds("commit {}".format, HEX),
    st.builds("© {} Parcels, Inc. All rights reserved.".format, st.integers(2000, 2100)),
    st.builds("{} min read".format, NUMBER),
    st.builds("{} stars".format, NUMBER),
    st.builds("{} people found this helpful".format, NUMBER),
    st.just("We use cookies to make this site better. Accept all cookies?"),
    st.just("Was this page helpful?"),
    st.builds("v2.{}.1 ({})".format, NUMBER, HEX),
    st.builds("Rendered in {} ms".format, NUMBER),
    st.builds("Reading time: {} minutes".format, NUMBER),
    st.builds("{} users online".format, NUMBER),
    st.builds("Last deployed {} by Ada".format, AGO),
    st.builds("Availability: {}".format, PERCENT),
    AGO,
)
CLEAN = made(MARKDOWN).sections


def blocks(markdown: str) -> list[str]:
    """Where something may be put between."""
    return markdown.split("\n\n")


@given(noise=st.lists(st.tuples(st.integers(1, len(blocks(MARKDOWN))), NOISE), max_size=6))
@settings(max_examples=amount(40, 150, 1000), deadline=None)
def test_noise_in_a_page_is_never_news(noise: list[tuple[int, str]]) -> None:
    """Anywhere between two paragraphs, in any number."""
    parts = blocks(MARKDOWN)
    for place, text in sorted(noise, reverse=True):
        parts.insert(place, text)
    assert made("\n\n".join(parts)).sections == CLEAN


@given(site=st.sampled_from(sorted(SITES)), noise=NOISE, token=HEX)
@settings(max_examples=amount(30, 100, 1000), deadline=None)
def test_noise_around_a_page_is_never_news(site: str, noise: str, token: str) -> None:
    """Banners, footers, scripts and the tokens in them, on every kind of site."""
    around = (
        f'<p>{noise}</p><script nonce="{token}">window.t="{token}"</script><style>.a{{}}</style>'
        f'<div class="cookie-banner" id="c{token}"><p>We value your privacy.</p></div>'
        f'<input type="hidden" name="csrf" value="{token}"><link href="/main.{token}.css">'
    )
    assert made(SITES[site](noise=around)).sections == CLEAN


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Use sk_test_4eC39HqLyjWDarjtT1zdp7dc to try it.", "Use sk_test_<key> to try it."),
        ('{"id": "3c90c3cc-0d44-4b50-8888-8dd25736052a"}', '{"id": "<id>"}'),
        ("“Smart” quotes – and\u00a0dashes", '"Smart" quotes - and dashes'),
        ("The run ended 5 minutes ago.", "The run ended <time>."),
        ("We keep an uptime of 99.95 % for you.", "We keep an uptime of <figure> % for you."),
    ],
)
def test_what_shifts_within_a_sentence_is_masked(text: str, kept: str) -> None:
    """The rest of the sentence still counts."""
    assert remove_volatile(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "At most 120 requests per minute.",
        "Search",
        "Copy a parcel",
        "The status is waiting until it is picked up.",
        "Updated parcels keep their number.",
        "Build a parcel from its parts.",
        "An order is deleted 30 days after it was made.",
        "Downloads are counted.",
        "Version 2 of the API is current.",
    ],
)
def test_what_is_said_for_good_is_kept(text: str) -> None:
    """Words that look alike and say something."""
    assert remove_volatile(text) == text


def test_a_page_may_name_what_else_changes() -> None:
    """`volatile` in sources.yaml, for what no list foresees."""
    import re

    pattern = re.compile(r"\d+ parcels sent today")
    assert remove_volatile("Join us: 48,201 parcels sent today".replace(",", ""), [pattern]) == "Join us:"


def test_a_saved_page_is_the_same_every_time() -> None:
    """Reading has no state, no order and no clock."""
    assert made(MARKDOWN) == made(MARKDOWN)
