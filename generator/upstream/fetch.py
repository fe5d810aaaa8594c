"""Downloads a document or a documentation page; the only module that opens a connection.

HTTPS only, no redirect to another host, limits on time and size, and three retries when there is no response.
"""

from __future__ import annotations

import asyncio
import functools
import ipaddress
import ssl
import time
import zlib
from collections.abc import Callable
from typing import Protocol

import httpx
from attrs import frozen

from ..errors import FetchError, Refused, Unavailable

TRANSIENT = frozenset({408, 425, 429})
"""Besides 5xx, the statuses that a retry may get past."""
REDIRECTS = 5
Sleep = Callable[[float], None]


@frozen(kw_only=True)
class FetchLimits:
    """Limits on the time, the number of attempts and the size of one download."""

    connect: float = 5.0
    read: float = 15.0
    """Seconds without a byte, as httpx counts them."""
    total: float = 60.0
    """Seconds for all attempts, without the delays between them."""
    retry_delays: tuple[float, ...] = (0.5, 2.0, 5.0)
    """Seconds before each further attempt."""
    max_bytes: int = 25_000_000
    """After decompression: ten times the largest known document."""


@frozen(kw_only=True)
class ResourceKind:
    """Media types to accept, and which setting holds the URL, for error messages."""

    accept: str
    """Value of the header Accept."""
    configured_in: str


DOCUMENT = ResourceKind(accept="application/json", configured_in="document.url in api.yaml")
PAGE = ResourceKind(
    accept="text/markdown, text/html;q=0.9, text/plain;q=0.8", configured_in="its address in sources.yaml"
)


class Validators(Protocol):
    """URL and validators (RFC 9110, section 8.8) of an earlier response, for a conditional request."""

    @property
    def url(self) -> str: ...

    @property
    def etag(self) -> str | None: ...

    @property
    def last_modified(self) -> str | None: ...


@frozen(kw_only=True)
class FetchResult:
    """Body of a response, and the validators for the next request."""

    body: bytes
    url: str = ""
    """After redirects."""
    media: str = ""
    """Content-Type; empty when the response has none."""
    etag: str | None = None
    last_modified: str | None = None


def get(
    url: str,
    *,
    validators: Validators | None = None,
    kind: ResourceKind = DOCUMENT,
    limits: FetchLimits = FetchLimits(),
    sleep: Sleep = time.sleep,
) -> FetchResult | None:
    """The resource at *url*, or None when *validators* still match; raises `Unavailable` or `Refused`."""
    address = _checked_url(url)
    request_headers = {"Accept": kind.accept, "Accept-Encoding": "gzip, identity;q=0.5", "User-Agent": "clientgen"}
    if validators is not None and validators.url == url:
        conditions = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
        request_headers |= {name: value for name, value in conditions.items() if value}
    deadline = time.monotonic() + limits.total
    for delay in (*limits.retry_delays, None):
        try:
            return asyncio.run(_attempt_within(address, request_headers, limits, deadline, kind.configured_in))
        except _Retryable as error:
            if delay is None or time.monotonic() >= deadline:
                raise Unavailable(
                    error.where, error.what, "this says nothing about the document; try again later"
                ) from error
            sleep(delay)
    raise AssertionError("the last delay is None")


class _Retryable(Unavailable):
    """A failure that another attempt may get past."""


async def _attempt_within(
    address: httpx.URL, headers: dict[str, str], limits: FetchLimits, deadline: float, configured_in: str
) -> FetchResult | None:
    """One attempt, cancelled at *deadline*."""
    where = str(address)
    try:
        async with asyncio.timeout(deadline - time.monotonic()):
            return await _attempt(address, headers, limits, configured_in)
    except TimeoutError:
        raise Unavailable(where, f"did not answer within {limits.total:g} s", "try again later") from None
    except httpx.TimeoutException as error:
        raise _Retryable(where, f"did not answer in time ({type(error).__name__})") from error
    except httpx.TransportError as error:
        raise _Retryable(where, f"cannot be asked: {str(error) or type(error).__name__}") from error


async def _attempt(
    address: httpx.URL, headers: dict[str, str], limits: FetchLimits, configured_in: str
) -> FetchResult | None:
    timeout = httpx.Timeout(limits.read, connect=limits.connect)
    use_proxy = not _is_loopback(address.host)
    async with httpx.AsyncClient(timeout=timeout, verify=_ssl_context(), trust_env=use_proxy) as client:
        for _ in range(REDIRECTS):
            async with client.stream("GET", address, headers=headers) as response:
                if response.next_request is None:
                    return await _result(response, limits.max_bytes, configured_in)
                address = _checked_redirect(address, response.next_request.url, configured_in)
    raise Refused(str(address), "redirects without end", f"check {configured_in}")


@functools.cache
def _ssl_context() -> ssl.SSLContext:
    """The trusted certificates: reading them takes longer than a request, so it is done once."""
    return httpx.create_ssl_context()


async def _result(response: httpx.Response, limit: int, configured_in: str) -> FetchResult | None:
    """The result of a response that is neither an error nor too large; None for 304."""
    where, status = str(response.url), response.status_code
    if status >= 500 or status in TRANSIENT:
        raise _Retryable(where, f"answered {status} {response.reason_phrase}")
    if status == 304 and response.request.headers.keys() & {"if-none-match", "if-modified-since"}:
        return None
    if status != 200:
        raise Refused(where, f"answered {status} {response.reason_phrase}", f"check {configured_in}")
    tags = response.headers.get("ETag"), response.headers.get("Last-Modified")
    media, body = response.headers.get("Content-Type", ""), await _body(response, limit, configured_in)
    return FetchResult(body=body, url=where, media=media, etag=tags[0], last_modified=tags[1])


async def _body(response: httpx.Response, limit: int, configured_in: str) -> bytes:
    """The body, decompressed here so that a small compressed body cannot exhaust memory."""
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding not in {"identity", "gzip"}:
        raise Refused(str(response.url), f"is encoded as {encoding}, which was not asked for", "report it upstream")
    gunzip = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    body = bytearray()
    try:
        async for chunk in response.aiter_raw():
            body += gunzip.decompress(chunk, limit + 1) if gunzip else chunk
            if len(body) > limit:
                raise Refused(str(response.url), f"is larger than {limit // 1_000_000} MB", f"check {configured_in}")
    except zlib.error as error:
        raise Refused(str(response.url), f"is not gzip as it says: {error}", "report it upstream") from None
    return bytes(body)


def _checked_url(url: str) -> httpx.URL:
    """*url* parsed, if a request to it is allowed."""
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise FetchError(repr(url), f"is not an address ({error})", "give one that starts with https://") from None
    if address.scheme != "https" and not (address.scheme == "http" and _is_loopback(address.host)):
        raise FetchError(url, "is not HTTPS", "give an address that starts with https://")
    if not address.host or address.userinfo:
        raise FetchError(
            f"{address.scheme}://{address.host}", "has a password in it, or no host", "give a public address"
        )
    return address


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _checked_redirect(requested: httpx.URL, location: httpx.URL, configured_in: str) -> httpx.URL:
    """The *location* of a redirect, if it is on the host that was requested."""
    if (requested.scheme, requested.host, requested.port) != (location.scheme, location.host, location.port):
        raise Refused(str(requested), f"redirects to another host, {location.host}", f"check {configured_in}")
    return location
