"""Types are rewritten as text without losing what they mean."""

from __future__ import annotations

import pytest

from generator.model.ir import Enum
from generator.model.type_ref import BYTES, NONE, TEXT, Applied, ListOf, MapOf, Named, TypeRef, text, union
from generator.plan.text import imports
from generator.plan.text.accepted_types import accepted, uploaded

COLOR = Enum(name="Color", module="color", description="", kind="str", members=(("RED", "red"), ("BLUE", "blue")))
MANY = Enum(
    name="Many", module="many", description="", kind="str", members=tuple((f"A{n}", f"a{n}") for n in range(20))
)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (TEXT, "str"),
        (ListOf(TEXT), "Sequence[str]"),
        (MapOf(ListOf(Named("int"))), "Mapping[str, Sequence[int]]"),
        (union([Named("Pet"), NONE]), "Pet | Mapping[str, Any] | None"),
        (union([TEXT, Named("Color")]), "str | Color | Literal['red', 'blue']"),
        (Named("Many"), "Many | str"),
    ],
)
def test_callers_may_pass_more_than_answers_hold(kind: TypeRef, wanted: str) -> None:
    """Models or mappings, any sequence, enums or their values."""
    assert text(accepted(kind, {"Pet"}, {"Color": COLOR, "Many": MANY})) == wanted


@pytest.mark.parametrize(
    ("media_type", "wanted"),
    [
        ("multipart/form-data", "Sequence[PartContent]"),
        ("application/octet-stream", "Sequence[BodyContent]"),
        ("application/json", "Sequence[bytes]"),
    ],
)
def test_bytes_may_be_files_where_they_are_sent_as_they_are(media_type: str, wanted: str) -> None:
    """At any depth; not in JSON, where they are text."""
    assert text(uploaded(Applied("Sequence", (BYTES,)), media_type)) == wanted


def test_words_of_every_alphabet_are_found() -> None:
    """A class may be called ``Éclair``; numbers and text are none."""
    assert imports.words(["list[Éclair | 日本]", 'Literal["Not", 1]', "a.b"]) == {
        "list",
        "Éclair",
        "日本",
        "Literal",
        "a",
    }
