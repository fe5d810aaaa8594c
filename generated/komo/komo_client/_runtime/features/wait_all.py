"""Several runs watched at once: where the API lists them, one request tells the state of many."""

# Client, calls, resources, pages and runs are one thing in several modules.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from ..codec.codec import pick
from ..errors import DeadlineExceeded, UnexpectedResponse
from ..pipeline.dispatch import run, run_async
from ..protocol.request import Arguments
from ..transport.commands import Command, Invoke
from ..util.typeguards import is_sequence
from .pages import fetching
from .waiters import Poller, cancelled

if TYPE_CHECKING:
    from ..client import AsyncClient, Client
    from ..facts import Waiter
    from ..options import CallOptions


T = TypeVar("T")


def wait_all(
    client: Client,
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
    return run(client, watching(_watches(client, waiter, ids, path, options), path, on_timeout))


async def wait_all_async(
    client: AsyncClient,
    waiter: Waiter[T],
    ids: Iterable[str],
    path: tuple[object, ...],
    on_timeout: Literal["leave", "cancel"],
    options: CallOptions,
) -> list[T]:
    """See `wait_all`."""
    return await run_async(client, watching(_watches(client, waiter, ids, path, options), path, on_timeout))


def watching(
    watches: dict[str, Poller], path: tuple[object, ...], on_timeout: Literal["leave", "cancel"]
) -> Generator[Command, Any, list[Any]]:
    """Look at all runs until the last has ended."""
    unfinished: dict[str, Poller] = dict(watches)
    try:
        while unfinished:
            anyone = next(iter(unfinished.values()))
            requests = yield from _look(unfinished, path)
            unfinished = {name: watch for name, watch in unfinished.items() if not watch.ended(watch.state)}
            if unfinished:
                yield anyone.rest(requests)
    except DeadlineExceeded as late:
        left = len(unfinished)
        fates = (yield from _stopped(unfinished)) if on_timeout == "cancel" else [f"{left} go on"]
        if not any(fates):  # all had ended by themselves
            return [watch.run for watch in watches.values()]
        runs = [watch.run for watch in watches.values()]
        anyone = next(iter(unfinished.values()))
        known: Any = {**vars(late), "operation": anyone.waiter.name, "run": runs}
        fate = "; ".join(dict.fromkeys(filter(None, fates)))
        raise DeadlineExceeded(
            f"{left} of {len(watches)} runs were not done within the deadline: {fate}", **known
        ) from late
    return [watch.run for watch in watches.values()]


def _look(unfinished: dict[str, Poller], path: tuple[object, ...]) -> Generator[Command, Any, int]:
    """See how all stand; how many requests it took."""
    anyone = next(iter(unfinished.values()))
    missing, requests, page = dict(unfinished), 0, None
    more = anyone.waiter.list is not None
    while more:
        page, runs = yield from _listed(anyone, Arguments(path), page)
        requests += 1
        found = [name for name in missing if name in runs]
        for name in found:
            watch = missing.pop(name)
            watch.run = runs[name]
            watch.looks += 1
        more = page is not None and page.has_next and bool(found) and len(missing) > 1
    for watch in missing.values():  # older than what lists show, or as quickly asked for alone
        yield from watch.look()
    return requests + len(missing)


def _stopped(unfinished: dict[str, Poller]) -> Generator[Command, Any, list[str]]:
    """Ask all to stop; how that went with each."""
    fates: list[str] = []
    for watch in unfinished.values():
        cancel = watch.waiter.cancel
        fate = "it goes on" if cancel is None else (yield from cancelled(watch, cancel))
        fates.append(fate and f"{watch.name} {fate}")
    return fates


def _listed(watch: Poller, given: Arguments, before: Any) -> Generator[Command, Any, tuple[Any, dict[str, Any]]]:
    """One request for the list of runs: the page after *before*, if it comes in pages, and its runs by id; nothing of
    a list that leads astray, for the runs can be asked for without it."""
    operation: Any = watch.waiter.list
    try:
        if operation.paging is None:
            page, runs = None, (yield watch.call(operation, given=given)).value
        else:
            page = (yield Invoke(fetching(watch.client, operation, given, watch.left(), before))).value
            runs = page.items
    except UnexpectedResponse:
        return None, {}
    return page, {str(pick(run, "id")): run for run in runs} if is_sequence(runs) else {}


def _watches(
    client: Client | AsyncClient,
    waiter: Waiter[Any],
    ids: Iterable[str],
    path: tuple[object, ...],
    options: CallOptions,
) -> dict[str, Poller]:
    """A watch for each run; a run below others is found by their ids and its own."""
    above = path if waiter.retrieve.path.count("{") > 1 else ()
    return {one: Poller(client, waiter, (*above, one), options) for one in ids}
