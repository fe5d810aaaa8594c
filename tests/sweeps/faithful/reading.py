"""Reads a request as a server would that knows nothing but the original document, and says what is wrong with it.

Written against the specification (parameter styles of OpenAPI 3.0.4 and 3.1.1, RFC 6570), not against our writer. Where
the specification leaves a spelling open, the common ones are taken: lists in ``deepObject`` as ``a[b]=1&a[b]=2``,
``a[b][]=1`` or ``a[b][0]=1``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote, unquote_plus

Json = dict[str, Any]
Pairs = list[tuple[str, str]]
SAFE = "/?&=:@!$'()*+,;%~"
"""What a path may hold as it is (RFC 3986)."""
SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


class MisreadError(Exception):
    """The request breaks the document; says where."""


def template(path: str) -> re.Pattern[str]:
    """What the path of a request looks like; the fragment that some documents tell paths apart by is not sent."""
    pieces = re.split(r"(\{[^{}]*\})", path.partition("#")[0])
    literal = "".join("([^?#]*?)" if one[:1] == "{" else re.escape(quote(one, safe=SAFE)) for one in pieces)
    return re.compile(literal + (r"(?:&.*)?" if "?" in path else r"(?:\?.*)?"), re.DOTALL)


def style(parameter: Json) -> tuple[str, bool]:
    """(style, explode) of a parameter."""
    usual = "form" if parameter["in"] in ("query", "cookie") else "simple"
    said = parameter.get("style") or usual
    return said, parameter.get("explode", said == "form")


def pairs(raw: str, *, plus: bool = True) -> Pairs:
    """Names and values of a query or a form, decoded."""
    decode = unquote_plus if plus else unquote
    parts = [one.partition("=") for one in raw.split("&") if one]
    return [(decode(name), decode(value)) for name, _, value in parts]


def in_query(found: Pairs, name: str, how: tuple[str, bool], like: Any) -> tuple[Any, set[str]]:
    """What *found* says of the parameter, in the shape of *like*, and the names that it used; None: nothing."""
    kind, explode = how
    if kind == "deepObject":
        mine = [(key, value) for key, value in found if re.fullmatch(rf"{re.escape(name)}(\[[^\]]*\])*", key)]
        return (nested(name, mine, like) if mine else None), {key for key, _ in mine}
    values = [value for key, value in found if key == name]
    if isinstance(like, dict) and explode:
        mine = [(key, value) for key, value in found if key in like]
        return dict(mine) or None, {key for key, _ in mine}
    if not values:
        return None, set()
    if isinstance(like, list) and explode:
        return values, {name}
    if len(values) > 1:
        raise MisreadError(f"{name} is there {len(values)} times")
    return shaped(values[0], like, SEPARATORS.get(kind, ","), explode=False), {name}


def in_path(raw: str, name: str, how: tuple[str, bool], like: Any) -> Any:
    """A segment of the path, in the shape of *like*."""
    kind, explode = how
    if kind == "label":
        if raw[:1] != ".":
            raise MisreadError(f"{name}: no label")
        return shaped(raw[1:], like, "." if explode else ",", explode=explode, decode=unquote)
    if kind == "matrix":
        if raw[:1] != ";":
            raise MisreadError(f"{name}: no matrix")
        if explode and isinstance(like, list):
            return [unquote(one.partition("=")[2]) for one in raw[1:].split(";")]
        if explode and isinstance(like, dict):
            return shaped(raw[1:], like, ";", explode=True, decode=unquote)
        mine, _, raw = raw[1:].partition("=")
        if mine != name:
            raise MisreadError(f"{name}: matrix says {mine}")
        return shaped(raw, like, ",", explode=False, decode=unquote)
    return shaped(raw, like, ",", explode=explode, decode=unquote)


def shaped(raw: str, like: Any, separator: str, *, explode: bool, decode: Any = str) -> Any:
    """*raw* as a list, an object or one value, as *like* is."""
    if isinstance(like, list):
        return [decode(one) for one in raw.split(separator)]
    if isinstance(like, dict):
        parts = [
            decode(one) for one in (re.split(rf"{re.escape(separator)}|=", raw) if explode else raw.split(separator))
        ]
        return dict(zip(parts[::2], parts[1::2], strict=True))
    return decode(raw)


def nested(name: str, found: Pairs, like: Any) -> Any:
    """``name[a][b]=c`` as objects and lists."""
    if isinstance(like, dict):
        inner: Json = {}
        for key, value in like.items():
            below = f"{name}[{key}]"
            mine = [(one, text) for one, text in found if one == below or one.startswith(f"{below}[")]
            if mine:
                inner[key] = nested(below, mine, value)
        return inner
    if isinstance(like, list):
        if any(one.startswith(f"{name}[0]") for one, _ in found):
            groups = [
                [(k, v) for k, v in found if k == f"{name}[{i}]" or k.startswith(f"{name}[{i}][")]
                for i in range(len(like))
            ]
            return [nested(f"{name}[{i}]", mine, one) for i, (mine, one) in enumerate(zip(groups, like, strict=True))]
        return [text for one, text in found if one in (name, f"{name}[]")]
    if len(found) != 1 or found[0][0] != name:
        raise MisreadError(f"{name}: {found!r:.200}")
    return found[0][1]


def parts(body: bytes, content_type: str) -> Iterator[tuple[str, str, bytes]]:
    """(name, media type, content) of the parts of a multipart body."""
    match = re.search(r'boundary="?([^";]+)', content_type)
    if not match:
        raise MisreadError("multipart without a boundary")
    mark = b"--" + match[1].encode()
    whole = b"\r\n" + body
    pieces = whole.split(b"\r\n" + mark)
    if pieces[0] or not pieces[-1].startswith(b"--"):
        raise MisreadError("multipart is not closed")
    for piece in pieces[1:-1]:
        head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        lines = dict(line.partition(": ")[::2] for line in head.decode().split("\r\n"))
        lines = {key.lower(): value for key, value in lines.items()}
        named = re.search(r'name="([^"]*)"', lines["content-disposition"])
        yield unquote(named[1]) if named else "", lines.get("content-type", "text/plain"), content


def typed(read: Any, like: Any) -> Any:
    """Texts as the JSON value that they spell: *like*, if it is spelt so, else what they say by themselves."""
    if isinstance(like, dict) and isinstance(read, dict):
        return {key: typed(value, like.get(key)) for key, value in read.items()}
    if isinstance(like, list) and isinstance(read, list):
        return [typed(one, like[i] if i < len(like) else None) for i, one in enumerate(read)]
    if isinstance(like, str) or not isinstance(read, str):
        return read
    try:
        return json.loads(read)
    except ValueError:
        return read


def full(value: Any) -> Any:
    """*value* without the empty objects and lists in it, which a form has no way to say."""
    if isinstance(value, dict):
        return {key: full(one) for key, one in value.items() if full(one) not in ({}, [])}
    return [full(one) for one in value if full(one) not in ({}, [])] if isinstance(value, list) else value


def difference(one: Any, other: Any, where: str = "$") -> str:
    """Where two JSON values differ first."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *(key for key in other if key not in one)]:
            if key not in one or key not in other:
                return f"{where}.{key} is {'lost' if key in one else 'new'}"
            if one[key] != other[key]:
                return difference(one[key], other[key], f"{where}.{key}")
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (a, b) in enumerate(zip(one, other, strict=True)):
            if a != b:
                return difference(a, b, f"{where}[{index}]")
    return f"{where}: {one!r:.100} comes back as {other!r:.100}"
