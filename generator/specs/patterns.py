"""Regular expressions of facts: those that do not compile, or may take exponential time, are not accepted."""

from __future__ import annotations

import re
import warnings
from importlib import import_module
from typing import Any

constants: Any = import_module("re._constants")
parser: Any = import_module("re._parser")
"""Python's own reader of patterns, whose result is the only sure account of what repeats what."""

MANY = 16
"""Repetitions from which on a repetition counts as unbounded."""

MAX_REPEATS = 5
"""Maximum number of unbounded repetitions: each multiplies the time by the length of the text."""

REPEATS: frozenset[Any] = frozenset({constants.MAX_REPEAT, constants.MIN_REPEAT})


def fault(pattern: str) -> str:
    """The reason why *pattern* is not accepted; empty where it is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
            tree = parser.parse(pattern)
    except (re.error, OverflowError, RecursionError, FutureWarning, DeprecationWarning) as error:
        return f"is not a regular expression: {error or 'too deep'}"
    repeats = _repeats(tree, inside=False)
    if repeats is None:
        return "has a repetition or a choice inside a repetition, which may take exponential time"
    return f"has more than {MAX_REPEATS} unbounded repetitions" if repeats > MAX_REPEATS else ""


def _repeats(tree: Any, *, inside: bool) -> int | None:
    """Number of unbounded repetitions in *tree*; None where one is, or a choice, *inside* another."""
    count = 0
    for kind, arguments in tree:
        within, repeated = inside, False
        if kind in REPEATS:
            least, most, _ = arguments
            repeated = most >= MANY and most != least
            within = inside or most >= MANY
        if inside and (kind is constants.BRANCH or (kind in REPEATS and arguments[0] != arguments[1])):
            return None
        for below in _subtrees(arguments):
            found = _repeats(below, inside=within)
            if found is None:
                return None
            count += found
        count += repeated
    return count


def _subtrees(arguments: Any) -> list[Any]:
    """The patterns in the *arguments* of one part of a pattern, at any depth of tuples and lists."""
    if isinstance(arguments, parser.SubPattern):
        return [arguments]
    parts: list[Any] = list(arguments) if isinstance(arguments, (tuple, list)) else []  # pyright: ignore[reportUnknownArgumentType]
    return [one for part in parts for one in _subtrees(part)]
