"""HTML as blocks: the main part of a page, whichever tool generated the page.

Documentation sites have in common only HTML's elements (main, article, nav), ARIA roles and a few class names, so
nothing else is relied on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from attrs import define, field
from selectolax.lexbor import LexborHTMLParser, LexborNode

from .blocks import Block, Content, PageFormat

TEXT: Final = "-text"
INLINE_TAGS: Final = frozenset(
    "a abbr b bdi bdo big button cite code data del dfn em font i ins kbd label mark q s samp small span strike strong"
    " sub sup tt u var wbr".split()
)
IGNORED_TAGS: Final = frozenset(
    "audio canvas dialog embed footer head iframe img input link menu meta nav noscript object option relative-time"
    " script select style svg template textarea time time-ago title video -comment".split()
)
"""Elements without text, elements around the main part, and times, which are volatile."""
SURROUNDING_ROLES: Final = frozenset(
    "alert alertdialog banner complementary contentinfo dialog menu menubar navigation search status toolbar"
    " tooltip".split()
)
SURROUNDING_CLASS: Final = re.compile(
    r"(?:.*[-_])?(?:cookies?|consent|gdpr|breadcrumbs?|toc|table-of-contents|sidebar|navbar|pagination|pagination-nav"
    r"|feedback|skip-?(?:link|to-content)?|edit-(?:this-)?page|last-updated|announcement(?:-?bar)?|hash-link|headerlink"
    r"|anchor-?link|line-?no|line-?numbers?|linenos|sr-only|visually-hidden|copy-button|search)(?:[-_].*)?",
    re.IGNORECASE,
)
MAIN_SELECTOR: Final = "main, [role=main], article, .markdown-body, .theme-doc-markdown"
MIN_MAIN_SHARE: Final = 0.3
"""The least share of a page's text that its main part has."""
TEXT_ATTRIBUTES: Final = ("title", "header", "path", "query", "body", "name", "label")
"""Attributes of a component, such as `<ParamField path="id">`, that are shown as text."""
LINE_ENDS: Final = frozenset({"br", "div", "li", "p", "tr"})


def content(html: str, form: PageFormat = "html") -> Content:
    """The content of *html*: all of it if it was rendered from Markdown, else the main part of the page."""
    tree = LexborHTMLParser(html)
    title = tree.css_first("title")
    root = tree.body
    if root is not None and form == "html":
        root = _main(root)
    return Content(
        form=form,
        title=" ".join(title.text().split()) if title else "",
        blocks=tuple(_BlockReader().blocks(root)) if root is not None else (),
        asks_password=tree.css_first("input[type=password]") is not None,
    )


def _main(body: LexborNode) -> LexborNode:
    """The main part of *body*: the smallest candidate with a sufficient share of its text."""
    for node in body.css("*"):
        if _is_surrounding(node):
            node.decompose()
    whole = _length(body)
    candidates = [node for node in body.css(MAIN_SELECTOR) if _length(node) >= whole * MIN_MAIN_SHARE]
    return min(candidates, key=_length) if candidates else body


def _length(node: LexborNode) -> int:
    return len(node.text(separator=" ", strip=True))


def _is_surrounding(node: LexborNode) -> bool:
    """Whether *node* belongs to the site rather than to the page; elements with the page's heading do not."""
    if node.parent is None:
        return False
    tag, attributes = node.tag or "", node.attributes
    role = (attributes.get("role") or "").lower()
    surrounds = (
        tag in IGNORED_TAGS
        or role in SURROUNDING_ROLES
        or attributes.get("aria-hidden") == "true"
        or ("hidden" in attributes and role != "tabpanel")
        or (tag == "button" and not _is_disclosure(node))
        or (tag == "aside" and _is_links(node))
        or (tag == "header" and node.css_first("h1") is None)
        or any(SURROUNDING_CLASS.fullmatch(word) for word in _words(node))
    )
    if not surrounds or tag in ("html", "body", "main", "article", "head", "h1"):
        return False
    return tag in IGNORED_TAGS or node.css_first("h1, main, article") is None


def _words(node: LexborNode) -> list[str]:
    """The id and the classes of *node*, except classes with a colon, which are utility classes of CSS frameworks."""
    classes = (node.attributes.get("class") or "").split()
    return [word for word in (*classes, node.attributes.get("id") or "") if word and ":" not in word]


def _is_disclosure(node: LexborNode) -> bool:
    """Whether a button is text: it unfolds something, or is in a heading."""
    parent = node.parent
    return "aria-expanded" in node.attributes or (parent is not None and (parent.tag or "") in _HEADINGS)


def _is_links(node: LexborNode) -> bool:
    links = sum(_length(link) for link in node.css("a"))
    return links * 2 > _length(node)


_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}


@define
class _BlockReader:
    """Reads the nodes below a root as blocks, without recursion, because pages may be nested deeply."""

    line: list[str] = field(factory=list[str])
    quotes: int = 0

    def blocks(self, root: LexborNode) -> Iterator[Block]:
        pending: list[tuple[LexborNode, bool]] = [(root, False)]
        while pending:
            node, leaves = pending.pop()
            tag = node.tag or ""
            if leaves:
                yield from self.flush()
                self.quotes -= tag == "blockquote"
            elif tag == TEXT:
                self.line.append(node.text(deep=False))
            elif tag in IGNORED_TAGS:
                continue
            elif tag in INLINE_TAGS:
                self.line.append(self.inline(node))
                if tag not in ("code", "kbd"):
                    pending += [(child, False) for child in reversed(_children(node))]
            else:
                yield from self.flush()
                whole = self.whole(node, tag)
                if whole is not None:
                    yield from whole
                    continue
                self.quotes += tag == "blockquote"
                self.line += [f"{name} " for name in _shown(node, tag)]
                pending.append((node, True))
                pending += [(child, False) for child in reversed(_children(node))]
        yield from self.flush()

    def inline(self, node: LexborNode) -> str:
        """The text before that of an inline *node*: a space between adjacent elements, such as badges."""
        before = node.prev
        apart = " " if before is not None and before.tag != TEXT else ""
        return f"{apart}`{_inline_text(node)}`" if node.tag in ("code", "kbd") else apart

    def whole(self, node: LexborNode, tag: str) -> list[Block] | None:
        """The blocks of a heading, code or table; None for elements whose children are read one by one."""
        if tag in _HEADINGS and not self.quotes:
            text = _heading(_inline_text(node))
            return [Block(kind="heading", text=text, level=_HEADINGS[tag])] if text else []
        if tag == "pre":
            text = _code(node)
            return [Block(kind="code", text=text)] if text.strip() else []
        if tag == "table" and node.css_first("pre, table table") is None:
            return list(_rows(node))
        return None

    def flush(self) -> Iterator[Block]:
        text = " ".join("".join(self.line).split())
        self.line.clear()
        if text:
            yield Block(kind="text", text=text)


def _children(node: LexborNode) -> list[LexborNode]:
    children: list[LexborNode] = []
    child = node.first_child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def _shown(node: LexborNode, tag: str) -> list[str]:
    """The attributes of a component that are shown as text; HTML's own elements have none."""
    if tag in LINE_ENDS or not node.attributes or tag in _HTML_TAGS:
        return []
    return [value for name in TEXT_ATTRIBUTES if (value := node.attributes.get(name))]


_HTML_TAGS: Final = frozenset(
    "address article aside blockquote body center dd details dl dt fieldset figcaption figure form header hgroup hr"
    " html legend main ol p section summary table tbody td tfoot th thead ul".split()
)


def _inline_text(node: LexborNode) -> str:
    """The text of *node* on one line."""
    return " ".join("".join(_pieces(node, line_ends=False)).split())


def _code(node: LexborNode) -> str:
    """The text of *node* with its line breaks."""
    text = "".join(_pieces(node, line_ends=True))
    return re.sub(r"\n{2,}", "\n", text).strip("\n")


def _pieces(root: LexborNode, *, line_ends: bool) -> Iterator[str]:
    pending = list(reversed(_children(root)))
    while pending:
        node = pending.pop()
        tag = node.tag or ""
        if tag == TEXT:
            yield node.text(deep=False)
        elif tag not in IGNORED_TAGS:
            if line_ends and tag in LINE_ENDS:
                yield "\n"
            elif not line_ends and (tag not in INLINE_TAGS or (node.prev is not None and node.prev.tag != TEXT)):
                yield " "
            pending += reversed(_children(node))


def _heading(text: str) -> str:
    """*text* without the anchor sign of a heading."""
    return re.sub(r"^[#¶§\u200b\s]+|[#¶\u200b\s]+$", "", text)


def _rows(table: LexborNode) -> Iterator[Block]:
    columns: tuple[str, ...] = ()
    for row in table.css("tr"):
        nodes = [node for node in _children(row) if node.tag in ("td", "th")]
        cells = tuple(_inline_text(node) for node in nodes)
        if not columns and nodes and all(node.tag == "th" for node in nodes):
            columns = cells
        if any(cells):
            yield Block(kind="row", text=" | ".join(cells), cells=cells, columns=() if cells == columns else columns)
