"""The bytes of a page as what they say: Markdown, HTML or plain text, told apart by what they are.

What a server calls it is not asked: a login page is served for every address, and Markdown as text/plain.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from markdown_it import MarkdownIt

from .blocks import Block, Content, Form
from .markup import content as html_content

_HTML: Final = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE | re.DOTALL)
_MARKDOWN: Final = re.compile(r"^(?:#{1,6} \S|```|~~~|\|? ?:?-{3,}:? ?\||[*-] \[|.*\]\(\S+\))", re.MULTILINE)
_FRONT: Final = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_TITLE: Final = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_MDX: Final = re.compile(r"\{/\*.*?\*/\}|^(?:import|export) .*$", re.DOTALL | re.MULTILINE)
_FENCE: Final = re.compile(r"^ {0,12}(`{3,}|~{3,}).*?^ {0,12}\1[`~]*[ \t]*$", re.DOTALL | re.MULTILINE)
_CODE_BEGINS: Final = re.compile(r"\s*(?:\$ )?curl\b|\s*[{\[]\s*$")


def read(body: bytes) -> Content:
    """What *body* says."""
    text = body.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\x00", "")
    form = form_of(text)
    if form == "html":
        return html_content(text)
    if form == "markdown":
        return _markdown(text)
    return Content(form="text", blocks=tuple(_lines(text)))


def form_of(text: str) -> Form:
    """What *text* is written in."""
    if _HTML.match(text) or "</html>" in text[-2000:].lower():
        return "html"
    return "markdown" if _MARKDOWN.search(text) else "text"


def _markdown(text: str) -> Content:
    """Markdown is made HTML first, so that there is one reader of blocks; components in it are HTML to that."""
    front = _FRONT.match(text)
    if front:
        text = text[front.end() :]
        title = _TITLE.search(front[1])
        if title and not re.search(r"^# ", text, re.MULTILINE):
            text = f"# {title[1]}\n\n{text}"
    return html_content(_renderer().render(_without_scripting(text)), form="markdown")


@cache
def _renderer() -> MarkdownIt:
    """CommonMark with tables. What is indented is no code in MDX, where components are nested."""
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable(["code"])


def _without_scripting(text: str) -> str:
    """*text* less the lines and comments of MDX that no reader sees; code in fences is left alone."""
    pieces: list[str] = []
    end = 0
    for fence in _FENCE.finditer(text):
        pieces += [_MDX.sub("", text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*pieces, _MDX.sub("", text[end:])])


def _lines(text: str) -> list[Block]:
    """Plain text, a block for each line; a command or an example in braces is one block of code."""
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
