"""Answers that changed in any one place: every operation of every package still succeeds, and tells what it saw.

What is to be told is the document's to say (`judge`), not the runtime's.
"""

from __future__ import annotations

import asyncio
import copy
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

import httpx
import pytest
from apis import GENERATED, arguments, client, now, operations, package, resource
from judge import judge

from generator.runtime.protocol.request import Given
from tests.shares import Share, dice, shares

Path = tuple[str | int, ...]


class Mutation(NamedTuple):
    """One value of an answer that is another now."""

    name: str
    path: Path
    usual: Any
    at: Path = ()
    instead: Any = None
    """What stands at *at* of the usual answer; `...`: nothing does any more."""

    @property
    def answer(self) -> Any:
        """The changed answer."""
        return self.usual if self.name == "none" else changed(self.usual, self.at, self.instead)

    @property
    def where(self) -> str:
        """As reports say it."""
        return "".join("[]" if isinstance(key, int) else f".{key}" for key in self.path).removeprefix(".") or "$"

    def names(self, where: str) -> bool:
        """Whether a report of *where* is of this: of its place, or of what is inside it."""
        pattern = re.escape(where).replace(r"\*", r"[^.\[]+")
        return (
            not self.path
            or bool(re.fullmatch(pattern, self.where))
            or where.startswith((f"{self.where}.", f"{self.where}["))
        )


def values(answer: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value inside *answer*, and the way to it; of a list, its first item's."""
    yield path, answer
    inner = answer.items() if isinstance(answer, dict) else enumerate(answer[:1]) if isinstance(answer, list) else ()
    for key, value in inner:
        yield from values(value, (*path, key))


INSTEAD: dict[str, Callable[[Any], Iterator[Any]]] = {
    "unknown value": lambda old: iter(["unheard_of"] if isinstance(old, str) else []),
    "null": lambda old: iter([None] if old is not None else []),
    "object": lambda old: iter([{"strange": {}}] if not isinstance(old, dict) else []),
    "list": lambda old: iter([[]] if not isinstance(old, list) else []),
    "true": lambda old: iter([True] if not isinstance(old, bool) else []),
    "bad date": lambda old: iter(["31/12/2026 25:61"] if isinstance(old, str) else []),
    "number as string": lambda old: iter([str(old)] if type(old) in (int, float) else []),
    "string as number": lambda old: iter([7] if isinstance(old, str) else []),
    "bool as string": lambda old: iter([str(old).lower()] if isinstance(old, bool) else []),
    "fraction": lambda old: iter([old + 0.5] if type(old) is int else []),
    "wrong items": lambda old: iter([[[None]]] if isinstance(old, list) else []),
}
"""What stands where another value stood."""
NAMES = (*INSTEAD, "missing field", "extra field")


def mutations(answer: Any) -> Iterator[Mutation]:
    """*answer* with one value changed, gone, or accompanied by one that nobody documented."""
    for path, old in values(answer):
        for name, instead in INSTEAD.items():
            for new in instead(old):
                yield Mutation(name, path, answer, path, new)
        if path and isinstance(path[-1], str):
            yield Mutation("missing field", path, answer, path, ...)
        if isinstance(old, dict):
            yield Mutation("extra field", (*path, "unheard_of"), answer, path, {**old, "unheard_of": 1})


def changed(answer: Any, path: Path, new: Any) -> Any:
    """A copy of *answer* with *new* at *path*; `...`: with nothing there."""
    if not path:
        return new
    made = copy.deepcopy(answer)
    node = made
    for key in path[:-1]:
        node = node[key]
    if new is ...:
        del node[path[-1]]
    else:
        node[path[-1]] = new
    return made


def usual_answers(api: str) -> dict[str, Any]:
    """Operation → the JSON of its success, as the package's own fake server gives it."""
    answers = {}
    with package(api, "testing").FakeServer() as server, client(api, server, max_retries=0) as one:
        for operation in operations(api).values():
            server.reset()
            heard = calling(operation)(resource(api, one))
            if heard.body:
                answers[operation.name] = json.loads(heard.body)
    return answers


def looked_at(api: str, share: Share) -> Iterator[tuple[str, list[Mutation]]]:
    """Operation → none and some changes of its answer: of each kind a *share*, and one that the document rules out."""
    usual = usual_answers(api)
    kinds: dict[str, list[tuple[str, Mutation]]] = {}
    for name, answer in usual.items():
        for mutation in mutations(answer):
            kinds.setdefault(mutation.name, []).append((name, mutation))
    found = {name: [Mutation("none", (), answer)] for name, answer in usual.items()}
    for kind, known in kinds.items():
        chosen = share.of(known)
        order = dice("mutations", api, kind).sample(known, len(known))
        for name, mutation in (*chosen, *islice((one for one in order if ruled_out(api, *one)), 1)):
            found[name].append(mutation)
    yield from found.items()


def ruled_out(api: str, name: str, mutation: Mutation) -> bool:
    """Whether the document does not allow the changed answer of the operation called *name*."""
    operation = operations(api)[name]
    return not judge(api, operation.method, operation.path).is_valid(mutation.answer)


def calling(operation: Any) -> Callable[[Any], Any]:
    """Calls *operation*."""
    path, body = arguments(operation, {})
    return lambda raw: (raw._page if operation.paging else raw._call)(operation, Given(tuple(path), **body), {})


class Answering:
    """The address and key of no server: its answers are made in this process."""

    key, url = "sk_live_0123456789", "http://127.0.0.1:1"

    def __init__(self, api: str, *, asynchronous: bool) -> None:
        self.answer: Any = None
        service = package(api, "_service").SERVICE
        headers = {"content-type": "application/json"}
        headers |= {service.version_header: service.api_version} if service.version_header else {}
        transport = httpx.MockTransport(lambda _: httpx.Response(200, content=json.dumps(self.answer), headers=headers))
        self.http_client = httpx.AsyncClient(transport=transport) if asynchronous else httpx.Client(transport=transport)


def reports(one: Any, operation: str) -> Counter[tuple[str, str]]:
    """How often each kind of misfit was met at each place of an answer of *operation*."""
    told = [entry for entry in one.drift_report() if entry["operation"] == operation]
    return Counter({(entry["kind"], entry["where"]): entry["count"] for entry in told})


@shares(0.07, 0.4)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("api", GENERATED)
def test_what_changed_is_told_and_nothing_else(api: str, asynchronous: bool, share: Share) -> None:
    """No 2xx raises; a change that the document rules out is reported, at its place; one that it allows is not.

    With ``strict=True`` the same raises, and the answer is not lost.
    """
    tried, told = Counter[str](), Counter[str]()
    wrong: list[str] = []
    answering = Answering(api, asynchronous=asynchronous)
    drift = package(api).DriftError
    lenient, strict = (
        client(api, answering, asynchronous=asynchronous, strict=strict, http_client=answering.http_client)
        for strict in (False, True)
    )
    raw = partial(resource, api, asynchronous=asynchronous)

    async def reported(call: Callable[[Any], Any], name: str) -> tuple[set[str], str]:
        before = reports(lenient, name)
        response = await now(call(raw(lenient)))
        assert response.status_code == 200
        return {where for _, where in reports(lenient, name) - before}, repr(response.value)

    async def raised(call: Callable[[Any], Any]) -> Any:
        try:
            await now(call(raw(strict)))
        except drift as error:
            return error
        return None

    async def work() -> None:
        for name, known in looked_at(api, share):
            operation = operations(api)[name]
            call, document = calling(operation), judge(api, operation.method, operation.path)
            for mutation in known:
                answering.answer = mutation.answer
                fits = document.is_valid(mutation.answer)
                (places, value), error = await reported(call, name), await raised(call)
                tried[mutation.name] += 1
                told[mutation.name] += not fits
                kept = error is None or (repr(error.value) == value and any(place in str(error) for place in places))
                if not (fits == (not places) == (error is None) and kept and all(map(mutation.names, places))):
                    wrong.append(f"{name}: {mutation.name} at {mutation.where}, fits: {fits}, told: {places}, {error}")

    asyncio.run(work())
    print(f"\n{api}:", *(f"  {name}: {tried[name]} tried, {told[name]} told" for name in NAMES), sep="\n")
    assert not told["none"]
    assert not wrong, "\n".join([f"{len(wrong)} of {tried.total()}", *wrong[:40]])
    assert all(tried[name] for name in NAMES)
    assert sum(told[name] > 0 for name in NAMES) >= 12
