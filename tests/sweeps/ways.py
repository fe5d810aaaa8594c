"""The ways in which a client of ours can reach a server: threads, asyncio or trio; its own connections or a given
client's; HTTP/1.1 or HTTP/2."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any, Literal, NamedTuple

from tests.sweeps.tls import trusting

Mode = Literal["sync", "asyncio", "trio"]
MODES: tuple[Mode, ...] = ("sync", "asyncio", "trio")


class Way(NamedTuple):
    """One of them."""

    mode: Mode
    connections: Literal["own", "httpx", "httpx2"] = "own"
    """The client's own, or those of a client of such a library."""
    protocol: Literal["h1", "h2"] = "h1"

    def __str__(self) -> str:
        return " ".join(self)

    @property
    def own(self) -> bool:
        return self.connections == "own"

    @property
    def http2(self) -> bool:
        return self.protocol == "h2"

    def client(self, **more: Any) -> Any:
        """What a caller would give for it; None for the client's own connections."""
        if self.own:
            return None
        library = import_module(self.connections)
        kind = library.Client if self.mode == "sync" else library.AsyncClient
        return kind(http2=self.http2, verify=trusting() if self.http2 else True, **more)

    def options(self, package: ModuleType, given: Any = None, **more: Any) -> dict[str, Any]:
        """Arguments of a constructor of *package*, where *given* is what `client` made; *more* is for `Connections`."""
        if given is not None:
            return {"http_client": given}
        if self.http2:
            more |= {"http2": True, "verify": trusting()}
        return {"connections": package.Connections(**more)} if more else {}


SYNC, ASYNC = Way("sync"), Way("asyncio")


def ways(package: ModuleType) -> list[Way]:
    """All that clients of *package* have: HTTP/2 over own connections, and trio, came with `Connections`."""
    recent = hasattr(package, "Connections")
    known = [Way(*way) for way in _all() if recent or not (way[0] == "trio" or way[1:] == ("own", "h2"))]
    return sorted(known, key=lambda way: MODES.index(way.mode))


def _all() -> list[tuple[Any, Any, Any]]:
    kinds = [(connections, protocol) for connections in ("own", "httpx", "httpx2") for protocol in ("h1", "h2")]
    return [(mode, *kind) for mode in MODES for kind in kinds]
