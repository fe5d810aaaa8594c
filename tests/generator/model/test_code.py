"""Text that others wrote cannot become code."""

from __future__ import annotations

import ast
import tomllib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.model.code import docstring, literal, markdown, sentence, toml
from tests.shares import amount

HOSTILE = [
    '"""',
    "\\",
    '\\"""',
    "'''",
    "{{ 7 }}",
    "%}",
    "\n",
    "\u202e",
    "x\x00y",
    '"',
    'ends in "',
    "\\N{DASH}",
    "\ud800",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_literal_evaluates_to_its_text(text: str) -> None:
    """Quotes, escapes and controls survive as data."""
    assert ast.literal_eval(literal(text)) == text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_value_survives(value: object) -> None:
    """Literals are exact for whatever JSON can hold."""
    assert ast.literal_eval(literal(value)) == value


QUOTES = st.text(st.sampled_from("\"\\\n' a"), max_size=12)
"""What is likely to end a string, or to keep it from ending."""


@given(QUOTES)
@example('"""')
@example('a"""')
@example('\\"')
@example('""\\"""')
@settings(max_examples=amount(400, 1500, 15000))
def test_quotes_and_backslashes_of_a_docstring_are_its_own(text: str) -> None:
    """They neither end it nor escape what does; every one of them is still there."""
    (statement,) = ast.parse(f'"""{docstring(text, 0)}"""').body
    said = ast.get_docstring(ast.Module([statement], [])) or ""
    assert [said.count(one) for one in "\"\\'a"] == [text.count(one) for one in "\"\\'a"]


@given(st.text(max_size=300) | QUOTES, st.sampled_from([0, 4, 8]))
def test_a_docstring_is_only_a_docstring(text: str, indent: int) -> None:
    """Whatever the text, the function has a docstring and nothing else."""
    margin = " " * indent
    body = (
        f'def f():\n    """{docstring(text, 4)}"""\n'
        if indent == 4
        else f'{margin and "if 1:" + chr(10)}{margin}"""{docstring(text, indent)}"""\n'
    )
    tree = ast.parse(body)
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    assert all(isinstance(node, (ast.FunctionDef, ast.Expr, ast.If)) for node in statements)


def test_markdown_has_no_html_and_no_cell_borders() -> None:
    """A description cannot open a tag or another cell."""
    assert markdown("<script> | x\n\ny") == "&lt;script> \\| x y"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Do it. Then that.", "Do it."),
        ("e.g. this one", "e.g. this one."),
        ("", ""),
        ("One\n\nTwo", "One."),
        ("Why? Because.", "Why?"),
    ],
)
def test_the_first_sentence(text: str, wanted: str) -> None:
    """On one line, with its full stop."""
    assert sentence(text) == wanted


@given(st.text(max_size=40) | QUOTES)
def test_a_toml_string_is_read_as_one(text: str) -> None:
    """A title cannot end the line of ``pyproject.toml`` that it stands in."""
    assert set(tomllib.loads(f"x = {toml(text)}\n")) == {"x"}
