"""Following the log of a run until the run has ended."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from ..client import AsyncClient, Client
from ..codec.codec import pick
from ..facts import Follower
from ..pipeline.dispatch import run, run_async
from ..transport.commands import Command, Sleep
from .waiters import Poller

if TYPE_CHECKING:
    from ..options import CallOptions


T = TypeVar("T")

CONFIRM = 0.5
"""Seconds until a log that just grew is looked at again after its run has ended: lines arrive a moment late."""


class Tail:
    """Reads a log as it grows: each entry once, in order."""

    def __init__(self, watch: Poller, follower: Follower[Any]) -> None:
        self.watch = watch
        self.follower = follower
        self.known: set[object] = set()
        self.over = self.finished = False

    def more(self) -> Generator[Command, Any, list[Any] | None]:
        """The next entries; None after the last."""
        watch = self.watch
        while not self.finished:
            if not self.over:  # the state first: what is logged before the end is there once the end is
                if watch.looks:
                    yield watch.rest()
                self.over = watch.ended((yield from watch.look()))
            fresh = self._fresh((yield watch.call(self.follower.logs)).value)
            if self.over and fresh:
                yield Sleep(CONFIRM)
            self.finished = self.over and not fresh
            if fresh:
                return fresh
        return None

    def _fresh(self, answer: Any) -> list[Any]:
        fresh: list[Any] = []
        for entry in pick(answer, self.follower.entries) or ():
            identity: object = pick(entry, self.follower.key) or repr(entry)
            if identity not in self.known:
                self.known.add(identity)
                fresh.append(entry)
        return fresh


def follow(client: Client, follower: Follower[T], path: tuple[object, ...], options: CallOptions) -> Iterator[T]:
    """The entries of a run's log, until the run has ended."""
    tail = Tail(Poller(client, follower.until, path, options), follower)
    while (entries := run(client, tail.more())) is not None:
        yield from entries


async def follow_async(
    client: AsyncClient, follower: Follower[T], path: tuple[object, ...], options: CallOptions
) -> AsyncIterator[T]:
    """The entries of a run's log, until the run has ended."""
    tail = Tail(Poller(client, follower.until, path, options), follower)
    while (entries := await run_async(client, tail.more())) is not None:
        for entry in entries:
            yield entry
