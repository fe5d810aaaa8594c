"""One document through loader, bundler, normalizer, engine, plan and templates: Python, or one line of why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.documents import document as text
from generator.engine.engine import prepared, typed
from generator.errors import GeneratorError
from generator.packages.pipeline import RESERVED
from generator.plan import plan
from generator.render.render import fill
from generator.specs import facts
from tests.sweeps.constructs import strange_in

DIGEST = "0" * 64


def build(document: Any) -> Mapping[str, str]:
    """The files that *document* makes, each module only of what templates make; `GeneratorError` is the way to fail."""
    content = text.loads(text.dump(document), where="fuzzed.json")
    parsed = typed(prepared(content, RESERVED))
    planned = plan(
        facts.without_facts("fuzzed"),
        parsed,
        document=content,
        digest=DIGEST,
        version="0.1.0",
        changelog="# Changelog\n",
    )
    files = fill(planned)
    for path, source in files.items():
        if path.endswith(".py"):
            assert not (strange := strange_in(source)), f"{path}:{strange[0]}"
    return files


def complaint(document: Any) -> str:
    """Why *document* makes no package, in one line; empty when it makes one."""
    try:
        build(document)
    except GeneratorError as error:
        line = str(error)
        assert line, "an error without words"
        assert "\n" not in line, line
        return line
    return ""
