"""README.md shows what really happens: its examples run, and print what it says they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```\n```\n(.*?)```", README, re.DOTALL)


def test_there_is_one_for_each_client() -> None:
    """Komo, Kairo and Komos."""
    packages = {re.search(r"from (\w+_client) import", code)[1] for code, _ in EXAMPLES}  # type: ignore[index]
    assert packages == {f"{folder.name}_client" for folder in (ROOT / "specs").iterdir() if folder.is_dir()}


@pytest.mark.parametrize(("code", "output"), EXAMPLES, ids=[code.splitlines()[-1] for code, _ in EXAMPLES])
def test_an_example_prints_what_the_readme_says(code: str, output: str) -> None:
    """Line for line, against the package's own fake server."""
    package = re.search(r"from (\w+_client) import", code)
    assert package
    with import_module(f"{package[1]}.testing").FakeServer() as server:
        folder = ROOT / "generated" / package[1].removesuffix("_client")
        environment = {**os.environ, **server.environ, "PYTHONPATH": str(folder)}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False, timeout=60
        )
    assert (done.stdout, done.stderr) == (output, "")


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.MULTILINE))))
def test_every_target_it_names_exists(target: str) -> None:
    """The Makefile has it, with a line of help."""
    assert re.search(rf"^{target}:.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)", README))))
def test_every_link_leads_somewhere(link: str) -> None:
    """Relative links are files of the repository."""
    assert (ROOT / link).exists()
