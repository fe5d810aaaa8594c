"""The ends of an attempt: its answer without credentials, its errors without tracebacks.

Errors are returned without tracebacks, because the transport's frames hold what was on the wire.
"""

from __future__ import annotations

from collections.abc import Callable

from .content_encoding import DecodingError
from .deadlines import AttemptTimeout
from .messages import AttemptProgress, AttemptResult

TRANSPORTS = frozenset({"httpx", "httpx2", "httpcore", "httpcore2", "h11", "h2", "socksio", "anyio", "trio", "aiohttp"})
"""Packages whose exceptions say that an attempt failed."""


def scrubbed(result: AttemptResult, scrub: Callable[[bytes], bytes]) -> AttemptResult:
    """*result* without credentials, which error pages and the headers of redirects may repeat."""
    if result.status < 300:
        return result
    headers = {name: scrub(value.encode("latin-1")).decode("latin-1") for name, value in result.headers.items()}
    return result._replace(body=scrub(result.body), headers=headers)


def without_tracebacks(error: BaseException) -> BaseException:
    """*error* and all that led to it, without tracebacks: their frames hold the bytes on the wire."""
    todo: list[BaseException | None] = [error]
    seen: set[int] = set()
    while todo:
        current = todo.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        current.__traceback__ = None
        todo += [current.__cause__, current.__context__, *getattr(current, "exceptions", ())]
    return error


def outcome(error: BaseException, progress: AttemptProgress, *, clean: bool = True) -> AttemptResult:
    """The result of an attempt in which the transport raised *error*; see `error_of`."""
    try:
        if isinstance(error, DecodingError):
            if not progress.chunks:  # a body that is not encoded at all may show an id
                progress.chunks.append(error.undecoded)
            error.undecoded = b""
        return progress.result(error_of(error, clean=clean))
    finally:
        del error  # if it is raised, it refers to this frame


def error_of(error: BaseException, *, clean: bool = True) -> Exception:
    """*error* without tracebacks, if the transport raised it; others (interruptions, errors of hooks) are raised.

    Parameters:
        clean: whether those lose their tracebacks too; an in-process transport's bug shows its own lines.
    """
    try:
        if not isinstance(error, Exception):
            raise without_tracebacks(error)
        if not _of_transport(error):
            raise without_tracebacks(error) if clean else error
        without_tracebacks(error)
        return error
    finally:
        del error  # if it is raised, it refers to this frame


def _of_transport(error: Exception) -> bool:
    if isinstance(error, AttemptTimeout | DecodingError | EOFError):
        return True
    if isinstance(error, OSError):  # what the system reports has a number; a signal handler's TimeoutError has none
        return error.errno is not None or isinstance(error, ConnectionError)
    return any(kind.__module__.partition(".")[0] in TRANSPORTS for kind in type(error).__mro__)
