"""Which facts a page's words are, in the many ways that pages put them."""

from __future__ import annotations

import pytest

from generator.drift.pages import read
from generator.drift.pages.facts import KINDS, Fact, fact
from tests.drift.pages.parcels import made
from tests.yardstick import grows_in_proportion


def stated(text: str, *kinds: str) -> list[str]:
    """The facts in a section of a page, those of some *kinds*."""
    page = made(f"# Parcels\n\n## Section\n\n{text}\n")
    return [str(one) for one, _ in page.statements() if not kinds or one.kind in kinds]


LIMITS = {
    "We allow 300 requests to our API every minute.": ["limit 300 per 60 s @ Section"],
    "Bursts of up to 1,500 calls every 5 minutes are fine.": ["limit 1500 per 300 s @ Section"],
    "Keys are limited to 60 requests per 60 seconds each.": ["limit 60 per 60 s @ Section"],
    "20/min on exports, 10 rps elsewhere": ["limit 10 per 1 s @ Section", "limit 20 per 60 s @ Section"],
    "Requests per minute: 600": ["limit 600 per 60 s @ Section"],
    "Free: 100 req/min": ["limit 100 per 60 s @ Free"],
    "Free 100 req/min 200 5": ["limit 100 per 60 s @ Free"],
    "Quota of 2.5k requests an hour.": ["limit 2500 per 3600 s @ Section"],
    "| Plan | Rate |\n| - | - |\n| Small ($49/mo) | 20 requests/min |": ["limit 20 per 60 s @ Small ($49/mo)"],
    "| Endpoint | Requests/Minute |\n| - | - |\n| exports | 1,000 |": ["limit 1000 per 60 s @ exports"],
    "| Basic | Pro |\n| - | - |\n| 60 requests/minute | 120 requests/minute |": [
        "limit 120 per 60 s @ Pro",
        "limit 60 per 60 s @ Basic",
    ],
    "| Route | Basic | Pro |\n| - | - | - |\n| Send | 25 RPM | 300 RPM |": [
        "limit 25 per 60 s @ Send Basic",
        "limit 300 per 60 s @ Send Pro",
    ],
    "It costs $5/day, is open 24/7, and is delivered 3 times a day.": [],
    "Only 5 requests to any and all of them were needed.": [],
}


@pytest.mark.parametrize(("text", "facts"), LIMITS.items(), ids=list(LIMITS))
def test_limits(text: str, facts: list[str]) -> None:
    """So many in so many seconds, and of what: words before it, a row, a column, or the heading."""
    assert stated(text, "limit") == facts


VALUES = {
    "status values: WAITING, MOVING, LOST.": ["values LOST, MOVING, WAITING @ status"],
    "`size` is one of `small`, `large`, or `huge`.": ["values huge, large, small @ size"],
    "The `size` can be either small or large.": ["values large, small @ size"],
    "size: small | large": ["values large, small @ size"],
    "size\n\nAvailable options: `small`, `large`": ["values large, small @ size"],
    "| Field | Meaning |\n| - | - |\n| size | One of: small, large |": ["values large, small @ size"],
    "The following values may change, and so may the state values you see.": [],
    "You exceed either limit, you wait.": [],
}


@pytest.mark.parametrize(("text", "facts"), VALUES.items(), ids=list(VALUES))
def test_enumerations(text: str, facts: list[str]) -> None:
    """The words that a field may have, in the order of the alphabet; prose that looks alike is none."""
    assert stated(text, "values") == facts


COUNTS = {
    "12 endpoints": ["count 12 endpoints @ Section"],
    "Depots\n\n12 endpoints": ["count 12 endpoints @ Depots"],
    "Depots 12 endpoints\n\nAll about them.\n\nPOST GET": ["methods GET POST @ Depots", "count 12 endpoints @ Depots"],
    "Six public endpoints": ["count 6 endpoints @ Section"],
    "| Group | Size |\n| - | - |\n| Depots | 4 endpoints |": ["count 4 endpoints @ Depots"],
    "We run 12 data centers.": [],
}


@pytest.mark.parametrize(("text", "facts"), COUNTS.items(), ids=list(COUNTS))
def test_counts_and_methods(text: str, facts: list[str]) -> None:
    """Of what stands before them, on the same line or above."""
    assert stated(text, "count", "methods") == facts


OTHERS = {
    "You get a 429 response with `Retry-After`.": ["status 429", "header retry-after"],
    "`POST /parcels` answers `201 Created`.": ["endpoint POST /parcels", "status 201 @ POST /parcels"],
    "There are 404 parcels in 503 boxes.": [],
    "Set `PARCELS_API_KEY=YOUR_API_KEY` first.": ["variable PARCELS_API_KEY"],
    "Fails with `PARCEL_MOVING`.": ["code PARCEL_MOVING"],
    "Append `?api_key=…` to the address.": ["auth query api_key"],
    "```\ncurl -H 'Parcels-Version: 2' -H 'Accept: text/csv' https://x.example/y\n```": [
        "endpoint GET https://x.example/y",
        "header parcels-version",
    ],
    "| Parameter | Type |\n| - | - |\n| `sender.name` | string |": ["field sender.name"],
    "Staging: https://staging.parcels.example/v1, see https://parcels.example/about.html": [
        "server https://staging.parcels.example/v1"
    ],
    "Our servers stand in Bern; read https://parcels.example/blog about how we chose the place and why.": [],
    "| Method | Path |\n| - | - |\n| GET, POST | /depots |": ["endpoint GET /depots", "endpoint POST /depots"],
}


@pytest.mark.parametrize(("text", "facts"), OTHERS.items(), ids=list(OTHERS))
def test_other_facts(text: str, facts: list[str]) -> None:
    """Statuses, headers, codes, variables, keys, fields, addresses and routes."""
    assert stated(text) == facts


def test_facts_are_written_and_read_as_text() -> None:
    """That is how the lock keeps them."""
    one = Fact("figure", "Burst cap = 200", "Small")
    assert (str(one), fact(str(one))) == ("figure Burst cap = 200 @ Small", one)
    with pytest.raises(ValueError, match="rumour"):
        fact("rumour 12")


def test_every_kind_has_its_words() -> None:
    """What reports call it, and a level for each thing that may become of it."""
    from generator.drift.catalogue import PAGE_LEVELS
    from generator.drift.pages.compare import KIND_NAMES

    assert set(KIND_NAMES) == set(KINDS)
    assert {id.split("-")[1] for id in PAGE_LEVELS if id.endswith(("-contradicted", "-missing", "-gone"))} == set(KINDS)


def test_a_page_of_numbers_takes_no_time() -> None:
    """Half a megabyte of text that nearly matches is read in linear time."""

    def text(times: int) -> str:
        words = ("1,000 requests to our own very special API a ", "uptime ", "status is one of a, b, ")
        return "".join(one * times for one in words)

    grows_in_proportion(lambda times: made(f"# A\n\n{text(times)}"), 6_000)
    assert read(text(6_000).encode()).form == "text"
