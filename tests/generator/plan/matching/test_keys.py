"""Facts find their operations by name, id or route, and say so when they find none."""

from __future__ import annotations

from generator.model.ir import Call
from generator.plan.matching.keys import fact, given_names, unmatched
from generator.specs import facts as api

SEARCH = Call(id="a", operation_id="search_people_post", method="POST", path="/api/search/people")
RUN = Call(id="b", operation_id="", method="GET", path="/runs/{run_id}")


def facts(**operations: dict[str, object]) -> api.Api:
    return api.parse(
        {
            "title": "T",
            "package": "t",
            "class_name": "T",
            "limits": {"slow": {"requests": 1}},
            "operations": operations,
        },
        name="t",
        where="api.yaml",
    )


def test_a_pattern_matches_below_any_prefix() -> None:
    """``POST /search/*`` still matches when the document says ``/api/search/people``."""
    known = facts(**{"POST /search/*": {"limit": "slow"}})
    assert fact(known, SEARCH, ("search", "people")).limit == "slow"


def test_parameter_names_do_not_matter() -> None:
    """A route matches whatever its parameters are called."""
    assert fact(facts(**{"GET /runs/{id}": {"credits": "free"}}), RUN, ("runs", "retrieve")).credits == "free"


def test_later_keys_override_field_by_field() -> None:
    """What a later key does not say stays as an earlier one said it."""
    known = facts(**{"POST /search/*": {"limit": "slow", "credits": "1"}, "search.people": {"credits": "5"}})
    merged = fact(known, SEARCH, ("search", "people"))
    assert (merged.limit, merged.credits) == ("slow", "5")


def test_doubt_goes_with_the_field_it_is_about() -> None:
    """A later key's fact replaces the doubt about the one it overrides, and leaves the doubt about others."""
    known = facts(
        **{
            "POST /search/*": {"limit": "slow", "credits": "1", "inferred": ["limit", "credits"]},
            "search.people": {"credits": "5"},
        }
    )
    assert fact(known, SEARCH, ("search", "people")).inferred == ("limit",)


def test_other_methods_do_not_match() -> None:
    """The method is part of the route."""
    assert fact(facts(**{"GET /search/*": {"limit": "slow"}}), SEARCH, ("search", "people")).limit is None


def test_names_are_given_by_route_or_id() -> None:
    """A fact may name an operation that it finds by route or by operation id."""
    known = facts(**{"search_people_post": {"name": "find.people"}, "GET /runs/*": {"name": "runs.get"}})
    assert given_names(known, [SEARCH, RUN]) == {"a": ("find", "people"), "b": ("runs", "get")}


def test_what_matches_nothing_is_reported_with_the_nearest() -> None:
    """A fact that lost its operation is one line, with candidates."""
    known = facts(**{"POST /serch/people": {"limit": "slow"}, "search.people": {}})
    (line,) = unmatched(known, [SEARCH, RUN], {"a": ("search", "people"), "b": ("runs", "retrieve")})
    assert "POST /serch/people: matches no operation" in line
    assert "nearest: POST /api/search/people" in line


def test_a_waiter_follower_or_recipe_that_is_left_out_is_reported() -> None:
    """Each names what it lacks: an operation, or the waiter that a follower needs."""
    known = api.parse(
        {
            "title": "T",
            "package": "t",
            "class_name": "T",
            "waiters": {"runs.wait": {"retrieve": "", "completed": ["done"]}},
            "followers": {"runs.follow": {"logs": "runs.retrieve", "entries": "logs", "until": "runs.wiat"}},
            "reconcile": {"runs.craete": {"list": "search.people", "match": ["input"]}},
        },
        name="t",
        where="api.yaml",
    )
    lines = unmatched(known, [SEARCH, RUN], {"a": ("search", "people"), "b": ("runs", "retrieve")})
    assert [line.split(": ", 1)[1] for line in lines] == [
        "waiters.runs.wait.retrieve: matches no operation of the document; nothing is near",
        "reconcile.runs.craete.operation: matches no operation of the document; nearest: runs.retrieve",
        "followers.runs.follow.until: matches no waiter of these facts; nearest: runs.wait",
    ]
