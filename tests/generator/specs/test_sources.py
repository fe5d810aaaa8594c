"""sources.yaml is read strictly: what is not understood is an error with its place and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import GeneratorError
from generator.specs import sources

URL = "https://docs.parcels.example/reference"


def read(directory: Path, text: str) -> sources.PageSources:
    (directory / sources.FILE).write_text(text)
    return sources.read(directory)


def test_a_page_has_an_address_and_what_not_to_watch(tmp_path: Path) -> None:
    """All there is to say of one."""
    text = f"pages:\n  reference:\n    url: {URL}\n    ignore: [Changelog]\n    volatile: ['\\d+ sent today']\n"
    (page,) = read(tmp_path, text).pages.values()
    assert (page.url, page.ignore, page.patterns[0].pattern) == (URL, ("Changelog",), r"\d+ sent today")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("pages: {}", "names no page"),
        ("[]", "expected keys and values"),
        ("page: {}", "unknown key 'page'; did you mean 'pages'?"),
        (f"pages: {{a: {{url: '{URL}', ignored: [b]}}}}", "pages.a: unknown key 'ignored'; did you mean 'ignore'?"),
        ("pages: {a: {ignore: [b]}}", "the key 'url' is missing"),
        ("pages: {a: {url: docs}}", "pages.a.url: 'docs' is not an address"),
        (f"pages: {{A B: {{url: '{URL}'}}}}", "pages.A B: is not a name"),
        (f"pages: {{a: {{url: '{URL}', volatile: ['(']}}}}", "pages.a.volatile: '(' is no regular expression"),
        (f"pages: {{a: {{url: '{URL}', volatile: ['.*']}}}}", "pages.a.volatile: '.*' matches everything"),
    ],
)
def test_a_fault_has_its_place(tmp_path: Path, text: str, fault: str) -> None:
    """In one line that starts with the file."""
    with pytest.raises(GeneratorError) as error:
        read(tmp_path, text)
    assert fault in str(error.value)
    assert str(error.value).startswith(str(tmp_path / sources.FILE))
