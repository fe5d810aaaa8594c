"""Open enums: a value that the document does not list is an instance of the enum, but not a member."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Self


class OpenStr(StrEnum):
    """A string enum to which the server may add values that this package does not know yet.

    ``RunStatus("PAUSED")`` of an unknown value is an instance of the enum that equals ``"PAUSED"`` and hashes, copies
    and pickles like it. It is not a member: iterating the class does not yield it, and each call returns a new
    instance, so compare with ``==``.
    """

    @property
    def is_known(self) -> bool:
        """Whether the document lists this value."""
        return self._name_ in type(self)._member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._value_ = value
        unknown._name_ = f"<{value}>"  # not an identifier, so never the name of a member
        return unknown

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self._name_}" if self.is_known else f"{type(self).__name__}({self._value_!r})"


class OpenInt(IntEnum):
    """An integer enum to which the server may add values, as `OpenStr` for strings."""

    @property
    def is_known(self) -> bool:
        """Whether the document lists this value."""
        return self._name_ in type(self)._member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        unknown = int.__new__(cls, value)
        unknown._value_ = int(value)
        unknown._name_ = f"<{value}>"
        return unknown

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self._name_}" if self.is_known else f"{type(self).__name__}({self._value_!r})"
