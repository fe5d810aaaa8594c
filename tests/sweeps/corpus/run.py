"""Builds every document of a folder, measures what was made, and says which bound is broken.

    python -m tests.sweeps.corpus.run FOLDER [--only NAME ...] [--jobs N] [--skip types stock twice series]
        [--keep FOLDER]

FOLDER holds a manifest.json whose entries have a `name` and, relative to FOLDER, an `entry` file; without one, every
JSON or YAML file at its top is a document. Exits with 1 when a bound is broken. Times are of whole processes, ours and
stock's back to back; with more than one job they are comparable, not exact.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from tests.sweeps.constructs import strange
from tests.sweeps.corpus import count, growing, process
from tests.sweeps.folder import documents

RATIO, SLOWEST, PEAK, WEIGHT, FLAT = 1.0, 60.0, 1.5e9, 1.5, 1.5
"""Ours to stock's seconds; seconds of a document; bytes; heaviest to lightest client; dearest to cheapest operation."""
HEAD = (
    f"{'document':22}{'ops':>6}{'made':>6}{'lost':>5}{'said':>5}{'names':>6}{'build':>7}{'stock':>7}{'MB':>6}"
    f"{'modules':>8}{'mypy':>6}  same  trouble"
)


class Row(NamedTuple):
    """One document, measured; `None` where a measure was skipped."""

    name: str
    inside: int
    made: int
    report: Mapping[str, Any]
    said: int
    seconds: float
    stock: float | None
    peak: int
    modules: int
    types: int | None
    same: bool | None
    trouble: tuple[str, ...]

    def line(self) -> str:
        names = len(self.report.get("names_made_up", ()))
        stock = "-" if self.stock is None else f"{self.stock:.2f}"
        types = "-" if self.types is None else str(self.types)
        same = {None: "-", True: "yes", False: "NO"}[self.same]
        losses = len(self.report.get("losses", ()))
        return (
            f"{self.name[:21]:22}{self.inside:6}{self.made:6}{losses:5}{self.said:5}{names:6}"
            f"{self.seconds:7.2f}{stock:>7}{self.peak / 1e6:6.0f}{self.modules:8}{types:>6}  {same:4}  "
            + "; ".join(self.trouble)
        )


def _last(output: str) -> str:
    """The last line that says something: an error's own words."""
    return next((line for line in reversed(output.splitlines()) if line.strip()), "no output")


def measure(name: str, document: Path, work: Path, skip: frozenset[str]) -> Row:
    """Everything about one document."""
    package, report_file = work / name, work / f"{name}.report.json"
    inside = count.operations(document)
    built = process.build(document, package, report_file)
    if built.status:
        return Row(name, inside, 0, {}, 0, built.seconds, None, built.peak, 0, None, None, (_last(built.output),))
    trouble: list[str] = []
    report = json.loads(report_file.read_text(encoding="utf-8"))
    said = sum(": " in line for line in built.output.splitlines() if line.startswith(("clientgen", "warning")))
    trouble += [f"a loss without a pointer: {loss}" for loss in report["losses"] if "pointer" not in loss]
    loaded = process.imports(package)
    modules = made = 0
    if loaded.status:
        trouble.append(f"import: {_last(loaded.output)}")
    else:
        modules, made, kinds = map(int, loaded.output.split())
        trouble += ["no client to construct"] if kinds != 2 else []
        trouble += [f"no template makes {one}" for one in strange(package / "made_client")[:3]]
    stock = types = same = None
    if "stock" not in skip:
        theirs = process.stock(document, work / f"{name}.stock")
        stock = theirs.seconds if theirs.status == 0 else None
    if "types" not in skip:
        checked = process.types(package, work / ".mypy")
        errors = [line for line in checked.output.splitlines() if ": error:" in line]
        types = len(errors)
        trouble += [f"mypy: {errors[0]}"] if errors else [_last(checked.output)] if checked.status else []
    if "twice" not in skip:
        again = process.build(document, work / f"{name}.again", report_file, seed="4711")
        same = again.status == 0 and process.digest(package) == process.digest(work / f"{name}.again")
    return Row(name, inside, made, report, said, built.seconds, stock, built.peak, modules, types, same, tuple(trouble))


def series(work: Path) -> float:
    """Prints what an operation costs as documents grow; returns the last third's cost to that of all before it."""
    print("\none more operation, in a document that grows (processor time, least of 3 builds)")
    spent: list[tuple[int, float]] = []
    for size in growing.SIZES:
        document = growing.write(work, size)
        builds = [process.build(document, work / f"series{size}", work / "series.report.json") for _ in range(3)]
        spent.append((size, min(one.work for one in builds)))
        more = f"{1000 * _slope(*spent[-2:]):8.2f} ms for each one more" if len(spent) > 1 else ""
        print(f"{size:6} operations {spent[-1][1]:7.2f} s {1000 * spent[-1][1] / size:8.2f} ms each {more}")
    return _slope(*spent[-2:]) / _slope(spent[0], spent[-2])


def _slope(one: tuple[int, float], other: tuple[int, float]) -> float:
    return (other[1] - one[1]) / (other[0] - one[0])


def weights(rows: list[Row], work: Path) -> float:
    """Prints what the smallest and the largest client weigh; returns their ratio."""
    small, large = min(rows, key=lambda row: row.made), max(rows, key=lambda row: row.made)
    light, heavy = process.weight(work / small.name), process.weight(work / large.name)
    print(
        f"\nimport + construct: {small.name} ({small.made} operations) {1000 * light:.1f} ms, "
        f"{large.name} ({large.made} operations) {1000 * heavy:.1f} ms, {heavy / light:.2f}×"
    )
    return heavy / light


def broken(rows: list[Row], growth: float | None, heaviness: float | None) -> list[str]:
    """The bounds that do not hold."""
    said = [f"{row.name}: {row.made} of {row.inside} operations" for row in rows if row.made != row.inside]
    said += [f"{row.name}: {one}" for row in rows for one in row.trouble]
    said += [f"{row.name}: a second build differs" for row in rows if row.same is False]
    said += [f"{row.name}: {row.seconds:.1f} s" for row in rows if row.seconds > SLOWEST]
    said += [f"{row.name}: {row.peak / 1e9:.2f} GB" for row in rows if row.peak > PEAK]
    ours, theirs = totals(rows)
    said += [f"{ours:.1f} s where stock takes {theirs:.1f} s"] if ours > RATIO * theirs else []
    said += [f"one more operation costs {growth:.2f}× as much"] if growth is not None and growth > FLAT else []
    said += [f"the heaviest client weighs {heaviness:.2f}×"] if heaviness is not None and heaviness > WEIGHT else []
    return said


def totals(rows: list[Row]) -> tuple[float, float]:
    """Seconds, ours and stock's, over the documents that stock made anything of."""
    both = [(row.seconds, row.stock) for row in rows if row.stock is not None]
    return sum(one for one, _ in both), sum(one for _, one in both)


def main(options: argparse.Namespace, work: Path) -> int:
    wanted = list(documents(options.folder, options.only))
    skip = frozenset(options.skip)
    print(HEAD)
    rows: list[Row] = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for row in pool.map(lambda one: measure(*one, work, skip), wanted):
            print(row.line(), flush=True)
            rows.append(row)
    inside, made = sum(row.inside for row in rows), sum(row.made for row in rows)
    losses = sum(len(row.report.get("losses", ())) for row in rows)
    ours, theirs = totals(rows)
    print(f"\n{len(rows)} documents, {made} of {inside} operations ({made / max(inside, 1):.1%}), {losses} losses")
    print(f"build {sum(row.seconds for row in rows):.1f} s; where stock makes anything: {ours:.1f} s to {theirs:.1f} s")
    for row in rows:
        for loss in row.report.get("losses", ()) if options.losses else ():
            print(f"{row.name}{loss['pointer']}: {loss['what']}")
    growth = None if "series" in skip else series(work)
    able = [row for row in rows if row.made]
    heaviness = weights(able, work) if len(able) > 1 else None
    faults = broken(rows, growth, heaviness)
    print("\n" + ("\n".join(["broken:", *faults]) if faults else "every bound holds"))
    return 1 if faults else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--skip", nargs="+", default=[], choices=("types", "stock", "twice", "series"))
    parser.add_argument("--losses", action="store_true", help="print every loss with its pointer")
    parser.add_argument("--keep", type=Path, help="keep what was built in this folder")
    chosen = parser.parse_args()
    if not chosen.folder.is_dir():
        print(f"{chosen.folder} is not there: the corpus is not part of this repository; nothing was measured.")
        sys.exit(0)
    if chosen.keep:
        chosen.keep.mkdir(parents=True, exist_ok=True)
        sys.exit(main(chosen, chosen.keep.resolve()))
    with tempfile.TemporaryDirectory(prefix="corpus-") as name:
        sys.exit(main(chosen, Path(name)))
