"""Asks an upstream for its document, or for a page about it; the only module that opens a connection.

HTTPS only, never to another host than the one asked, bounded in time and size, and three retries when nobody answers.
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

PASSING = frozenset({408, 425, 429})
"""Besides 5xx, the statuses that speak of now and not of the document."""
REDIRECTS = 5
Sleep = Callable[[float], None]


@frozen(kw_only=True)
class Patience:
    """How long, how often and how much."""

    connect: float = 5.0
    silence: float = 15.0
    total: float = 60.0
    """Seconds for everything but the pauses between attempts."""
    pauses: tuple[float, ...] = (0.5, 2.0, 5.0)
    """Seconds before each further attempt."""
    size: int = 25_000_000
    """Bytes, also after decompression: ten times the largest document that we know of."""


@frozen(kw_only=True)
class Wanted:
    """What is asked for, and where a person finds its address."""

    media: str
    """As the header Accept has it."""
    named: str


DOCUMENT = Wanted(media="application/json", named="document.url in api.yaml")
PAGE = Wanted(media="text/markdown, text/html;q=0.9, text/plain;q=0.8", named="its address in sources.yaml")


class Known(Protocol):
    """What is known of an earlier answer."""

    @property
    def url(self) -> str: ...

    @property
    def etag(self) -> str | None: ...

    @property
    def last_modified(self) -> str | None: ...


@frozen(kw_only=True)
class Answer:
    """The bytes that were asked for, and what to ask with next time."""

    body: bytes
    url: str = ""
    """Where they came from, once redirects were followed."""
    media: str = ""
    """What the server calls them; empty when it does not say."""
    etag: str | None = None
    last_modified: str | None = None


def get(
    url: str,
    *,
    known: Known | None = None,
    wanted: Wanted = DOCUMENT,
    patience: Patience = Patience(),
    sleep: Sleep = time.sleep,
) -> Answer | None:
    """What stands at *url*, None when that is still what *known* says; raises `Unavailable` or `Refused`."""
    address = _allowed(url)
    asking_with = {"Accept": wanted.media, "Accept-Encoding": "gzip, identity;q=0.5", "User-Agent": "clientgen"}
    if known is not None and known.url == url:
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        asking_with |= {name: value for name, value in conditions.items() if value}
    deadline = time.monotonic() + patience.total
    for pause in (*patience.pauses, None):
        try:
            return asyncio.run(_bounded(address, asking_with, patience, deadline, wanted.named))
        except _TryAgain as error:
            if pause is None or time.monotonic() >= deadline:
                raise Unavailable(
                    error.where, error.what, "this says nothing about the document; try again later"
                ) from error
            sleep(pause)
    raise AssertionError("the last pause is None")


class _TryAgain(Unavailable):
    """What another attempt may mend."""


async def _bounded(
    address: httpx.URL, headers: dict[str, str], patience: Patience, deadline: float, named: str
) -> Answer | None:
    """One attempt, which ends at *deadline* whatever the server does."""
    where = str(address)
    try:
        async with asyncio.timeout(deadline - time.monotonic()):
            return await _attempt(address, headers, patience, named)
    except TimeoutError:
        raise Unavailable(where, f"did not answer within {patience.total:g} s", "try again later") from None
    except httpx.TimeoutException as error:
        raise _TryAgain(where, f"did not answer in time ({type(error).__name__})") from error
    except httpx.TransportError as error:
        raise _TryAgain(where, f"cannot be asked: {str(error) or type(error).__name__}") from error


async def _attempt(address: httpx.URL, headers: dict[str, str], patience: Patience, named: str) -> Answer | None:
    timeout = httpx.Timeout(patience.silence, connect=patience.connect)
    use_proxy = not _is_loopback(address.host)
    async with httpx.AsyncClient(timeout=timeout, verify=_trusted(), trust_env=use_proxy) as client:
        for _ in range(REDIRECTS):
            async with client.stream("GET", address, headers=headers) as response:
                if response.next_request is None:
                    return await _answer(response, patience.size, named)
                address = _same_origin(address, response.next_request.url, named)
    raise Refused(str(address), "redirects without end", f"check {named}")


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The certificates to trust: read once, which takes longer than a request."""
    return httpx.create_ssl_context()


async def _answer(response: httpx.Response, limit: int, named: str) -> Answer | None:
    """The answer, once it is neither a failure nor too large."""
    where, status = str(response.url), response.status_code
    if status >= 500 or status in PASSING:
        raise _TryAgain(where, f"answered {status} {response.reason_phrase}")
    if status == 304 and response.request.headers.keys() & {"if-none-match", "if-modified-since"}:
        return None
    if status != 200:
        raise Refused(where, f"answered {status} {response.reason_phrase}", f"check {named}")
    tags = response.headers.get("ETag"), response.headers.get("Last-Modified")
    media, body = response.headers.get("Content-Type", ""), await _body(response, limit, named)
    return Answer(body=body, url=where, media=media, etag=tags[0], last_modified=tags[1])


async def _body(response: httpx.Response, limit: int, named: str) -> bytes:
    """The body, decompressed here because a few compressed bytes can stand for more than there is memory."""
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding not in {"identity", "gzip"}:
        raise Refused(str(response.url), f"is encoded as {encoding}, which was not asked for", "report it upstream")
    gunzip = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    body = bytearray()
    try:
        async for chunk in response.aiter_raw():
            body += gunzip.decompress(chunk, limit + 1) if gunzip else chunk
            if len(body) > limit:
                raise Refused(str(response.url), f"is larger than {limit // 1_000_000} MB", f"check {named}")
    except zlib.error as error:
        raise Refused(str(response.url), f"is not gzip as it says: {error}", "report it upstream") from None
    return bytes(body)


def _allowed(url: str) -> httpx.URL:
    """*url*, if it is one that may be asked."""
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


def _same_origin(asked: httpx.URL, told: httpx.URL, named: str) -> httpx.URL:
    if (asked.scheme, asked.host, asked.port) != (told.scheme, told.host, told.port):
        raise Refused(str(asked), f"redirects to another host, {told.host}", f"check {named}")
    return told
