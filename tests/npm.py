"""Packages of npm's that a test needs, fetched once into .cache/npm; a test that cannot have one is skipped, aloud."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".cache/npm"


def package(name: str, version: str) -> Path:
    """The folder with what *name* consists of; nothing of it is run, and what it depends on is not fetched."""
    place = CACHE / f"{name.replace('/', '-').removeprefix('@')}-{version}"
    if place.is_dir():
        return place
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"needs npm on PATH for {name} (make types puts it into .venv)")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        command = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", folder, f"{name}@{version}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode:
            pytest.skip(f"npm has no {name}@{version} for us: {done.stderr.strip()[:200] or done.returncode}")
        (packed,) = Path(folder).glob("*.tgz")
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
        (Path(folder) / "package").rename(place)
    return place
