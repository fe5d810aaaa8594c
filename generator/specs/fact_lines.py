"""Lines of facts: a key that an error names (``limits.slow.per``), found in the text of its file."""

from __future__ import annotations

from pathlib import Path

import yaml

from ..errors import FactsError


def with_line(error: FactsError, path: Path) -> FactsError:
    """*error*, which names a key of the facts in the file *path*, with the file, the line and the key as its place."""
    key = error.where.removeprefix(f"{path}: ")
    if key.startswith(str(path)):
        return error
    line = line_of(path.read_text(encoding="utf-8", errors="replace"), key)
    return FactsError(f"{path}:{line}: {key}" if line else f"{path}: {key}", error.what, error.mend)


def line_of(text: str, key: str) -> int:
    """The line of what is nearest to *key* in *text*, whose names may hold dots; 0 where nothing is."""
    try:
        node, found = yaml.compose(text, Loader=yaml.CSafeLoader), 0
    except (yaml.YAMLError, RecursionError):
        return 0
    while key:
        below: list[tuple[str, yaml.Node, yaml.Node]] = []
        if isinstance(node, yaml.MappingNode):
            below = [(str(name.value), name, value) for name, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            below = [(str(index), value, value) for index, value in enumerate(node.value)]
        fitting = [one for one in below if key == one[0] or key.startswith(f"{one[0]}.")]
        if not fitting:
            break
        name, place, node = max(fitting, key=lambda one: len(one[0]))
        key, found = key[len(name) + 1 :], place.start_mark.line + 1
    return found
