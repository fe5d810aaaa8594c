"""`UNSET`, the value of what was not given: absent is different from null."""

from __future__ import annotations

from enum import Enum
from typing import Final, Literal


class Unset(Enum):
    """The type of `UNSET`: ``str | Unset`` means *a string, or absent*.

    An enum of one member, because type checkers narrow ``x is UNSET`` for nothing else, and because copies and pickles
    of a member are the member.
    """

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    __str__ = __repr__


UNSET: Final = Unset.UNSET
"""Absent: a parameter that is not sent, a field that the server did not send."""
