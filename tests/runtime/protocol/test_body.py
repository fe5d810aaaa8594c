"""Request bodies are bytes of the operation's media type, the same for every attempt."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any

import pytest

from generator.runtime.codec.codec import Codec
from generator.runtime.codec.models import Model, define, wire
from generator.runtime.protocol.body import encode_body
from generator.runtime.util.unset import UNSET, Unset

CODEC = Codec(__name__)


@define(kw_only=True)
class Upload(Model):
    name: str
    the_file: bytes | Unset = wire("theFile", default=UNSET)


def parts(sent: tuple[bytes, str | None]) -> list[tuple[str | None, str | None, str, bytes]]:
    """Name, file name, media type and content of each part, parsed by `email`."""
    body, kind = sent
    message = message_from_bytes(b"Content-Type: " + str(kind).encode() + b"\r\n\r\n" + body)
    found = []
    for part in message.get_payload():
        name = part.get_param("name", header="content-disposition")
        kind = part["content-type"] or ""
        found.append((name, part.get_filename(), kind, part.get_payload(decode=True)))
    return found


def test_json_is_compact_and_in_order():
    """Unset keys are omitted, dates are strings, text is not escaped."""
    body = {"b": "é", "a": UNSET, "c": [datetime(2025, 1, 1, tzinfo=UTC)], "d": None, "m": Upload(name="n")}
    sent = encode_body("application/json", body, CODEC)
    assert sent == ('{"b":"é","c":["2025-01-01T00:00:00Z"],"d":null,"m":{"name":"n"}}'.encode(), "application/json")


def test_json_media_types_are_kept():
    """``+json`` and parameters of the media type are sent as in the document."""
    assert encode_body("application/merge-patch+json; charset=utf-8", {}, CODEC) == (
        b"{}",
        "application/merge-patch+json; charset=utf-8",
    )


def test_a_lone_surrogate_is_escaped():
    """Such text may come from a response and be sent back."""
    assert encode_body("application/json", "\ud800", CODEC)[0] == b'"\\ud800"'


def test_not_a_number_is_refused():
    """JSON cannot express it."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        encode_body("application/json", {"x": float("nan")}, CODEC)


def test_no_body_has_no_type():
    """UNSET is no body; None is null."""
    assert encode_body("application/json", UNSET, CODEC) == (b"", None)
    assert encode_body("application/json", None, CODEC)[0] == b"null"


def test_forms_repeat_lists_and_nest_objects():
    """As query parameters do."""
    body = {"a": "x y&", "b": [1, 2], "c": True, "d": None, "e": UNSET, "f": {"g": {"h": 1}}}
    assert encode_body("application/x-www-form-urlencoded", body, CODEC)[0] == (
        b"a=x+y%26&b=1&b=2&c=true&f%5Bg%5D%5Bh%5D=1"
    )


def test_multipart_parts(tmp_path):
    """Files are parts with a file name, objects are JSON, other values are text."""
    path = tmp_path / "deed.pdf"
    path.write_bytes(b"%PDF")
    opened = io.BytesIO(b"open")
    body: dict[str, Any] = {
        "bytes": b"\x00\r\n",
        "path": path,
        "file": opened,
        "named": ("cat.png", b"png", "image/png"),
        "several": [b"1", ("2.txt", "two")],
        "object": {"a": UNSET, "b": 1},
        "text": "é",
        "number": 5,
        "absent": UNSET,
    }
    assert parts(encode_body("multipart/form-data", body, CODEC)) == [
        ("bytes", "bytes", "application/octet-stream", b"\x00\r\n"),
        ("path", "deed.pdf", "application/octet-stream", b"%PDF"),
        ("file", "file", "application/octet-stream", b"open"),
        ("named", "cat.png", "image/png", b"png"),
        ("several", "several", "application/octet-stream", b"1"),
        ("several", "2.txt", "application/octet-stream", b"two"),
        ("object", None, "application/json", b'{"b":1}'),
        ("text", None, "", "é".encode()),
        ("number", None, "", b"5"),
    ]


def test_parts_have_declared_media_types():
    """The file name selects one of several; a media type from the caller takes precedence."""
    declared = {
        "sdp": "application/sdp",
        "photo": "image/png, image/jpeg",
        "any": "image/*",
        "blob": "image/png",
        "own": "image/png",
    }
    body = {
        "sdp": "v=0",
        "photo": ("a.jpg", b"1"),
        "any": ("b.gif", b"2"),
        "blob": b"3",
        "own": ("c.bin", b"4", "x/y"),
    }
    assert [
        (name, media) for name, _, media, _ in parts(encode_body("multipart/form-data", body, CODEC, declared))
    ] == [
        ("sdp", "application/sdp"),
        ("photo", "image/jpeg"),
        ("any", "image/gif"),
        ("blob", "image/png"),
        ("own", "x/y"),
    ]


def test_forms_use_declared_styles():
    """A list in one value, an object as JSON."""
    styles = {"tags": "form-explode", "filter": "application/json", "note": "text/plain"}
    body = {"tags": ["a", "b"], "filter": {"x": 1}, "note": "n"}
    sent, _ = encode_body("application/x-www-form-urlencoded", body, CODEC, styles)
    assert sent == b"tags=a%2Cb&filter=%7B%22x%22%3A1%7D&note=n"


def test_a_model_is_a_form():
    """Its bytes are sent as a file, not as base64."""
    sent = encode_body("multipart/form-data", Upload(name="n", the_file=b"\xff"), CODEC)
    assert parts(sent) == [("name", None, "", b"n"), ("theFile", "theFile", "application/octet-stream", b"\xff")]


def test_boundaries_are_random_and_names_are_escaped():
    """Content cannot contain a random boundary, and names cannot end their line."""
    body = {'a"\r\nX: y': ('f"\r\n.txt', b"")}
    (first, kind), (_, other) = (encode_body("multipart/form-data", body, CODEC) for _ in range(2))
    assert kind != other
    assert re.search(rb'name="a%22%0D%0AX: y"; filename="f%22%0D%0A.txt"\r\n', first)
    with pytest.raises(ValueError, match="a: a media type is written as type/subtype, without control characters"):
        encode_body("multipart/form-data", {"a": ("f", b"", "text/plain\r\nX: y")}, CODEC)


def test_other_media_types_take_bytes_text_files_and_paths(tmp_path):
    """Small files are read once, so that a second attempt sends the same bytes."""
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b")
    for body in (b"a,b", bytearray(b"a,b"), "a,b", io.BytesIO(b"a,b"), io.StringIO("a,b"), path):
        assert encode_body("text/csv", body, CODEC) == (b"a,b", "text/csv")
    assert encode_body("application/x-ndjson", [{"a": 1}, {"b": 2}], CODEC)[0] == b'{"a":1}\n{"b":2}\n'


@pytest.mark.parametrize(
    ("content", "body"),
    [("text/csv", {"a": 1}), ("application/x-www-form-urlencoded", "a=1"), ("multipart/form-data", b"raw")],
)
def test_a_body_of_the_wrong_kind_is_refused(content, body):
    """It raises TypeError."""
    with pytest.raises(TypeError, match=r"^body: "):
        encode_body(content, body, CODEC)
