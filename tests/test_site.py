"""The documentation site leads to pages that exist, in settings that its builder can read."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from typing import Any

from generator.packages.workspace import Repository

ROOT = Path(__file__).resolve().parents[1]


def site() -> Any:
    spec = importlib.util.spec_from_file_location("make_site", ROOT / "docs" / "make_site.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_page_of_the_site_exists_and_every_client_has_its_own() -> None:
    """The navigation follows from `specs/`, so that a new API needs no edit here."""
    pages = site().pages(site().navigation(Repository(ROOT)))
    assert [page for page in pages if not (ROOT / page).is_file()] == []
    assert {f"generated/{name}/reference.md" for name in Repository(ROOT).apis()} <= set(pages)


def test_the_settings_are_toml() -> None:
    """What the builder reads says the same as the navigation."""
    menu = [{'A "quoted" title': "a.md"}, {"B": [{"C": "b/c.md"}]}]
    assert tomllib.loads(site().settings(menu))["project"]["nav"] == menu
