"""Where the key lives, and how it gets on the wire: for the moment of sending, and to the client's own origin only.

The key is a cell shared by closures and no attribute, so that ``vars()``, ``repr()`` and pickles do not have it. `sign`
puts it on the transport's request and has returned before any I/O starts, so that no local variable of a frame in a
failing call's traceback holds it; the driver calls `unsign` as soon as the transport is done.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Awaitable, Callable
from typing import Any, Final

from .errors import ConfigurationError
from .facts import Scheme
from .exchange import Outgoing

Key = str | Callable[[], str] | Callable[[], Awaitable[str]] | None

SHORTEST = 8
"""Characters; a shorter key is not looked for in answers, because it would be found in innocent words."""


def hold(key: Key) -> Callable[[], Key]:
    """A function that gives *key*: what can be passed through frames that a traceback may show."""
    return lambda: key


class Credentials:
    """One key and the way it is sent.

    Parameters:
        give: gives the key, or the function that gives it, or None where the API needs none (see `hold`).
        pattern: what a well-formed key looks like; others are warned about.
        hint: where a person gets a key, one clause.

    Raises:
        ConfigurationError: the key is empty or cannot be sent.
    """

    __slots__ = ("_obtain", "_scrub", "_sign", "_turn", "renewable", "scheme")

    def __init__(self, give: Callable[[], Key], scheme: Scheme, *, pattern: str = "", hint: str = "") -> None:
        cell: list[str] = []  # the closures' own; deliberately not an attribute
        turn = [0]

        def keep(value: Any) -> None:
            text = value.strip() if isinstance(value, str) else ""
            del value
            fault = "is empty" if not text else "" if text.isascii() and text.isprintable() else "cannot stand in a header"
            if not fault:
                odd = bool(pattern) and not turn[0] and not re.search(pattern, text)
                cell[:] = [text]
                turn[0] += 1
            del text
            if fault:
                raise ConfigurationError(f"api_key: the key {fault}; {hint or 'check where it comes from'}")
            if odd:
                warnings.warn(f"api_key: the key does not look like {pattern}; {hint or 'check it'}", stacklevel=2)

        async def settle(value: Awaitable[Any]) -> None:
            keep(await value)

        def obtain() -> Awaitable[None] | None:
            source: Any = give()
            waiting = [source()]
            return settle(waiting.pop()) if hasattr(waiting[0], "__await__") else keep(waiting.pop())

        def sign(request: Any) -> None:
            if cell:
                _put(request, scheme, cell[0])

        def scrub(data: bytes) -> bytes:
            if not cell or len(cell[0]) < SHORTEST:
                return data
            return data.replace(cell[0].encode(), b"[key]")

        self._obtain: Final = obtain
        self._sign: Final = sign
        self._scrub: Final = scrub
        self._turn: Final = turn
        self.scheme: Final = scheme
        self.renewable: Final = callable(give())
        """The key comes from a function: it can be asked again after a 401."""
        if not self.renewable and give() is not None:
            keep(give())

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

    def unsign(self, request: Any, outgoing: Outgoing) -> None:
        """Make *request* what it was before `sign`."""
        location, parameter, _ = self.scheme
        if location == "query":
            request.url = type(request.url).__mro__[1](outgoing.url)
            return
        name = {"basic": "authorization", "cookie": "cookie"}.get(location, parameter)
        before = outgoing.headers.get(name.lower())
        if before is None:
            request.headers.pop(name, None)
        else:
            request.headers[name] = before

    def scrub(self, data: bytes) -> bytes:
        """*data* of a server, without the key it may echo."""
        return self._scrub(data)

    def __repr__(self) -> str:
        return f"<Credentials in {self.scheme.location} {self.scheme.parameter}>"

    def __reduce__(self) -> Any:
        raise TypeError("credentials are not pickled; make the client anew where it is needed")


def _put(request: Any, scheme: Scheme, key: str) -> None:
    headers = request.headers
    if scheme.location == "header":
        if scheme.parameter not in headers:
            headers[scheme.parameter] = scheme.prefix + key
    elif scheme.location == "basic":
        from base64 import b64encode

        if "authorization" not in headers:
            headers["authorization"] = "Basic " + b64encode(key.encode()).decode()
    elif scheme.location == "cookie":
        before = headers.get("cookie")
        headers["cookie"] = f"{before}; {scheme.parameter}={key}" if before else f"{scheme.parameter}={key}"
    else:
        request.url = _veiled(type(request.url))(request.url.copy_merge_params({scheme.parameter: key}))


def _veiled(url: type[Any]) -> type[Any]:
    """A URL that is printed without its query: httpx logs each URL while the key is in it."""

    def __str__(self: Any) -> str:
        return f"{self.scheme}://{self.netloc.decode()}{self.path}"

    return type("URL", (url,), {"__str__": __str__, "__repr__": lambda self: f"URL('{self}')"})
