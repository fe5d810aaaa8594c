"""Types are rewritten as text without losing what they mean."""

from __future__ import annotations

import pytest

from generator.model.ir import Enum
from generator.plan.text import imports
from generator.plan.text.accepted_types import accepts, item, qualified, without_none

COLOR = Enum(name="Color", module="color", description="", kind="str", members=(("RED", "red"), ("BLUE", "blue")))
MANY = Enum(
    name="Many", module="many", description="", kind="str", members=tuple((f"A{n}", f"a{n}") for n in range(20))
)


@pytest.mark.parametrize(
    ("annotation", "wanted"),
    [
        ("str", "str"),
        ("list[str]", "Sequence[str]"),
        ("dict[str, list[int]]", "Mapping[str, Sequence[int]]"),
        ("Pet | None", "Pet | Mapping[str, Any] | None"),
        ("Color", "Color | Literal['red', 'blue']"),
        ("Many", "Many | str"),
    ],
)
def test_callers_may_pass_more_than_answers_hold(annotation: str, wanted: str) -> None:
    """Models or mappings, any sequence, enums or their values."""
    assert accepts(annotation, frozenset({"Pet"}), {"Color": COLOR, "Many": MANY}) == wanted


@pytest.mark.parametrize(
    ("annotation", "wanted"), [("list[Run]", "Run"), ("list[Run] | None", "Run"), ("Run", ""), ("dict[str, Run]", "")]
)
def test_the_item_of_a_list(annotation: str, wanted: str) -> None:
    """Found through ``| None``; empty when there is none."""
    assert item(annotation) == wanted


def test_none_is_taken_off() -> None:
    """``X | None`` is ``X``."""
    assert without_none("Run | None") == "Run"


def test_hidden_builtins_are_qualified() -> None:
    """A class with a method called ``list`` must say ``builtins.list``."""
    assert qualified("list[str] | None", ["list"]) == "builtins.list[str] | None"


def test_words_of_every_alphabet_are_found() -> None:
    """A class may be called ``Éclair``; numbers and text are none."""
    assert imports.words(["list[Éclair | 日本]", 'Literal["Not", 1]', "a.b"]) == {
        "list",
        "Éclair",
        "日本",
        "Literal",
        "a",
    }
