"""What became of a create whose answer was lost: the newest things are listed and held against what was sent, and when.

Nothing is ever sent again here; what cannot be told apart is called ambiguous.
"""

# Client, calls, resources, pages and runs are one thing in several modules.
# pyright: reportPrivateUsage=false

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..client import AsyncClient
from ..codec.codec import pick
from ..errors import ApiError, ConfigurationError
from ..limits.limiter import pause
from ..pipeline.dispatch import send, send_async
from ..protocol.request import Arguments
from ..registry import resolve
from ..retry.retry_after import date_header
from ..transport.commands import Command, Invoke, Sleep
from ..util.typeguards import is_array, is_object
from .pages import fetching

if TYPE_CHECKING:
    from ..client import Client
    from ..facts import Recipe


PAGES = 20
"""How many pages of a list are read before giving up."""

WAIT = 5.0
"""Seconds after the call during which its work may still land: it is not called absent earlier."""

GRAIN = 1.0
"""Seconds: servers tell the time of creation, as they tell the date, to the second or better."""


class Reconciliation(NamedTuple):
    """What became of a create whose answer was lost."""

    verdict: Literal["found", "absent", "ambiguous"]
    """``found``: exactly one thing fits; ``absent``: none, and the list proves it; ``ambiguous``: it cannot be told,
    so do not call again without looking."""
    reason: str
    """The same for people, in one line."""
    id: str | None = None
    """The id of what was found."""
    item: Any = None
    """What was found, as the list shows it; None where only its id is known."""
    candidates: tuple[Any, ...] = ()
    """What could be it, where the verdict is ambiguous."""


def finding(client: Client | AsyncClient, error: ApiError, wait: float) -> Generator[Command, Any, Reconciliation]:
    """Look until the thing is found, or has had *wait* seconds since the call to appear."""
    core = client._core
    place = core.service.recipes.get(error.operation)
    salvaged = error.salvaged
    if not error.maybe_executed:
        return Reconciliation("absent", "the call was provably not executed")
    if place is None or error.request is None or error.called_at is None:
        if salvaged:
            return Reconciliation("found", "the broken answer shows its id", salvaged)
        return Reconciliation("ambiguous", f"no list tells what {error.operation or 'the call'} made")
    if not error.request.url.startswith(core.base_url):
        raise ConfigurationError(
            f"error: it is of {error.request.url}, not of {core.base_url}; pass it to its own client"
        )
    search = _Search(client, resolve(core.service, place), error, salvaged)
    ended = search.first + error.elapsed
    clock, now = core.clockwork.monotonic, core.clockwork.epoch()
    until = clock() + min(wait, max(0.0, ended + wait - now))
    looks = 0
    while True:
        answer = yield from search.look()
        left = until - clock()
        if answer.verdict != "absent" or left <= 0:
            return answer
        yield Sleep(min(left, pause(looks, core.plan.limits.get(search.recipe.list.limit))))
        looks += 1


class _Search:
    """Looks for what one call made."""

    def __init__(
        self, client: Client | AsyncClient, recipe: Recipe[Any], error: ApiError, salvaged: str | None
    ) -> None:
        assert error.request is not None
        assert error.called_at is not None
        self.client, self.recipe, self.error, self.salvaged = client, recipe, error, salvaged
        self.others = client._core.made.others(error)
        match = client._core.routes.find(error.request.method, error.request.path)
        self.given = Arguments((match.values if match else ())[: recipe.list.path.count("{")])
        self.sent = _json(error.request.body)
        began = next((one.began for one in error.attempts if one.phase != "unsent" and one.status != 429), 0.0)
        self.first = error.called_at.timestamp()
        self.earliest, self.latest = self.first + began, self.first + error.elapsed + recipe.window

    def look(self) -> Generator[Command, Any, Reconciliation]:
        """One reading of the list, as far back as need be."""
        sure: list[Any] = []
        perhaps: list[Any] = []
        shown, before = 0, float("inf")
        newest_first = True
        operation, page = self.recipe.list, None
        for _ in range(PAGES):
            asked = self._now()
            response = yield Invoke(self._ask(page))
            skew = _skew(response.headers, asked, self._now())
            items = response.value.items if operation.paging else response.value
            for item in items if is_array(items) else ():
                shown += 1
                if self.salvaged and str(pick(item, "id")) == self.salvaged:
                    return Reconciliation("found", "the broken answer shows its id", self.salvaged, item)
                created = _moment(_plain(item), self.recipe.created)
                newest_first &= created is not None and created <= before
                before = before if created is None else created
                if str(pick(item, "id")) not in self.others:
                    fits = self._fits(item, created, skew)
                    (sure if fits == "yes" else perhaps if fits == "perhaps" else []).append(item)
            if newest_first and before < self.earliest + skew[0] - self._margin(skew):
                return self._verdict(sure, perhaps, "")  # the rest is older still
            if operation.paging is None or response.value._turn is None:
                whole = operation.paging is not None or shown < self.recipe.shows or not shown
                return self._verdict(sure, perhaps, "" if whole else f"the list shows {shown}, and there may be more")
            page = response.value
        return self._verdict(sure, perhaps, f"the list goes on after {PAGES} pages")

    def _fits(self, item: Any, created: float | None, skew: tuple[float, float]) -> Literal["yes", "perhaps", "no"]:
        """Whether *item* is what the call made, by its time and by what was sent."""
        margin = self._margin(skew)
        in_time: Literal["yes", "perhaps"] = "yes"
        if created is None:
            in_time = "perhaps"
        elif not self.earliest + skew[0] - margin <= created <= self.latest + skew[1] + margin:
            return "no"
        elif margin > GRAIN and created < self.earliest:
            in_time = "perhaps"
        like = alike(self.sent, _plain(item), self.recipe.match)
        return in_time if like == "yes" else like

    def _margin(self, skew: tuple[float, float]) -> float:
        """Seconds that the clocks may still be apart: the recipe's window where the server told no date."""
        return GRAIN if skew != (0.0, 0.0) else self.recipe.window

    def _verdict(self, sure: list[Any], perhaps: list[Any], doubt: str) -> Reconciliation:
        if self.salvaged:
            return Reconciliation("found", "the broken answer shows its id", self.salvaged)
        candidates = (*sure, *perhaps)
        if len(candidates) > 1:
            return Reconciliation("ambiguous", f"{len(candidates)} things fit what was sent", candidates=candidates)
        if perhaps:
            return Reconciliation("ambiguous", "one thing may fit what was sent, or not", candidates=candidates)
        if doubt:  # what is not shown may fit as well
            return Reconciliation("ambiguous", doubt, candidates=candidates)
        if sure:
            return Reconciliation("found", "one thing fits what was sent, and when", str(pick(sure[0], "id")), sure[0])
        return Reconciliation("absent", "nothing that was made since then fits what was sent")

    def _ask(self, before: Any) -> Any:
        operation, client = self.recipe.list, self.client
        if operation.paging is not None:
            return fetching(client, operation, self.given, {}, before)
        ask: Any = send_async if isinstance(client, AsyncClient) else send
        return lambda: ask(client, operation, self.given, {})

    def _now(self) -> float:
        return self.client._core.clockwork.epoch()


def _skew(headers: Any, asked: float, answered: float) -> tuple[float, float]:
    """How many seconds, least and most, the server's clock is ahead of ours; twice 0 where it does not tell."""
    date = date_header(headers)
    return (0.0, 0.0) if date is None else (date - answered, date + GRAIN - asked)


def _plain(item: Any) -> Any:
    """*item* as the server wrote it."""
    return item.to_dict() if hasattr(item, "to_dict") else item


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _moment(value: Any, path: str) -> float | None:
    """The epoch time at *path* of a JSON value: ISO 8601, or a number of seconds or milliseconds."""
    for name in path.split("."):
        value = value.get(name) if is_object(value) else None
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value / 1000 if value > 1e11 else float(value)
    return None


Likeness = Literal["yes", "perhaps", "no"]


def alike(sent: Any, shown: Any, fields: Iterable[str]) -> Likeness:
    """Hold *shown*, a thing as JSON, against *sent*, a request's body, in the *fields* that both should share.

    A server may fill in defaults, trim texts or leave a field out: that is ``perhaps``, for ``no`` must be certain.
    """
    if not is_object(sent) or not is_object(shown):
        return "perhaps"
    verdicts = [_alike(sent.get(name), shown.get(name)) for name in fields]
    return "no" if "no" in verdicts else "perhaps" if "perhaps" in verdicts or not verdicts else "yes"


def _alike(sent: Any, shown: Any) -> Likeness:
    if sent is None or shown is None:
        return "yes" if _empty(sent) and _empty(shown) else "perhaps"
    if is_object(sent) and is_object(shown):
        verdicts = [_alike(value, shown.get(name)) for name, value in sent.items()]
        more = [name for name, value in shown.items() if name not in sent and not _empty(value)]
        if "no" in verdicts or (more and any(name not in shown for name in sent)):
            return "no"  # other names are other things; a server adds, or leaves out, but hardly both
        return "perhaps" if more or "perhaps" in verdicts else "yes"
    if is_array(sent) and is_array(shown):
        if len(sent) != len(shown):
            return "no"
        verdicts = [_alike(one, other) for one, other in zip(sent, shown, strict=True)]
        return "no" if "no" in verdicts else "perhaps" if "perhaps" in verdicts else "yes"
    if isinstance(sent, str) and isinstance(shown, str):
        return "yes" if sent == shown else "perhaps" if _bare(sent) == _bare(shown) else "no"
    if isinstance(sent, bool) == isinstance(shown, bool) and sent == shown:
        return "yes"
    return "no" if type(sent) is type(shown) else "perhaps"  # an API may write a number as text


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()
