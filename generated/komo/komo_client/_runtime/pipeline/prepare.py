"""From a call's arguments to the bytes of its request, made once, so that every attempt sends the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..facts import Operation
from ..protocol.origins import origin
from ..protocol.parameters import cookie_value, header_pairs, header_value
from ..protocol.request import OPTIONS, _url, mint
from ..transport.messages import PreparedRequest
from ..util.typeguards import is_mapping
from ..util.unset import UNSET

if TYPE_CHECKING:
    from ..options import CallOptions
    from ..protocol.request import Arguments
    from ..transport.uploads import Upload
    from .context import Core, Settings


_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH"})

ERRORS = "*/*;q=0.1"
"""What else is accepted: an error may be told in another media type than the answer that was asked for."""


def prepare(
    core: Core, settings: Settings, operation: Operation[Any], given: Arguments, options: CallOptions
) -> tuple[PreparedRequest, str | None]:
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
        from ..protocol.body import encode_body

        content, media_type = encode_body(operation.content, body, core.codec, operation.encodings)
        if media_type:
            headers.setdefault("content-type", media_type)
    length = len(content) if isinstance(content, bytes) else content.length
    if length is None:
        headers["transfer-encoding"] = "chunked"
    elif length or operation.method in _WITH_LENGTH:
        headers["content-length"] = str(length)
    signers = () if foreign else core.credentials.choose(operation)
    return PreparedRequest(operation.method, url, headers, content, signers, foreign), key


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
