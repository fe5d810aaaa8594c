"""Whatever a server writes is read in linear time, or is not read; nothing raises but `InvalidJSON`."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.util import server_text
from generator.runtime.util.server_text import (
    LARGEST_INTEGER,
    InvalidJSON,
    JSONTooDeep,
    MediaType,
    decode_text,
    encodable,
    epoch_time,
    has_credentials,
    http_date,
    integer,
    join_url,
    json_charset,
    links,
    media_type,
    number,
    one_line,
    parse_json,
    sendable_token,
)
from tests.yardstick import grows_in_proportion

LONG = "9" * 5000
UNREADABLE = ["", " ", "-3", "nan", "inf", "-inf", "1e999", "\u0663", "1_000", "0x10", "5, 5", "unlimited", LONG]


@pytest.mark.parametrize(("text", "value"), [("5", 5), (" 5 ", 5), ("0", 0), (7, 7), ("00012", 12)])
def test_integers(text: object, value: int) -> None:
    """Decimal digits, or a JSON number."""
    assert integer(text) == value


@pytest.mark.parametrize(
    "text", [*UNREADABLE, "1.5", "1e3", "+5", True, 5.0, -1, LARGEST_INTEGER + 1, str(LARGEST_INTEGER + 1), None, []]
)
def test_no_integers(text: object) -> None:
    """Anything else, and numbers so large that they count nothing."""
    assert integer(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5.0), (" 1.5 ", 1.5), (".5", 0.5), ("1e3", 1000.0), (7, 7.0), (2.5, 2.5), ("9" * 20, 1e20)],
)
def test_numbers(text: object, value: float) -> None:
    """Decimal text with a fraction or an exponent, or a JSON number."""
    assert number(text) == value


@pytest.mark.parametrize("text", [*UNREADABLE, True, -1, 10**400, float("nan"), float("inf"), None, {}, "1e-", "."])
def test_no_numbers(text: object) -> None:
    """Negative, infinite, no number, or a spelling of Python's own."""
    assert number(text) is None


@pytest.mark.parametrize(
    "text",
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"],
)
def test_dates(text: str) -> None:
    """The three formats of RFC 9110."""
    assert http_date(text) == 784111777.0


def test_a_date_without_a_zone() -> None:
    """Is in GMT."""
    assert http_date("Sun, 06 Nov 1994 08:49:37 -0000") == 784111777.0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "Wed, 21 Oct 2015 07:28:00 +99999999999999999999",
        "Wed, 21 Oct 2015 07:28:00 +9999",
        "Wed, 21 Oct 10000 07:28:00 GMT",
        "Wed, 99 Oct 2015 07:28:00 GMT",
        "Wed, 21 Oct 2015 99:28:00 GMT",
        "Wed, \u0662\u0661 Oct 2015 07:28:00 GMT",
        "Wed, 2_1 Oct 2015 07:28:00 GMT",
        "Wed, 21 Oct 2015 07:28:00 GMT" + " " * 100,
    ],
)
def test_no_dates(text: str) -> None:
    """Absurd ones are not read."""
    assert http_date(text) is None


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2025-10-14T18:22:03Z", 1760466123.0),
        ("2025-10-14T18:22:03", 1760466123.0),
        ("2025-10-14t20:22:03+02:00", 1760466123.0),
        ("1760466123", 1760466123.0),
        ("1760466123500", 1760466123.5),
        (1760466123500, 1760466123.5),
        ("nan", None),
        ("soon", None),
        (LONG, None),
        (10**400, None),
        ("10000-01-01T00:00:00Z", None),
        ("2025-10-14T18:22:03+99:99", None),
        (None, None),
    ],
)
def test_points_in_time(value: object, moment: float | None) -> None:
    """ISO 8601, seconds or milliseconds."""
    assert epoch_time(value) == moment


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("application/json", MediaType("application/json")),
        ('Application/JSON; charset="UTF-8"', MediaType("application/json", "utf-8")),
        ("text/plain;q=1; Charset=latin-1 ", MediaType("text/plain", "latin-1")),
        ("application/json, application/json", MediaType("application/json")),
        ("json", MediaType("json")),
        ("", MediaType()),
        (";;;charset", MediaType()),
        ("text plain", MediaType()),
    ],
)
def test_media_types(text: str, parsed: MediaType) -> None:
    """Type and charset, in lower case."""
    assert media_type(text) == parsed


@pytest.mark.parametrize(
    ("charset", "text"),
    [("", "a\ufffd"), ("latin-1", "aé"), ("windows-1252", "aé"), ("ISO-8859-15", "aé"), ("us-ascii", "a\ufffd")]
    + [
        (odd, "a\ufffd") for odd in ("idna", "punycode", "undefined", "rot13", "zlib", "unicode_escape", "x\0y", "nope")
    ],
)
def test_charsets(charset: str, text: str) -> None:
    """A known character set is used; others, among them codecs that raise whatever is asked for, are not."""
    assert decode_text(b"a\xe9", charset) == text


def test_json_with_more_digits_than_python_converts() -> None:
    """The document is whole and valid: the rest of it is read, and the number is kept as text."""
    for body in (f'{{"id": 1, "more": [{LONG}, -{LONG}]}}', f'{{"id": 1, "more": [{LONG}, -{LONG}]}}'.encode()):
        assert parse_json(body) == {"id": 1, "more": [LONG, f"-{LONG}"]}


def test_json_with_control_characters() -> None:
    """A line feed that a server forgot to escape costs nobody the answer."""
    assert parse_json(b'{"name": "a\nb\tc"}') == {"name": "a\nb\tc"}


@pytest.mark.parametrize("body", [b"[1]", "[1]", b"\xef\xbb\xbf[1]", "\ufeff[1]", "[1]".encode("utf-16")])
def test_json(body: bytes | str) -> None:
    """Text or bytes, with a byte order mark or without."""
    assert parse_json(body) == [1]


@pytest.mark.parametrize("body", [b"", "", "[", b"\xff", "[1] 2", f"[{LONG}", f"[{LONG},,]"])
def test_no_json(body: bytes | str) -> None:
    """One class of error."""
    with pytest.raises(InvalidJSON):
        parse_json(body)


@pytest.mark.parametrize("inner", ["", LONG])
def test_json_that_nests_too_deeply(inner: str) -> None:
    """Raises the same class, by what the parser can or by what is asked for."""
    with pytest.raises(JSONTooDeep):
        parse_json("[" * 100_000 + inner + "]" * 100_000)
    assert parse_json("[[{}]]", deepest=3) == [[{}]]
    with pytest.raises(JSONTooDeep, match="more than 2 levels"):
        parse_json("[[{}]]", deepest=2)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n b\tc\u2028d", "a b c d"),
        ("\ud83d", "\ufffd"),
        ("a\0b\x1b[31m", "a\ufffdb\ufffd[31m"),
        ("a\u202eb\u2066c", "a\ufffdb\ufffdc"),
        ("\U0001f469\u200d\U0001f4bb é", "\U0001f469\u200d\U0001f4bb é"),
        ("x" * 3000, "x" * 1999 + "…"),
    ],
)
def test_one_line(text: str, shown: str) -> None:
    """Can be encoded, changes no terminal, and is not endless."""
    assert one_line(text) == shown
    assert shown.encode()


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("?p=2", "https://api.example/v1/x?p=2"),
        ("y", "https://api.example/v1/y"),
        ("/z#part", "https://api.example/z"),
        ("//other.example/z", "https://other.example/z"),
        ("https://api.example:8443/z?a[b]=1&c=%20", "https://api.example:8443/z?a[b]=1&c=%20"),
        ("/a b?q={é}\\", "https://api.example/a%20b?q=%7B%C3%A9%7D%5C"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
    ],
)
def test_links_are_made_absolute(link: str, url: str) -> None:
    """In ASCII, and otherwise as the server wrote them."""
    assert join_url("https://api.example/v1/x?a=1#f", link) == url


@pytest.mark.parametrize(
    "link",
    [
        "",
        " ",
        "http://[::1",
        "http://h:0/",
        "http://h:99999/",
        "http://h:x/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "mailto:x@y.example",
        "http:///x",
        "/a\nb",
        "/a\0b",
        "/\ud83d",
        "http://h%41/",
        "/" + "x" * 20_000,
        5,
        None,
        ["/x"],
        {"href": "/x"},
    ],
)
def test_what_is_no_link(link: object) -> None:
    """Cannot be followed."""
    assert join_url("https://api.example/v1/x", link) is None


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ("https://user:secret@api.example/", True),
        ("https://@api.example/", True),
        ("//user@api.example", True),
        ("https://api.example\\@evil.example/", True),
        ("/a@b", False),
        ("?a=b@c", False),
        ("https://api.example?a=b@c/d", False),
    ],
)
def test_links_with_credentials(link: str, named: bool) -> None:
    """Are recognised by a user's name before the host."""
    url = join_url("https://api.example/v1/x", link)
    assert url is not None
    assert has_credentials(url) is named


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", []),
        ('</a?b=1,2>; rel="next"', [("/a?b=1,2", {"next"})]),
        ("</a>;rel=prev,</b> ; title=\"x; rel=next, <c>\"; REL='Next'", [("/a", {"prev"}), ("/b", {"next"})]),
        ('</a>; rel="last next"; rel=first,', [("/a", {"last", "next"})]),
        ("</a>", [("/a", set())]),
    ],
)
def test_link_headers(header: str, found: list[tuple[str, set[str]]]) -> None:
    """RFC 8288: several links, quoted commas, several relations."""
    assert [(target, set(relations)) for target, relations in links(header) or ()] == found


@pytest.mark.parametrize("header", ["%%%", 'http://x; rel="next"', '</a>; rel="next', "</a", "</a> </b>", "<" * 99_999])
def test_no_link_headers(header: str) -> None:
    """A header that is not understood as a whole may hide a link."""
    assert links(header) is None


@pytest.mark.parametrize("token", ["a\nb", "", " ", "a b", " a", "é", "a\0", "\ud83d", None, 5, ["a"], "x" * 99_999])
def test_tokens_that_cannot_be_sent(token: object) -> None:
    """Visible ASCII alone stands in a header."""
    assert sendable_token(token) is None


def test_a_token_that_can_be_sent() -> None:
    """Is itself."""
    assert sendable_token("ey.J0-_~+/=") == "ey.J0-_~+/="


def test_encodable() -> None:
    """Text that any encoding of Unicode has; nothing else is changed."""
    assert encodable("a\ud83d\n\0é") == "a\ufffd\n\0é"


READERS: list[Callable[[Any], object]] = [
    integer,
    number,
    http_date,
    epoch_time,
    media_type,
    one_line,
    links,
    sendable_token,
    lambda text: join_url("https://api.example/v1", text),
    lambda text: decode_text(b"a\xe9\xff", text),
]


@given(st.text())
def test_nothing_raises(text: str) -> None:
    """Whatever the text is."""
    for read in READERS:
        read(text)


@given(st.binary() | st.text())
def test_json_raises_one_class(body: bytes | str) -> None:
    """Whatever the body is."""
    with suppress(InvalidJSON):
        parse_json(body, deepest=3)


@pytest.mark.parametrize(
    "piece", ["<a", '<a>;a="', "<a>;a ", ", ", ";", "; charset ", " ", "\\", '"', "/..", "9", "\0 "]
)
def test_time_is_linear(piece: str) -> None:
    """No text makes a pattern go back and forth."""
    from generator.runtime.util import server_text

    def read_all(size: int) -> None:
        for read in READERS[4:]:
            read(piece * size)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server_text, "LONGEST_HEADER", 10**9)
        patch.setattr(server_text, "LONGEST_URL", 10**9)
        grows_in_proportion(read_all, 100_000)


@pytest.mark.parametrize("piece", ["9", "[", '{"a":', '"\\u0041', "1,", "-0.9"])
def test_json_is_read_in_linear_time(piece: str) -> None:
    """Also digits, of which Python converts no more than some thousand."""

    def read(size: int) -> None:
        with suppress(InvalidJSON):
            parse_json("[" + piece * size + "]", deepest=100)

    grows_in_proportion(read, 400_000)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=60,
)


@given(VALUES, st.sampled_from([None, 1]), st.integers(1, 40))
def test_json_in_slices(value: Any, indent: int | None, size: int) -> None:
    """It is the same value, wherever a slice ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server_text, "SLICED", -1)
        patch.setattr(server_text, "SLICE", size)
        text = json.dumps(value, indent=indent)
        assert parse_json(text, between=lambda: None) == value
        assert parse_json(text.encode(), between=lambda: None) == value


MARKS = '[]{},:" \n1-.e"atrue\\'


@given(st.text(MARKS), VALUES, st.integers(0, 200), st.text(MARKS, max_size=3), st.integers(1, 40))
def test_damaged_json_in_slices(noise: str, value: Any, place: int, damage: str, size: int) -> None:
    """It is read as the standard library does, or refused as it does."""
    text = json.dumps(value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server_text, "SLICED", -1)
        patch.setattr(server_text, "SLICE", size)
        for one in (noise, f"[{noise}]", text[:place] + damage + text[place:], text[:place]):
            try:
                known = json.loads(one, strict=False)
            except (ValueError, RecursionError):
                with pytest.raises(InvalidJSON):
                    parse_json(one, between=lambda: None)
            else:
                assert repr(parse_json(one, between=lambda: None)) == repr(known)


@pytest.mark.parametrize(
    "document",
    [
        "[" + "[]," * 400_000 + "[]]",
        '{"a": "' + "x" * 3_000_000 + '"}',
        "[" * 100 + "1" + ", [2]" * 300_000 + "]" * 100,
        "[" + '{"a": 1, "b": [{"c": null}, {}]},' * 60_000 + "0]",
        "{" + "".join(f'"k{number}": {number}, ' for number in range(100_000)) + '"z": {}}',
        "1" + " " * 2_000_000,
    ],
    ids=["lists", "a string", "deep", "objects", "members", "space"],
)
def test_large_json(document: str) -> None:
    """Somebody looks at the clock at least once for each slice, unless it is one long string or white space."""
    looks = 0

    def look() -> None:
        nonlocal looks
        looks += 1

    assert parse_json(document, between=look) == json.loads(document)
    assert looks >= (0 if document[1:3] in ('"a', "  ") else len(document) // server_text.SLICE - 1)


def test_json_that_is_given_up() -> None:
    """What the one who looks at the clock raises ends it."""

    def late() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        parse_json("[" + "[]," * 400_000 + "[]]", between=late)


@pytest.mark.parametrize("document", ["[" * 2_000_000, '{"a":' * 400_000, "[[" + " " * 2_000_000])
def test_large_json_that_nests_too_deeply(document: str) -> None:
    """Or never ends."""
    with pytest.raises(InvalidJSON):
        parse_json(document, between=lambda: None)


@pytest.mark.parametrize("piece", ["[],", '{"a": [1, "b"]},', "1,"])
def test_slices_take_time_in_proportion(piece: str) -> None:
    """To the document."""

    def read(size: int) -> None:
        parse_json(f"[{piece * (size // len(piece))}0]", between=lambda: None)

    gc.disable()  # collections go through all that the process has
    try:
        grows_in_proportion(read, 1 << 23)
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (b"", ""),
        (b"{}", ""),
        (b'\xef\xbb\xbf{"a": 1}', ""),
        ('{"a": 1}'.encode("utf-16-le"), "utf-16-le"),
        ('{"a": 1}'.encode("utf-16-be"), "utf-16-be"),
        ('{"a": 1}'.encode("utf-32-le"), "utf-32-le"),
    ],
)
def test_the_charset_of_json(body: bytes, charset: str) -> None:
    """Where it is not UTF-8."""
    assert json_charset(body) == charset
