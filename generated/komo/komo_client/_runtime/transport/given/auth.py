"""The auth flow of a caller's own client beside our credential, which it does not replace."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Iterable
from functools import lru_cache
from typing import Any

from ..messages import OutgoingRequest


@lru_cache(maxsize=8)
def keeping_auth(library: Any) -> Any:
    """A class of *library*'s ``Auth`` that runs another one, and puts back the headers that are ours.

    The other one may send requests of its own before and after, add headers, and send the request again.
    """

    class KeepingAuth(library.Auth):  # type: ignore[misc]
        def __init__(self, auth: Any, request: Any, outgoing: OutgoingRequest, names: Iterable[bytes]) -> None:
            self._auth = auth
            self._request = request
            self._outgoing = outgoing
            self._names = tuple(names)

        def sync_auth_flow(self, request: Any) -> Generator[Any, Any, None]:
            flow, response = self._auth.sync_auth_flow(request), None
            try:
                while True:
                    try:
                        following = flow.send(response)
                    except StopIteration:
                        return
                    response = yield self._signed(following)
            finally:
                flow.close()

        async def async_auth_flow(self, request: Any) -> AsyncGenerator[Any, Any]:
            flow, response = self._auth.async_auth_flow(request), None
            try:
                while True:
                    try:
                        following = await flow.asend(response)
                    except StopAsyncIteration:
                        return
                    response = yield self._signed(following)
            finally:
                await flow.aclose()

        def _signed(self, request: Any) -> Any:
            if request is self._request:
                for name in self._names:
                    value = self._outgoing.header(name)
                    if value is not None:
                        request.headers[name.decode()] = value.decode("latin-1")
            return request

    return KeepingAuth
