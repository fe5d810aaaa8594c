"""The ends of an attempt: its answer without credentials, its errors without tracebacks.

Errors are returned without tracebacks, because the transport's frames hold what was on the wire.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..util.tracebacks import without_tracebacks
from .content_encoding import BodyTooLarge, DecodingError
from .deadlines import AttemptTimeout
from .messages import AttemptProgress, AttemptResult

TRANSPORTS = frozenset({"httpx", "httpx2", "httpcore", "httpcore2", "h11", "h2", "socksio", "anyio", "trio", "aiohttp"})
"""Packages whose exceptions say that an attempt failed."""


def seal(error: BaseException, *, clean: bool = True) -> None:
    """Take the tracebacks from *error*, which leaves a transport.

    Parameters:
        clean: False: an `Exception` keeps them, because an in-process transport's bug shows its own lines.
    """
    if clean or not isinstance(error, Exception):
        without_tracebacks(error)


def scrubbed(result: AttemptResult, scrub: Callable[[bytes], bytes]) -> AttemptResult:
    """*result* without credentials, which error pages, the headers of redirects and damaged headers may repeat."""
    if result.error is not None:
        scrub_words(result.error, scrub)
    if result.status < 300:
        return result
    headers = {name: scrub(value.encode("latin-1")).decode("latin-1") for name, value in result.headers.items()}
    return result._replace(body=scrub(result.body), headers=headers)


def scrub_words(error: BaseException, scrub: Callable[[bytes], bytes]) -> None:
    """Take the credentials from the text of *error* and of all that led to it, which may quote the answer."""
    todo: list[BaseException | None] = [error]
    seen: set[int] = set()
    while todo:
        one = todo.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            one.args = tuple(_without(part, scrub) for part in one.args)
            todo += [one.__cause__, one.__context__]


def _without(part: Any, scrub: Callable[[bytes], bytes]) -> Any:
    if isinstance(part, str):
        return scrub(part.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
    return scrub(bytes(part)) if isinstance(part, (bytes, bytearray)) else part


def outcome(
    error: BaseException, progress: AttemptProgress, *, clean: bool = True, given: bool = False
) -> AttemptResult:
    """The result of an attempt in which the transport raised *error*; see `error_of`."""
    try:
        if isinstance(error, DecodingError):
            if not progress.chunks:  # a body that is not encoded at all may show an id
                progress.chunks.append(error.undecoded)
            error.undecoded = b""
        return progress.result(error_of(error, clean=clean, given=given))
    finally:
        del error  # if it is raised, it refers to this frame


def error_of(error: BaseException, *, clean: bool = True, given: bool = False) -> Exception:
    """*error* without tracebacks, if the transport raised it; others (interruptions, errors of hooks) are raised.

    Parameters:
        clean: whether those lose their tracebacks too; an in-process transport's bug shows its own lines.
        given: whether it comes from a caller's own client, whose transports may raise what the system reports.
    """
    try:
        known = isinstance(error, Exception) and (
            _of_transport(error, given=given) or (clean and _raised_by_transport(error))
        )
        if not known or not isinstance(error, Exception):
            seal(error, clean=clean)
            raise error
        without_tracebacks(error)
        return error
    finally:
        del error  # if it is raised, it refers to this frame


def _of_transport(error: Exception, *, given: bool) -> bool:
    if isinstance(error, AttemptTimeout | DecodingError | BodyTooLarge):
        return True
    if given and type(error).__name__ == AttemptTimeout.__name__:  # another package's, which shares the client
        return True
    if isinstance(error, EOFError):
        return given
    if (
        isinstance(error, OSError) and given
    ):  # what the system reports has a number; a signal handler's TimeoutError has none
        return error.errno is not None or isinstance(error, ConnectionError)
    return is_of_transport(error)


def _raised_by_transport(error: Exception) -> bool:
    """Whether the line that raised *error* is in a package that sends: a KeyError, say, of a race between threads."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and str(trace.tb_frame.f_globals.get("__name__")).partition(".")[0] in TRANSPORTS


def is_of_transport(error: Exception) -> bool:
    """Whether a package that sends raised *error*."""
    return any(kind.__module__.partition(".")[0] in TRANSPORTS for kind in type(error).__mro__)
