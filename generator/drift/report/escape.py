"""Text that others wrote, made harmless for where it will stand: each format has its own ways to be deceived."""

from __future__ import annotations

import html
import json
import re
from typing import Any, Final
from urllib.parse import quote

from ...errors import escaped

_MARKDOWN: Final = re.compile(r"[\\`*_\[\]|~$#]|:(?=[\w/])|(?<=\bgh)-|^[-+=]|^\d+(?=[.)])", re.IGNORECASE)
_LIVE: Final = re.compile(r"(?:@|#|\\:(?=//)|\bGH(?=\\-)|\bwww(?=\.))", re.IGNORECASE)
"""What GitHub makes mentions, references to issues and links of, with nothing around it."""
_GAP: Final = "&#8203;"
_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def line(text: str) -> str:
    """*text* on one line, with what a terminal would obey or hide written as an escape."""
    return "".join(char if char.isprintable() else escaped(char) for char in " ".join(text.split()))


def markdown(text: str) -> str:
    """*text* as one line of Markdown that shows just its characters; what stands between backticks stays code."""
    parts = line(text).split("`")
    if len(parts) % 2 == 0:  # one backtick too many: it opens nothing
        parts[-2:] = ["`".join(parts[-2:])]
    return "".join(code(part) if index % 2 else _words(part) for index, part in enumerate(parts))


def code(text: str) -> str:
    """*text* as a code span, in which nothing is live."""
    flat = line(text)
    if not flat:
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    pad = " " if "`" in (flat[0], flat[-1]) else ""
    return f"{fence}{pad}{flat}{pad}{fence}"


def _words(text: str) -> str:
    """Plain words: entities for HTML, backslashes for Markdown, and a gap no eye sees where GitHub would link."""
    shown = html.escape(text, quote=False)
    safe = _MARKDOWN.sub(lambda match: match[0] + "\\" if match[0].isdigit() else "\\" + match[0], shown)
    return _LIVE.sub(lambda match: match[0] + _GAP, safe)


def plain_html(text: str) -> str:
    """*text* as it may stand between tags and in quoted attributes."""
    return html.escape(line(text))


def rich_html(text: str) -> str:
    """The same, with what stands between backticks as code."""
    parts = line(text).split("`")
    if len(parts) % 2 == 0:
        parts[-2:] = ["`".join(parts[-2:])]
    return "".join(
        f"<code>{html.escape(part)}</code>" if index % 2 and part else html.escape(part)
        for index, part in enumerate(parts)
    )


def message(text: str) -> str:
    """*text* as the message of a workflow command: it cannot end it, nor start another."""
    return line(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def attribute(text: str) -> str:
    """*text* as the value of a workflow command's property."""
    return message(text).replace(":", "%3A").replace(",", "%2C")


def xml(text: str) -> str:
    """*text* on one line, with only characters that XML can hold; the serializer does the rest."""
    return _XML.sub("\ufffd", line(text))


def sarif(text: str) -> str:
    """*text* as a SARIF message: no link is made of brackets, no placeholder of braces."""
    flat = re.sub(r"\{(\d+)\}", r"{{\1}}", line(text))
    return re.sub(r"\](?=\()", r"] ", flat)


def uri(path: str) -> str:
    """*path* as a URI, relative where *path* is."""
    flat = path.replace("\\", "/")
    return ("file://" if flat.startswith("/") else "") + quote(flat, safe="/", errors="replace")


def as_json(value: Any) -> str:
    """*value* as people read JSON; what a terminal would obey or hide stays escaped."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    return "".join(char if char.isprintable() or char == "\n" else _json_escape(char) for char in text)


def _json_escape(char: str) -> str:
    return json.dumps(char)[1:-1]
