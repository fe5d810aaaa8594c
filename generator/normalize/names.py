"""Names: from whatever a document says to identifiers that are valid, readable and unique."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable

from attrs import define, field

from ..model.code import DEVICES

MAX_LENGTH = 100
"""Characters; longer names are cut, and numbered where that makes two of them equal."""

RESERVED_ATTRIBUTES = frozenset(
    (
        *("from_dict", "to_dict", "raw", "extra", "self", "wire"),  # the base class, and what spells a wire name
        *("str", "int", "float", "bool", "bytes", "list", "dict", "tuple", "set", "date", "datetime"),  # annotations
    )
)
RESERVED_CLASSES = frozenset({"any", "literal", "none", "true", "false"})
"""Casefolded: annotations use these words for something else."""

SYMBOLS = {
    "<": "lt", ">": "gt", "=": "eq", "*": "star", "+": "plus", "-": "minus", "/": "slash", "!": "not", "&": "and",
    "|": "or", "%": "percent", "^": "caret", "~": "tilde", "#": "hash", "$": "dollar", "@": "at", "?": "question",
    ".": "dot", ",": "comma", ":": "colon", ";": "semicolon", "_": "underscore",
}  # fmt: skip

CAMEL = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z][0-9])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z](?!s(?![a-z])|v[0-9])[a-z])"
)
"""Where a new word starts: ``taskId``, ``HTTPCode``; but not inside ``IDs`` and ``IPv4``."""


def words(raw: str) -> list[str]:
    """The runs of letters and digits in *raw*, in the form Python compares identifiers by."""
    text = unicodedata.normalize("NFKC", raw)
    return re.findall(r"[^\W_]+", "".join(c if c.isidentifier() or c.isdecimal() else " " for c in text))


def class_name(raw: str, default: str = "Model") -> str:
    """*raw* in PascalCase; capitals that are there stay, so that ``HTTPError`` does."""
    parts = words(raw)
    shouting = len(parts) > 1 and all(part.isupper() or part.isdecimal() for part in parts)
    name = "".join(part.capitalize() if shouting else part[0].upper() + part[1:] for part in parts)
    return _identifier(name, default)


def attribute(raw: str, default: str = "field", reserved: frozenset[str] = RESERVED_ATTRIBUTES) -> str:
    """*raw* in snake_case, never a keyword, never a name that a model's class body needs for itself."""
    text = re.sub(r"^([+-])(?=\w)|([<>=])", lambda m: f" {SYMBOLS[m.group()]} ", raw)
    name = _identifier("_".join(_snake_words(text)).lower(), default, "_")
    return f"{name}_" if keyword.iskeyword(name) or name in reserved else name


def module(name: str) -> str:
    """The module that holds the class *name*."""
    text = "_".join(_snake_words(name)).lower()
    return f"{text}_" if keyword.iskeyword(text) or DEVICES.fullmatch(text) else text


def constant(value: str | int) -> str:
    """The member name for an enum's *value*."""
    if isinstance(value, int):
        return f"VALUE_MINUS_{-value}" if value < 0 else f"VALUE_{value}"
    if not value.strip():
        return "EMPTY" if not value else "BLANK"
    text = re.sub(r"^[+-](?=\w)|[<>=]", lambda m: f" {SYMBOLS[m.group()]} ", value)
    parts = _snake_words(text) or [SYMBOLS[c] for c in value if c in SYMBOLS]
    return _identifier("_".join(parts).upper(), "VALUE", "_").upper()


def distinct(wanted: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A different name for each key of *wanted* (key, name); a key that is its own name keeps it."""
    pairs = list(wanted)
    pool = Pool("_")
    result = {key: pool.take(name) for key, name in pairs if key == name}
    result |= {key: pool.take(name) for key, name in pairs if key not in result}
    return {key: result[key] for key, _ in pairs}


@define
class Pool:
    """Names in use; two that differ in capitals or underscores only are one where *folded*."""

    joint: str
    folded: bool = False
    taken: set[str] = field(factory=set[str])
    numbers: dict[str, int] = field(factory=dict[str, int])
    """Where counting goes on, so that a thousand equal names do not take a million looks."""

    def take(self, wanted: str) -> str:
        """*wanted*, numbered from 2 when something else has it."""
        name, base = wanted, self.key(wanted)
        number = self.numbers.get(base, 2)
        while self.key(name) in self.taken:
            # A digit before the number would make another number of it.
            name = f"{wanted}{'_' if wanted[-1].isdigit() else self.joint}{number}"
            number += 1
        self.numbers[base] = number
        self.taken.add(self.key(name))
        return name

    def key(self, name: str) -> str:
        return name.casefold().replace("_", "") if self.folded else name


def _with_reserved(names: Iterable[str]) -> frozenset[str]:
    return RESERVED_CLASSES | {name.casefold() for name in names}


@define
class Names:
    """The class names of one document, unique also where the file system does not tell capitals apart."""

    reserved: frozenset[str] = field(converter=_with_reserved)
    pool: Pool = field(factory=lambda: Pool("", folded=True))

    def claim(self, raw: str, default: str = "Model") -> str:
        """A class name for *raw* that nothing else has."""
        name = class_name(raw, default)
        return self.pool.take(f"{name}Model" if name.casefold() in self.reserved else name)


def _snake_words(raw: str) -> list[str]:
    return [word for part in words(raw.replace("OAuth", "Oauth")) for word in CAMEL.split(part) if word]


def _identifier(name: str, default: str, joint: str = "") -> str:
    name = unicodedata.normalize("NFKC", name)[:MAX_LENGTH].rstrip("_")
    if not name:
        return default
    return name if name.isidentifier() else f"{default}{joint}{name}"
