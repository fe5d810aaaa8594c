"""A cached render is used only for the inputs that it was made from, and only if the file is undamaged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve

from generator.files.tree import Tree
from generator.packages import cache, workspace
from generator.packages.cache import CachedRender

SHARED = ("generator", "templates", "pyproject.toml")
MADE = CachedRender(operations=2, models=1, warnings=("one",), digests={"a.py": "00"})


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository in small."""
    for name in ("generator/a.py", "templates/a.jinja", "pyproject.toml", "specs/pets/api.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def key(root: Path) -> str:
    return cache.key(cache.shared_key(root / name for name in SHARED), root / "specs/pets")


def test_what_was_stored_is_loaded(tmp_path: Path) -> None:
    """The value comes back as it was."""
    cache.store(tmp_path / "new/folder/pets.json", "key", MADE)
    assert cache.load(tmp_path / "new/folder/pets.json", "key") == MADE


def test_other_inputs_load_nothing(tmp_path: Path) -> None:
    """An entry under another key is a miss."""
    cache.store(tmp_path / "pets.json", "key", MADE)
    assert cache.load(tmp_path / "pets.json", "other") is None
    assert cache.load(tmp_path / "none.json", "key") is None


def test_no_damaged_entry_is_loaded(tmp_path: Path) -> None:
    """Wherever one byte is changed or the rest is cut off, nothing is loaded; the whole file is, before and after."""
    place = tmp_path / "pets.json"
    cache.store(place, "key", MADE)
    whole = place.read_bytes()
    assert cache.load(place, "key") == MADE
    for position in range(len(whole)):
        place.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        assert cache.load(place, "key") is None, position
        place.write_bytes(whole[:position])
        assert cache.load(place, "key") is None, position
    place.write_bytes(whole)
    assert cache.load(place, "key") == MADE


@pytest.mark.parametrize("name", ["operations", "models", "warnings", "digests"])
def test_no_edited_entry_is_loaded(name: str, tmp_path: Path) -> None:
    """A value or a key that was edited without the checksum is a miss."""
    place = tmp_path / "pets.json"
    cache.store(place, "key", MADE)
    stored = json.loads(place.read_bytes())
    edited = {"operations": 3, "models": 0, "warnings": [], "digests": {"a.py": "01"}}[name]
    place.write_text(json.dumps({**stored, "render": {**stored["render"], name: edited}}))
    assert cache.load(place, "key") is None
    place.write_text(json.dumps({**stored, "key": "other"}))
    assert cache.load(place, "other") is None


@pytest.mark.parametrize(
    "text", ["", "null", "[]", '"x"', "{}", '{"key": "key"}', '{"key": "key", "checksum": 1, "render": 1}']
)
def test_json_of_another_shape_is_a_miss(text: str, tmp_path: Path) -> None:
    """Valid JSON that is something else is a miss, not a failure."""
    (tmp_path / "pets.json").write_text(text)
    assert cache.load(tmp_path / "pets.json", "key") is None


@pytest.mark.parametrize(
    "path",
    ["generator/a.py", "generator/new.py", "templates/a.jinja", "pyproject.toml", "specs/pets/api.yaml"],
)
def test_every_input_counts(path: str, root: Path) -> None:
    """A changed or an added file changes the key."""
    before = key(root)
    (root / path).write_text("changed")
    assert key(root) != before


def test_renaming_an_input_counts(root: Path) -> None:
    """Names are inputs too."""
    before = key(root)
    (root / "templates/a.jinja").rename(root / "templates/b.jinja")
    assert key(root) != before


def test_other_apis_and_caches_do_not_count(root: Path) -> None:
    """What this API is not made from leaves its key alone."""
    before = key(root)
    (root / "specs/cars").mkdir()
    (root / "specs/cars/api.yaml").write_text("cars")
    (root / "generator/__pycache__").mkdir()
    (root / "generator/__pycache__/a.pyc").write_text("compiled")
    assert key(root) == before


def test_an_upgrade_of_any_distribution_counts(root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The engine, the formatter and all they need are inputs by their versions."""
    site = tmp_path / "site"
    (site / "engine-1.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [*sys.path, str(site)])
    before = key(root)
    (site / "engine-1.0.dist-info").rename(site / "engine-1.1.dist-info")
    assert key(root) != before


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """Nothing is stored then."""
    (tmp_path / "file").write_text("")
    cache.store(tmp_path / "file" / "pets.json", "key", MADE)


def test_a_cached_check_imports_nothing_heavy(root: Path) -> None:
    """A check with a cached render loads neither the engine nor the templates nor an HTTP client."""
    heavy = {"openapi_python_client", "jinja2", "pydantic", "httpx", "yaml", "cattrs", "asyncio"}
    repository = workspace.Repository(root)
    tree = {"a.py": b"# Code generated\n"}
    Tree(tree).write(repository.generated / "pets")
    made = evolve(MADE, digests=Tree(tree).digests())
    cache.store(repository.cache_file("pets"), key(root), made)
    code = (
        "import sys; from pathlib import Path; import generator.cli.main;"
        "from generator.packages import cache, workspace;"
        "repository = workspace.Repository(Path(sys.argv[1]));"
        f"shared = cache.shared_key(repository.root / name for name in {SHARED!r});"
        "outcome = workspace.sync_package(repository, 'pets', shared=shared, check=True);"
        "print(outcome.state, outcome.operations, outcome.warnings[0], *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(root)], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert done.stdout.startswith("in step 2 one ")
    assert {"generator.packages.cache", "generator.files.tree"} <= set(loaded)
    assert not heavy.intersection(loaded)
