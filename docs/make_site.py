"""The documentation site: the pages that the repository holds anyway, put side by side and built by Zensical.

Run as ``make docs``. Pages keep their paths, so that the links between them hold.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from generator.packages.workspace import Repository
from generator.specs import facts

PROJECT = {"Architecture": "ARCHITECTURE.md", "Contributing": "CONTRIBUTING.md", "Changes": "CHANGELOG.md"}
PACKAGE = {"Guide": "README.md", "Reference": "reference.md", "Changes": "CHANGELOG.md"}


def navigation(repository: Repository) -> list[dict[str, object]]:
    """What leads where: the project first, then each client, then how to work on it."""
    clients: list[dict[str, object]] = [
        {
            facts.read(repository.specs / name).title: [
                {title: f"generated/{name}/{page}"} for title, page in PACKAGE.items()
            ]
        }
        for name in repository.apis([])
    ]
    project = [{"Facts": "specs/README.md"}, *({title: page} for title, page in PROJECT.items())]
    return [{"clientgen": "README.md"}, *clients, {"Project": project}]


def pages(entry: object) -> list[str]:
    """The pages that *entry* of the navigation leads to."""
    if isinstance(entry, str):
        return [entry]
    below = entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else ()
    return [page for one in below for page in pages(one)]


def settings(menu: list[dict[str, object]]) -> str:
    """The builder's settings; JSON's strings, lists are TOML's too."""
    return "\n".join(
        (
            "[project]",
            'site_name = "clientgen"',
            'site_description = "Typed API clients from OpenAPI documents and the facts beside them."',
            'docs_dir = "pages"',
            'site_dir = "site"',
            'extra_css = ["site.css"]',
            f"nav = {toml(menu)}",
            "[project.theme]",
            "font = false",
            'features = ["navigation.tabs", "content.code.copy", "toc.follow"]',
            "",
        )
    )


def toml(value: object) -> str:
    """*value*, of texts, lists and mappings, as an inline value of TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


def main() -> int:
    """Builds the site into ``site/`` of the repository; the builder's status."""
    repository = Repository(Path(__file__).resolve().parents[1])
    workshop = repository.root / ".cache" / "site"
    shutil.rmtree(workshop, ignore_errors=True)
    menu = navigation(repository)
    for page in pages(menu):
        copy = workshop / "pages" / page
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(repository.root / page, copy)
    shutil.copyfile(repository.root / "docs" / "site.css", workshop / "pages" / "site.css")
    (workshop / "zensical.toml").write_text(settings(menu), encoding="utf-8")
    build = [sys.executable, "-m", "zensical", "build", "--strict"]
    status = subprocess.run(build, cwd=workshop, check=False).returncode
    if not status:
        target = repository.root / "site"
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(workshop / "site", target)
        print(f"built {target.name}/index.html")
    return status


if __name__ == "__main__":
    sys.exit(main())
