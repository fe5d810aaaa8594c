"""Whether type checkers know the type of every symbol of every generated package: pyright's own count must be 100 %."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def unknown(folder: Path) -> tuple[float, list[str]]:
    """(score from 0 to 1, the symbols without a known type) of the package in *folder*."""
    package = next(folder.glob("*_client")).name
    command = [sys.executable, "-m", "pyright", "--outputjson", "--verifytypes", package]
    environment = {**os.environ, "PYTHONPATH": str(folder)}  # where pyright looks for installed packages
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["typeCompleteness"]
    symbols = [one["name"] for one in found["symbols"] if one["isExported"] and not one["isTypeKnown"]]
    return found["completenessScore"], symbols


def main() -> int:
    status = 0
    for folder in sorted((ROOT / "generated").iterdir()):
        if not (folder / "pyproject.toml").is_file():
            continue
        score, symbols = unknown(folder)
        print(f"{folder.name}: {score:.1%} of the types are known to type checkers")
        for name in symbols[:20]:
            print(f"  unknown: {name}")
        status = status or int(score < 1.0)
    return status


if __name__ == "__main__":
    sys.exit(main())
