"""The facts that a page states and that can be compared with a document: operations, limits, enumerations, headers, ….

A fact is a few words of a page, never its prose. Statements that are not recognised still change the digest of their
section, so that every change of a page is reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Literal, get_args

from attrs import frozen

from ...documents.json_values import is_array, is_object
from . import endpoints, quantities
from .blocks import Block
from .sections import Section

Kind = Literal[
    "endpoint", "methods", "count", "limit", "figure", "values", "status", "header", "code", "variable", "auth",
    "server", "field",
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
MAX_TEXT_LENGTH: Final = 60
"""The most characters of a fact's value, and of what it is about."""

_HEADER: Final = re.compile(
    r"\b(X-[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]|x-[a-z][a-z0-9-]*[a-z0-9]|Retry-After|RateLimit(?:-\w+)*|Idempotency-Key"
    r"|If-(?:None-)?Match|ETag|WWW-Authenticate)\b"
)
_SENT: Final = re.compile(r"(?:-H|--header)[ =]+[\"']([A-Za-z][A-Za-z0-9-]*):")
_ORDINARY: Final = frozenset({"authorization", "accept", "content-type", "user-agent", "content-length", "host"})
_PHRASES: Final = (
    r"OK\b|Created|Accepted|No Content|Partial Content|Moved|Found|See Other|Not Modified|Bad Request|Unauthorized"
    r"|Payment Required|Forbidden|Not Found|Method Not|Not Acceptable|Request Time|Conflict|Gone|Length Required"
    r"|Precondition|Payload|Content Too|Unsupported|Unprocessable|I'm a Teapot|Locked|Failed Dep|Too (?:Early|Many)"
    r"|Internal|Not Implemented|Bad Gateway|Service Un|Gateway|Insufficient"
)
"""The first words of the reason phrases of HTTP statuses."""
_STATUS: Final = re.compile(
    rf"\b([1-5]\d\d)\b[\s`*:–-]*(?={_PHRASES})"
    r"|(?:\bHTTP(?:/\d(?:\.\d)?)?|\bstatus(?:es)?(?: codes?)?|\breturn(?:s|ed)?(?: an?)?"
    r"|\brespon(?:ds?|se)(?: with)?(?: an?)?|\banswers?(?: with)?(?: an?)?|\berrors?|\bcodes?)"
    r"[\s`:–-]*([1-5]\d\d)\b(?![.,]?\d)"
    r"|`([1-5]\d\d)`|\b([1-5]\d\d)\b(?=`?\s+(?:responses?|errors?|status(?:es)?)\b)",
    re.IGNORECASE,
)
_STATUS_COLUMN: Final = re.compile(r"\b(?:status|code|http)\b", re.IGNORECASE)
_CODE: Final = re.compile(r"\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b")
_VARIABLE: Final = re.compile(r"_(?:KEY|TOKEN|SECRET|URL|URI|HOST|BASE|ENDPOINT|ENV|ID|PASSWORD|PEPPER)$")
_EXPORTED: Final = re.compile(
    r"(?:\bexport +|\benviron(?:\.get)?[\[(][\"']|\bgetenv\([\"']|\benv\.|^)([A-Z][A-Z0-9_]{2,})(?:=|[\"'\])]|\b)"
)
_STATE_FIELDS: Final = frozenset(
    {"status", "state", "type", "event", "level", "code", "error", "detail", "reason", "kind"}
)
_WORD: Final = re.compile(r"[A-Za-z][\w.-]*")
_NAME_COLUMN: Final = re.compile(r"(?:field|parameter|param|property|attribute|argument|name|key)s?", re.IGNORECASE)
_PREFIX: Final = re.compile(r"\b((?:[a-z]{2,8}_)(?:live|test|prod|sandbox)_|(?:sk|pk|rk)_(?=x{2,}|\.\.))")
_SCHEME: Final = re.compile(r"Authorization`?:\s*`?[\"']?(Bearer|Basic|Token|ApiKey|Digest)\b", re.IGNORECASE)
_IN_QUERY: Final = re.compile(r"[?&](api_?key|access_token|token|key|apikey)=")
_KEY_HEADER: Final = re.compile(r"(?i)\b(x-[\w-]*(?:key|token|auth)[\w-]*|api-?key|auth-token)`?: ")
_URL: Final = re.compile(r"https?://[^\s`\"'<>()|,\\]+")
_HOSTS: Final = re.compile(
    r"\b(?:base ?urls?|servers?|hosts?|environments?|staging|production|sandbox|api (?:at|lives|is at))\b",
    re.IGNORECASE,
)
_NO_SERVER: Final = re.compile(r"[#?]|\.(?:json|ya?ml|txt|md|html?|xml|png|svg|zip|py|js|ts)$", re.IGNORECASE)
_API: Final = re.compile(r"://(?:[\w-]+\.)*api\b|/(?:api|v\d+|rest|graphql)\b", re.IGNORECASE)
_MAX_ADDRESS_LINE_WORDS: Final = 12
"""The most words of a line that only gives an address."""
_PLACEHOLDER: Final = re.compile(r"(?:YOUR|MY|INSERT|EXAMPLE|REPLACE)_")


@frozen(order=True)
class Fact:
    """One statement of a page: the *value* of a *kind* that it gives, *about* something that it names."""

    kind: Kind
    value: str
    about: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.value}" + (f" @ {self.about}" if self.about else "")


def fact(text: str) -> Fact:
    """Parse *text*, the `str` of a fact; raises ValueError for other text."""
    kind, _, rest = text.partition(" ")
    value, _, about = rest.rpartition(" @ ") if " @ " in rest else (rest, "", "")
    if kind not in KINDS or not value:
        raise ValueError(text)
    return Fact(kind, value, about)


def facts(section: Section) -> tuple[Fact, ...]:
    """The facts that *section* states, in the order of the kinds."""
    statements = list(_all(section))
    named = {value for kind, value, _ in statements if kind == "endpoint"}
    alone = named.pop() if len(named) == 1 else ""
    found = {
        Fact(
            kind, value[:MAX_TEXT_LENGTH], (alone if kind == "status" else about).replace(" @ ", " ")[:MAX_TEXT_LENGTH]
        )
        for kind, value, about in statements
    }
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one)))


Found = tuple[Kind, str, str]


def _all(section: Section) -> Iterator[Found]:
    yield from endpoints.endpoints(section.blocks)
    yield from quantities.quantities(section)
    for block in section.blocks:
        plain = block.text
        yield from _of("header", (name.lower() for name in _headers(plain)))
        yield from _of("status", _statuses(block))
        yield from _capitals(plain)
        yield from _auth(plain)
        yield from _columns(block)
        if block.kind == "code":
            for value in _json(plain):
                yield from _members(value)
    yield from _servers(section)


def _of(kind: Kind, values: Iterable[str]) -> Iterator[Found]:
    """Each of *values* as a fact that is about nothing in particular."""
    for value in values:
        yield kind, value, ""


def _headers(text: str) -> Iterator[str]:
    for name in (*_HEADER.findall(text), *_SENT.findall(text)):
        if name.lower() not in _ORDINARY:
            yield name


def _statuses(block: Block) -> Iterator[str]:
    if block.kind != "code":
        yield from (next(group for group in found.groups() if group) for found in _STATUS.finditer(block.text))
    for column, cell in zip(block.columns, block.cells, strict=False):
        if _STATUS_COLUMN.search(column):
            yield from re.findall(r"(?<![\w.])[1-5]\d\d(?![\w.])", cell)


def _capitals(text: str) -> Iterator[Found]:
    """The names of environment variables and the error codes, which are both in capitals."""
    exported = set(_EXPORTED.findall(text))
    for word in dict.fromkeys(_CODE.findall(text)):
        if _PLACEHOLDER.match(word):
            continue
        yield ("variable" if _VARIABLE.search(word) or word in exported else "code"), word, ""


def _auth(text: str) -> Iterator[Found]:
    yield from _of("auth", (scheme.lower() for scheme in _SCHEME.findall(text)))
    yield from _of("auth", (f"query {name}" for name in _IN_QUERY.findall(text)))
    yield from _of("auth", (f"header {name.lower()}" for name in _KEY_HEADER.findall(text)))
    yield from _of("auth", (f"key {prefix}" for prefix in _PREFIX.findall(text)))


def _columns(block: Block) -> Iterator[Found]:
    """The names that a table of fields lists."""
    if block.columns and _NAME_COLUMN.fullmatch(block.columns[0].strip()) and block.cells:
        name = re.match(r"`?([A-Za-z][\w.\-\[\]]*)", block.cells[0])
        if name:
            yield "field", name[1].removesuffix("[]"), ""


def _json(code: str) -> Iterator[Any]:
    """The JSON values in *code*: the whole of it, or the body that a command sends."""
    for text in (code, *re.findall(r"'(\s*[{\[][^']*[}\]]\s*)'", code)):
        try:
            yield json.loads(text)
        except (ValueError, RecursionError):
            start, end = text.find("{"), text.rfind("}")
            try:
                yield json.loads(text[start : end + 1])
            except (ValueError, RecursionError):
                continue


def _members(value: Any) -> Iterator[Found]:
    """The fields of an example, and the values of those that have states or codes."""
    pending: list[Any] = [value]
    while pending:
        one = pending.pop()
        if is_object(one):
            for key, inner in one.items():
                if _WORD.fullmatch(key):
                    yield "field", key, ""
                if key in _STATE_FIELDS and isinstance(inner, str) and re.fullmatch(r"[A-Za-z][\w.-]*", inner):
                    yield "code", inner, key
            pending += one.values()
        elif is_array(one):
            pending += one


def _servers(section: Section) -> Iterator[Found]:
    named = bool(section.path and _HOSTS.search(section.path[-1]))
    for block in _prose(section.blocks):
        names_servers = named or _HOSTS.search(block.text)
        if names_servers:
            brief = len(block.text.split()) <= _MAX_ADDRESS_LINE_WORDS
            for url in map(_without_trailing, _URL.findall(block.text)):
                if not _NO_SERVER.search(url) and (brief or _API.search(url)):
                    yield "server", url, ""
        named = bool(section.path and _HOSTS.search(section.path[-1])) or bool(
            _HOSTS.search(block.text) and len(block.text) < MAX_TEXT_LENGTH
        )


def _prose(blocks: Sequence[Block]) -> Iterable[Block]:
    """The blocks that are not commands, in which addresses include the path of an operation."""
    return (block for block in blocks if block.kind != "code" or len(block.text.split()) == 1)


def _without_trailing(url: str) -> str:
    return url.rstrip("/.,;:*_")
