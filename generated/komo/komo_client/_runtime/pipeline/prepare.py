"""Makes the request of a call from its arguments, once, so that every attempt sends the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import ConfigurationError
from ..facts import Operation
from ..options import check_options, unknown_option
from ..protocol.headers import FRAMING, caller_headers, refuse_framing
from ..protocol.origins import origin
from ..protocol.parameters import cookie_value, header_pairs
from ..protocol.request import OPTIONS, new_uuid, url_of
from ..transport.messages import PreparedRequest
from ..util.typeguards import is_mapping
from ..util.unset import UNSET

if TYPE_CHECKING:
    from ..options import CallOptions
    from ..protocol.request import Given
    from ..transport.uploads import Upload
    from .context import AnySession, AnyState


_NONE: Mapping[str, str] = {}
_ALWAYS_WITH_LENGTH = frozenset({"POST", "PUT", "PATCH"})

ACCEPT_ERRORS = "*/*;q=0.1"
"""Added to Accept: an error may come in another media type than the answer that is asked for."""


def prepare(
    session: AnySession, operation: Operation[Any], given: Given, options: CallOptions
) -> tuple[PreparedRequest, str | None]:
    """The request, and its idempotency key if it has one.

    Raises:
        ConfigurationError, TypeError, ValueError: an argument cannot be sent; nothing was sent.
    """
    shared, settings = session.shared, session.settings
    if options:
        if not options.keys() <= OPTIONS:
            raise unknown_option(operation.name, options.keys() - OPTIONS, OPTIONS)
        check_options(options)
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
    framing = {"host": headers["host"]}
    own = _own_headers(operation, given, options) if options or given.headers or given.cookies else _NONE
    if own:
        headers.update(own)
    body, key = given.body, None
    if operation.optional_body and is_mapping(body) and body and all(value is UNSET for value in body.values()):
        body = UNSET  # none of its fields was given; an empty object that the caller passed is sent
    if operation.repeat.kind == "keyed":
        body, key = _with_key(shared, operation, body, headers)
    if operation.flag[0] == "body":
        body = {**_body_fields(shared, body), operation.flag[1]: True}
    content: bytes | Upload = b""
    if body is not UNSET:
        content, media_type = _encoded(session, operation, body)
        if media_type is not None:
            headers["content-type"] = _content_type(media_type, headers.get("content-type"))
    length = len(content) if isinstance(content, bytes) else content.length
    if length is None:
        framing["transfer-encoding"] = "chunked"
    elif length or operation.method in _ALWAYS_WITH_LENGTH:
        framing["content-length"] = str(length)
    for name in FRAMING.intersection(own) if own else ():
        if own[name] != framing.get(name):  # a document may list such a header, and a caller repeat what is sent
            raise refuse_framing(name, operation.name)
    headers.update(framing)
    return PreparedRequest(operation.method, url, headers, content, cross_origin), key


def _own_headers(operation: Operation[Any], given: Given, options: CallOptions) -> dict[str, str]:
    """The headers and cookies of this call alone, names in lower case."""
    headers: dict[str, str] = {}
    if given.headers:
        headers.update(header_pairs(given.headers, operation.styles))
    if given.cookies and (cookies := cookie_value(given.cookies, operation.styles)):
        headers["cookie"] = cookies
    extra = options.get("extra_headers")
    if extra is not None:
        headers.update(caller_headers(extra, "extra_headers"))
    return headers


def _encoded(session: AnySession, operation: Operation[Any], body: Any) -> tuple[bytes | Upload, str | None]:
    """The body's bytes, or what they are read from, and their media type."""
    from ..protocol.body import encode_body

    try:
        content, media_type = encode_body(operation.content, body, session.shared.codec, operation.encodings)
    except OSError as error:
        raise ConfigurationError(f"body: cannot be read: {error}") from None
    if not isinstance(content, bytes) and content.asynchronous and not session.asynchronous:
        from ..transport.uploads import needs_async_client

        raise needs_async_client()
    return content, media_type


def _content_type(media_type: str, given: str | None) -> str:
    """The header of a body of *media_type*; a *given* one takes precedence, except over a form's boundary."""
    if given is None or "; boundary=" not in media_type:
        return given or media_type
    kind = given.partition(";")[0].strip().lower()
    if kind != "multipart/form-data" or "boundary" in given.lower():
        raise ConfigurationError("content-type: a form's names the boundary of its parts; leave it out")
    return media_type


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
