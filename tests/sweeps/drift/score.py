"""Scores the wire differ on a folder of labelled pairs: python -m tests.sweeps.drift.score BENCH [--misses]."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.drift import Comparison, ComparisonRefused, compare
from generator.drift.catalogue import LEVELS
from tests.sweeps.drift import surface

ORIGINS = ("go-test", "reversed", "real-history", "docs-mutation", "sdk")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("bench", type=Path, help="the folder with manifest.json, matrix.jsonl and score.py")
    arguments.add_argument(
        "--misses", action="store_true", help="name the pairs that are judged otherwise than labelled"
    )
    given = arguments.parse_args()
    if not (given.bench / "manifest.json").is_file():
        print(f"{given.bench}: no benchmark here (expected manifest.json); nothing was scored")
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        run(given.bench, Path(scratch), misses=given.misses)
    return 0


def run(bench: Path, scratch: Path, *, misses: bool) -> None:
    manifest, matrix = bench / "manifest.json", bench / "matrix.jsonl"
    pairs, named, cells = scratch / "pairs.jsonl", scratch / "named.jsonl", scratch / "cells.jsonl"
    began = time.perf_counter()
    predict(json.loads(manifest.read_text())["cases"], bench, pairs, by="klass")
    predict([json.loads(line) for line in matrix.read_text().splitlines()], bench, cells, by="wire")
    keep_named(pairs, named)
    print(f"compared in {time.perf_counter() - began:.1f} s\n")
    for origin in ORIGINS:
        for narrowed in (["--core", "--valid"], []) if origin in ("go-test", "reversed") else ([],):
            options = ("--origin", origin, *narrowed)
            print(
                f"== {origin} {' '.join(narrowed)}".rstrip(), score(bench, manifest, pairs, *options), sep="\n", end=""
            )
            lines = score(bench, manifest, named, *options).splitlines()
            print(
                *(f"  with oasdiff's ids alone, {line}" for line in lines if line.startswith("change level")),
                "",
                sep="\n",
            )
    print(*surface.table(bench), "", sep="\n")
    print("== matrix, by sets", score(bench, matrix, cells, "--label", "semantic_class"), sep="\n")
    if misses:
        print(*missed(manifest, pairs, "class"), *missed(matrix, cells, "semantic_class"), sep="\n")


def predict(cases: list[dict[str, Any]], bench: Path, out: Path, *, by: str) -> None:
    with out.open("w") as lines:
        for case in cases:
            lines.write(json.dumps({"case": case["case"], **judge(*documents(case, bench), by=by)}) + "\n")


def keep_named(predictions: Path, out: Path) -> None:
    """The same predictions without the changes that oasdiff has no name for, which its labels cannot have."""
    with out.open("w") as lines:
        for text in predictions.read_text().splitlines():
            found = json.loads(text)
            found["changes"] = [change for change in found.get("changes", []) if change["id"] in LEVELS]
            lines.write(json.dumps(found) + "\n")


def documents(case: dict[str, Any], bench: Path) -> tuple[Any, Any]:
    if "base_spec" in case:
        return case["base_spec"], case["revision_spec"]
    return tuple(json.loads((bench / case[side]).read_text()) for side in ("base", "revision"))


def judge(old: Any, new: Any, *, by: str) -> dict[str, Any]:
    try:
        comparison: Comparison = compare(old, new)
    except ComparisonRefused as refused:
        return {"class": "refused", "why": str(refused)}
    changes = [{"id": change.id, "operation": change.operation, "path": change.path} for change in comparison.changes]
    return {"class": getattr(comparison, by), "changes": changes}


def score(bench: Path, labels: Path, predictions: Path, *options: str) -> str:
    command = [sys.executable, str(bench / "score.py"), str(labels), str(predictions), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def missed(labels: Path, predictions: Path, label: str) -> Iterator[str]:
    """The pairs whose class or changes differ from the labels."""
    text = labels.read_text()
    cases = [json.loads(line) for line in text.splitlines()] if labels.suffix == ".jsonl" else json.loads(text)["cases"]
    found = {(line := json.loads(text))["case"]: line for text in predictions.read_text().splitlines()}
    for case in cases:
        got = found[case["case"]]
        want = sorted((c["id"], c["operation"], c["path"]) for c in case["expected"])
        have = sorted((c["id"], c["operation"], c["path"]) for c in got.get("changes", []))
        fits = got["class"] == case[label] or (
            case[label] == "unreported" and got["class"] not in ("breaking", "potentially-breaking")
        )
        more, less = subtract(have, want), subtract(want, have)
        if not fits or (label == "class" and (more or less)):
            yield f"{case['case']}: want {case[label]}, got {got['class']} {got.get('why', '')}"
            if label == "class":
                yield from (f"    + {' '.join(change)}" for change in more)
                yield from (f"    - {' '.join(change)}" for change in less)


def subtract(some: list[Any], others: list[Any]) -> list[Any]:
    rest = list(others)
    return [one for one in some if one not in rest or rest.remove(one)]  # type: ignore[func-returns-value]


if __name__ == "__main__":
    sys.exit(main())
