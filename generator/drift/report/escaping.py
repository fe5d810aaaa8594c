"""Escaping of untrusted text for each output format."""

from __future__ import annotations

import html
import json
import re
from typing import Any, Final
from urllib.parse import quote

from ...errors import escaped

_MARKDOWN: Final = re.compile(r"[\\`*_\[\]|~$#]|:(?=[\w/])|(?<=\bgh)-|^[-+=]|^\d+(?=[.)])", re.IGNORECASE)
_LINKED: Final = re.compile(r"(?:@|#|\\:(?=//)|\bGH(?=\\-)|\bwww(?=\.))", re.IGNORECASE)
"""Text that GitHub turns into mentions, references to issues, and links."""
_ZERO_WIDTH_SPACE: Final = "&#8203;"
_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def line(text: str) -> str:
    """*text* on one line, with control and invisible characters escaped."""
    return "".join(char if char.isprintable() else escaped(char) for char in " ".join(text.split()))


def markdown(text: str) -> str:
    """*text* as one line of Markdown that is shown literally; text between backticks stays code."""
    parts = line(text).split("`")
    if len(parts) % 2 == 0:  # the last of an odd number of backticks is literal
        parts[-2:] = ["`".join(parts[-2:])]
    return "".join(code(part) if index % 2 else _words(part) for index, part in enumerate(parts))


def code(text: str) -> str:
    """*text* as a code span."""
    flat = line(text)
    if not flat:
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    pad = " " if "`" in (flat[0], flat[-1]) else ""
    return f"{fence}{pad}{flat}{pad}{fence}"


def _words(text: str) -> str:
    """Text outside code: HTML entities, Markdown escapes, and zero-width spaces where GitHub would link."""
    shown = html.escape(text, quote=False)
    safe = _MARKDOWN.sub(lambda match: match[0] + "\\" if match[0].isdigit() else "\\" + match[0], shown)
    return _LINKED.sub(lambda match: match[0] + _ZERO_WIDTH_SPACE, safe)


def plain_html(text: str) -> str:
    """*text* escaped for HTML content and quoted attributes."""
    return html.escape(line(text))


def rich_html(text: str) -> str:
    """*text* escaped for HTML, with text between backticks as code elements."""
    parts = line(text).split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["`".join(parts[-2:])]
    return "".join(
        f"<code>{html.escape(part)}</code>" if index % 2 and part else html.escape(part)
        for index, part in enumerate(parts)
    )


def message(text: str) -> str:
    """*text* escaped as the message of a workflow command."""
    return line(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def attribute(text: str) -> str:
    """*text* escaped as the value of a workflow command's property."""
    return message(text).replace(":", "%3A").replace(",", "%2C")


def xml(text: str) -> str:
    """*text* on one line, with the characters that XML forbids replaced; the serializer escapes the rest."""
    return _XML.sub("\ufffd", line(text))


def sarif(text: str) -> str:
    """*text* as a SARIF message without links and placeholders."""
    flat = re.sub(r"\{(\d+)\}", r"{{\1}}", line(text))
    return re.sub(r"\](?=\()", r"] ", flat)


def uri(path: str) -> str:
    """*path* as a URI, relative where *path* is."""
    flat = path.replace("\\", "/")
    return ("file://" if flat.startswith("/") else "") + quote(flat, safe="/", errors="replace")


def as_json(value: Any) -> str:
    """*value* as indented JSON, with control and invisible characters escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return "".join(char if char.isprintable() or char == "\n" else _json_escape(char) for char in text)


def _json_escape(char: str) -> str:
    return json.dumps(char)[1:-1]
