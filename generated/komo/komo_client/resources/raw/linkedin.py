# Code generated from specs/komo. DO NOT EDIT.
"""The methods of `Linkedin`, returning a `Response` with status, headers and attempts beside the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from ..._runtime import AsyncRawResource, CallOptions, Given, RawResource, Response
from ..linkedin import CONNECT, LIMITS, SEAT

if TYPE_CHECKING:
    from ...models import ConnectLink, LinkedInLimits, LinkedInSeat


class LinkedinRaw(RawResource):
    """`Linkedin`, returning a `Response` with each value."""

    def seat(self, **options: Unpack[CallOptions]) -> Response[LinkedInSeat]:
        """See `Linkedin.seat`."""
        return self._call(SEAT, Given(), options)

    def connect(self, **options: Unpack[CallOptions]) -> Response[ConnectLink]:
        """See `Linkedin.connect`."""
        return self._call(CONNECT, Given(), options)

    def limits(self, **options: Unpack[CallOptions]) -> Response[LinkedInLimits]:
        """See `Linkedin.limits`."""
        return self._call(LIMITS, Given(), options)


class AsyncLinkedinRaw(AsyncRawResource):
    """`AsyncLinkedin`, returning a `Response` with each value."""

    async def seat(self, **options: Unpack[CallOptions]) -> Response[LinkedInSeat]:
        """See `AsyncLinkedin.seat`."""
        return await self._call(SEAT, Given(), options)

    async def connect(self, **options: Unpack[CallOptions]) -> Response[ConnectLink]:
        """See `AsyncLinkedin.connect`."""
        return await self._call(CONNECT, Given(), options)

    async def limits(self, **options: Unpack[CallOptions]) -> Response[LinkedInLimits]:
        """See `AsyncLinkedin.limits`."""
        return await self._call(LIMITS, Given(), options)
