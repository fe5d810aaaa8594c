"""Annotations as text."""

from __future__ import annotations

from generator.model.annotations import split


def test_unions_are_split_where_they_are_joined() -> None:
    """Not inside brackets, not inside text."""
    assert split("dict[str, A | B] | Literal['a | ]\\'|'] | None") == [
        "dict[str, A | B]",
        "Literal['a | ]\\'|']",
        "None",
    ]
