"""Waits for several runs to end: where the API lists them, one request tells the state of many."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from ..codec.codec import pick
from ..errors import DeadlineExceeded, UnexpectedResponse
from ..pipeline.dispatch import run, run_async
from ..protocol.request import Given
from ..transport.commands import Command, Invoke
from ..util.typeguards import is_sequence
from .pages import fetching
from .waiters import Poller, cancelled, check_on_timeout

if TYPE_CHECKING:
    from ..facts import Waiter
    from ..options import CallOptions
    from ..pipeline.context import AnySession, AsyncSession, SyncSession

T = TypeVar("T")


def wait_all(
    session: SyncSession,
    waiter: Waiter[T],
    ids: Iterable[str],
    path: tuple[object, ...],
    on_timeout: Literal["leave", "cancel"],
    options: CallOptions,
) -> list[T]:
    """The runs *ids* once all have ended, well or badly, in the order given.

    Parameters:
        path: values of the list operation's path.

    Raises:
        DeadlineExceeded: some had not ended; `run` holds all as last seen. ApiError: the server could not be asked.
    """
    pollers = _pollers(session, waiter, ids, path, options)
    return run(session, until_all_ended(pollers, path, on_timeout), f"{waiter.name}_all")


async def wait_all_async(
    session: AsyncSession,
    waiter: Waiter[T],
    ids: Iterable[str],
    path: tuple[object, ...],
    on_timeout: Literal["leave", "cancel"],
    options: CallOptions,
) -> list[T]:
    """See `wait_all`."""
    pollers = _pollers(session, waiter, ids, path, options)
    return await run_async(session, until_all_ended(pollers, path, on_timeout), f"{waiter.name}_all")


def until_all_ended(
    pollers: dict[str, Poller], path: tuple[object, ...], on_timeout: Literal["leave", "cancel"]
) -> Generator[Command, Any, list[Any]]:
    """Poll all runs until the last has ended."""
    check_on_timeout(on_timeout)
    unfinished: dict[str, Poller] = dict(pollers)
    try:
        while unfinished:
            anyone = next(iter(unfinished.values()))
            requests = yield from _poll(unfinished, path)
            unfinished = {name: poller for name, poller in unfinished.items() if not poller.has_ended(poller.state)}
            if unfinished:
                yield anyone.delay(requests)
    except DeadlineExceeded as late:
        left = len(unfinished)
        fates = (yield from _cancel_all(unfinished)) if on_timeout == "cancel" else [f"{left} go on"]
        if not any(fates):  # all had ended by themselves
            return [poller.run for poller in pollers.values()]
        runs = [poller.run for poller in pollers.values()]
        anyone = next(iter(unfinished.values()))
        known: Any = {**vars(late), "operation": anyone.waiter.name, "run": runs}
        fate = "; ".join(dict.fromkeys(filter(None, fates)))
        raise DeadlineExceeded(
            f"{left} of {len(pollers)} runs were not done within the deadline: {fate}", **known
        ) from late
    return [poller.run for poller in pollers.values()]


def _poll(unfinished: dict[str, Poller], path: tuple[object, ...]) -> Generator[Command, Any, int]:
    """Fetch the state of all runs; returns the number of requests."""
    anyone = next(iter(unfinished.values()))
    missing, requests, page = dict(unfinished), 0, None
    more = anyone.waiter.list is not None
    while more:
        page, runs = yield from _list(anyone, Given(path), page)
        requests += 1
        found = [name for name in missing if name in runs]
        for name in found:
            poller = missing.pop(name)
            poller.run = runs[name]
            poller.polls += 1
        more = page is not None and page.has_next and bool(found) and len(missing) > 1
    for poller in missing.values():  # older than what lists show, or as quickly fetched alone
        yield from poller.poll()
    return requests + len(missing)


def _cancel_all(unfinished: dict[str, Poller]) -> Generator[Command, Any, list[str]]:
    """Ask all runs to stop; returns the effect on each."""
    fates: list[str] = []
    for poller in unfinished.values():
        cancel = poller.waiter.cancel
        fate = "it goes on" if cancel is None else (yield from cancelled(poller, cancel))
        fates.append(fate and f"{poller.name} {fate}")
    return fates


def _list(poller: Poller, given: Given, before: Any) -> Generator[Command, Any, tuple[Any, dict[str, Any]]]:
    """One request for the list of runs: the page after *before*, if it comes in pages, and its runs by id.

    A list that leads in circles or to another server is left: runs can be fetched without it.
    """
    operation: Any = poller.waiter.list
    try:
        if operation.paging is None:
            page, runs = None, (yield poller.call(operation, given=given)).value
        else:
            options = poller.remaining_options()
            first = fetching(poller.session, operation, given, options)
            page = (yield Invoke(first if before is None else partial(before.next_raw, **options))).value
            runs = page.items
    except UnexpectedResponse:
        return None, {}
    return page, {str(pick(run, "id")): run for run in runs} if is_sequence(runs) else {}


def _pollers(
    session: AnySession,
    waiter: Waiter[Any],
    ids: Iterable[str],
    path: tuple[object, ...],
    options: CallOptions,
) -> dict[str, Poller]:
    """A poller for each run; a run below other resources is found by their ids and its own."""
    above = path if waiter.retrieve.path.count("{") > 1 else ()
    return {one: Poller(session, waiter, (*above, one), options) for one in ids}
