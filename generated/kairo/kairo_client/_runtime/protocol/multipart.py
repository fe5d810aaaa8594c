"""Request bodies of type ``multipart/form-data`` (RFC 7578)."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from ..codec.encoder import dumps
from ..codec.scalars import text
from ..transport.uploads import Upload, content_of, is_file, joined
from ..util.typeguards import is_array, is_bytes, is_mapping, is_object, is_path, is_tuple
from ..util.unset import UNSET

BINARY = "application/octet-stream"
"""Media type of a part for which neither the document nor the file name suggests one."""


class Encoder(Protocol):
    """The part of `Codec` that is used here."""

    def encode(self, value: Any) -> Any:
        """*value* as a JSON value."""


def encode_multipart(body: object, boundary: str, codec: Encoder, encodings: Mapping[str, str]) -> bytes | Upload:
    """*body*, a mapping or a model, with one part for each value; see `encode_body`."""
    out: list[Any] = []
    for name, value in _fields(body):
        for item in value if is_array(value) else [value]:
            if item is not UNSET and item is not None:
                filename, media, data = _part(name, item, codec, encodings.get(name, ""))
                head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"'
                head += f'; filename="{_quoted(filename)}"' if filename else ""
                head += f"\r\nContent-Type: {media}" if media else ""
                out += [head.encode(), b"\r\n\r\n", data, b"\r\n"]
    return joined([*out, f"--{boundary}--\r\n".encode()])


def _fields(body: Any) -> Iterable[tuple[str, Any]]:
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
        filename, file, media, *_ = (*value, "")
        return filename, _checked(name, media or _media(declared, filename)), content_of(file)
    if is_bytes(value) or is_path(value) or is_file(value) or _is_iterator(value):
        path = value if is_path(value) else getattr(value, "name", name)
        filename = Path(path).name if is_path(path) or isinstance(path, str) else name
        return filename, _media(declared, filename), content_of(value)
    encoded = codec.encode(value)
    if is_object(encoded) or is_array(encoded):
        return "", "application/json", dumps(encoded)
    return "", _media(declared, "") if "/" in declared else "", text(encoded).encode()


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


def _checked(name: str, media: str) -> str:
    if not media.isprintable():
        raise ValueError(f"{name}: a media type cannot hold control characters")
    return media


def _quoted(name: str) -> str:
    """*name* for ``Content-Disposition``, escaped as browsers do, so that it cannot end the line or the quotes."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
