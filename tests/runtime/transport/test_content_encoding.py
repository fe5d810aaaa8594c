"""Content encodings are undone wholly, or what is wrong with the body is said."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from generator.runtime.transport.body_streams import decoded
from generator.runtime.transport.content_encoding import PIECE, DecodingError, content_decoder
from generator.runtime.transport.deadlines import AttemptTimeout

TEXT = b"".join(b"%d green bottles\n" % number for number in range(5000))


def raw_deflate(data: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(data) + squeeze.flush()


ENCODERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "deflate without its header": ("deflate", raw_deflate),
    "brotli": ("br", brotli.compress),
    "zstandard": ("zstd", zstandard.compress),
    "two": ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
    "identity": ("identity", bytes),
}
encoders = pytest.mark.parametrize(("encoding", "encode"), ENCODERS.values(), ids=ENCODERS)


def parts(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def read(body: list[bytes], encoding: str) -> bytes:
    return b"".join(decoded(body, encoding))


@encoders
@pytest.mark.parametrize("size", [1, 1000, 1 << 20])
def test_a_whole_body(encoding: str, encode: Callable[[bytes], bytes], size: int) -> None:
    """However it is cut by the network."""
    assert read(parts(encode(TEXT), size), encoding) == TEXT


@encoders
def test_an_empty_body(encoding: str, encode: Callable[[bytes], bytes]) -> None:
    """A 204 may name an encoding, and an encoded body may be empty."""
    assert read([], encoding) == b""
    assert read([encode(b"")], encoding) == b""


@encoders
@pytest.mark.parametrize("missing", [1, 3, 300])
def test_a_missing_end(encoding: str, encode: Callable[[bytes], bytes], missing: int) -> None:
    """Is an error, after all that came."""
    if encoding == "identity":
        return
    chunks: list[bytes] = []
    with pytest.raises(DecodingError):
        chunks.extend(decoded([encode(TEXT)[:-missing]], encoding))
    assert TEXT.startswith(b"".join(chunks))


@pytest.mark.parametrize(("encoding", "encode"), [("gzip", gzip.compress), ("zstd", zstandard.compress)])
@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_several_members(encoding: str, encode: Callable[[bytes], bytes], size: int) -> None:
    """They are one body."""
    assert read(parts(encode(b"one ") + encode(b"") + encode(b"two"), size), encoding) == b"one two"


def test_zeros_after_the_last_member() -> None:
    """They fill a block, and mean nothing."""
    assert read([gzip.compress(b"one"), b"\0" * 100], "gzip") == b"one"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_bytes_beyond_the_end(encoding: str) -> None:
    """They are no part of any encoding."""
    encode = next(encode for name, encode in ENCODERS.values() if name == encoding)
    with pytest.raises(DecodingError):
        read([encode(TEXT) + b"more of it"], encoding)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "snappy", "gzip, snappy", "snappy, gzip"])
def test_a_body_that_is_not_encoded_so(encoding: str) -> None:
    """It is never taken for the decoded one."""
    with pytest.raises(DecodingError):
        read([b'{"id": "run_1"}'], encoding)


def test_all_before_the_damage() -> None:
    """It may hold the id of something that was paid for."""
    body = bytearray(zlib.compress(b'{"id": "run_1", ' + TEXT))
    body[200] ^= 0xFF
    chunks: list[bytes] = []
    with pytest.raises(DecodingError, match="deflate that cannot be decoded"):
        chunks.extend(decoded([bytes(body)], "deflate"))
    assert b"".join(decoded([bytes(body)[:150]], "")) == bytes(body)[:150]


def test_pieces_are_bounded() -> None:
    """Whoever reads looks at the clock between two of them."""
    decoder = content_decoder("gzip")
    assert decoder is not None
    assert max(map(len, decoder.decode(gzip.compress(bytes(5 * PIECE))))) <= PIECE


def test_time_is_over_between_two_pieces() -> None:
    """A small body may be a large one."""
    clock = iter(range(100))
    with pytest.raises(AttemptTimeout):
        list(decoded([gzip.compress(bytes(8 * PIECE))], "gzip", lambda: next(clock) >= 2))
    assert next(clock) == 3
