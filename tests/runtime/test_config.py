"""A constructor's arguments are checked when they are given; the error names the argument, the fault and the mend."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import httpx2
import pytest
import requests

from generator.runtime import Limit
from generator.runtime.errors import ConfigurationError
from generator.runtime.pipeline import prepare
from tests.runtime.sample import KEY, RETRIEVE, RUN, AsyncSample, Sample, SampleResource, answers, call, sample

both = pytest.mark.parametrize("kind", [Sample, AsyncSample])


async def later(event: Any) -> None:
    """Nobody would await it."""


async def items(event: Any) -> AsyncIterator[Any]:
    yield event


def lazy(event: Any) -> Iterator[Any]:
    yield event


class Provider:
    """Has what a tracer provider has."""

    def get_tracer(self, name: str, version: str | None = None) -> Any:
        raise AssertionError


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"on_event": 3}, "on_event: expected a plain function that takes an event, got 3"),
    ({"on_event": later}, "on_event: expected a plain function"),
    ({"on_event": items}, "on_event: expected a plain function"),
    ({"on_event": lazy}, "on_event: expected a plain function"),
    ({"tracer_provider": 3}, r"tracer_provider: expected one with get_tracer\(\), got int"),
    ({"tracer_provider": Provider}, r"tracer_provider: .*, got the class Provider"),
    ({"strict": "no"}, "strict: expected True or False, got 'no'"),
    ({"strict": None}, "strict: expected True or False, got None"),
    ({"rate_limit": {"expnsive": Limit(5, 60)}}, "rate_limit: no limit is called 'expnsive'; did you mean 'expensive'"),
    ({"rate_limit": {"other": Limit(5, 60)}}, r"rate_limit: no limit is called 'other' \(known: default, expensive\)"),
    ({"rate_limit": {5: Limit(5, 60)}}, "rate_limit: no limit is called 5"),
    (
        {"rate_limit": {"default": (5, 60)}},
        r"rate_limit: default: expected a Limit\(requests, seconds\), got \(5, 60\)",
    ),
    ({"rate_limit": {"default": None}}, r"rate_limit: default: expected a Limit"),
    *(
        ({"rate_limit": {"expensive": limit}}, "rate_limit: expensive: expected a whole number of requests and seconds")
        for limit in (Limit(0), Limit(-1), Limit(1, 0), Limit(1, float("nan")), Limit(1, 60, 0), Limit(True))
    ),
    ({"rate_limit": Limit(0, 60)}, "rate_limit: expected a whole number of requests and seconds"),
    ({"rate_limit": "fast"}, "rate_limit: expected a Limit"),
    ({"http_client": 3}, "http_client: expected an httpx.(Async)?Client, got int"),
    ({"http_client": object()}, "http_client: expected an httpx.(Async)?Client, got object"),
    ({"http_client": requests.Session()}, "http_client: expected an httpx.(Async)?Client, got Session"),
    ({"http_client": httpx.HTTPTransport()}, "http_client: expected an httpx.(Async)?Client, got HTTPTransport"),
    ({"http_client": httpx.Client}, "got the class Client"),
    ({"http_client": httpx.AsyncClient}, "got the class AsyncClient"),
    ({"default_headers": 3}, "default_headers: expected a mapping"),
    ({"environment": []}, "environment: expected text, got list"),
    ({"base_url": 5}, "base_url: expected text, got int"),
    ({"base_url": b"https://x.example"}, "base_url: expected text, got bytes"),
    ({"base_url": "https://x.example/a b"}, "base_url: a URL is ASCII without spaces"),
    ({"base_url": "https://x.example\n.y.example"}, "base_url: a URL is ASCII without spaces"),
    ({"base_url": "https://bücher.example"}, "base_url: a URL is ASCII .* xn--"),
    ({"base_url": "https://x.example\\@y.example"}, "base_url: a URL is ASCII"),
    ({"plan": []}, "plan: expected text, got list"),
    ({"auth": 3}, "auth: expected text, got int"),
]


@both
@pytest.mark.parametrize(("options", "told"), WRONG, ids=[next(iter(options)) for options, _ in WRONG])
def test_an_argument_of_a_wrong_kind(kind: Any, options: dict[str, Any], told: str) -> None:
    """It raises in the constructor, and in `with_options` where that takes it."""
    with pytest.raises(ConfigurationError, match=told):
        kind(KEY, **options)
    if options.keys() <= {"on_event", "strict", "default_headers"}:
        with pytest.raises(ConfigurationError, match=told):
            kind(KEY).with_options(**options)


@pytest.mark.parametrize(
    "options",
    [
        {"on_event": lambda event: None}, {"on_event": print}, {"on_event": [].append}, {"tracer_provider": Provider()},
        {"rate_limit": {"expensive": Limit(5, 0.5, 2)}}, {"rate_limit": Limit(1)}, {"rate_limit": None},
        {"default_headers": {"X-A": "ÿ"}}, {"default_headers": httpx.Headers({"x-a": "1"})}, {"strict": True},
        {"timeout": None}, {"timeout": 1}, {"timeout": httpx.Timeout(None)}, {"timeout": httpx2.Timeout(3, pool=None)},
        {"deadline": None}, {"deadline": 0.001}, {"max_retries": 0},
    ],
    ids=lambda options: next(iter(options)),
)  # fmt: skip
def test_an_argument_of_the_right_kind(options: dict[str, Any]) -> None:
    """Nothing that works is refused."""
    Sample(KEY, **options)


@pytest.mark.parametrize("plan", ["free", "enterprise"])
def test_a_limit_of_another_plan_has_a_name(plan: str) -> None:
    """A caller may set one that the plan leaves open."""
    Sample(KEY, plan=plan, rate_limit={"expensive": Limit(5, 60)})


def test_phases_of_a_timeout_are_kept() -> None:
    """As httpx has them."""
    client = Sample(KEY, timeout=httpx.Timeout(9, connect=1, pool=None))
    assert client._session.settings.timeout == {"connect": 1, "read": 9, "write": 9, "pool": None}


def test_a_call_without_options_checks_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """It costs nothing."""
    monkeypatch.setattr(prepare, "check_options", None)
    assert call(sample(answers(RUN)), RETRIEVE, "x").id == "run_1"
    resource = SampleResource(Sample(KEY))
    with pytest.raises(TypeError, match="not callable"):
        call(resource, RETRIEVE, "x", timeout=3)
