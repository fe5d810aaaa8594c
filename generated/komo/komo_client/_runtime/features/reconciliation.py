"""Finds out what became of a create whose answer was lost: compares the newest things of a list with what was sent.

Nothing is sent again; what cannot be told apart is called ambiguous.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..codec.codec import pick
from ..errors import ApiError, ConfigurationError
from ..limits.polling import poll_delay
from ..options import pause_seconds
from ..pipeline.dispatch import run, run_async, sending
from ..protocol.request import Given
from ..registry import resolve
from ..retry.retry_after import date_header
from ..transport.commands import Command, Invoke, Sleep
from ..util.server_text import InvalidJSON, epoch_time, parse_json
from ..util.typeguards import is_array, is_object
from .pages import fetching

if TYPE_CHECKING:
    from ..facts import Recipe
    from ..pipeline.context import AnySession, AsyncSession, SyncSession

MAX_PAGES = 20
"""Pages of a list that are read at most."""

DEFAULT_WAIT = 5.0
"""Seconds after the call during which the thing may still appear; it is not called absent earlier."""

RESOLUTION = 1.0
"""Seconds: servers tell the time of creation, and the date, to the second or better."""


class Reconciliation(NamedTuple):
    """The outcome of a create whose answer was lost."""

    verdict: Literal["found", "absent", "ambiguous"]
    """``found``: exactly one thing fits; ``absent``: none, and the list proves it; ``ambiguous``: it cannot be told,
    so do not call again without looking."""
    reason: str
    """The same for people, in one line."""
    id: str | None = None
    """The id of the thing that was found."""
    item: Any = None
    """The thing as the list shows it; None where only its id is known."""
    candidates: tuple[Any, ...] = ()
    """The things that it could be, where the verdict is ambiguous."""


def reconcile(session: SyncSession, error: ApiError, wait: float | None) -> Reconciliation:
    """See `Client.reconcile`."""
    return run(session, until_found(session, error, _pause(wait)))


async def reconcile_async(session: AsyncSession, error: ApiError, wait: float | None) -> Reconciliation:
    """See `AsyncClient.reconcile`."""
    return await run_async(session, until_found(session, error, _pause(wait)))


def _pause(wait: float | None) -> float:
    return DEFAULT_WAIT if wait is None else pause_seconds("wait", wait)


def until_found(session: AnySession, error: ApiError, wait: float) -> Generator[Command, Any, Reconciliation]:
    """Search until the thing is found, or has had *wait* seconds since the call to appear."""
    shared = session.shared
    recipe = shared.service.recipes.get(error.operation)
    salvaged = error.salvaged
    if not error.maybe_executed:
        return Reconciliation("absent", "the call was provably not executed")
    if recipe is None or error.request is None or error.called_at is None:
        if salvaged:
            return Reconciliation("found", "the broken answer shows its id", salvaged)
        return Reconciliation("ambiguous", f"no list tells what {error.operation or 'the call'} made")
    if not error.request.url.startswith(shared.base_url):
        raise ConfigurationError(
            f"error: it is of {error.request.url}, not of {shared.base_url}; pass it to its own client"
        )
    search = _Search(session, resolve(shared.service, recipe), error, salvaged)
    ended = search.first + error.elapsed
    clock, now = shared.clock.monotonic, shared.clock.epoch()
    until = clock() + min(wait, max(0.0, ended + wait - now))
    readings = 0
    while True:
        answer = yield from search.read_list()
        left = until - clock()
        if answer.verdict != "absent" or left <= 0:
            return answer
        yield Sleep(min(left, poll_delay(readings, shared.plan.limits.get(search.recipe.list.limit))))
        readings += 1


class _Search:
    """Searches a list for what one call made."""

    def __init__(self, session: AnySession, recipe: Recipe[Any], error: ApiError, salvaged: str | None) -> None:
        assert error.request is not None
        assert error.called_at is not None
        self.session, self.recipe, self.salvaged = session, recipe, salvaged
        self.others = session.shared.creations.of_other_calls(error)
        match = session.shared.routes.find(error.request.method, error.request.path)
        self.given = Given((match.values if match else ())[: recipe.list.path.count("{")])
        self.sent = _json(error.request.body)
        began = next((one.began for one in error.attempts if one.phase != "unsent" and one.status != 429), 0.0)
        self.first = error.called_at.timestamp()
        self.earliest, self.latest = self.first + began, self.first + error.elapsed + recipe.window

    def read_list(self) -> Generator[Command, Any, Reconciliation]:
        """Read the list once, as far back as necessary."""
        sure: list[Any] = []
        perhaps: list[Any] = []
        shown, before = 0, float("inf")
        newest_first = True
        operation, page = self.recipe.list, None
        for _ in range(MAX_PAGES):
            run_off_loop = self._now()
            response = yield Invoke(self._fetch(page))
            skew = _skew(response.headers, run_off_loop, self._now())
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
            if operation.paging is None or not response.value.has_next:
                whole = operation.paging is not None or shown < self.recipe.shows or not shown
                return self._verdict(sure, perhaps, "" if whole else f"the list shows {shown}, and there may be more")
            page = response.value
        return self._verdict(sure, perhaps, f"the list goes on after {MAX_PAGES} pages")

    def _fits(self, item: Any, created: float | None, skew: tuple[float, float]) -> Literal["yes", "perhaps", "no"]:
        """Whether *item* is what the call made, by its time and by the fields that were sent."""
        margin = self._margin(skew)
        in_time: Literal["yes", "perhaps"] = "yes"
        if created is None:
            in_time = "perhaps"
        elif not self.earliest + skew[0] - margin <= created <= self.latest + skew[1] + margin:
            return "no"
        elif margin > RESOLUTION and created < self.earliest:
            in_time = "perhaps"
        like = matches(self.sent, _plain(item), self.recipe.match)
        return in_time if like == "yes" else like

    def _margin(self, skew: tuple[float, float]) -> float:
        """Seconds by which the clocks may differ beyond *skew*: the recipe's window where the server told no date."""
        return RESOLUTION if skew != (0.0, 0.0) else self.recipe.window

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

    def _fetch(self, before: Any) -> Callable[[], Any]:
        """A function that fetches the list, or the page after *before*."""
        if before is not None:
            return before.next_raw  # type: ignore[no-any-return]
        fetch = sending if self.recipe.list.paging is None else fetching
        return fetch(self.session, self.recipe.list, self.given, {})

    def _now(self) -> float:
        return self.session.shared.clock.epoch()


def _skew(headers: Any, run_off_loop: float, answered: float) -> tuple[float, float]:
    """Seconds, least and most, by which the server's clock is ahead of ours; twice 0 where it does not tell a date."""
    date = date_header(headers)
    return (0.0, 0.0) if date is None else (date - answered, date + RESOLUTION - run_off_loop)


def _plain(item: Any) -> Any:
    """*item* as JSON."""
    return item.to_dict() if hasattr(item, "to_dict") else item


def _json(body: bytes) -> Any:
    try:
        return parse_json(body)
    except InvalidJSON:
        return None


def _moment(value: Any, path: str) -> float | None:
    """The epoch time at *path* of a JSON value: ISO 8601, or a number of seconds or milliseconds."""
    for name in path.split("."):
        value = value.get(name) if is_object(value) else None
    return epoch_time(value)


Match = Literal["yes", "perhaps", "no"]


def matches(sent: Any, shown: Any, fields: Iterable[str]) -> Match:
    """Whether *shown*, a thing as JSON, was made from *sent*, a request's body, by the *fields* that both should share.

    A server may fill in defaults, trim texts or leave a field out: that is ``perhaps``, because ``no`` must be certain.
    """
    if not is_object(sent) or not is_object(shown):
        return "perhaps"
    verdicts = [_matches(sent.get(name), shown.get(name)) for name in fields]
    return "no" if "no" in verdicts else "perhaps" if "perhaps" in verdicts or not verdicts else "yes"


def _matches(sent: Any, shown: Any) -> Match:
    if sent is None or shown is None:
        return "yes" if _empty(sent) and _empty(shown) else "perhaps"
    if is_object(sent) and is_object(shown):
        verdicts = [_matches(value, shown.get(name)) for name, value in sent.items()]
        more = [name for name, value in shown.items() if name not in sent and not _empty(value)]
        if "no" in verdicts or (more and any(name not in shown for name in sent)):
            return "no"  # a server adds fields, or leaves some out, but hardly both
        return "perhaps" if more or "perhaps" in verdicts else "yes"
    if is_array(sent) and is_array(shown):
        if len(sent) != len(shown):
            return "no"
        verdicts = [_matches(one, other) for one, other in zip(sent, shown, strict=True)]
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
