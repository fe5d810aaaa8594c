"""Serialization of parameters into URLs, headers and cookies: OpenAPI's styles.

A *style* is a string: ``form``, ``spaceDelimited``, ``pipeDelimited``, ``deepObject``, ``simple``, ``label`` or
``matrix``, followed by ``+explode`` or ``-explode`` where that is not the style's default; or a media type such as
``application/json`` for a parameter with ``content`` in the document. `UNSET` and None are not sent, neither alone nor
in lists and objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..codec.scalars import text
from ..errors import ConfigurationError
from ..util.typeguards import is_mapping, is_sequence
from ..util.unset import UNSET
from .headers import field_name, field_value, is_token

_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_COOKIE = "!#$&'()*+-./:<=>?@[]^_`{|}~"
"""Characters besides letters and digits that the value of a cookie may contain (RFC 6265)."""


def query_pairs(query: Mapping[str, Any], styles: Mapping[str, str]) -> list[tuple[str, str]]:
    """Query parameters as names and values in the given order, not percent-encoded.

    Parameters:
        query: values by name. A list repeats the name, unless its style differs; empty lists are not sent.
        styles: style by name, where it is not ``form+explode``.

    Raises:
        TypeError: a value cannot be serialized in its style; the message names the parameter.
    """
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        if type(value) is str and name not in styles:
            pairs.append((name, value))
        elif not _absent(value):
            pairs += _query(name, value, styles.get(name, "form"))
    return pairs


def path_value(name: str, value: Any, style: str = "simple") -> str:
    """The value of a path parameter, percent-encoded, so that it stays one segment.

    Raises:
        ValueError: it is empty or a dot segment, which would call another operation.
        TypeError: there is no value, or it cannot be serialized.
    """
    if _absent(value):
        raise TypeError(f"{name}: a path needs a value")
    if "/" in style:
        return percent_encoded(_json(name, value), name)
    kind, explode = _split(style)
    plain = _plain(name, value)
    parts = _parts(plain, explode, lambda part: percent_encoded(part, name))
    if kind == "label":
        return "." + ("." if explode else ",").join(parts)
    if kind == "matrix":
        if isinstance(plain, str) or not explode:
            return f";{name}=" + ",".join(parts)
        return "".join(f";{part}" if isinstance(plain, dict) else f";{name}={part}" for part in parts)
    written = ",".join(parts)
    if written in {"", ".", ".."}:
        raise ValueError(f"{name}: {written!r} in a path would name another operation")
    return written


def header_value(name: str, value: Any, style: str = "simple") -> str:
    """The value of a header parameter; lists are joined by commas.

    Raises:
        ConfigurationError: no header can hold it: a control character could start another header.
        TypeError: it cannot be serialized.
    """
    written = _json(name, value) if "/" in style else ",".join(_parts(_plain(name, value), _split(style)[1], str))
    return field_value(written, name)


def header_pairs(headers: Mapping[str, Any], styles: Mapping[str, str]) -> list[tuple[str, str]]:
    """Header parameters as names, in lower case, and values; raises as `header_value`."""
    return [
        (field_name(name, "headers"), header_value(name, value, styles.get(name, "simple")))
        for name, value in headers.items()
        if not _absent(value)
    ]


def cookie_value(cookies: Mapping[str, Any], styles: Mapping[str, str]) -> str:
    """Value of the ``Cookie`` header, percent-encoded where necessary; empty when there are no cookies.

    Raises:
        ConfigurationError: a name, which an object may bring along, cannot be that of a cookie.
        TypeError, ValueError: a value cannot be serialized.
    """
    pairs = query_pairs(cookies, styles)
    for name, _ in pairs:
        if not is_token(name):
            raise ConfigurationError(f"cookies: {name!r} is no name of a cookie; use letters, digits and hyphens")
    return "; ".join(f"{name}={percent_encoded(value, name, _COOKIE)}" for name, value in pairs)


def percent_encoded(value: str, argument: str, safe: str = "") -> str:
    """*value* as UTF-8, percent-encoded but for letters, digits and *safe*; raises ValueError that names *argument*."""
    from urllib.parse import quote  # slower to import than this module; httpx has imported it before the first call

    try:
        return quote(value, safe=safe)
    except UnicodeEncodeError:
        raise ValueError(f"{argument}: text with half of a surrogate pair cannot be sent as UTF-8") from None


def _absent(value: Any) -> bool:
    return value is None or value is UNSET


def _split(style: str) -> tuple[str, bool]:
    kind, sign, _ = style.partition("+" if "+" in style else "-")
    return kind, sign == "+" if sign else kind == "form"


def _query(name: str, value: Any, style: str) -> Iterator[tuple[str, str]]:
    if "/" in style:
        yield name, _json(name, value)
        return
    kind, explode = _split(style)
    if kind == "deepObject":
        yield from _deep(name, value)
        return
    plain = _plain(name, value)
    if isinstance(plain, str):
        yield name, plain
    elif not explode:
        if plain:
            yield name, _DELIMITERS.get(kind, ",").join(_parts(plain, explode, str))
    elif isinstance(plain, dict):
        yield from plain.items()
    else:
        for item in plain:
            yield name, item


def _deep(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """``name[key][key]=value``. The specification does not define lists; they are numbered: ``name[0]=value``.

    With a repeated name, the items of a list of objects could not be told apart, and some servers use the last value
    only.
    """
    if _absent(value):
        return
    items = _items(value)
    if isinstance(items, dict):
        for key, item in items.items():
            yield from _deep(f"{name}[{key}]", item)
    elif isinstance(items, list):
        for index, item in enumerate(items):
            yield from _deep(f"{name}[{index}]", item)
    else:
        yield name, _text(name, value)


def _items(value: Any) -> dict[str, Any] | list[Any] | None:
    """The items of a list, or of an object (a mapping or a model); None for a single value."""
    if hasattr(value, "to_dict"):
        value = value.to_dict()
    if is_mapping(value):
        return {_text("key", key): item for key, item in value.items() if not _absent(item)}
    if is_sequence(value):
        return [item for item in value if not _absent(item)]
    return None


def _plain(name: str, value: Any) -> str | list[str] | dict[str, str]:
    items = _items(value)
    if isinstance(items, dict):
        return {key: _text(f"{name}.{key}", item) for key, item in items.items()}
    if isinstance(items, list):
        return [_text(name, item) for item in items]
    return _text(name, value)


def _parts(plain: str | list[str] | dict[str, str], explode: bool, quote: Callable[[str], str]) -> list[str]:
    if isinstance(plain, str):
        return [quote(plain)]
    if isinstance(plain, list):
        return [quote(item) for item in plain]
    if explode:
        return [f"{quote(key)}={quote(item)}" for key, item in plain.items()]
    return [quote(part) for pair in plain.items() for part in pair]


def _text(name: str, value: Any) -> str:
    try:
        return text(value)
    except TypeError as error:
        raise TypeError(f"{name}: {error}") from None


def _json(name: str, value: Any) -> str:
    import json

    from ..codec.encoder import encode

    return json.dumps(encode(value, where=name), ensure_ascii=False, separators=(",", ":"))
