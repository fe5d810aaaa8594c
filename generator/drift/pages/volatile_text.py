"""Text of a page that changes without an edit: times, counters, versions of the site, keys generated per visitor.

It is removed before pages are compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_UNIT: Final = r"(?:second|minute|hour|day|week|month|year)s?"
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY: Final = (
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
    rf"|{_MONTH}\ \d{{1,2}}(?:st|nd|rd|th)?(?:,?\ \d{{4}})?|\d{{1,2}}\ {_MONTH}(?:,?\ \d{{4}})?)"
)
_AGO: Final = (
    rf"(?:(?:about\ |over\ |almost\ )?(?:\d+|an?|one|a\ few|last)\ ?{_UNIT}\ ago|(?:last|this)\ {_UNIT}"
    r"|just\ now|moments\ ago|yesterday|today)"
)

VOLATILE_LINES: Final = re.compile(
    rf"""
      (?:this\ page\ was\ )?(?:last|page|first|content)?\s*
        (?:updated?|modified|edited|changed|reviewed|published|generated|built|refreshed|checked|synced|deployed)
        (?:\s+(?:on|at|by|in))?\s*:?\s*(?:{_DAY}|{_AGO}|\d{{1,2}}:\d{{2}}).*
    | (?:last|page\ last)\s+(?:updated|modified|edited|changed|reviewed|published|built|refreshed|checked)\b.{{0,80}}
    | {_AGO}
    | .{{0,60}}\b(?:systems?|services?|api|status|platform)\b(?:\ (?:is|are|status|now|currently))*:?\ *
        (?:all\ systems\ )?(?:fully\ )?(?:operational|online|degraded|down|healthy|up\ and\ running)\b.{{0,120}}
    | .{{0,40}}\b(?:major|partial|minor)\ (?:service\ )?outage\b.{{0,60}}
    | (?:\w+\ )?(?:uptime|availability)\b.{{0,20}}\d[\d.,]*\ ?%.{{0,60}}
    | \d[\d.,]*\ ?%\ (?:uptime|availability)\b.{{0,80}}
    | .{{0,40}}(?:©|\(c\)|\bcopyright\b)\s*\d{{4}}.{{0,120}}
    | .{{0,40}}\ball\ rights\ reserved\b.{{0,40}}
    | .{{0,60}}\b(?:we|this\ (?:web)?site)\ (?:and\ our\ partners\ )?uses?\ (?:\w+\ ){{0,4}}cookies\b.*
    | (?:accept|reject|manage|allow)\ (?:all\ )?cookies | cookie\ (?:settings|preferences|policy)
    | (?:~|about\ )?\d+\ min(?:ute)?s?\ read | reading\ time\b.{{0,30}}
    | (?:rendered|served)\ in\ [\d.,]+\ ?m?s
    | [\d.,]+\ (?:users?|people)\ online\b.{{0,10}} | v?\d[\d.]*[-+\ (]+[0-9a-f]{{7,40}}\)?
    | (?:was\ this|did\ this|is\ this)\b.{{0,30}}\b(?:helpful|useful|help\ you|answer)\b.{{0,60}}
    | \d[\d.,]*\ ?[km]?\+?\ (?:stars?|views?|likes?|visitors?|downloads?|people\ found\ this\ helpful)
    | (?:(?:docs?|site|page|app)\ )?(?:version:?\ )?(?:build|commit|deploy(?:ment)?|revision|rev|release\ id)\b
        \ ?(?:id|hash|number|sha)?\ *[:\#]?\ *v?[0-9a-f][0-9a-f.+-]{{2,}}(?:\ .{{0,40}})?
    | skip\ to\ (?:main\ )?(?:content|navigation) | edit\ (?:this\ page|on\ github)(?:\ .{{0,20}})? | on\ this\ page
    | copy(?:\ (?:page|link|code|to\ clipboard))? | copied!? | view\ (?:as\ markdown|status)\b.{{0,5}}
    | (?:previous|next)\ page | suggest\ edits | raise\ issue | powered\ by\b.{{0,40}} | ask\ ai | search\.\.\.
    | ⌘\ ?k | ctrl\ ?\+?\ ?k | loading(?:\.\.\.)? | table\ of\ contents
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Texts that are volatile as a whole."""

VOLATILE_PARTS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE), "<id>"),
    (re.compile(r"\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?Z|[+-]\d{2}:?\d{2})?"), "<time>"),
    (re.compile(r"\b((?:[A-Za-z]{2,8}_)+)(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{12,}\b"), r"\1<key>"),
    (re.compile(r"\beyJ[\w-]{8,}(?:\.[\w-]+){0,2}"), "<key>"),
    (re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,}\b", re.IGNORECASE), "<hash>"),
    (re.compile(r"\d[\d.,]*(?= ?%)(?=.{0,40}\b(?:uptime|availability)\b)", re.IGNORECASE), "<figure>"),
    (re.compile(r"(\b(?:uptime|availability)\b.{0,40}?)\d[\d.,]*(?= ?%)", re.IGNORECASE), r"\1<figure>"),
    (
        re.compile(
            rf"\b(?:last|page) (?:updated|modified|edited|reviewed)\b:?(?: on)? ?(?:{_DAY}|{_AGO})", re.IGNORECASE
        ),
        "",
    ),
    (re.compile(rf"\b(?:\d+|an?) {_UNIT} ago\b", re.IGNORECASE), "<time>"),
    (re.compile(r"([?&](?:v|ver|version|hash|t|ts|_)=)[\w.-]+"), r"\1<version>"),
)
"""Volatile parts of a text, with their replacements."""
_SAME: Final = str.maketrans("‘’“”–—−\u00a0\u202f", "''\"\"---  ", "\u200b\u200c\u200d\u2060\ufeff\u00ad")


def remove_volatile(text: str, also: Sequence[re.Pattern[str]] = ()) -> str:
    """*text* without its volatile parts; *also* are patterns of those that one page has besides."""
    text = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
    for pattern in also:
        text = pattern.sub("", text)
    if VOLATILE_LINES.fullmatch(" ".join(text.split()).strip(" .·|•-→>")):
        return ""
    for pattern, stands in VOLATILE_PARTS:
        text = pattern.sub(stands, text)
    return text.strip()
