"""Text that fits a format or a pattern, drawn from a seed."""

from __future__ import annotations

import base64
import re
import string
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

import rstr
from hypothesis import HealthCheck, find, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

AWKWARD = ("a b", "ü/ß", "50%", "x&y=z", 'say "hi"', "plus+sign", "Ω", "#1", "semi;colon", "null", "true", "0", "-1.5")
"""Text that arrives only if each place writes it as it must; it also looks like other types."""

QUIET = settings(
    database=None, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), max_examples=60
)


def text(schema: Any, random: Random, *, tame: bool) -> str:
    """Text for *schema*; *tame*: in the one spelling our own clients use, without a character that separates."""
    if isinstance(pattern := schema.get("pattern"), str):
        least, most = schema.get("minLength", 0), schema.get("maxLength", 10_000)
        if found := _of_pattern(pattern, least, most):
            return random.choice(found)
    binary = "contentEncoding" in schema or "contentMediaType" in schema
    made = _of_format("byte" if binary else str(schema.get("format", "")), random, tame=tame)
    if made is not None:
        return made
    if not tame and random.random() < 0.3:
        made = random.choice(AWKWARD)
    else:
        made = "".join(random.choices(string.ascii_letters + string.digits, k=random.randint(1, 12)))
    made = made.ljust(schema.get("minLength", 0), "x")
    return made[: schema.get("maxLength", len(made))]


def _of_format(name: str, random: Random, *, tame: bool) -> str | None:
    day = (date(1971, 1, 1) + timedelta(days=random.randrange(30_000))).isoformat()
    clock = f"{random.randrange(24):02}:{random.randrange(60):02}:{random.randrange(60):02}"
    number = random.randrange(250)
    if name == "date-time":
        if tame:
            return f"{day}T{clock}{random.choice(['', '.120', '.123456'])}{random.choice(['Z', '+02:00'])}"
        fraction = random.choice(["", ".5", ".120", ".123456", ".123456789"])
        return f"{day}{random.choice('TTt')}{clock}{fraction}{random.choice(['Z', 'Z', 'z', '+05:30', '-00:00'])}"
    made = {
        "date": lambda: day,
        "time": lambda: f"{clock}Z",
        "duration": lambda: f"P{number + 1}DT5M",
        "uuid": lambda: f"{random.getrandbits(32):08x}-9f56-4e77-9b18-{random.getrandbits(48):012x}",
        "email": lambda: f"ada{number}@example.com",
        "idn-email": lambda: f"ada{number}@example.com",
        "uri": lambda: f"https://example.com/{number}?a=b",
        "url": lambda: f"https://example.com/{number}",
        "iri": lambda: f"https://example.com/{number}",
        "uri-reference": lambda: f"/orders/{number}",
        "uri-template": lambda: "/orders/{id}",
        "json-pointer": lambda: f"/a/{number}",
        "regex": lambda: "a+",
        "hostname": lambda: f"h{number}.example.com",
        "idn-hostname": lambda: f"h{number}.example.com",
        "ipv4": lambda: f"192.0.2.{number}",
        "ipv6": lambda: f"2001:db8::{number:x}",
        "byte": lambda: base64.b64encode(random.randbytes(random.randrange(1, 9))).decode(),
        "binary": lambda: base64.b64encode(random.randbytes(random.randrange(1, 9))).decode(),
    }.get(name)
    return made() if made else None


@lru_cache(maxsize=10_000)
def _of_pattern(pattern: str, least: int, most: int) -> tuple[str, ...]:
    """A few texts that *pattern* is found in; none when Python cannot read it or all tries failed."""
    try:
        wanted = re.compile(pattern)
        writer = rstr.Rstr(Random(pattern))
        drawn = [writer.xeger(pattern) for _ in range(20)]
    except Exception:  # noqa: BLE001  (a dialect that Python does not read, or a construct that rstr does not)
        return ()
    fitting = [one for one in drawn if least <= len(one) <= most and one.isprintable() and wanted.search(one)]
    return tuple(dict.fromkeys(fitting)) or _found(pattern, least, most)


def _found(pattern: str, least: int, most: int) -> tuple[str, ...]:
    """The same, searched for: slower, and it knows the lengths wanted."""
    try:
        texts = st.from_regex(pattern, fullmatch=False)
        return (find(texts, lambda one: least <= len(one) <= most and one.isprintable(), settings=QUIET),)
    except (HypothesisException, ValueError, RuntimeError, OverflowError, re.error):
        return ()
