"""Parses the bytes of a page as Markdown, HTML or plain text, whichever its content looks like.

The Content-Type is ignored: servers answer any address with a login page, and serve Markdown as text/plain.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from markdown_it import MarkdownIt

from .blocks import Block, Content, PageFormat
from .html_blocks import content as html_content

_HTML: Final = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE | re.DOTALL)
_MARKDOWN: Final = re.compile(r"^(?:#{1,6} \S|```|~~~|\|? ?:?-{3,}:? ?\||[*-] \[|.*\]\(\S+\))", re.MULTILINE)
_FRONT: Final = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_TITLE: Final = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_MDX: Final = re.compile(r"\{/\*.*?\*/\}|^(?:import|export) .*$", re.DOTALL | re.MULTILINE)
_FENCE: Final = re.compile(r"^ {0,12}(`{3,}|~{3,}).*?^ {0,12}\1[`~]*[ \t]*$", re.DOTALL | re.MULTILINE)
_CODE_BEGINS: Final = re.compile(r"\s*(?:\$ )?curl\b|\s*[{\[]\s*$")


def read(body: bytes) -> Content:
    """The content of the page *body*."""
    text = body.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\x00", "")
    form = detect_format(text)
    if form == "html":
        return html_content(text)
    if form == "markdown":
        return _markdown(text)
    return Content(form="text", blocks=tuple(_lines(text)))


def detect_format(text: str) -> PageFormat:
    """The format of *text*."""
    if _HTML.match(text) or "</html>" in text[-2000:].lower():
        return "html"
    return "markdown" if _MARKDOWN.search(text) else "text"


def _markdown(text: str) -> Content:
    """Render Markdown as HTML, so that one reader handles both; MDX components are read as HTML elements."""
    front = _FRONT.match(text)
    if front:
        text = text[front.end() :]
        title = _TITLE.search(front[1])
        if title and not re.search(r"^# ", text, re.MULTILINE):
            text = f"# {title[1]}\n\n{text}"
    return html_content(_renderer().render(_without_scripting(text)), form="markdown")


@cache
def _renderer() -> MarkdownIt:
    """CommonMark with tables and without indented code, because MDX indents nested components."""
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable(["code"])


def _without_scripting(text: str) -> str:
    """*text* without the imports, exports and comments of MDX, except in fenced code."""
    pieces: list[str] = []
    end = 0
    for fence in _FENCE.finditer(text):
        pieces += [_MDX.sub("", text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*pieces, _MDX.sub("", text[end:])])


def _lines(text: str) -> list[Block]:
    """The blocks of plain text: one for each line, and one of code for each command or example in braces."""
    blocks: list[Block] = []
    code: list[str] = []
    depth = 0
    for line in text.splitlines():
        if code or _CODE_BEGINS.match(line):
            code.append(line)
            depth += len(re.findall(r"[{\[]", line)) - len(re.findall(r"[}\]]", line))
            if depth <= 0 and not line.endswith("\\"):
                blocks.append(Block(kind="code", text="\n".join(code)))
                code, depth = [], 0
        elif line.strip():
            blocks.append(Block(kind="text", text=" ".join(line.split())))
    return [*blocks, *(Block(kind="text", text=" ".join(line.split())) for line in code if line.strip())]
