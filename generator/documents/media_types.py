"""Media types: which one is preferred, and how its content is read."""

from __future__ import annotations

import re
from typing import Literal

Family = Literal["json", "sse", "ndjson", "form", "multipart", "text", "binary"]

LINES = re.compile(r"ndjson|jsonl|json-?lines|json-seq|stream\+json|x-json-stream|stream=watch")
TEXT = re.compile(r"^text/|[/+](?:xml|yaml|x-yaml|javascript|graphql|csv|sql|html|toml|x-pem-file|jwt|jose)$|vnd\.flux")


def bare(media_type: str) -> str:
    """*media_type* without parameters, lower case."""
    return media_type.split(";", maxsplit=1)[0].strip().lower()


def family(media_type: str) -> Family:
    """How content of *media_type* is read and written."""
    name = bare(media_type)
    if LINES.search(media_type.lower()):
        return "ndjson"
    if name in ("application/json", "text/json", "*/*", "application/*", "json") or name.endswith(("+json", "/json")):
        return "json"
    if name == "text/event-stream":
        return "sse"
    if name == "application/x-www-form-urlencoded":
        return "form"
    if name.startswith("multipart/"):
        return "multipart"
    return "text" if TEXT.search(name) else "binary"


def sendable(media_type: str) -> str:
    """The value of Content-Type for *media_type*; for a wildcard it is JSON."""
    return "application/json" if "*" in media_type or bare(media_type) == "json" else media_type


def preference(media_type: str) -> tuple[int, int]:
    """Sort key: JSON first (plain before suffixed), then form, multipart, text, binary."""
    order = ("json", "form", "multipart", "ndjson", "text", "binary", "sse")
    name = bare(media_type)
    plain = 0 if name == "application/json" else 2 if "*" in name else 3 if "json-patch" in name else 1
    return order.index(family(media_type)), plain
