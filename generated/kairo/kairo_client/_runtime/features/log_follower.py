"""Follows the log of a run until the run has ended."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from ..codec.codec import pick
from ..pipeline.dispatch import run, run_async
from ..transport.commands import Command, Sleep
from .waiters import Poller

if TYPE_CHECKING:
    from ..facts import Follower
    from ..options import CallOptions
    from ..pipeline.context import AsyncSession, SyncSession

T = TypeVar("T")

LAST_LINES_DELAY = 0.5
"""Seconds until a log that has just grown is read again after its run has ended: lines arrive a moment late."""


class LogReader:
    """Reads a log as it grows: each entry once, in order."""

    def __init__(self, poller: Poller, follower: Follower[Any]) -> None:
        self.poller = poller
        self.follower = follower
        self.known: set[object] = set()
        self.run_ended = self.finished = False

    def read(self) -> Generator[Command, Any, list[Any] | None]:
        """The next entries; None after the last."""
        poller = self.poller
        while not self.finished:
            if not self.run_ended:  # the state first: what is logged before the end is there once the end is
                if poller.polls:
                    yield poller.delay()
                self.run_ended = poller.has_ended((yield from poller.poll()))
            fresh = self._fresh((yield poller.call(self.follower.logs)).value)
            if self.run_ended and fresh:
                yield Sleep(LAST_LINES_DELAY)
            self.finished = self.run_ended and not fresh
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


def follow(session: SyncSession, follower: Follower[T], path: tuple[object, ...], options: CallOptions) -> Iterator[T]:
    """The entries of a run's log, until the run has ended."""
    reader = LogReader(Poller(session, follower.until, path, options), follower)
    while (entries := run(session, reader.read())) is not None:
        yield from entries


async def follow_async(
    session: AsyncSession, follower: Follower[T], path: tuple[object, ...], options: CallOptions
) -> AsyncIterator[T]:
    """The entries of a run's log, until the run has ended."""
    reader = LogReader(Poller(session, follower.until, path, options), follower)
    while (entries := await run_async(session, reader.read())) is not None:
        for entry in entries:
            yield entry
