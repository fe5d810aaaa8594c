"""Converts text of a server into values: numbers, dates, media types, JSON, links. No other module does.

A server may send anything. So each function reads in linear time, and returns None for text that it cannot read: a
header that cannot be read is no header. `parse_json` raises `InvalidJSON` instead, because JSON has a null of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple

from .typeguards import is_array, is_object

LARGEST_INTEGER = 10**15
"""Larger ones are not read: no count of anything that a server keeps is larger."""

LONGEST_URL = 16_384
"""Characters; a longer link is not followed."""

LONGEST_HEADER = 65_536
"""Characters; a longer header is not read where reading it means searching it."""

LONGEST_DATE = 64

SLICE = 1 << 15
"""Characters of JSON that are parsed at once where somebody looks at the clock in between."""

SLICED = 1 << 20
"""A longer text or body is worth slices, and a thread of its own in async code."""

DEEPEST_IN_SLICES = 500
"""How deeply arrays and objects may nest that are larger than one slice."""

_USUAL_BEGINNINGS = (b"{", b"[")

MILLISECONDS = 1e11
"""A point in time above this is in milliseconds since 1970: in seconds, it would be after the year 5000."""

_NUMBER = re.compile(r"(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(r"[A-Za-z0-9 ,:+()-]+")
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_TYPE = re.compile(rf"\s*({_WORD}(?:/{_WORD})?)\s*(?:[;,]|$)")
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^;,\s\"']+)", re.IGNORECASE)
_KNOWN_CHARSET = re.compile(
    r"utf[-_]?(?:8|(?:16|32)(?:[-_]?[lb]e)?)|(?:us[-_]?)?ascii|latin[-_]?1?[0-9]|iso[-_]?8859[-_]?1?[0-9]"
    r"|windows[-_]?125[0-8]|cp[0-9]{3,4}|koi8[-_]?[rtu]|mac[-_]?roman|tis[-_]?620|gbk|gb2312|gb18030"
    r"|big5(?:[-_]?hkscs)?|shift[-_]?jis|sjis|euc[-_]?(?:jp|kr)|iso[-_]?2022[-_]?(?:jp|kr)",
    re.IGNORECASE,
)
"""Character sets that are decoded. Python has other codecs too: some raise whatever the error handler (idna), some take
quadratic time (punycode)."""
_LINK = re.compile(
    r"[\s,]*<([^<>]*)>"
    r"((?:\s*;\s*[^\s;,=\"<>]+(?:\s*=\s*(?:\"(?:[^\"\\]++|\\.)*+\"|[^\s;,\"<>]*))?)*+)"
    r"\s*(?:,|$)"
)
_LINK_PARAMETER = re.compile(r"\s*;\s*([^\s;,=\"<>]+)(?:\s*=\s*(?:\"((?:[^\"\\]++|\\.)*+)\"|([^\s;,\"<>]*)))?")
_NOT_FOR_URLS = re.compile(r"[\x00-\x1f\x7f]")
_KEPT_IN_URLS = "!#$%&'()*+,-./:;=?@[]_~"
_HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Characters that cannot be encoded, or that change how the text around them is shown."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_TOKEN_TO_SEND = re.compile(r"[!-~]+")


class InvalidJSON(ValueError):
    """The text is not JSON."""


class JSONTooDeep(InvalidJSON):
    """The text may be JSON, but nests too deeply to be read."""


class MediaType(NamedTuple):
    """A ``Content-Type``, in lower case; empty where it names none."""

    name: str = ""
    charset: str = ""


def integer(value: object) -> int | None:
    """A whole number from 0, given as decimal digits or as a JSON number."""
    if isinstance(value, str):
        digits = value[:LONGEST_HEADER].strip()
        value = int(digits) if len(digits) <= 16 and digits.isascii() and digits.isdigit() else None
    return value if type(value) is int and 0 <= value <= LARGEST_INTEGER else None


def number(value: object) -> float | None:
    """A finite number that is not negative, given as decimal text or as a JSON number."""
    if isinstance(value, str):
        text = value[:LONGEST_HEADER].strip()
        found = float(text) if _NUMBER.fullmatch(text) else -1.0
    elif type(value) is int or type(value) is float:
        try:
            found = float(value)
        except OverflowError:
            return None
    else:
        return None
    return found if isfinite(found) and found >= 0 else None


def http_date(text: str) -> float | None:
    """Epoch time of a date as in RFC 9110, or of one in the looser format of mail, which some servers send."""
    if len(text) > LONGEST_DATE or not _DATE.fullmatch(text):
        return None
    from datetime import UTC
    from email.utils import parsedate_to_datetime  # slow to import and seldom needed

    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:  # "-0000": RFC 9110 dates are GMT
            moment = moment.replace(tzinfo=UTC)
        return moment.timestamp()
    except (ValueError, TypeError, ArithmeticError, LookupError):  # the parser promises the first alone
        return None


def epoch_time(value: object) -> float | None:
    """Epoch time of an ISO 8601 timestamp (without an offset: UTC), or of a number of seconds or milliseconds."""
    seconds = number(value)
    if seconds is not None:
        return seconds / 1000 if seconds > MILLISECONDS else seconds
    if not isinstance(value, str) or len(value) > LONGEST_DATE:
        return None
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(value.upper())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, ArithmeticError):
        return None


def media_type(text: str) -> MediaType:
    """The media type and the charset that a ``Content-Type`` names."""
    return _usual_media_type(text) if len(text) <= _USUAL_LENGTH else _media_type(text[:LONGEST_HEADER])


def _media_type(text: str) -> MediaType:
    name, charset = _TYPE.match(text), _CHARSET.search(text)
    return MediaType(name[1].lower() if name else "", charset[1].lower() if charset else "")


_usual_media_type = lru_cache(maxsize=64)(_media_type)
_USUAL_LENGTH = 80


def decode_text(body: bytes, charset: str = "") -> str:
    """*body* as text; as UTF-8 where *charset* is empty or unknown. What is damaged becomes U+FFFD."""
    if _KNOWN_CHARSET.fullmatch(charset):
        try:
            return body.decode(charset, "replace")
        except (LookupError, ValueError):
            pass
    return body.decode("utf-8", "replace")


def json_charset(body: bytes) -> str:
    """The encoding of JSON where it is not UTF-8, which some servers send."""
    if b"\0" not in body[:4]:
        return ""
    from json import detect_encoding

    return detect_encoding(body)


def parse_json(text: bytes | str, *, deepest: int | None = None, between: Callable[[], object] | None = None) -> Any:
    """The value of a JSON document.

    An integer with more digits than Python converts becomes text, and a control character in a string is accepted.

    Parameters:
        deepest: how deeply arrays and objects may nest; None: as deeply as the parser can.
        between: called between two slices of a large document, which other threads can run between; what it raises
            ends the parsing.

    Raises:
        InvalidJSON: it is not JSON. JSONTooDeep: it nests too deeply.
    """
    import json

    if isinstance(text, str):
        text = text.removeprefix("\ufeff")
    if between is not None and len(text) > SLICED:
        return _parse_in_slices(text, between)
    try:
        # Of bytes, json.loads first finds out how they are encoded.
        value = json.loads(text.decode() if isinstance(text, bytes) and text[:1] in _USUAL_BEGINNINGS else text)
    except (ValueError, RecursionError):
        value = _parse_leniently(text)
    if deepest is not None and _nests_deeper(value, deepest):
        raise JSONTooDeep(f"JSON that nests more than {deepest} levels deep")
    return value


def one_line(text: str, longest: int = 2000) -> str:
    """*text* in one line of at most *longest* characters, which any encoding, terminal and log can show."""
    line = " ".join(text.split())
    if len(line) > longest:
        line = line[: longest - 1] + "…"
    return line if line.isprintable() else _HIDDEN.sub("\ufffd", line)


def encodable(text: str) -> str:
    """*text* with U+FFFD in place of lone surrogates, which JSON can hold and no encoding has."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def join_url(base: str, link: object) -> str | None:
    """*link*, which may be relative to *base*, as an absolute http(s) URL in ASCII, without its fragment."""
    if not isinstance(link, str) or not 0 < len(link) <= LONGEST_URL:
        return None
    link = link.strip(" ")
    if not link or _NOT_FOR_URLS.search(link):
        return None
    from urllib.parse import quote, urljoin, urlsplit

    link, mark, query = link.partition("#")[0].partition(
        "?"
    )  # which may repeat a key: both functions keep URLs in a cache
    if mark or link:
        base = base.partition("?")[0]
    try:
        parts = urlsplit(quote(urljoin(base, link), safe=_KEPT_IN_URLS))
        query = quote(mark + query, safe=_KEPT_IN_URLS)
        host = parts.hostname or "%"
        if parts.scheme not in ("http", "https") or "%" in host or (parts.port is not None and parts.port < 1):
            return None
    except ValueError:  # brackets that are no IPv6 address, a port that is no number, lone surrogates
        return None
    return parts._replace(fragment="").geturl() + query


def has_credentials(url: str) -> bool:
    """Whether *url*, a result of `join_url`, names a user: many libraries send that as credentials."""
    return "@" in url.partition("://")[2].partition("?")[0].partition("/")[0]


def links(header: str) -> list[tuple[str, frozenset[str]]] | None:
    """Targets of a ``Link`` header (RFC 8288), each with its relation types in lower case."""
    if len(header) > LONGEST_HEADER:
        return None
    found: list[tuple[str, frozenset[str]]] = []
    position, end = 0, len(header.rstrip(" \t,"))
    while position < end:
        link = _LINK.match(header, position)
        if link is None:
            return None
        position = link.end()
        parameters = [(one[1].lower(), one[2] or one[3] or "") for one in _LINK_PARAMETER.finditer(link[2])]
        relations = next((value for name, value in parameters if name == "rel"), "")
        found.append((link[1].strip(), frozenset(relations.strip("'").lower().split())))
    return found


def sendable_token(value: object) -> str | None:
    """*value*, an access token, if it can stand in a header: visible ASCII characters and no space."""
    if not isinstance(value, str) or len(value) > LONGEST_HEADER or not _TOKEN_TO_SEND.fullmatch(value):
        return None
    return value


def _parse_leniently(text: bytes | str) -> Any:
    import json

    try:
        return json.loads(text, parse_int=_integer_or_text, strict=False)
    except RecursionError:
        raise JSONTooDeep("JSON that nests too deeply") from None
    except ValueError as error:
        raise InvalidJSON(f"not JSON: {error}") from None


def _integer_or_text(digits: str) -> int | str:
    try:
        return int(digits)
    except ValueError:  # see sys.set_int_max_str_digits: converting takes quadratic time, in both directions
        return digits


def _parse_in_slices(source: bytes | str, between: Callable[[], object]) -> Any:
    """The value of a large JSON document; the standard library's parser lets no other thread run before its end.

    What fits into a slice is parsed by that parser; of what does not, the brackets are read here.
    """
    from json import detect_encoding

    text = source if isinstance(source, str) else source.decode(detect_encoding(source), "replace")
    text = text.removeprefix("\ufeff")
    try:
        return _SlicedJSON(text, between).value()
    except RecursionError:
        raise JSONTooDeep("JSON that nests too deeply") from None
    except (ValueError, IndexError) as error:
        if isinstance(error, InvalidJSON):
            raise
        raise InvalidJSON(f"not JSON: {error}") from None


class _SlicedJSON:
    """Reads one large JSON document; an IndexError says that it ends too early."""

    def __init__(self, text: str, between: Callable[[], object]) -> None:
        from json import JSONDecoder
        from json.decoder import scanstring  # type: ignore[attr-defined]

        self._text = text
        self._between = between
        self._scan: Callable[[str, int], tuple[Any, int]] = JSONDecoder(
            parse_int=_integer_or_text, strict=False
        ).scan_once  # type: ignore[attr-defined]
        self._string: Callable[[str, int, bool], tuple[str, int]] = scanstring
        self._start: int = 0
        self._slice: str = text[:SLICE]
        self._end_of_batch = 0
        """Up to here, values are read one by one."""

    def value(self) -> Any:
        """The value, with nothing but white space around it."""
        text, opened, position = self._text, list[tuple[Any, str]](), self._after_space(0)
        while True:
            known, value, position = self._in_slice(position)
            if not known:
                value, position, is_open = self._large(position)
                if is_open:
                    if len(opened) == DEEPEST_IN_SLICES:
                        raise JSONTooDeep("JSON that nests too deeply")
                    key = ""
                    if text[position] == ("}" if is_object(value) else "]"):
                        position += 1
                    else:
                        key, position = self._key(position) if is_object(value) else ("", position)
                        opened.append((value, key))
                        continue
            while opened:  # whose value is complete
                container, key = opened[-1]
                if is_array(container):
                    container.append(value)
                else:
                    container[key] = value
                position = self._after_space(position)
                if text[position] == ",":
                    position = self._after_space(self._many(container, position) + 1)
                    if is_object(container):
                        key, position = self._key(position)
                        opened[-1] = container, key
                    break
                if text[position] != ("}" if is_object(container) else "]"):
                    raise InvalidJSON(f"not JSON: a delimiter is missing at character {position}")
                value, position = opened.pop()[0], position + 1
            else:
                if self._after_space(position) != len(text):
                    raise InvalidJSON(f"not JSON: more than one value at character {position}")
                return value

    def _in_slice(self, position: int) -> tuple[bool, Any, int]:
        """Whether the value at *position* lies in one slice, the value, and its end."""
        while True:
            local = position - self._start
            if local < len(self._slice):
                try:
                    value, end = self._scan(self._slice, local)
                    if self._slice[end : end + 1] not in _JSON_DELIMITERS:
                        end = _JSON_SPACE.match(self._slice, end).end()  # type: ignore[union-attr]
                    if self._slice[end : end + 1] in _JSON_DELIMITERS:  # else it may have been cut off
                        return True, value, self._start + end
                except (StopIteration, ValueError):
                    pass
            if not local:
                return False, None, position
            self._between()
            self._start, self._slice = position, self._text[position : position + SLICE]

    def _many(self, container: Any, position: int) -> int:
        """Add what of one slice after the comma at *position* belongs to *container*; the comma after it."""
        if position < self._end_of_batch:
            return position
        part = self._text[position + 1 : position + 1 + SLICE]
        self._end_of_batch = position + len(part)
        begin, end = "{}" if is_object(container) else "[]"
        for mark in ("},", "],", ","):
            cut = part.rfind(mark) + len(mark) - 1
            if cut < len(mark):
                continue
            self._between()
            whole = f"{begin}{part[:cut]}{end}"
            try:
                more, stop = self._scan(whole, 0)
            except (StopIteration, ValueError):
                continue
            if more and stop == len(whole):
                container.extend(more) if is_array(container) else container.update(more)
                self._end_of_batch = 0
                return position + 1 + cut
        return position

    def _large(self, position: int) -> tuple[Any, int, bool]:
        """The value at *position*, which is larger than a slice, its end, and whether it is a container that begins."""
        text, first = self._text, self._text[position]
        if first in "[{":
            return ([] if first == "[" else {}), self._after_space(position + 1), True
        if first == '"':
            return *self._string(text, position + 1, False), False
        end = _JSON_SCALAR.match(text, position).end()  # type: ignore[union-attr]
        try:
            return _parse_leniently(text[position:end]), end, False
        except InvalidJSON:
            raise InvalidJSON(f"not JSON: no value at character {position}") from None

    def _key(self, position: int) -> tuple[str, int]:
        """The key of an object at *position*, and where its value begins."""
        if self._text[position] != '"':
            raise InvalidJSON(f"not JSON: no key at character {position}")
        key, position = self._string(self._text, position + 1, False)
        position = self._after_space(position)
        if self._text[position] != ":":
            raise InvalidJSON(f"not JSON: no value of a key at character {position}")
        return key, self._after_space(position + 1)

    def _after_space(self, position: int) -> int:
        if self._text[position : position + 1] > " ":
            return position
        return _JSON_SPACE.match(self._text, position).end()  # type: ignore[union-attr]


_JSON_SPACE = re.compile(r"[ \t\n\r]*")
_JSON_SCALAR = re.compile(r"[-+.0-9A-Za-z]*")
_JSON_DELIMITERS = frozenset(",]}")


def _nests_deeper(value: Any, deepest: int) -> bool:
    """Whether arrays and objects nest more than *deepest* levels deep in *value*."""
    level: list[Any] = [value]
    for _ in range(deepest):
        level = [inner for outer in level for inner in _items(outer) if is_object(inner) or is_array(inner)]
        if not level:
            return False
    return True


def _items(value: Any) -> Iterable[Any]:
    """The items of an array or an object."""
    if is_object(value):
        return value.values()
    return value if is_array(value) else ()
