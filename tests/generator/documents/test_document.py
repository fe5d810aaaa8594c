"""Documents are read as JSON values, whatever YAML 1.1 would make of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.documents.document import digest, dump, load, loads, read
from generator.errors import DocumentError

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("y", "y"),
        ("012", "012"),
        ("0o14", "0o14"),
        ("0x1F", "0x1F"),
        ("12:30:45", "12:30:45"),
        ("2024-01-01", "2024-01-01"),
        ("2024-01-01T10:00:00Z", "2024-01-01T10:00:00Z"),
        ("1_000", "1_000"),
        (".5", ".5"),
        (".inf", ".inf"),
        ("+1", "+1"),
        ("1e400", "1e400"),
        ("12", 12),
        ("-0.5e3", -500.0),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("'no'", "no"),
        ("!!str 12", "12"),
    ],
)
def test_yaml_scalars_mean_what_json_has(text: str, value: object) -> None:
    """Only JSON's words and numbers are anything but text."""
    read_back = loads(f"key: {text}\n", where="d.yaml", kind="yaml")["key"]
    assert read_back == value
    assert type(read_back) is type(value)


def test_yaml_keys_are_the_text_as_written() -> None:
    """Status codes and odd words as keys stay text."""
    assert loads("200: a\non: b\n1.0: c\ntrue: d\nnull: e\n", where="d", kind="yaml") == {
        "200": "a", "on": "b", "1.0": "c", "true": "d", "null": "e",
    }  # fmt: skip


def test_yaml_anchors_and_merges_are_expanded() -> None:
    """A merge brings in what the mapping does not say itself."""
    text = "base: &b {a: 1, b: 2}\nboth:\n  <<: *b\n  b: 3\n'<<': plain\n"
    assert loads(text, where="d", kind="yaml") == {"base": {"a": 1, "b": 2}, "both": {"b": 3, "a": 1}, "<<": "plain"}


@pytest.mark.parametrize(
    ("name", "text", "where", "what"),
    [
        ("d.yaml", "a: 1\nb: 2\na: 3\n", "d.yaml:3:1", "twice"),
        ("d.json", '{"a": {"b": 1,\n "b": 2}}', "d.json:2:2", "twice"),
        ("d.json", '{"a": 1,}', "d.json:1:9", "not JSON"),
        ("d.json", "", "d.json:1:1", "is empty"),
        ("d.json", '{"a": NaN}', "d.json", "NaN"),
        ("d.json", '{"a": 1e999}', "d.json", "too large"),
        ("d.json", '{"a": ' + "1" * 5000 + "}", "d.json", "not JSON"),
        ("d.json", "[" * 100_000, "d.json", "nested deeper"),
        ("d.json", '{"a":' * 600 + "1" + "}" * 600, "d.json", "nested deeper"),
        ("d.yaml", "a: [1\nb: 2", "d.yaml:2", "not YAML"),
        ("d.yaml", "a: !!python/object:os.system x", "d.yaml:1:4", "no meaning in JSON"),
        ("d.yaml", "a: !!timestamp 2024-01-01", "d.yaml:1:4", "no meaning in JSON"),
        ("d.yaml", "? [a]\n: b", "d.yaml:1:3", "not a scalar"),
        ("d.yaml", "a: *b", "d.yaml:1:4", "names nothing"),
        ("d.yaml", "a: &a [*a]", "d.yaml:1:8", "or itself"),
        ("d.yaml", "a: 1\n---\nb: 1\n", "d.yaml", "more than one"),
        ("d.yaml", "[" * 600, "d.yaml:1:501", "nested deeper"),
        ("d.yaml", "- 1", "d.yaml", "expected a mapping, got a list"),
        ("d.json", "3", "d.json", "expected a mapping, got a number"),
        ("d.yaml", "", "d.yaml", "expected a mapping, got nothing"),
    ],
)
def test_what_is_no_document_is_refused_in_one_line(
    tmp_path: Path, name: str, text: str, where: str, what: str
) -> None:
    """The error says where, what, and how to mend it."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as error:
        load(tmp_path / name)
    said = str(error.value)
    assert where in said
    assert what in said
    assert "\n" not in said
    assert error.value.mend


def test_aliases_that_multiply_are_refused() -> None:
    """Ten lines of YAML must not become ten thousand million values."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(DocumentError, match="aliases expand"):
        loads("\n".join(lines), where="d", kind="yaml")


def test_aliases_repeat_in_proportion_to_what_is_written() -> None:
    """Ten lines of schemas would be sixty thousand classes; a mapping that is used a thousand times is in order."""
    lines = ["a0: &a0 {type: string}"]
    lines += [f"a{n}: &a{n} {{properties: {{x: *a{n - 1}, y: *a{n - 1}, z: *a{n - 1}}}}}" for n in range(1, 12)]
    with pytest.raises(DocumentError, match=r"^d:\d+:\d+: aliases expand to more than 5\d,\d+ values; use \$ref"):
        loads("\n".join(lines), where="d", kind="yaml")
    lines = ["a: &a {type: object, properties: {id: {type: string}}}", *(f"b{n}: *a" for n in range(1_000))]
    assert len(loads("\n".join(lines), where="d", kind="yaml")) == 1_001


def test_aliases_that_nest_are_refused() -> None:
    """Depth is counted through aliases, too."""
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} {'[' * 60}*a{n - 1}{']' * 60}" for n in range(1, 10)]
    with pytest.raises(DocumentError, match="deeper"):
        loads("\n".join(lines), where="d", kind="yaml")


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    """No traceback for a wrong path."""
    with pytest.raises(DocumentError, match="cannot be read"):
        read(tmp_path / "nothing.yaml")


def test_bytes_that_are_not_utf8_are_refused_with_their_line(tmp_path: Path) -> None:
    """The line helps to find the byte."""
    (tmp_path / "d.yaml").write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(DocumentError, match=r"d\.yaml:2: is not UTF-8"):
        load(tmp_path / "d.yaml")


def test_half_a_surrogate_pair_becomes_the_replacement_character() -> None:
    """JSON's escapes can say what no encoding can."""
    assert loads('{"a": "\\ud800x", "b": "\\ud83d\\ude42"}', where="d") == {"a": "\ufffdx", "b": "🙂"}


@pytest.mark.parametrize("kind", ["json", "yaml"])
@given(value=JSON)
def test_what_is_dumped_is_read_back(kind: str, value: object) -> None:
    """Also what one version of YAML takes for a number and another for text."""
    text = dump({"value": value}, kind)  # type: ignore[arg-type]
    assert loads(text, where="d", kind=kind) == {"value": value}  # type: ignore[arg-type]


def test_the_digest_does_not_depend_on_spelling() -> None:
    """Order of keys, indentation and format are spelling."""
    one = loads('{"a": 1, "b": [true, null]}', where="d")
    other = loads("b: [true, ~]\na: 1\n", where="d")
    assert digest(one) == digest(other)
    assert digest(one) != digest({**one, "a": 2})


def test_reading_needs_no_deep_stack() -> None:
    """The deepest document allowed is read with Python's usual stack."""
    deep = "[" * 499 + "]" * 499
    assert loads(f"a: {deep}", where="d", kind="yaml") == loads(json.dumps({"a": json.loads(deep)}), where="d")
