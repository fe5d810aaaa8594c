"""Makes the request of a call from its arguments, once, so that every attempt sends the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..facts import Operation
from ..protocol.origins import origin
from ..protocol.parameters import cookie_value, header_pairs, header_value
from ..protocol.request import OPTIONS, new_uuid, url_of
from ..transport.messages import PreparedRequest
from ..util.typeguards import is_mapping
from ..util.unset import UNSET

if TYPE_CHECKING:
    from ..options import CallOptions
    from ..protocol.request import Given
    from ..transport.uploads import Upload
    from .context import AnyState, Settings


_ALWAYS_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH"})

ACCEPT_ERRORS = "*/*;q=0.1"
"""Added to Accept: an error may come in another media type than the answer that is asked for."""


def prepare(
    shared: AnyState, settings: Settings, operation: Operation[Any], given: Given, options: CallOptions
) -> tuple[PreparedRequest, str | None]:
    """The request, and its idempotency key if it has one.

    Raises:
        ConfigurationError, TypeError, ValueError: an argument cannot be sent; nothing was sent.
    """
    if options and not options.keys() <= OPTIONS:
        unknown = min(options.keys() - OPTIONS)
        raise TypeError(f"{operation.name}() got an unexpected keyword argument {unknown!r}")
    endpoint = shared.endpoints.resolve(operation)
    url, cross_origin = url_of(endpoint, operation, given, options)
    headers: dict[str, str] = {
        "host": endpoint.host,
        "accept": f"{operation.accept}, {ACCEPT_ERRORS}",
        **settings.headers,
    }
    if cross_origin:
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
        body = UNSET  # none of its fields was given; an empty object that the caller passed is sent
    if operation.repeat.kind == "keyed":
        body, key = _with_key(shared, operation, body, headers)
    if operation.flag[0] == "body":
        body = {**_body_fields(shared, body), operation.flag[1]: True}
    content: bytes | Upload = b""
    if body is not UNSET:
        from ..protocol.body import encode_body

        content, media_type = encode_body(operation.content, body, shared.codec, operation.encodings)
        if media_type:
            headers.setdefault("content-type", media_type)
    length = len(content) if isinstance(content, bytes) else content.length
    if length is None:
        headers["transfer-encoding"] = "chunked"
    elif length or operation.method in _ALWAYS_WITH_LENGTH:
        headers["content-length"] = str(length)
    return PreparedRequest(operation.method, url, headers, content, cross_origin), key


def _with_key(shared: AnyState, operation: Operation[Any], body: Any, headers: dict[str, str]) -> tuple[Any, str]:
    """*body* with an idempotency key in it, or added to *headers*: the caller's key, else a new one."""
    field = operation.repeat.field
    if operation.repeat.location == "header":
        key = headers.setdefault(field.lower(), new_uuid())
        return body, key
    fields = _body_fields(shared, body)
    key = fields.get(field, UNSET)
    if key is UNSET or key is None:
        key = fields[field] = new_uuid()
    return fields, str(key)


def _body_fields(shared: AnyState, body: Any) -> dict[str, Any]:
    """The fields of *body* by name."""
    if body is UNSET or body is None:
        return {}
    return dict(body if is_mapping(body) else shared.codec.encode(body))
