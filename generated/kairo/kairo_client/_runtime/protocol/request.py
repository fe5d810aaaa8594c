"""The arguments of a call, and the URL made of them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ConfigurationError
from ..facts import Operation
from ..util.unset import UNSET
from .endpoints import PLACEHOLDER
from .origins import origin, require_encrypted
from .parameters import path_value, query_pairs
from .response import ANYTHING

if TYPE_CHECKING:
    from ..options import CallOptions
    from .endpoints import Endpoint

_PLAIN = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*").fullmatch
"""A value that needs no encoding and is no dot segment, as nearly every id is."""


OPTIONS = frozenset({"timeout", "deadline", "max_retries", "extra_headers", "extra_query"})
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
        url = path
        foreign = require_encrypted(origin(path), operation.name) != endpoint.origin
    else:
        raise ConfigurationError(f"{operation.name}: path {path!r} must begin with / or be an absolute URL")
    pairs = query_pairs(given.query, operation.styles) if given.query else []
    if operation.flag[0] == "query":
        pairs.append((operation.flag[1], "true"))
    extra = options.get("extra_query")
    if extra:
        pairs += query_pairs(extra, {})
    if pairs:
        from urllib.parse import quote, urlencode

        # quote, not quote_plus: many servers take + literally, but all decode %20
        url += ("&" if "?" in url else "?") + urlencode(pairs, quote_via=quote, safe="")
    return url, foreign


def _filled(operation: Operation[Any], values: tuple[Any, ...]) -> str:
    if "{" not in operation.path or operation.returns == ANYTHING:
        return operation.path
    between, names = _template(operation.path)
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
    pieces = PLACEHOLDER.split(path)
    return pieces[::2], pieces[1::2]


def new_uuid() -> str:
    """A random UUID (version 4); `uuid` itself is slow to import."""
    digits = bytearray(os.urandom(16))
    digits[6] = digits[6] & 0x0F | 0x40
    digits[8] = digits[8] & 0x3F | 0x80
    text = digits.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
