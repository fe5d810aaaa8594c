"""Scores the verdict on callers' code on the benchmark's one-edit pairs, and says why where it differs from the label.

The labels hold for another generator's templates. Each reason why ours take an edit otherwise is an edit of
`tests/drift/cases.py`, whose old caller is run and type-checked against the new package.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.release.judge import judge

ACCEPTED = {
    "runtime-breaking": {"runtime-breaking"},
    "type-breaking": {"typing-breaking"},
    "type-narrowed": {"typing-breaking"},
    "additive": {"additive"},
    "behaviour": {"additive", "docs-only"},
    "doc": {"docs-only"},
    "none": {"docs-only", "identical"},
}
"""Label → the verdicts that say the same."""
NAMES = "names come from method and path, never from operation ids and tags"
KEYWORDS = "models and request fields are keyword-only, so their order cannot matter"
ERRORS = "errors are raised, not returned, and their classes do not depend on the document"
REASONS: dict[str, tuple[str, str, str]] = {
    "operationId renamed": ("identical", NAMES, "operation-id-renamed"),
    "operationId removed": ("identical", NAMES, "operation-id-removed"),
    "tag changed": ("identical", NAMES, "tag-changed"),
    "path renamed (URL only, same operationId)": ("runtime-breaking", NAMES, "path-moved"),
    "schema title only changed": ("identical", "models are called by their component's name", "title-changed"),
    "error response removed (422)": ("docs-only", ERRORS, "error-response-removed"),
    "error response added": ("docs-only", ERRORS, "error-response-added"),
    "error response schema changed": ("docs-only", ERRORS, "error-response-changed"),
    "example added": ("identical", "an example of one operation's media type is not shown", "media-type-example"),
    "request prop added optional (in the middle)": ("additive", KEYWORDS, "request-property-in-the-middle"),
    "response prop added optional (in the middle)": ("additive", KEYWORDS, "response-property-in-the-middle"),
    "response prop required->optional": ("typing-breaking", KEYWORDS, "response-required-to-optional"),
    "response prop format added (uuid)": ("docs-only", "a UUID is a `str`; the fake server's sample changes", "uuid"),
    "second media type added to request": ("identical", "one media type is sent, the best", "second-media-type"),
    "security scheme added (bearer alternative)": ("additive", "each of two has its own argument", "second-scheme"),
    "query param added optional (at end)": (
        "runtime-breaking", "a `cursor` beside `next_cursor` makes the list a `Page`, which is another class",
        "cursor-added",
    ),
}  # fmt: skip
"""Edit → the verdict our templates give it, why, and the case that proves it."""


def table(bench: Path) -> Iterator[str]:
    """Lines: agreement with the labels, with the labels and the reasons, and each difference."""
    cases = [one for one in json.loads((bench / "manifest.json").read_text())["cases"] if one["origin"] == "sdk"]
    told: list[str] = []
    plain = reasoned = 0
    for case in cases:
        old, new = (json.loads((bench / case[side]).read_text()) for side in ("base", "revision"))
        found = judge(old, new).source or "none"
        plain += _agrees(case, found)
        expected, why, proof = REASONS.get(case["mutation"], ("", "no reason is known", ""))
        fits = _agrees(case, found) or found == expected
        reasoned += fits
        if not _agrees(case, found):
            proved = f" [{proof}]" if proof else ""
            told.append(
                f"  {'·' if fits else '✗'} {case['mutation']}: {case['python_surface']} → {found}: {why}{proved}"
            )
    if cases:
        yield f"== callers' code, {len(cases)} pairs"
        yield f"agrees with the rules as they apply to our templates {reasoned / len(cases):.3f}"
        yield f"agrees with another generator's labels word for word {plain / len(cases):.3f}; where not:"
        yield from told


def _agrees(case: dict[str, Any], found: str) -> bool:
    return found in ACCEPTED.get(case["python_surface"], set())
