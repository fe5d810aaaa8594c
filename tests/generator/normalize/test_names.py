"""Names: valid identifiers of whatever stands in a document."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.normalize.names import RESERVED_ATTRIBUTES, Names, attribute, class_name, constant, distinct, module

HOSTILE = ['"', "'", "\n", "{{ 7 }}", "__init__", "../../x", "a\u202eb", "x" * 300, "ﬁ", "½", "🙂", "", "class", "\0"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("HTTPValidationError", "HTTPValidationError"),
        ("list_accounts", "ListAccounts"),
        ("Page[Account]", "PageAccount"),
        ("app__models__Foo-Input", "AppModelsFooInput"),
        ("ACTIVE_USER", "ActiveUser"),
        ("2FA", "Model2FA"),
        ("用户", "用户"),
    ],
)
def test_class_names(raw: str, expected: str) -> None:
    """PascalCase that keeps the author's capitals."""
    assert class_name(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("taskId", "task_id"), ("HTTPCode", "http_code"), ("userIDs", "user_ids"), ("IPv4Address", "ipv4_address"),
        ("OAuthToken", "oauth_token"), ("sha256", "sha256"),
        ("CoreV1Event", "core_v1_event"), ("StartTime<", "start_time_lt"), ("+1", "plus_1"),
        ("@type", "type"), ("_id", "id"), ("class", "class_"), ("from_dict", "from_dict_"), ("date", "date_"),
        ("2fa", "field_2fa"), ("", "field"), ("X-API-Version", "x_api_version"),
    ],
)  # fmt: skip
def test_attributes(raw: str, expected: str) -> None:
    """snake_case, clear of keywords and of what a model's class body needs."""
    assert attribute(raw) == expected


@given(st.text() | st.sampled_from(HOSTILE))
def test_every_text_becomes_identifiers(raw: str) -> None:
    """Whatever is in it."""
    for name in (class_name(raw), attribute(raw), constant(raw), module(class_name(raw))):
        assert name.isidentifier()
        assert not keyword.iskeyword(name) or name in ("None", "True", "False")
        assert not name.startswith("_")
        assert len(name) < 120
    assert attribute(raw) not in RESERVED_ATTRIBUTES


@given(st.lists(st.text() | st.sampled_from(HOSTILE), unique=True))
def test_no_two_names_of_one_class_are_equal(raw: list[str]) -> None:
    """Also when they differ in punctuation only."""
    names = distinct((one, attribute(one)) for one in raw)
    assert list(names) == raw
    assert len({*names.values()}) == len(raw)


def test_who_is_spelled_like_the_attribute_keeps_it() -> None:
    """Order does not matter."""
    assert distinct([("_id", "id"), ("id", "id")]) == {"_id": "id_2", "id": "id"}


@given(st.lists(st.text(max_size=5) | st.sampled_from(["URL", "Url", "u_r_l", "Any", "Response"]), max_size=30))
def test_class_names_differ_in_more_than_capitals(raw: list[str]) -> None:
    """Their modules stand in one folder, on any file system."""
    names = Names(frozenset({"Response"}))
    claimed = [names.claim(one) for one in raw]
    assert len({module(one).casefold() for one in claimed}) == len(raw)
    assert not {"Response", "Any", "Literal", "None"} & {*claimed}


def test_a_number_is_told_from_the_digits_before_it() -> None:
    """``Variant1`` twice is not ``Variant12``."""
    names = Names(frozenset())
    assert [names.claim("Variant1"), names.claim("Variant1")] == ["Variant1", "Variant1_2"]
