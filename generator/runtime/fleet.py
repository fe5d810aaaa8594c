"""Several runs watched at once: where the API lists them, one request tells the state of all."""

# Client, calls, resources, pages and runs are one thing in several modules.
# pyright: reportPrivateUsage=false

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from .calls import run, run_async
from .exchange import Command
from .guards import is_sequence
from .runs import Watch, pick

if TYPE_CHECKING:
    from .client import AsyncClient, Client
    from .facts import Operation, Waiter
    from .options import CallOptions

T = TypeVar("T")


def wait_all(
    client: Client, waiter: Waiter[T], ids: Iterable[str], path: tuple[object, ...], options: CallOptions
) -> list[T]:
    """The runs *ids* once all have ended, well or badly, in the order given.

    Parameters:
        path: values of the list operation's path.

    Raises:
        DeadlineExceeded: some had not ended. ApiError: the server could not be asked.
    """
    return run(client, watching(_watches(client, waiter, ids, path, options), path))


async def wait_all_async(
    client: AsyncClient, waiter: Waiter[T], ids: Iterable[str], path: tuple[object, ...], options: CallOptions
) -> list[T]:
    """See `wait_all`."""
    return await run_async(client, watching(_watches(client, waiter, ids, path, options), path))


def watching(watches: dict[str, Watch], path: tuple[object, ...]) -> Generator[Command, Any, list[Any]]:
    """Look at all runs until the last has ended."""
    unfinished = dict(watches)
    while unfinished:
        anyone = next(iter(unfinished.values()))
        listed = yield from _listed(anyone, path)
        for name, watch in list(unfinished.items()):
            if name in listed:
                watch.run = listed[name]
                watch.looks += 1
                state = str(pick(watch.run, watch.waiter.status))
            else:  # lists show the newest only
                state = yield from watch.look()
            if watch.ended(state):
                del unfinished[name]
        if unfinished:
            yield anyone.rest()
    return [watch.run for watch in watches.values()]


def _listed(watch: Watch, path: tuple[object, ...]) -> Generator[Command, Any, dict[str, Any]]:
    """The runs that one list request shows, by id; none where the API has no list."""
    operation: Operation[Any] | None = watch.waiter.list
    if operation is None:
        return {}
    if operation.paging is not None:
        items = operation.paging.items
        operation = operation._replace(paging=None, unwrap=items, returns=f"list[{operation.returns}]")
    runs = (yield watch.call(operation, path=path)).value
    return {str(pick(run, "id")): run for run in runs} if is_sequence(runs) else {}


def _watches(
    client: Client | AsyncClient,
    waiter: Waiter[Any],
    ids: Iterable[str],
    path: tuple[object, ...],
    options: CallOptions,
) -> dict[str, Watch]:
    """A watch for each run; a run below others is found by their ids and its own."""
    above = path if waiter.retrieve.path.count("{") > 1 else ()
    return {one: Watch(client, waiter, (*above, one), options) for one in ids}
