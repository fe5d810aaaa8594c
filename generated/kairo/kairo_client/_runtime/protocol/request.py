"""The arguments of a call, and the URL made of them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ConfigurationError
from ..facts import Operation
from ..util.typeguards import is_mapping
from ..util.unset import UNSET
from .endpoints import PLACEHOLDER
from .origins import origin, require_encrypted
from .parameters import path_value, percent_encoded, query_pairs
from .response import ANYTHING

if TYPE_CHECKING:
    from ..options import CallOptions
    from .endpoints import Endpoint

_PLAIN = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*").fullmatch
"""A value that needs no encoding and is no dot segment, as nearly every id is."""

UNQUOTED = "/?%&=:;,@!$'()*+[]~"
"""Characters of a path with a query that stay as they are."""

_CLEAN_TARGET = re.compile(r"/[/A-Za-z0-9._~?&=:;,@!$'()*+\[\]-]*").fullmatch
_UNSENDABLE = re.compile(r"[\x00-\x1f\x7f#]").search
_SPLIT = re.compile(
    r"((?:[A-Za-z]+://(?:[A-Za-z0-9._~%!$&'()*+,;=:-]*@)?[A-Za-z0-9._~%:\[\]-]+)?)((?:[/?].*)?)", re.DOTALL
).fullmatch
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})").sub


OPTIONS = frozenset({"timeout", "deadline", "max_retries", "max_response_bytes", "extra_headers", "extra_query"})
"""The keys of `CallOptions`; any other keyword argument is an error."""


class Given(NamedTuple):
    """The arguments of a call, by location."""

    path: tuple[Any, ...] = ()
    query: Mapping[str, Any] | None = None
    headers: Mapping[str, Any] | None = None
    cookies: Mapping[str, Any] | None = None
    body: Any = UNSET


def url_of(endpoint: Endpoint, operation: Operation[Any], given: Given, options: CallOptions) -> tuple[str, bool]:
    """The URL, and whether it has another origin than *endpoint*: then the key must not be sent."""
    path, foreign = operation.path, False
    if path.startswith("/"):
        url = endpoint.url + _filled(operation, given.path)
    elif "://" in path:
        link = path if operation.returns == ANYTHING else path.partition("#")[0]  # a server's may have a fragment
        url = encoded_target(link, operation.name)
        try:
            there = origin(url)
        except ValueError:
            raise ConfigurationError(f"{operation.name}: not an absolute URL; write it as https://host/path") from None
        foreign = require_encrypted(there, operation.name) != endpoint.origin
    else:
        raise ConfigurationError(f"{operation.name}: path {path!r} must begin with / or be an absolute URL")
    pairs = query_pairs(given.query, operation.styles) if given.query else []
    if operation.flag[0] == "query":
        pairs.append((operation.flag[1], "true"))
    extra = options.get("extra_query")
    if extra is not None:
        if not is_mapping(extra):
            raise ConfigurationError(f"extra_query: expected a mapping of names to values, got {type(extra).__name__}")
        pairs += query_pairs(extra, {})
    if pairs:
        # %20 for a space, not +: many servers take + literally, but all decode %20
        written = [
            f"{percent_encoded(str(name), 'query')}={percent_encoded(value, str(name))}" for name, value in pairs
        ]
        url += ("&" if "?" in url else "?") + "&".join(written)
    return url, foreign


def encoded_target(target: str, argument: str) -> str:
    """*target*, a path or a URL with or without a query, in characters that a request line may hold.

    What is percent-encoded already stays so.

    Raises:
        ConfigurationError: it has a control character, a fragment, which no request line has, or a strange host.
        ValueError: it has half of a surrogate pair.
    """
    if _CLEAN_TARGET(target):
        return target
    if _UNSENDABLE(target):
        raise ConfigurationError(f"{argument}: a path has no control characters and no #; percent-encode them")
    parts = _SPLIT(target)
    if parts is None:
        raise ConfigurationError(f"{argument}: not an absolute URL; write it as https://host/path, the host in ASCII")
    place, path = parts.groups()
    return place + percent_encoded(_LONE_PERCENT("%25", path), argument, UNQUOTED)


def _filled(operation: Operation[Any], values: tuple[Any, ...]) -> str:
    if operation.returns == ANYTHING:
        return encoded_target(operation.path, "path")
    between, names = _template(operation.path)
    if not names:
        return between[0]
    if len(names) != len(values):
        once = list(dict.fromkeys(names))
        if len(once) != len(values):
            raise TypeError(
                f"{operation.name}: expected {len(once)} path values ({', '.join(once)}), got {len(values)}"
            )
        values = tuple(values[once.index(name)] for name in names)  # a path may contain the same placeholder twice
    parts = [between[0]]
    for name, value, after in zip(names, values, between[1:], strict=True):
        plain = type(value) is str and name not in operation.styles and _PLAIN(value)
        parts += (value if plain else path_value(name, value, operation.styles.get(name, "simple")), after)
    return "".join(parts)


@lru_cache(maxsize=1024)
def _template(path: str) -> tuple[list[str], list[str]]:
    """The texts between the placeholders of *path*, and the names of these."""
    pieces = PLACEHOLDER.split(path.partition("#")[0])
    return [percent_encoded(_LONE_PERCENT("%25", text), path, UNQUOTED) for text in pieces[::2]], pieces[1::2]


def new_uuid() -> str:
    """A random UUID (version 4); `uuid` itself is slow to import."""
    digits = bytearray(os.urandom(16))
    digits[6] = digits[6] & 0x0F | 0x40
    digits[8] = digits[8] & 0x3F | 0x80
    text = digits.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
