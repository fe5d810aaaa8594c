"""Open enums: values that the document lists are members; one that it does not list is kept, typed, beside them."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Self


class OpenStr(StrEnum):
    """A set of strings that may grow on the server's side before this package knows.

    ``RunStatus("PAUSED")`` of an unknown value is an instance of the enum that equals ``"PAUSED"`` and hashes, copies
    and pickles like it; it is not a member: iterating the class does not give it, and it is made anew each time, so
    compare with ``==``.
    """

    @property
    def is_known(self) -> bool:
        """False when the document does not list this value."""
        return self._name_ in type(self)._member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        stranger = str.__new__(cls, value)
        stranger._value_ = value
        stranger._name_ = f"<{value}>"  # no member can be called that
        return stranger

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self._name_}" if self.is_known else f"{type(self).__name__}({self._value_!r})"


class OpenInt(IntEnum):
    """A set of integers that may grow, as `OpenStr` for strings."""

    @property
    def is_known(self) -> bool:
        """False when the document does not list this value."""
        return self._name_ in type(self)._member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        stranger = int.__new__(cls, value)
        stranger._value_ = int(value)
        stranger._name_ = f"<{value}>"
        return stranger

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self._name_}" if self.is_known else f"{type(self).__name__}({self._value_!r})"
