"""Whether generated packages keep what their documents say, over every document of a folder.

    python -m tests.sweeps.faithful.run PATH [NAME ...] [--seed N] [--reasons N]

For every response schema: valid instances of the original document survive decoding and encoding unchanged, without
drift. For every operation: calls with drawn arguments, sent to a loopback server, are what the original document
allows, and arrive as they were given. What could not be drawn is no pass: it
counts against the total unless no value can exist (listed). PATH is a document, or a folder with a manifest.json.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import warnings
from collections import Counter
from pathlib import Path

from generator.documents import bundle
from generator.errors import GeneratorError
from tests.sweeps.faithful.check import Outcome, check, counts
from tests.sweeps.folder import documents

ENOUGH = 0.99


def line(outcome: Outcome, seconds: float) -> str:
    """One document's figures."""
    said = f"{outcome.name:18}"
    for verdicts in (outcome.calls, outcome.answers):
        found = counts(verdicts)
        said += f"{len(verdicts):7}{found['passed']:7}{found['failed']:7}{found['undrawable']:7}"
    return f"{said}{seconds:8.1f}"


def main() -> int:
    """Prints the table and the reasons; 1 when less than 99 % passed, or a document became no package."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--reasons", type=int, default=5, help="how many to list for each document")
    options = parser.parse_args()
    if not options.path.exists():
        print(f"{options.path} is not there: the corpus is not part of this repository; nothing was measured.")
        return 0
    warnings.simplefilter("ignore")
    print(f"{'':18}{'operations':>14}{'':14}{'response schemas':>28}")
    print(f"{'document':18}" + "".join(f"{word:>7}" for word in "all passed failed undrwn".split() * 2) + " seconds")
    total: dict[str, Counter[str]] = {"calls": Counter(), "answers": Counter()}
    all_built = True
    for name, file in documents(options.path, options.names):
        began = time.perf_counter()
        try:
            outcome = check(bundle.bundle(file), re.sub(r"\W", "_", name), options.seed)
        except GeneratorError as error:
            print(f"{name:18} FAILED {error}")
            all_built = False
            continue
        print(line(outcome, time.perf_counter() - began), flush=True)
        for kind, verdicts in (("calls", outcome.calls), ("answers", outcome.answers)):
            total[kind] += counts(verdicts)
            unlike = [one for one in verdicts if one.outcome != "passed"]
            for one in unlike[: options.reasons]:
                print(f"    {kind[:-1]} {one.outcome}: {one.where}: {one.why}")
            if len(unlike) > options.reasons:
                print(f"    … and {len(unlike) - options.reasons} more {kind}")
    worst = 1.0
    for kind, found in total.items():
        share = found["passed"] / max(1, found.total())
        worst = min(worst, share)
        print(
            f"{kind}: {found.total()}  "
            + "  ".join(f"{word} {n}" for word, n in found.most_common())
            + f"  {share:.2%}"
        )
    return 0 if all_built and worst >= ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main())
