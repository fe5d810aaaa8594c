"""The quantities and enumerations that a page states: counts, rate limits, cells of tables, lists of values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from .blocks import Block
from .endpoints import METHODS
from .sections import Section

Found = tuple[Literal["methods", "count", "limit", "figure", "values"], str, str]
SECONDS: Final = {"second": 1, "sec": 1, "s": 1, "minute": 60, "min": 60, "m": 60, "hour": 3600, "hr": 3600, "h": 3600,
                  "day": 86400, "d": 86400}  # fmt: skip

_NUMBER: Final = r"(\d[\d,_]*(?:\.\d+)?\s?[kKM]?)"
_THING: Final = r"(?:api |http )?(?:requests?|reqs?\.?|calls?|queries|hits|rq)"
_PERIOD: Final = r"(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)\b"
_RATE: Final = re.compile(
    rf"(?<![\w.$€£]){_NUMBER}\s*"
    rf"(?:{_THING}(?:\s+[a-z-]+){{0,5}}?(?:\s*/\s*|\s+(?:per|a|an|every|each|in any|within)\s+)|/\s*|per\s*/?\s*)"
    rf"(\d+[\s-]*)?{_PERIOD}",
    re.IGNORECASE,
)
_SHORT: Final = re.compile(rf"(?<![\w.]){_NUMBER}\s*(?:r|q|t)p([smhd])\b", re.IGNORECASE)
_PER_BEFORE: Final = re.compile(
    rf"{_THING}\s*(?:/|per|a)\s*(\d+[\s-]*)?{_PERIOD}(?:\s*[:=]\s*|\s+(?:is|of|to)\s+)(?:up to )?{_NUMBER}\b(?!\s*%)",
    re.IGNORECASE,
)
_RATE_COLUMN: Final = re.compile(rf"(?:{_THING}|rate|limit)?\W*(?:/|per)\s*{_PERIOD}|\br(?:p)([smhd])\b", re.IGNORECASE)
_FIGURE_COLUMN: Final = re.compile(
    r"\b(?:burst|concurren\w+|parallel|cap|max\w*|limit|quota|runs|size)\b", re.IGNORECASE
)
_NAMED: Final = re.compile(r"\W*([A-Za-z][^\d\s:]*(?: [^\d\s:]+){0,2}) ?[:(|-]\s*|\W*([A-Z]\w*)\s+")
"""The name of a limit before it: up to three words and a colon, or one capitalized word."""
_LEAD: Final = re.compile(r"\b(?:max(?:imum)?|up to|at most)\W*$", re.IGNORECASE)
_UNLIMITED: Final = re.compile(r"unlimited|no limit|∞|custom", re.IGNORECASE)
_NUMBERS: Final = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORDS: Final[dict[str, int]] = dict(zip(_NUMBERS, range(2, 13), strict=True))
_COUNT: Final = re.compile(
    r"(?<![\w.,])(\d{1,4}|" + "|".join(_NUMBERS) + r")\s+(?:\w+ )?(endpoints|operations|routes)\b", re.IGNORECASE
)
_ITEM: Final = r"[\"']?[A-Za-z][\w.:-]*[\w]?[\"']?"
_LIST: Final = rf"({_ITEM}(?:(?:,\s*(?:or\s+|and\s+)?|\s+or\s+|\s+and\s+|\s*[|/]\s*){_ITEM})+)"
_BE: Final = r"(?:\s*:|\s+(?:is|are|must be|can be|may be|will be))"
_VALUES: Final = (
    re.compile(
        r"\b(\w+)\s+(?:values?|statuses|states|options)(?:(?:\s+(?:are|include|can be))?\s*[:=]|\s+(?:are|include))"
        rf"\s+{_LIST}"
    ),
    re.compile(rf"\b(\w+){_BE}\s+(?:either|one of|any of):?\s+{_LIST}"),
    re.compile(rf"^(\w+):?\s+{_ITEM}(?:\s*\|\s*{_ITEM})+$"),
)
_OPTIONS: Final = re.compile(
    rf"(?:^|[.;]\s+)(?:available options|(?:possible|allowed|valid|accepted|supported) values|enum|one of):?\s+{_LIST}",
    re.IGNORECASE,
)
_NOT_NAMES: Final = frozenset(
    "a accepted allowed an and any available be default following has is must of or possible supported the these this"
    " those valid value values with".split()
)


def quantities(section: Section) -> Iterator[Found]:
    """The quantities and enumerations in *section*; what they are about is named beside them, or above them."""
    heading = section.path[-1] if section.path else ""
    label = heading
    for block in section.blocks:
        if block.kind == "code":
            continue
        if block.kind == "row":
            yield from _row(block, heading)
            continue
        text = block.text.replace("`", "")
        yield from _methods(text, label)
        yield from _rates(text, heading, leading=True)
        counted = list(_counts(text, label))
        yield from counted
        yield from _enumerations(text, label)
        if counted:
            label = counted[-1][2]
        elif _is_label(text):
            label = text.rstrip(":")


def _is_label(text: str) -> bool:
    """Whether a line is a label of what follows: at most four words that are not a sentence."""
    words = text.split()
    return len(words) <= 4 and not re.search(r"[.!?;→]$|\d|\d\d", text) and not set(words) <= set(METHODS)


def _methods(text: str, label: str) -> Iterator[Found]:
    words = re.split(r"[\s,·|/]+", text.strip())
    if label and words and set(words) <= set(METHODS):
        yield "methods", " ".join(sorted(set(words))), label


def _counts(text: str, label: str) -> Iterator[Found]:
    for found in _COUNT.finditer(text):
        before = text[: found.start()].strip(" -–:·(|")
        about = before if before and len(before.split()) <= 3 and _is_label(before) else label
        word: str = found[1].lower()
        number = _WORDS.get(word) or int(word)
        yield "count", f"{number} {found[2].lower()}", about


def _rates(text: str, about: str, *, leading: bool = False) -> Iterator[Found]:
    for number, seconds, start in _each_rate(text):
        name = _NAMED.fullmatch(_LEAD.sub("", text[:start]))
        yield "limit", f"{number} per {seconds} s", (name[1] or name[2]) if leading and name else about


def _each_rate(text: str) -> Iterator[tuple[int, int, int]]:
    for found in _RATE.finditer(text):
        yield _int(found[1]), _seconds(found[3]) * int(re.sub(r"\D", "", found[2] or "") or 1), found.start()
    for found in _SHORT.finditer(text):
        yield _int(found[1]), SECONDS[found[2].lower()], found.start()
    for found in _PER_BEFORE.finditer(text):
        yield _int(found[3]), _seconds(found[2]) * int(re.sub(r"\D", "", found[1] or "") or 1), found.start()


def _row(block: Block, heading: str) -> Iterator[Found]:
    cells = [cell.replace("`", "").strip() for cell in block.cells]
    about = cells[0] if cells and not re.fullmatch(r"[\d,.\s]*", cells[0]) else heading
    several = sum(any(_each_rate(cell)) for cell in cells) > 1
    for place, cell in enumerate(cells):
        column = block.columns[place] if place < len(block.columns) else ""
        rates = list(
            _rates(cell, f"{'' if any(_each_rate(cells[0])) else about} {column}".strip() if several else about)
        )
        yield from rates
        yield from _counts(cell, about)
        if place:
            yield from _enumerations(cell, cells[0].split()[0] if cells[0] else "")
        if rates or not place:
            continue
        if period := _RATE_COLUMN.search(column):
            number = _amount(cell)
            if number not in ("", "unlimited"):
                seconds = _seconds(period[1]) if period[1] else SECONDS[period[2].lower()]
                yield "limit", f"{number} per {seconds} s", about
        elif _FIGURE_COLUMN.search(column) and (number := _amount(cell)):
            yield "figure", f"{column} = {number}", about


def _amount(cell: str) -> str:
    found = re.fullmatch(rf"(?:up to )?{_NUMBER}(?:\s*[a-z/ ]+)?", cell, re.IGNORECASE)
    if found:
        return str(_int(found[1]))
    return "unlimited" if _UNLIMITED.fullmatch(cell) else ""


def _enumerations(text: str, label: str) -> Iterator[Found]:
    for pattern in _VALUES:
        for found in pattern.finditer(text):
            name = found[1]
            if name.lower() not in _NOT_NAMES:
                listed = found[0][found.end(1) - found.start() :] if pattern.groups == 1 else found[2]
                yield "values", _listed(listed.lstrip(": ")), name
    name = re.match(r"[A-Za-z]\w*", label)
    if name:
        for found in _OPTIONS.finditer(text):
            yield "values", _listed(found[1]), name[0]


def _listed(text: str) -> str:
    """The values in the list *text*, sorted, because their order has no meaning."""
    words = re.split(r",\s*(?:or\s+|and\s+)?|\s+or\s+|\s+and\s+|\s*[|/]\s*", text)
    return ", ".join(sorted({word.strip(" \"'.:") for word in words if word.strip(" \"'.:")}))


def _int(text: str) -> int:
    plain = re.sub(r"[,_\s]", "", text)
    times = {"k": 1_000, "m": 1_000_000}.get(plain[-1:].lower(), 1)
    return int(float(plain.rstrip("kKmM")) * times)


def _seconds(period: str) -> int:
    name = period.lower()
    return SECONDS[name if name in SECONDS else name.rstrip("s")]
