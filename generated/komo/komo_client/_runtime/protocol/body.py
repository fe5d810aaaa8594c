"""Request bodies by media type: bytes, so that every attempt sends the same, or uploads read while sending."""

from __future__ import annotations

from collections.abc import Mapping
from os import urandom
from typing import TYPE_CHECKING, Any

from ..codec.encoder import dumps
from ..transport.uploads import Upload, content_of, joined
from ..util.typeguards import is_array, is_mapping
from ..util.unset import UNSET
from .multipart import encode_multipart
from .parameters import percent_encoded, query_pairs

if TYPE_CHECKING:
    from .multipart import Encoder

NO_ENCODINGS: Mapping[str, str] = {}


def encode_body(
    content: str, body: Any, codec: Encoder, encodings: Mapping[str, str] = NO_ENCODINGS
) -> tuple[bytes | Upload, str | None]:
    """The bytes of *body* and their ``Content-Type``.

    Parameters:
        content: media type of the operation's request body.
        body: a JSON value, model or mapping for JSON and forms; otherwise bytes, text, an open file, a path or an
            iterator of bytes. Files are read while sending, unless they are small. In a multipart body a file is a
            part: alone, in a list, or as ``(filename, file[, media type])``. `UNSET` is no body; None is ``null`` in
            JSON.
        codec: makes JSON values.
        encodings: field of a form → its media types, as in the document, or its style (see `parameters`).

    Returns:
        ``(b"", None)`` without a body.

    Raises:
        TypeError: *body* cannot be sent as *content*; the message names the place.
        ValueError: it holds NaN or infinity, which JSON cannot express, or text that UTF-8 cannot.
        ConfigurationError: a file cannot be read.
    """
    if body is UNSET:
        return b"", None
    kind = content.partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        return dumps(codec.encode(body)), content
    if kind == "application/x-www-form-urlencoded":
        return _form(codec.encode(body), encodings), content
    if kind == "multipart/form-data":
        boundary = urandom(16).hex()
        return encode_multipart(body, boundary, codec, encodings), f"multipart/form-data; boundary={boundary}"
    if kind in ("application/x-ndjson", "application/jsonl"):
        return b"".join(dumps(line) + b"\n" for line in codec.encode(body)), content
    return joined([content_of(body)]), content


def _form(body: object, encodings: Mapping[str, str]) -> bytes:
    if not is_mapping(body):
        raise TypeError(f"body: a form needs a mapping or a model, got {type(body).__name__}")
    styles = {name: "deepObject" for name, value in body.items() if _is_nested(value)}
    styles |= {name: style for name, style in encodings.items() if "/" not in style or "json" in style}
    pairs = [
        (percent_encoded(name, "body", " "), percent_encoded(value, name, " "))
        for name, value in query_pairs(body, styles)
    ]
    return "&".join(f"{name}={value}" for name, value in pairs).replace(" ", "+").encode()


def _is_nested(value: object) -> bool:
    return is_mapping(value) or (is_array(value) and any(is_mapping(item) for item in value))
