"""Where the key lives, and how it gets on the wire: for the moment of sending, and to the client's own origin only.

The key is a cell shared by closures and no attribute, so that ``vars()``, ``repr()`` and pickles do not have it. `sign`
puts it on the transport's request and has returned before any I/O starts, so that no local variable of a frame in a
failing call's traceback holds it; the pool gives the request back what it had before as soon as the transport is done.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Awaitable, Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from ..errors import ConfigurationError
from ..facts import Scheme
from ..transport.commands import Command, Invoke
from .identity import fingerprint, lasting

if TYPE_CHECKING:
    from ..pipeline.pipeline import Call


Key = str | Callable[[], str] | Callable[[], Awaitable[str]] | None

SHORTEST = 8
"""Characters; a shorter key is not looked for in answers, because it would be found in innocent words."""


T = TypeVar("T")


def hold(secret: T) -> Callable[[], T]:
    """A function that gives *secret*: what can be passed through frames that a traceback may show."""
    return lambda: secret


class Signer(Protocol):
    """One credential, however it is had."""

    @property
    def renewable(self) -> bool:
        """It can be had anew after a 401."""
        ...

    @property
    def mark(self) -> bytes | None:
        """What stands for whoever it belongs to, within this process; None: not known yet."""
        ...

    @property
    def lasting_mark(self) -> str:
        """The same between processes."""
        ...

    @property
    def turn(self) -> int:
        """How many there have been."""
        ...

    def ready(self, call: Call, /) -> Generator[Command, Any, None]:
        """Have one that can be sent."""
        ...

    def renew(self, call: Call, turn: int, /) -> Generator[Command, Any, None]:
        """Have another one than that of *turn*, which the server did not take."""
        ...

    def sign(self, request: Any, /) -> None:
        """Put it on *request*, the transport's own object."""
        ...

    def scrub(self, data: bytes, /) -> bytes:
        """*data* of a server, without what it may echo of it."""
        ...


class ApiKey:
    """One key and the way it is sent.

    Parameters:
        give: gives the key, or the function that gives it, or None where the API needs none (see `hold`).
        pattern: what a well-formed key looks like; others are warned about.
        hint: where a person gets a key, one clause.

    Raises:
        ConfigurationError: the key is empty or cannot be sent.
    """

    __slots__ = ("_lasting", "_mark", "_obtain", "_scrub", "_sign", "_turn", "renewable", "scheme")

    def __init__(self, give: Callable[[], Key], scheme: Scheme, *, pattern: str = "", hint: str = "") -> None:
        name = scheme.argument
        cell: list[str] = []  # the closures' own; deliberately not an attribute
        turn = [0]

        def keep(value: Any) -> None:
            text = value.strip() if isinstance(value, str) else ""
            del value
            fault = (
                "is empty" if not text else "" if text.isascii() and text.isprintable() else "cannot stand in a header"
            )
            odd = False
            if not fault:
                odd = bool(pattern) and not turn[0] and not re.search(pattern, text)
                cell[:] = [text]
                turn[0] += 1
            del text
            if fault:
                raise ConfigurationError(f"{name}: the key {fault}; {hint or 'check where it comes from'}")
            if odd:
                warnings.warn(f"{name}: the key does not look like {pattern}; {hint or 'check it'}", stacklevel=2)

        def obtain() -> Awaitable[None] | None:
            source: Any = give()
            waiting = [source()]
            if hasattr(waiting[0], "__await__"):
                return _Awaited(waiting.pop(), keep)
            keep(waiting.pop())
            return None

        def sign(request: Any) -> None:
            if cell:
                _put(request, scheme, cell[0])

        def scrub(data: bytes) -> bytes:
            for spelling in _spellings(cell[0], scheme) if cell else ():
                if len(spelling) >= SHORTEST:
                    data = data.replace(spelling, b"[key]")
            return data

        def mark() -> bytes | None:
            return fingerprint(cell[0]) if cell else None if callable(give()) else b""

        def lasting_mark() -> str:
            return lasting(cell[0]) if cell else ""

        self._lasting: Final = lasting_mark
        self._obtain: Final = obtain
        self._sign: Final = sign
        self._scrub: Final = scrub
        self._mark: Final = mark
        self._turn: Final = turn
        self.scheme: Final = scheme
        self.renewable: Final = callable(give())
        """The key comes from a function: it can be asked again after a 401."""
        if not self.renewable and give() is not None:
            keep(give())

    @property
    def mark(self) -> bytes | None:
        """What stands for the key, so that clients that have the same can tell; None before a function has given it."""
        return self._mark()

    @property
    def lasting_mark(self) -> str:
        """The same between processes; empty before a function has given the key, or where the API needs none."""
        return self._lasting()

    @property
    def turn(self) -> int:
        """How many keys there have been."""
        return self._turn[0]

    def obtain(self) -> Awaitable[None] | None:
        """Ask the function for the key; await the result if there is one."""
        return self._obtain()

    def sign(self, request: Any) -> None:
        """Put the key on *request* (the transport's own object); a header the caller set himself is left alone."""
        self._sign(request)

    def ready(self, _call: Call, /) -> Generator[Command, Any, None]:
        """Ask for the key where it comes from a function that has not been asked yet."""
        if self.renewable and not self.turn:
            yield Invoke(self.obtain)

    def renew(self, _call: Call, turn: int, /) -> Generator[Command, Any, None]:
        """Ask again, unless somebody has meanwhile."""
        if self.turn == turn:
            yield Invoke(self.obtain)

    def scrub(self, data: bytes) -> bytes:
        """*data* of a server, without the key it may echo."""
        return self._scrub(data)

    def __repr__(self) -> str:
        return f"<Credentials in {self.scheme.location} {self.scheme.parameter}>"

    def __reduce__(self) -> Any:
        raise TypeError("credentials are not pickled; make the client anew where it is needed")


def _spellings(key: str, scheme: Scheme) -> Iterator[bytes]:
    """How a server may repeat *key*: as it is, as it was sent, and of a pair the half that is not public."""
    from urllib.parse import quote

    yield key.encode()
    if scheme.location == "basic":
        yield _encoded(key).encode()
    elif scheme.location == "query":
        yield quote(key, safe="").encode()
    yield key.rpartition(":")[2].encode()


def _encoded(pair: str) -> str:
    from base64 import b64encode

    return b64encode(pair.encode()).decode()


class _Awaited:
    """A key that is still to come; close it if nobody can wait for it."""

    def __init__(self, key: Awaitable[Any], keep: Callable[[Any], None]) -> None:
        self._key = key
        self._keep = keep

    def __await__(self) -> Generator[Any, None, None]:
        self._keep((yield from self._key.__await__()))

    def close(self) -> None:
        """Give up."""
        close = getattr(self._key, "close", None)
        if close is not None:
            close()


def _put(request: Any, scheme: Scheme, key: str) -> None:
    location, name, prefix = scheme[:3]
    if location == "query":
        url: Any = request.url
        request.url = _veiled(type(url))(url.copy_merge_params({name: key}))
        return
    headers: Any = request.headers
    value = prefix + key
    if location == "basic":
        name, value = "authorization", "Basic " + _encoded(key)
    elif location == "cookie":
        name, value = "cookie", "; ".join(filter(None, (headers.get("cookie"), f"{name}={key}")))
    before = headers.raw
    raw = name.lower().encode()
    if location == "cookie":
        before = [pair for pair in before if pair[0].lower() != raw]
    elif any(pair[0].lower() == raw for pair in before):
        return
    request.headers = type(headers)([*before, (name.encode(), value.encode())])


def _veiled(url: Any) -> Any:
    """A URL that is printed without its query: httpx logs each URL while the key is in it."""

    def text(self: Any) -> str:
        return f"{self.scheme}://{self.netloc.decode()}{self.path}"

    return type("URL", (url,), {"__str__": text, "__repr__": text})
