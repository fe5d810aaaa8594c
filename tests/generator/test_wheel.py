"""The distribution: a wheel that works in anybody's repository, and an editable install that runs what stands here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ("generator", "templates", "editable", "pyproject.toml", "LICENSE")
BUILD = "import sys; from hatchling import build; print(getattr(build, sys.argv[1])(sys.argv[2]))"
DOCUMENT = """
openapi: 3.1.0
info: {title: Acme, version: "1"}
servers: [{url: "https://api.acme.example"}]
paths:
  /things:
    get:
      responses: {"200": {description: All things, content: {application/json: {schema: {type: array, items: {}}}}}}
"""


def install(source: Path, kind: str, folder: Path) -> Path:
    """A folder with what a wheel of *source* puts into site-packages; *kind* is a hook of the build backend."""
    folder.mkdir()
    command = [sys.executable, "-c", BUILD, kind, str(folder)]
    built = subprocess.run(command, cwd=source, capture_output=True, text=True, check=True).stdout.split()[-1]
    with zipfile.ZipFile(folder / built) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def run(site: Path, *words: str, cwd: Path, path: str = "") -> subprocess.CompletedProcess[str]:
    """Python in *cwd* with *site* and the dependencies on its path, and nothing of this repository.

    Without the module ``site``, no ``.pth`` file is read but those in *site* itself.
    """
    code = f"import site, sys; sys.argv[0] = 'clientgen'; site.addsitedir({str(site)!r}); {words[0]}"
    dependencies = (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), *([path] if path else []), *dependencies])}
    command = [sys.executable, "-S", "-c", code, *words[1:]]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


CLIENTGEN = "from clientgen.cli.main import main; main()"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the wheel of this repository is installed."""
    return install(ROOT, "build_wheel", tmp_path_factory.mktemp("wheel") / "dist")


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """A folder of somebody's with a document in it, and nothing else."""
    (tmp_path / "specs/acme").mkdir(parents=True)
    (tmp_path / "specs/acme/openapi.yaml").write_text(DOCUMENT)
    return tmp_path


def test_the_wheel_holds_one_package(wheel: Path) -> None:
    """Nothing as general as `generator` or `templates` lands in site-packages; the templates are in the package."""
    assert {entry.name for entry in wheel.iterdir() if not entry.name.endswith(".dist-info")} == {"clientgen"}
    ours = {path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.jinja")}
    assert {path.relative_to(wheel / "clientgen/templates") for path in wheel.rglob("*.jinja")} == ours
    found = run(
        wheel, "import importlib.util as i; print(i.find_spec('generator'), i.find_spec('templates'))", cwd=wheel
    )
    assert found.stdout.split() == ["None", "None"], found.stderr


def test_installed_it_says_its_version(wheel: Path, tmp_path: Path) -> None:
    """Name and version, status 0."""
    told = run(wheel, CLIENTGEN, "--version", cwd=tmp_path)
    assert (told.returncode, told.stdout) == (0, "clientgen 0.1.0\n"), told.stderr


def test_installed_it_makes_a_package_in_anybodys_folder(wheel: Path, specs: Path) -> None:
    """A document below `specs/` is all it needs; what is missing beside it is said; the package can be imported."""
    made = run(wheel, CLIENTGEN, "generate", cwd=specs)
    assert made.returncode == 0, made.stderr
    (told,) = made.stderr.splitlines()
    assert told.startswith("clientgen: acme: no api.yaml beside the document")
    (specs / "specs/acme/api.yaml").write_text("title: Acme\npackage: acme\nclass_name: AcmeClient\n")
    stale = run(wheel, CLIENTGEN, "generate", "--check", cwd=specs)
    assert stale.returncode == 1
    assert stale.stdout.splitlines()[-1].endswith("mend it with: clientgen generate")
    assert run(wheel, CLIENTGEN, "generate", "--root", str(specs), cwd=wheel).stderr == ""
    assert run(wheel, CLIENTGEN, "generate", "--check", cwd=specs).returncode == 0
    assert {entry.name for entry in specs.iterdir()} == {"specs", "generated", ".cache"}
    imported = run(wheel, "import acme; print(acme.AcmeClient.__name__)", cwd=specs, path=str(specs / "generated/acme"))
    assert imported.stdout == "AcmeClient\n", imported.stderr


def test_installed_it_builds_one_document(wheel: Path, specs: Path) -> None:
    """`clientgen build`, with no folder of specs at all."""
    built = run(wheel, CLIENTGEN, "build", "specs/acme/openapi.yaml", "-o", "out", cwd=specs)
    assert built.returncode == 0, built.stderr
    assert (specs / "out/acme_client/_runtime/client.py").is_file()


def test_an_editable_install_runs_what_stands_in_the_checkout(tmp_path: Path, specs: Path) -> None:
    """An edit below `generator/` or `templates/` changes what the command does, without installing again."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in SOURCE:
        place = ROOT / name
        (shutil.copytree if place.is_dir() else shutil.copyfile)(place, checkout / name)
    site = install(checkout, "build_editable", tmp_path / "dist")
    assert not (site / "clientgen").exists()
    assert run(site, CLIENTGEN, "generate", cwd=specs).returncode == 0
    arguments, readme = checkout / "generator/cli/arguments.py", checkout / "templates/README.md.jinja"
    for file in (arguments, readme):
        file.write_text(file.read_text().replace("Typed API clients", "Edited").replace("## Install", "## Edited"))
    assert "Edited from OpenAPI documents." in run(site, CLIENTGEN, "--help", cwd=specs).stdout
    assert run(site, CLIENTGEN, "generate", cwd=specs).returncode == 0
    assert "## Edited" in (specs / "generated/acme/README.md").read_text()
