"""Parses every document of a corpus and prints one line for each: operations in and out, losses, seconds.

    python -m tests.sweeps.corpus.parse PATH [NAME ...]

PATH is a folder with a manifest.json whose entries have a `name` and, relative to PATH, an `entry` file.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from generator.documents import bundle
from generator.engine import engine
from generator.errors import GeneratorError
from generator.model.ir import Parsed
from generator.model.type_ref import text
from generator.normalize.operation_ids import METHODS

BUILTINS = {"str": str, "int": int, "float": float, "bool": bool, "bytes": bytes, "list": list, "dict": dict}


def every(parsed: Parsed) -> Iterator[tuple[str, str]]:
    """(where, annotation) for every annotation in *parsed*."""
    for model in parsed.models:
        yield from ((f"{model.name}.{one.name}", one.annotation) for one in model.fields)
        if model.additional is not None:
            yield f"{model.name}.additional", text(model.additional)
    for alias in parsed.aliases:
        yield alias.name, alias.annotation
    for call in parsed.calls:
        yield from ((f"{call.id}({one.name})", one.annotation) for one in call.parameters)
        if call.body is not None:
            yield f"{call.id} body", call.body.annotation
        yield from ((f"{call.id} {one.status}", one.annotation) for one in call.answers if one.annotation)
        if call.returns:
            yield f"{call.id} returns", call.returns
    for event in parsed.events:
        yield f"event {event.name}", event.annotation


def unresolved(parsed: Parsed) -> list[str]:
    """The annotations that do not evaluate with the classes of *parsed* and the words `shape` allows."""
    known: dict[str, Any] = {"Any": Any, "Literal": Literal, "date": date, "datetime": datetime}
    names = [m.name for m in parsed.models] + [e.name for e in parsed.enums] + [a.name for a in parsed.aliases]
    known |= {name: type(name, (), {}) for name in names}
    wrong = []
    for where, annotation in every(parsed):
        try:
            eval(annotation, {"__builtins__": BUILTINS}, known)
        except (NameError, SyntaxError, TypeError) as error:
            wrong.append(f"{where}: {annotation!r} ({error})")
    return wrong


def main(folder: Path, only: set[str]) -> int:
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        print(f"{manifest} is not there: the corpus is not part of this repository; nothing was measured.")
        return 0
    total: Counter[str] = Counter()
    print(f"{'document':18}" + "".join(f"{word:>7}" for word in "ops calls models enums alias lost load parse".split()))
    for entry in json.loads(manifest.read_text(encoding="utf-8")):
        if only and entry["name"] not in only:
            continue
        began = time.perf_counter()
        try:
            document = bundle.bundle(folder / entry["entry"])
            loaded = time.perf_counter()
            parsed = engine.parse(document)
        except GeneratorError as error:
            total["failed"] += 1
            print(f"{entry['name']:18} FAILED {error}")
            continue
        done = time.perf_counter()
        wrong = unresolved(parsed)
        inside = sum(m in item for item in document.get("paths", {}).values() for m in METHODS)
        total.update(ops=inside, calls=len(parsed.calls), wrong=len(wrong), losses=len(parsed.losses), documents=1)
        print(
            f"{entry['name']:18}{inside:7}{len(parsed.calls):7}{len(parsed.models):7}{len(parsed.enums):7}"
            f"{len(parsed.aliases):7}{len(parsed.losses):7}{loaded - began:7.2f}{done - loaded:7.2f}"
            + (f"  UNRESOLVED {wrong[:2]}" if wrong else "")
            + ("" if inside == entry["operations"] == len(parsed.calls) else f"  MANIFEST {entry['operations']}")
        )
    print(dict(total))
    return 1 if total["failed"] or total["wrong"] or total["ops"] != total["calls"] else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), set(sys.argv[2:])))
