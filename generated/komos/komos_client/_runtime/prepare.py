"""From a call's arguments to the bytes of its request, made once, so that every attempt sends the same."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from .answers import ANYTHING
from .errors import ConfigurationError
from .exchange import Outgoing
from .facts import Operation, Repeat, idempotent, once, safe
from .guards import is_mapping
from .origins import encrypted, origin
from .parameters import cookie_value, header_pairs, header_value, path_value, query_pairs
from .unset import UNSET

if TYPE_CHECKING:
    from .core import Core, Settings
    from .options import CallOptions
    from .places import Place
    from .uploads import Upload

_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH"})
_BY_METHOD: Mapping[str, Repeat] = {"GET": safe, "HEAD": safe, "OPTIONS": safe, "PUT": idempotent, "DELETE": idempotent}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLAIN = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*").fullmatch
"""A value that needs no encoding and is no dot segment: nearly every id."""


OPTIONS = frozenset({"timeout", "deadline", "max_retries", "extra_headers", "extra_query"})
"""The keys of `CallOptions`: whatever else a method is given by keyword is a slip that must not pass in silence."""

ERRORS = "*/*;q=0.1"
"""What else is accepted: an error may be told in another media type than the answer that was asked for."""


class Arguments(NamedTuple):
    """What the caller gave."""

    path: tuple[Any, ...] = ()
    query: Mapping[str, Any] | None = None
    headers: Mapping[str, Any] | None = None
    cookies: Mapping[str, Any] | None = None
    body: Any = UNSET


def prepare(
    core: Core, settings: Settings, operation: Operation[Any], given: Arguments, options: CallOptions
) -> tuple[Outgoing, str | None]:
    """The request, and its idempotency key if it has one.

    Raises:
        ConfigurationError, TypeError, ValueError: an argument cannot be sent; nothing was.
    """
    if options and not options.keys() <= OPTIONS:
        unknown = min(options.keys() - OPTIONS)
        raise TypeError(f"{operation.name}() got an unexpected keyword argument {unknown!r}")
    place = core.places.of(operation)
    url, foreign = _url(place, operation, given, options)
    headers: dict[str, str] = {"host": place.host, "accept": f"{operation.accept}, {ERRORS}", **settings.headers}
    if foreign:
        headers = {
            "host": str(origin(url)).partition("://")[2],
            "user-agent": settings.headers["user-agent"],
            "accept": "*/*",
        }
    if given.headers:
        headers.update((name.lower(), value) for name, value in header_pairs(given.headers, operation.styles))
    if given.cookies:
        headers["cookie"] = cookie_value(given.cookies, operation.styles)
    extra = options.get("extra_headers")
    if extra:
        headers.update((name.lower(), header_value(name, value)) for name, value in extra.items())
    body, key = given.body, None
    if operation.optional_body and is_mapping(body) and body and all(value is UNSET for value in body.values()):
        body = UNSET  # none of its fields was given; an empty object that the caller gave is one
    if operation.repeat.kind == "keyed":
        body, key = _keyed(core, operation, body, headers)
    if operation.flag[0] == "body":
        body = {**_fields(core, body), operation.flag[1]: True}
    content: bytes | Upload = b""
    if body is not UNSET:
        from .bodies import encode_body

        content, media_type = encode_body(operation.content, body, core.codec, operation.encodings)
        if media_type:
            headers.setdefault("content-type", media_type)
    length = len(content) if isinstance(content, bytes) else content.length
    if length is None:
        headers["transfer-encoding"] = "chunked"
    elif length or operation.method in _WITH_LENGTH:
        headers["content-length"] = str(length)
    signers = () if foreign else core.keyring.choose(operation)
    return Outgoing(operation.method, url, headers, content, signers, foreign), key


def _url(place: Place, operation: Operation[Any], given: Arguments, options: CallOptions) -> tuple[str, bool]:
    """The URL, and whether it leads away from the *place* of the operation, where the key must not go."""
    path, foreign = operation.path, False
    if path.startswith("/"):
        url = place.url + _filled(operation, given.path)
    elif "://" in path:
        url = path
        foreign = encrypted(origin(path), operation.name) != place.origin
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

        # quote, not quote_plus: a server that takes + for itself is common, one that does not know %20 is not
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
        values = tuple(values[once.index(name)] for name in names)  # a path may name the same value twice
    parts = [between[0]]
    for name, value, after in zip(names, values, between[1:], strict=True):
        plain = type(value) is str and name not in operation.styles and _PLAIN(value)
        parts += (value if plain else path_value(name, value, operation.styles.get(name, "simple")), after)
    return "".join(parts)


@lru_cache(maxsize=1024)
def _template(path: str) -> tuple[list[str], list[str]]:
    """What stands between the placeholders of *path*, and their names."""
    pieces = _PLACEHOLDER.split(path)
    return pieces[::2], pieces[1::2]


def _keyed(core: Core, operation: Operation[Any], body: Any, headers: dict[str, str]) -> tuple[Any, str]:
    """*body* with an idempotency key in it, or the key among *headers*: the caller's, else a new one."""
    field = operation.repeat.field
    if operation.repeat.location == "header":
        key = headers.setdefault(field.lower(), mint())
        return body, key
    fields = _fields(core, body)
    key = fields.get(field, UNSET)
    if key is UNSET or key is None:
        key = fields[field] = mint()
    return fields, str(key)


def _fields(core: Core, body: Any) -> dict[str, Any]:
    """What *body* holds, by name."""
    if body is UNSET or body is None:
        return {}
    return dict(body if is_mapping(body) else core.codec.encode(body))


def mint() -> str:
    """A random UUID (version 4); `uuid` itself is slow to import."""
    digits = bytearray(os.urandom(16))
    digits[6] = digits[6] & 0x0F | 0x40
    digits[8] = digits[8] & 0x3F | 0x80
    text = digits.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def free(
    core: Core,
    method: str,
    path: str,
    query: Mapping[str, Any] | None,
    json: Any,
    content: bytes | str | None,
    headers: Mapping[str, str] | None,
) -> tuple[Operation[Any], Arguments]:
    """The operation that *method* and *path* call, as the document has it or as it is, and its arguments.

    Of a documented one it takes the name, the credentials, and what protects the caller: repetition, rate budget, slot.
    """
    method = method.upper()
    media_type = next((value for name, value in (headers or {}).items() if name.lower() == "content-type"), "")
    usual = "application/json" if content is None else "application/octet-stream"
    operation: Operation[Any] = Operation(
        "request",
        method,
        path if path.startswith("/") or "://" in path else f"/{path}",
        _BY_METHOD.get(method, once),
        returns=ANYTHING,
        content=media_type or usual,
    )
    body = json if content is None else content
    given = Arguments(query=query, headers=headers, body=body)
    match = core.routes.find(method, operation.path.removeprefix(core.base_url))
    if match is None:
        return operation, given
    like, repeat = match.operation, match.operation.repeat
    if repeat.kind == "keyed" and repeat.location == "body" and not (body is UNSET or is_mapping(body)):
        repeat = operation.repeat  # there is no field to put the key in
    known = operation._replace(
        name=like.name,
        repeat=repeat,
        limit=like.limit,
        slot=like.slot,
        public=like.public,
        security=like.security,
        server=like.server,
    )
    return known, given._replace(path=match.values)
