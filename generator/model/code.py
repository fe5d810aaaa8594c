"""Quoting of text from documents and facts for generated source: Python, Markdown and TOML.

`Code` marks text that is safe in source. `render` refuses to print any other string: a template prints identifiers and
types from the plan, or the result of one of these filters.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

WIDTH = 116
"""Columns of prose in a docstring at its deepest indentation, under the formatter's 120."""

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""Controls, zero-width and bidirectional marks, lone surrogates."""

DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that no file can have on Windows."""

BULLET = re.compile(r"\s*(?:[-*+]|\d+\.)\s+")
LABEL = re.compile(r" {4}\w+: ")
"""One parameter of a docstring's list: what does not fit on its line is indented below it."""

VERBATIM = re.compile(r"(?:\t| {2,})(?![-*+] )|[|#`>]")
"""Lines of Markdown that are not part of a paragraph: indented, tables, headings, fences, quotations."""


class Code(str):
    """Text that may stand in generated source as it is."""

    __slots__ = ()


def literal(value: Any) -> Code:
    """A Python literal of JSON-like values; strings in double quotes, invisible characters escaped."""
    if isinstance(value, str):
        return Code(_quoted(value))
    if value is None or isinstance(value, (bool, int, float)):
        return Code(repr(value))
    found = container(value, literal)
    if found is None:
        raise TypeError(f"no literal for {type(value).__name__}")
    return found


def container(value: object, item: Callable[[Any], Code]) -> Code | None:
    """The display of a mapping, a list or a tuple, whose values *item* writes; None for any other value."""
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, Any]", value).items()
        return Code("{" + ", ".join(f"{literal(key)}: {item(one)}" for key, one in pairs) + "}")
    if isinstance(value, (list, tuple)):
        values = cast("Sequence[Any]", value)
        inner = ", ".join(item(one) for one in values)
        return Code(f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(values) == 1 else ''})")
    return None


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def prose(text: str) -> str:
    """*text* without control and invisible characters; paragraphs and lists keep their lines."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\t", "    ")).strip()


def sentence(text: str) -> str:
    """The first sentence of *text* on one line, ending in a full stop."""
    line = " ".join(prose(text).split("\n\n")[0].split())
    match = re.match(r"(.+?[.!?])(?:\s+[A-Z`*]|$)", line)
    first = match[1] if match else line
    return first if not first or first[-1] in ".!?" else first + "."


def docstring(text: str, indent: int = 4) -> Code:
    """*text* as it stands between triple quotes at *indent* columns: wrapped, escaped, closed on a line of its own
    when there is more than one."""
    lines = [_in_docstring(line) for line in _wrapped(prose(text), WIDTH - indent)]
    if len(lines) <= 1 and len("".join(lines)) <= WIDTH - indent - len('""""""') + 4:
        return Code("".join(lines))
    margin = " " * indent
    return Code("\n".join([lines[0], *(margin + line if line else "" for line in lines[1:]), margin]))


def _in_docstring(line: str) -> str:
    said = line.rstrip('"')
    escaped = said.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return escaped + '\\"' * (len(line) - len(said))  # otherwise they would join the closing quotes


def _wrapped(text: str, width: int) -> Iterable[str]:
    """Lines of at most *width* columns: paragraphs refilled, list items hanging, indented lines unchanged."""
    paragraph: list[str] = []

    def filled() -> Iterable[str]:
        if paragraph:
            first = paragraph[0]
            bullet = BULLET.match(first)
            hanging = " " * len(bullet[0]) if bullet else ""
            yield from _fill(" ".join([first.rstrip(), *(line.strip() for line in paragraph[1:])]), width, hanging)
            paragraph.clear()

    for line in text.split("\n"):
        starts_anew = not line.strip() or BULLET.match(line) or (line[0] == " " and not paragraph)
        if starts_anew or (paragraph and VERBATIM.match(line)):
            yield from filled()
        if not line.strip():
            yield ""
        elif VERBATIM.match(line) and not paragraph:
            indent = line[: len(line) - len(line.lstrip())]
            yield from _fill(line, width, indent + " " * 4 if LABEL.match(line) else indent)
        else:
            paragraph.append(line)
    yield from filled()


def _fill(line: str, width: int, hanging: str) -> list[str]:
    return textwrap.wrap(line, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)


def comment(text: str) -> Code:
    """*text* on one line, for a ``# `` comment."""
    return Code(" ".join(prose(text).split()))


def markdown(text: str) -> Code:
    """*text* as one cell or paragraph of Markdown: one line, no HTML, no cell borders."""
    line = " ".join(prose(text).split())
    return Code(line.replace("<", "&lt;").replace("|", "\\|"))


def toml(text: str) -> Code:
    """A TOML basic string, which JSON's escapes satisfy."""
    return literal(prose(text))


def paragraphs(text: str) -> Code:
    """*text* as Markdown: paragraphs and lists kept, HTML escaped."""
    return Code(prose(text).replace("<", "&lt;"))


def fence(source: str) -> Code:
    """*source* for a Markdown code fence, which it cannot close."""
    return Code(_UNPRINTABLE.sub("", source).strip("\n").replace("```", "` ` `"))
