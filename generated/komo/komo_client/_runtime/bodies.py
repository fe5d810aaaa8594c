"""Request bodies by media type: bytes, so that attempt n+1 sends what attempt n sent, or what is read as it is sent."""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, Iterable, Iterator, Mapping
from os import urandom
from pathlib import Path
from typing import Any, Protocol

from .guards import is_array, is_bytes, is_mapping, is_object, is_path, is_tuple
from .parameters import query_pairs
from .scalars import text
from .unset import UNSET
from .uploads import Upload, content_of, is_file, joined

OCTETS = "application/octet-stream"
EMPTY: Mapping[str, str] = {}


class Encoder(Protocol):
    """What is needed of a `Codec`."""

    def encode(self, value: Any) -> Any:
        """Make a JSON value."""


def encode_body(
    content: str, body: Any, codec: Encoder, encodings: Mapping[str, str] = EMPTY
) -> tuple[bytes | Upload, str | None]:
    """The bytes of *body* and the ``Content-Type`` to send with them.

    Parameters:
        content: the media type that the operation takes.
        body: a JSON value, model or mapping for JSON and forms; otherwise bytes, text, an open file, a path or an
            iterator of bytes, which are read as they are sent unless they are small. In a multipart body such a file is
            a part, alone, in a list, or as ``(filename, file[, media type])``. `UNSET` is no body at all; None is
            ``null`` in JSON.
        codec: makes JSON values.
        encodings: field of a form → its media types, as the document lists them, or its style (see `parameters`).

    Returns:
        ``(b"", None)`` without a body.

    Raises:
        TypeError: *body* cannot be sent as *content*; the message names the place.
        ValueError: it holds NaN or infinity, which JSON has not.
        OSError: a file cannot be read.
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
        return _multipart(body, boundary, codec, encodings), f"multipart/form-data; boundary={boundary}"
    if kind in ("application/x-ndjson", "application/jsonl"):
        return b"".join(dumps(line) + b"\n" for line in codec.encode(body)), content
    return joined([content_of(body)]), content


def dumps(value: Any) -> bytes:
    """JSON as it is sent: compact, in the order given, UTF-8.

    Raises:
        ValueError: it holds NaN or infinity.
    """
    spelt = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return spelt.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can say
        return json.dumps(value, separators=(",", ":")).encode()


def _form(body: object, encodings: Mapping[str, str]) -> bytes:
    from urllib.parse import urlencode

    if not is_mapping(body):
        raise TypeError(f"body: a form needs a mapping or a model, got {type(body).__name__}")
    styles = {name: "deepObject" for name, value in body.items() if _nests(value)}
    styles |= {name: said for name, said in encodings.items() if "/" not in said or "json" in said}
    return urlencode(query_pairs(body, styles)).encode()


def _nests(value: object) -> bool:
    return is_mapping(value) or (is_array(value) and any(is_mapping(item) for item in value))


def _multipart(body: object, boundary: str, codec: Encoder, encodings: Mapping[str, str]) -> bytes | Upload:
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
        from .encoding import keys

        # Not `to_dict`, in which a file would be base64.
        return [(key, getattr(body, name)) for name, key in keys(body.__class__)] + list(body.extra.items())
    raise TypeError(f"body: a form needs a mapping or a model, got {type(body).__name__}")


def _part(name: str, value: object, codec: Encoder, declared: str) -> tuple[str, str, Any]:
    """File name, media type (empty: none is said) and content of one part; *declared*: what the document says of it."""
    if is_tuple(value):
        filename, file, media, *_ = (*value, "")
        return filename, _line(name, media or _media(declared, filename)), content_of(file)
    if is_bytes(value) or is_path(value) or is_file(value) or _gives_pieces(value):
        path = value if is_path(value) else getattr(value, "name", name)
        filename = Path(path).name if is_path(path) or isinstance(path, str) else name
        return filename, _media(declared, filename), content_of(value)
    encoded = codec.encode(value)
    if is_object(encoded) or is_array(encoded):
        return "", "application/json", dumps(encoded)
    return "", _media(declared, "") if "/" in declared else "", text(encoded).encode()


def _media(declared: str, filename: str) -> str:
    """One of the *declared* media types: what *filename* ends like, else the first that is no range."""
    from mimetypes import guess_type

    allowed = [one.strip() for one in declared.split(",") if "/" in one]
    guess = guess_type(filename)[0] or ""
    if any(one in (guess, guess.partition("/")[0] + "/*") for one in allowed):
        return guess
    return next((one for one in allowed if "*" not in one), OCTETS)


def _gives_pieces(value: object) -> bool:
    """Whether it is an iterator: of bytes, because nothing else of JSON's is one."""
    return isinstance(value, (Iterator, AsyncIterable))


def _line(name: str, media: str) -> str:
    if not media.isprintable():
        raise ValueError(f"{name}: a media type cannot hold control characters")
    return media


def _quoted(name: str) -> str:
    """A name for ``Content-Disposition``, escaped as browsers do, so that it cannot end its line or its quotes."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
