"""What a page says now against what was accepted of it, and what it states against the document."""

from __future__ import annotations

import pytest

from generator.drift.pages import DocumentIndex, PageVersions, compare, missing_facts
from tests.drift.pages.parcels import MARKDOWN, SITES, URL, compared, ids, made, only


def edited(*pairs: tuple[str, str]) -> str:
    """The page with one text in the place of another."""
    text = MARKDOWN
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def test_nothing_changed_is_nothing(known: DocumentIndex) -> None:
    """The same page, and a document that says what it states."""
    assert compared(known, MARKDOWN, MARKDOWN).klass == "no-change"


# Facts


NEWS = [
    # what the page says now, the change that is told of it, from, to
    ("4 endpoints", "5 endpoints", "page-count-contradicted", "4 endpoints", "5 endpoints"),
    ("At most 120 requests per minute", "At most 60 requests per minute", "page-limit-contradicted", "120 per 60 s",
     "60 per 60 s"),
    ("| Large | 1,200 |", "| Large | 1,500 |", "page-limit-contradicted", "1200 per 60 s", "1500 per 60 s"),
    ("| 2,000 |", "| 3,000 |", "page-figure-contradicted", "Burst cap = 2000", "Burst cap = 3000"),
    ("| Unlimited |", "| 25 |", "page-figure-contradicted", "Concurrent runs = unlimited", "Concurrent runs = 25"),
    ("`delivered` or `lost`", "`delivered`, `returned` or `lost`", "page-values-contradicted",
     "delivered, lost, moving, waiting", "delivered, lost, moving, returned, waiting"),
    ("https://api.parcels.example/v1", "https://api.parcels.example/v2", "page-server-contradicted",
     "https://api.parcels.example/v1", "https://api.parcels.example/v2"),
    ("PARCELS_API_KEY", "PARCELS_TOKEN", "page-variable-missing", None, "PARCELS_TOKEN"),
    ("`pk_live_`", "`sk_live_`", "page-auth-missing", None, "key sk_live_"),
    ("X-RateLimit-Remaining", "X-Quota-Left", "page-header-missing", None, "x-quota-left"),
    ("| `404` |", "| `410` |", "page-status-missing", None, "410"),
    ("`PARCEL_MOVING`", "`PARCEL_GONE`", "page-code-missing", None, "PARCEL_GONE"),
    ('"weight": 12', '"grams": 12', "page-field-missing", None, "grams"),
    ('"status": "moving"', '"status": "stolen"', "page-code-missing", None, "stolen"),
    ("- `DELETE /parcels/{parcel_id}` calls one back.", "", "page-endpoint-gone", "DELETE /parcels/{parcel_id}", None),
    ("| GET | /depots | Lists the depots. |\n", "", "page-endpoint-gone", "GET /depots", None),
    ("Honor `Retry-After`.", "", "page-header-gone", "retry-after", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "id", "before", "after"), NEWS, ids=[f"{new or old} {id}" for old, new, id, *_ in NEWS]
)
def test_a_fact_that_changed_is_told(
    known: DocumentIndex, old: str, new: str, id: str, before: str | None, after: str | None
) -> None:
    """With what the document says instead, and beside it that the section's words changed."""
    comparison = compared(known, MARKDOWN, edited((old, new)))
    assert (only(comparison, id).before, only(comparison, id).after) == (before, after)
    assert "page-section-changed" in ids(comparison)


LEVELS = {"contradicted": ("ERR", "breaking"), "missing": ("WARN", "potentially-breaking")}


@pytest.mark.parametrize(
    ("new", "what"), [("5 endpoints", "contradicted"), ("4 endpoints, `GET /returns` too", "missing")]
)
def test_what_contradicts_weighs_more_than_what_is_missing(known: DocumentIndex, new: str, what: str) -> None:
    """And both weigh more than words."""
    comparison = compared(known, MARKDOWN, edited(("4 endpoints", new)))
    assert comparison.klass == LEVELS[what][1]
    assert {change.level for change in comparison.changes if change.id.endswith(what)} == {LEVELS[what][0]}


def test_words_alone_are_only_words(known: DocumentIndex) -> None:
    """A sentence that was put better is no reason to release anything."""
    comparison = compared(known, MARKDOWN, edited(("sends a parcel.", "sends one parcel.")))
    assert (comparison.klass, ids(comparison)) == ("docs-only", ["page-section-changed"])


ROUTES = [
    "`POST /parcels/{id}/insure` insures one.",
    "```bash\ncurl -X POST https://api.parcels.example/v1/parcels/par_1/insure \\\n  -H 'Accept: text/csv'\n```",
    '```bash\ncurl https://api.parcels.example/v1/parcels/par_1/insure -d \'{"id": "par_1"}\'\n```',
    '```python\nrequests.post("https://api.parcels.example/v1/parcels/par_1/insure")\n```',
    '```js\nawait fetch("https://api.parcels.example/v1/parcels/par_1/insure", { method: "POST" })\n```',
    "| Method | Path |\n| --- | --- |\n| POST | `/parcels/{id}/insure` |",
    '<span class="badge">POST</span>\n\n`/parcels/{id}/insure`',
    "<div><span>POST</span><span>/parcels</span><span>/{id}</span><span>/insure</span></div>",
]


@pytest.mark.parametrize("route", ROUTES)
def test_a_new_operation_is_seen_however_it_is_written(known: DocumentIndex, route: str) -> None:
    """In a sentence, a command, a program, a table, or as a badge above a path."""
    comparison = compared(known, MARKDOWN, f"{MARKDOWN}\n## Insurance\n\n{route}\n")
    told = only(comparison, "page-endpoint-missing")
    assert (told.operation, told.path.endswith("/insure")) == ("POST", True)


@pytest.mark.parametrize(
    "route",
    [
        "`GET /parcels/par_1` shows it.",
        "`GET /v1/parcels/:parcel` shows it.",
        "```\ncurl -H 'Authorization: Bearer pk_live_x' https://api.parcels.example/v1/parcels?limit=10\n```",
        "```\ncurl -X POST https://hooks.elsewhere.example/parcels/arrived\n```",
        "GET / POST are the methods.",
    ],
)
def test_what_the_document_has_and_what_is_not_its_own_is_no_news(known: DocumentIndex, route: str) -> None:
    """Parameters have other names, or values; other hosts have other APIs."""
    assert {"page-section-added"} == set(ids(compared(known, MARKDOWN, f"{MARKDOWN}\n## More\n\n{route}\n")))


def test_what_a_page_lacked_before_is_told_once(known: DocumentIndex) -> None:
    """Whoever accepted the page has read it; an operation is told until the document has it."""
    page = f"{MARKDOWN}\n## More\n\n`POST /returns` answers with `X-Return-Label`.\n"
    assert ids(compared(known, MARKDOWN, page)) == [
        "page-endpoint-missing",
        "page-header-missing",
        "page-section-added",
    ]
    assert ids(compared(known, page, page)) == ["page-endpoint-missing"]


def test_a_contradiction_is_told_until_one_gives_way(known: DocumentIndex) -> None:
    """Accepting a page does not make the document right."""
    page = edited(("| 2,000 |", "| 3,000 |"))
    assert ids(compared(known, page, page)) == ["page-figure-contradicted"]


def test_a_limit_is_held_against_its_page_without_any_lock(known: DocumentIndex) -> None:
    """The facts say which page a limit is from: when no page states it, another limit has taken its place."""
    page = edited(("120", "90"))
    told = [change for change in compared(known, None, page).changes if change.id == "page-limit-contradicted"]
    assert {change.before for change in told} == {"120 per 60 s"}


def test_a_page_that_was_never_accepted_never_reads_as_clean(known: DocumentIndex) -> None:
    """Its facts are compared, its words cannot be."""
    comparison = compared(known, None, MARKDOWN)
    assert (ids(comparison), comparison.klass) == (["page-not-locked"], "docs-only")


def test_a_page_read_otherwise_than_it_was_accepted_compares_facts_alone(known: DocumentIndex) -> None:
    """Markdown that went away is no news about the API."""
    comparison = compared(known, MARKDOWN, SITES["plain"](edited(("4 endpoints", "5 endpoints"))))
    assert ids(comparison) == ["page-count-contradicted", "page-form-changed"]


def test_what_moved_to_another_page_is_not_gone(known: DocumentIndex) -> None:
    """Facts are the API's, whichever page states them."""
    cut = MARKDOWN.index("## Errors")
    one, two = MARKDOWN[:cut], f"# Errors of the API\n\n{MARKDOWN[cut:]}"
    pages = [
        PageVersions(name="reference", url=URL, before=made(MARKDOWN), now=made(one)),
        PageVersions(name="errors", url=f"{URL}/errors", before=None, now=made(two, f"{URL}/errors")),
    ]
    assert ids(compare(pages, known)) == ["page-section-removed", "page-not-locked"]


def test_what_the_document_lacks_can_be_listed(known: DocumentIndex) -> None:
    """Who accepts a page is told what that means."""
    page = made(f"{MARKDOWN}\n## More\n\n`POST /returns` answers `418 I'm a Teapot`.\n")
    assert [str(fact) for fact in missing_facts([page], known)] == [
        "endpoint POST /returns",
        "status 418 @ POST /returns",
    ]


# Sections

ADDED = f"{MARKDOWN}\n## Support\n\nWrite to us about everything else.\n"
DEPOTS = MARKDOWN[MARKDOWN.index("### Depots") : MARKDOWN.index("## The parcel")]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (MARKDOWN, ADDED, [("page-section-added", None, "Support")]),
        (ADDED, MARKDOWN, [("page-section-removed", "Support", None)]),
        (MARKDOWN, edited(("## Errors", "## When it fails")), [("page-section-renamed", "Errors", "When it fails")]),
        (MARKDOWN, edited(("## Endpoints", "## Routes")), [("page-section-renamed", "Endpoints", "Routes")]),
        (MARKDOWN, edited((DEPOTS, ""), ("## Rate limits", f"{DEPOTS}## Rate limits")),
         [("page-section-moved", "Endpoints / Depots", "The parcel / Depots")]),
        (MARKDOWN, edited((DEPOTS, "")) + "\n" + DEPOTS.replace("###", "##"),
         [("page-section-moved", "Endpoints / Depots", "Depots")]),
        (MARKDOWN, edited(("Send parcels, watch", "Send parcels; watch")),
         [("page-section-changed", "its beginning", "its beginning")]),
    ],
)  # fmt: skip
def test_sections_are_told_by_their_headings(
    known: DocumentIndex, old: str, new: str, told: list[tuple[str, str | None, str | None]]
) -> None:
    """Added, removed, renamed, moved or changed, and nothing of it more than words."""
    comparison = compared(known, old, new)
    assert [(change.id, change.before, change.after) for change in comparison.changes] == told
    assert comparison.klass == "docs-only"


def test_the_order_of_sections_says_nothing(known: DocumentIndex) -> None:
    """A page that was rearranged says what it said."""
    cut = MARKDOWN.index("## Rate limits")
    head, rest = MARKDOWN[: MARKDOWN.index("## Base URL")], MARKDOWN[MARKDOWN.index("## Base URL") : cut]
    assert not compared(known, MARKDOWN, f"{head}{MARKDOWN[cut:]}\n{rest}").changes


def test_headings_that_are_there_twice_are_told_apart(known: DocumentIndex) -> None:
    """The second one has a number."""
    old, new = (f"{MARKDOWN}\n## Errors\n\nMore {word} ones.\n" for word in ("old", "new"))
    assert only(compared(known, old, new), "page-section-changed").after == "Errors (2)"


# How they are told


def test_fingerprints_stay_and_differ(known: DocumentIndex) -> None:
    """The same news has the same name tomorrow, on a page that changed elsewhere; other news has another."""
    news = edited(("4 endpoints", "5 endpoints"))
    later = news.replace("Send parcels, watch", "Send parcels; watch")
    one, two = (only(compared(known, MARKDOWN, text), "page-count-contradicted") for text in (news, later))
    other = only(compared(known, MARKDOWN, edited(("4 endpoints", "6 endpoints"))), "page-count-contradicted")
    assert one.fingerprint == two.fingerprint != other.fingerprint


def test_a_change_says_which_page_and_section(known: DocumentIndex) -> None:
    """In one sentence, and its pointer leads to the page in sources.yaml."""
    told = only(compared(known, MARKDOWN, edited(("4 endpoints", "5 endpoints"))), "page-count-contradicted")
    assert told.text == (
        "`reference` § Endpoints / Parcels states the number of `5 endpoints` for Parcels; "
        "the document says `4 endpoints`."
    )
    assert (told.pointer, told.path) == ("/pages/reference", URL)


def test_a_page_that_could_not_be_read_is_told(known: DocumentIndex) -> None:
    """And nothing is said to be gone that may stand there."""
    cut = MARKDOWN.index("## Errors")
    pages = [
        PageVersions(name="reference", url=URL, before=made(MARKDOWN), now=made(MARKDOWN[:cut])),
        PageVersions(name="errors", url=f"{URL}/errors", before=made(MARKDOWN[cut:]), now=None, error="answered 503"),
    ]
    assert ids(compare(pages, known)) == ["page-unread", "page-section-removed"]
