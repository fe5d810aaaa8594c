"""API keys: where a key is kept, and how it is put on a request for the moment of sending.

`ApiKey.sign` puts the key on the outgoing request and has returned before any I/O starts, so that no local variable of
a frame in a failing call's traceback holds it; the transport empties that request as soon as the attempt is over.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Awaitable, Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import ConfigurationError
from ..facts import Scheme
from ..transport.commands import Command, Invoke
from ..util.tracebacks import without_tracebacks
from .identity import fingerprint, stable_fingerprint
from .secret_cell import SecretCell

if TYPE_CHECKING:
    from ..transport.messages import OutgoingRequest
    from .context import AuthContext

Key = str | Callable[[], str] | Callable[[], Awaitable[str]] | None

SHORTEST_SCRUBBED = 8
"""Characters; a shorter key is not replaced in answers, because it would be found in innocent words."""


class Credential(Protocol):
    """One credential, however it is obtained."""

    @property
    def refreshable(self) -> bool:
        """Whether another one can be obtained after a 401."""
        ...

    @property
    def fingerprint(self) -> bytes | None:
        """A hash that stands for its owner within this process; None while it is not known."""
        ...

    @property
    def stable_fingerprint(self) -> str:
        """The same between processes."""
        ...

    @property
    def generation(self) -> int:
        """The number of credentials so far."""
        ...

    def acquire(self, context: AuthContext, /) -> Generator[Command, Any, None]:
        """Obtain one that can be sent, unless there is one."""
        ...

    def refresh(self, context: AuthContext, generation: int, /) -> Generator[Command, Any, None]:
        """Obtain another one than that of *generation*, which the server refused."""
        ...

    def unsigned(self, url: str, /) -> str:
        """*url* without what `sign` will put there: a server's link to its next page may repeat the credential."""
        ...

    def sign(self, request: OutgoingRequest, /) -> None:
        """Put it on *request*, which is about to be sent."""
        ...

    def scrub(self, data: bytes, /) -> bytes:
        """*data* of a server without what it may repeat of the credential."""
        ...


class ApiKey:
    """One key and the way it is sent.

    Parameters:
        source: returns the key, or the function that returns it, or None where the API needs none.
        pattern: what a well-formed key looks like; others are warned about.
        hint: where a person gets a key, one clause.

    Raises:
        ConfigurationError: the key is empty or cannot be sent.
    """

    __slots__ = ("_hint", "_key", "_pattern", "_source", "generation", "refreshable", "scheme")

    def __init__(self, source: Callable[[], Key], scheme: Scheme, *, pattern: str = "", hint: str = "") -> None:
        self.scheme = scheme
        self.generation = 0
        """The number of keys so far."""
        self.refreshable = callable(source())
        """Whether the key comes from a function, which can be called again after a 401."""
        self._source = source
        self._key = SecretCell("")
        self._pattern = pattern
        self._hint = hint
        if not self.refreshable and source() is not None:
            self._keep(source())

    @property
    def fingerprint(self) -> bytes | None:
        """A hash that is the same for clients with the same key; None before a function has given the key."""
        if not self.generation:
            return None if self.refreshable else b""
        return fingerprint(self._key.reveal())

    @property
    def stable_fingerprint(self) -> str:
        """The same between processes; empty before a function has given the key, or where the API needs none."""
        return stable_fingerprint(self._key.reveal()) if self.generation else ""

    def acquire(self, _context: AuthContext, /) -> Generator[Command, Any, None]:
        """Call the function that gives the key, if it has not been called yet."""
        if self.refreshable and not self.generation:
            yield Invoke(self.obtain)

    def refresh(self, _context: AuthContext, generation: int, /) -> Generator[Command, Any, None]:
        """Call the function again, unless another call has meanwhile."""
        if self.generation == generation:
            yield Invoke(self.obtain)

    def obtain(self) -> Awaitable[None] | None:
        """Call the function that gives the key; await the result if there is one."""
        function: Any = self._source()
        answer = [function()]  # taken out as it is handed on: a traceback shows the variables of this frame
        try:
            if hasattr(answer[0], "__await__"):
                return _Pending(answer.pop(), self._keep)
            self._keep(answer.pop())
        except BaseException as error:
            answer.clear()
            without_tracebacks(error)
            raise
        return None

    def unsigned(self, url: str) -> str:
        """*url* without the parameter in which the key is sent."""
        in_query = self.scheme.location == "query" and "?" in url
        return without_parameter(url, self.scheme.parameter) if in_query else url

    def sign(self, request: OutgoingRequest) -> None:
        """Put the key on *request*; a header that the caller set is left alone."""
        if self.generation:
            _put(request, self.scheme, self._key.reveal())

    def scrub(self, data: bytes) -> bytes:
        """*data* of a server without the key it may repeat."""
        if self.generation:
            for spelling in _spellings(self._key.reveal(), self.scheme):
                if len(spelling) >= SHORTEST_SCRUBBED:
                    data = data.replace(spelling, b"[key]")
        return data

    def _keep(self, value: Any) -> None:
        name = self.scheme.argument
        mend = f"create one {self._hint}" if self._hint else "check where it comes from"
        if not isinstance(value, str):
            kind = type(value).__name__
            del value
            raise ConfigurationError(f"{name}: expected a key, or a function that returns one, got {kind}; {mend}")
        key = SecretCell(value.strip())
        del value
        fault = _fault(key.reveal())
        if fault:
            raise ConfigurationError(f"{name}: the key {fault}; {mend}")
        first = not self.generation
        self._key.replace(key.reveal())
        self.generation += 1
        if first and self._pattern and not re.search(self._pattern, key.reveal()):
            warnings.warn(f"{name}: the key does not look like {self._pattern}; {mend}", stacklevel=2)

    def __repr__(self) -> str:
        return f"<ApiKey in {self.scheme.location} {self.scheme.parameter}>"

    def __reduce__(self) -> Any:
        raise TypeError("credentials are not pickled; make the client anew where it is needed")


def _fault(key: str) -> str:
    """The reason for which *key* cannot be sent; empty if it can."""
    if not key:
        return "is empty"
    return "" if key.isascii() and key.isprintable() else "cannot stand in a header"


def _spellings(key: str, scheme: Scheme) -> Iterator[bytes]:
    """How a server may repeat *key*: as it is, as it was sent, and of a pair the half that is secret."""
    from urllib.parse import quote

    yield key.encode()
    if scheme.location == "basic":
        yield _base64(key).encode()
    elif scheme.location == "query":
        yield quote(key, safe="").encode()
    yield key.rpartition(":")[2].encode()


def _base64(pair: str) -> str:
    from base64 import b64encode

    return b64encode(pair.encode()).decode()


class _Pending:
    """A key that an async function will return; `close` it if it cannot be awaited."""

    def __init__(self, key: Awaitable[Any], keep: Callable[[Any], None]) -> None:
        self._key = key
        self._keep = keep

    def __await__(self) -> Generator[Any, None, None]:
        answer = [(yield from self._key.__await__())]
        try:
            self._keep(answer.pop())
        except BaseException as error:
            answer.clear()
            without_tracebacks(error)
            raise

    def close(self) -> None:
        """Close the coroutine."""
        close = getattr(self._key, "close", None)
        if close is not None:
            close()


def _put(request: OutgoingRequest, scheme: Scheme, key: str) -> None:
    location, name, prefix = scheme[:3]
    raw = name.encode()
    if location == "query":
        request.url = _with_parameter(request.url, name, key)
    elif location == "cookie":
        pair = f"{name}={key}".encode()
        request.replace(b"cookie", b"; ".join(filter(None, (request.header(b"cookie"), pair))))
    elif location == "basic":
        if request.header(b"authorization") is None:
            request.add(b"authorization", b"Basic " + _base64(key).encode())
    elif request.header(raw) is None:
        request.add(raw, (prefix + key).encode())


def without_parameter(url: str, name: str) -> str:
    """*url* without query parameters called *name*."""
    from urllib.parse import unquote_plus

    place, _, query = url.partition("#")[0].partition("?")
    pairs = [pair for pair in query.split("&") if pair and unquote_plus(pair.partition("=")[0]) != name]
    return f"{place}?{'&'.join(pairs)}" if pairs else place


def _with_parameter(url: str, name: str, value: str) -> str:
    """*url* with one query parameter called *name*."""
    from urllib.parse import quote

    place = without_parameter(url, name)
    return f"{place}{'&' if '?' in place else '?'}{quote(name, safe='')}={quote(value, safe='')}"
