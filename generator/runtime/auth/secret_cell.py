"""A cell for a secret, which reprs, `vars()`, pickles and tracebacks do not show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class SecretCell(Generic[T]):
    """Holds one value in the cell of a closure: no attribute has it, and no frame but that of `reveal`'s caller."""

    __slots__ = ("replace", "reveal")

    reveal: Callable[[], T]
    """Returns the value; keep it out of local variables of frames that may raise."""
    replace: Callable[[T], None]
    """Puts another value in its place."""

    def __init__(self, value: T) -> None:
        cell = [value]
        self.reveal = lambda: cell[0]

        def replace(new: T) -> None:
            cell[0] = new

        self.replace = replace

    def __repr__(self) -> str:
        return "<SecretCell>"

    def __reduce__(self) -> Any:
        raise TypeError("secrets are not pickled; make the client anew where it is needed")
