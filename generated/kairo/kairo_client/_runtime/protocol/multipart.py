"""Request bodies of type ``multipart/form-data`` (RFC 7578)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, Iterable, Iterator, Mapping
from os import fsdecode
from pathlib import Path
from typing import Any, Protocol

from ..codec.encoder import dumps
from ..codec.scalars import text
from ..transport.uploads import Upload, content_of, is_file, joined
from ..util.typeguards import is_array, is_bytes, is_mapping, is_object, is_path, is_tuple
from ..util.unset import UNSET

BINARY = "application/octet-stream"
"""Media type of a part for which neither the document nor the file name suggests one."""

_MEDIA_TYPE = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+/[!#$%&'*+\-.^_`|~0-9A-Za-z]+[ -~]*").fullmatch
_ENDS_QUOTES = re.compile(r'["\x00-\x1f\x7f]').sub


class Encoder(Protocol):
    """The part of `Codec` that is used here."""

    def encode(self, value: Any) -> Any:
        """*value* as a JSON value."""


def encode_multipart(body: object, boundary: str, codec: Encoder, encodings: Mapping[str, str]) -> bytes | Upload:
    """*body*, a mapping or a model, with one part for each value; see `encode_body`."""
    out: list[Any] = []
    for name, value in _fields(body):
        if not isinstance(name, str):
            raise TypeError(f"body: expected text as the name of a field, got {name!r}")
        for item in value if is_array(value) else [value]:
            if item is not UNSET and item is not None:
                filename, media, data = _part(name, item, codec, encodings.get(name, ""))
                head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"'
                head += f'; filename="{_quoted(filename)}"' if filename else ""
                head += f"\r\nContent-Type: {media}" if media else ""
                out += [_header_bytes(head, name), b"\r\n\r\n", data, b"\r\n"]
    return joined([*out, f"--{boundary}--\r\n".encode()])


def _fields(body: Any) -> Iterable[tuple[Any, Any]]:
    if is_mapping(body):
        return body.items()
    if hasattr(body, "__attrs_attrs__"):
        from ..codec.encoder import json_keys

        # not `to_dict`, which encodes files as base64
        return [(key, getattr(body, name)) for name, key in json_keys(body.__class__)] + list(body.extra.items())
    raise TypeError(f"body: a form needs a mapping or a model, got {type(body).__name__}")


def _part(name: str, value: object, codec: Encoder, declared: str) -> tuple[str, str, Any]:
    """File name, media type (empty: none) and content of one part; *declared*: media types in the document."""
    if is_tuple(value):
        filename, file, media = _named(name, value)
        return filename, media or _media(declared, filename), content_of(file, name)
    if is_bytes(value) or is_path(value) or is_file(value) or _is_iterator(value):
        content = content_of(value, name)  # first: a file that cannot be read may not tell its name either
        filename = _filename(value) or name
        return filename, _media(declared, filename), content
    encoded = codec.encode(value)
    if is_object(encoded) or is_array(encoded):
        return "", "application/json", dumps(encoded)
    return "", _media(declared, "") if "/" in declared else "", content_of(text(encoded), name)


def _named(name: str, value: tuple[Any, ...]) -> tuple[str, Any, str]:
    """File name, content and media type of a part that a caller named."""
    if len(value) not in (2, 3):
        raise TypeError(f"{name}: expected (file name, file) or (file name, file, media type), got {len(value)} items")
    filename, file, media = value if len(value) == 3 else (*value, "")
    if not isinstance(filename, str):
        raise TypeError(f"{name}: expected text as the file name, got {type(filename).__name__}")
    if not isinstance(media, str) or not (media == "" or _MEDIA_TYPE(media)):
        raise ValueError(f"{name}: a media type is written as type/subtype, without control characters; got {media!r}")
    return filename, file, media


def _filename(file: Any) -> str:
    """The name that a path or an open *file* has; empty where there is none."""
    for name in (file,) if is_path(file) else (getattr(file, "filename", None), getattr(file, "name", None)):
        if is_path(name) or isinstance(name, (str, bytes)):
            return Path(fsdecode(name)).name
    return ""


def _media(declared: str, filename: str) -> str:
    """One of the *declared* media types: that of the file name extension, else the first that is no range."""
    from mimetypes import guess_type

    allowed = [one.strip() for one in declared.split(",") if "/" in one]
    guess = guess_type(filename)[0] or ""
    if any(one in (guess, guess.partition("/")[0] + "/*") for one in allowed):
        return guess
    return next((one for one in allowed if "*" not in one), BINARY)


def _is_iterator(value: object) -> bool:
    """Whether *value* is an iterator, which can only be one of bytes: no JSON value is an iterator."""
    return isinstance(value, (Iterator, AsyncIterable))


def _quoted(name: str) -> str:
    """*name* for ``Content-Disposition``, escaped as browsers do, so that it cannot end the line or the quotes."""
    return _ENDS_QUOTES(lambda match: f"%{ord(match[0]):02X}", name)


def _header_bytes(head: str, name: str) -> bytes:
    """*head* as UTF-8; bytes of a file name that are none, as `os.listdir` gives them, stay as they are."""
    try:
        return head.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise ValueError(f"{name}: a name with half of a surrogate pair cannot be sent as UTF-8") from None
