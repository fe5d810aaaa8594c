"""Names and values of request headers (RFC 9110): a fault is refused before a connection is opened."""

from __future__ import annotations

import re
from typing import Any

from ..errors import ConfigurationError
from ..util.typeguards import is_mapping

_TOKEN_PREFIX = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]*").match
_FIELD_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*").fullmatch

FRAMING = frozenset(
    "connection content-length expect host http2-settings keep-alive proxy-connection te trailer transfer-encoding"
    " upgrade via".split()
)
"""Headers that say where a message ends, whom it is for, or what becomes of the connection: the transport's own. A
caller's value could cut a body short, let the rest of it pass for another request, or send the key to another host."""


def is_token(text: object) -> bool:
    """Whether *text* can be a method or the name of a header."""
    return isinstance(text, str) and text != "" and _token_prefix(text) == text


def _token_prefix(text: str) -> str:
    """The start of *text* that can stand in a name."""
    match = _TOKEN_PREFIX(text)
    assert match is not None
    return match[0]


def field_name(name: object, argument: str) -> str:
    """*name* in lower case; raises `ConfigurationError` if it cannot be that of a header."""
    if not isinstance(name, str) or name == "":
        got = "none" if name == "" else type(name).__name__
        raise ConfigurationError(f"{argument}: expected text as the name of a header, got {got}")
    good = _token_prefix(name)
    if good != name:  # the rest is not shown: after a colon may stand a value, and that may be a key
        raise ConfigurationError(
            f"{argument}: {good!r} followed by {name[len(good)]!r} is no header's name; use letters, digits and -"
        )
    return name.lower()


def field_value(value: object, argument: str) -> str:
    """*value* without the spaces around it; raises `ConfigurationError`, which does not show it, if it is none."""
    if not isinstance(value, str):
        raise ConfigurationError(f"{argument}: expected text, got {type(value).__name__}")
    value = value.strip(" \t")
    if not _FIELD_VALUE(value):
        mend = (
            "remove control characters" if value.isascii() else "encode what is not Latin-1, and no control character"
        )
        raise ConfigurationError(f"{argument}: a header holds one line of Latin-1 text; {mend}")
    return value


def caller_headers(given: Any, argument: str) -> dict[str, str]:
    """The headers *given* as *argument*, checked, names in lower case."""
    if not is_mapping(given):
        raise ConfigurationError(f"{argument}: expected a mapping of names to values, got {type(given).__name__}")
    headers: dict[str, str] = {}
    for name, value in given.items():
        headers[field_name(name, argument)] = field_value(value, f"{argument}: {name}")
    return headers


def refuse_framing(name: str, argument: str) -> ConfigurationError:
    """The error for a header that is not a caller's to set."""
    mend = "give base_url instead" if name == "host" else "leave it out"
    return ConfigurationError(f"{argument}: {name} is set by the transport; {mend}")
