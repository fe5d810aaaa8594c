"""The environment in which the wire is measured: what pip installs with the Komos package and aiohttp, and no more.

Other packages change what calls cost: httpcore asks at every lock for sniffio, which is there or has to be looked for.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".cache" / "bench-venv"


class Environment(NamedTuple):
    """An interpreter and what is installed beside it."""

    python: Path
    installed: str

    def __str__(self) -> str:
        place = self.python.parent.parent.relative_to(ROOT)
        return f"Python {sys.version.split()[0]} in {place} with {self.installed}"


def prepare() -> Environment:
    """Make it where it is not there yet, and install the package as it is now."""
    python = FOLDER / "bin" / "python"
    if not python.exists():
        _run(sys.executable, "-m", "venv", str(FOLDER))
    with tempfile.TemporaryDirectory(prefix="clientgen-bench-") as wheels:
        _run(
            sys.executable,
            "-m",
            "build",
            "--no-isolation",
            "--wheel",
            "--outdir",
            wheels,
            str(ROOT / "generated/komos"),
        )
        (wheel,) = Path(wheels).glob("*.whl")
        pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        _run(*pip, str(wheel), "aiohttp")  # what it requires; an equal version is not installed again
        _run(*pip, "--force-reinstall", "--no-deps", str(wheel))
    lines = _run(str(python), "-m", "pip", "list", "--format", "freeze").splitlines()
    return Environment(
        python, ", ".join(line.replace("==", " ") for line in lines if not line.startswith(("pip", "setup")))
    )


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    return done.stdout
