"""Reads YAML as JSON values: without recursion, without the implicit types of YAML 1.1, with limits on aliases.

Keys are the text as written, numbers are JSON's numbers, and only ``true``, ``false`` and ``null`` are words; ``no``,
``on``, ``012``, ``12:30:45`` and ``2024-01-01`` stay strings.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import yaml
from attrs import define, field

from ..errors import DocumentError
from .json_values import is_array, is_object

DEPTH_LIMIT = 500
NODES_BY_ALIASES = 50_000
NODES_FOR_EACH = 20
"""Maximum number of values after aliases are expanded: so many, and so many for each value that is written."""

NULL = re.compile(r"~|null|Null|NULL|")
TRUE = re.compile(r"true|True|TRUE")
FALSE = re.compile(r"false|False|FALSE")
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,999})")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def read(text: str, where: str) -> Any:
    """The value of the one document in *text*; *where* names it in errors."""
    try:
        return _YamlBuilder(where).build(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{where}:{mark.line + 1}:{mark.column + 1}" if mark else where
        raise DocumentError(place, f"is not YAML: {error.problem or error.context}", "mend the syntax there") from None
    except yaml.YAMLError as error:
        raise DocumentError(where, f"is not YAML: {error}", "mend the syntax") from None
    except RecursionError:
        raise too_deep(where) from None


def write(value: Any) -> str:
    """*value* as YAML with the same meaning for `read` and for readers of YAML 1.1."""
    text: str = yaml.dump(  # pyright: ignore[reportUnknownMemberType] - of its width
        value, Dumper=_YamlDumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=False
    )
    return text


def too_deep(where: str) -> DocumentError:
    return DocumentError(where, f"is nested deeper than {DEPTH_LIMIT} levels", "name the inner parts and refer to them")


@define
class _Frame:
    """A mapping or sequence whose end was not read yet."""

    value: dict[str, Any] | list[Any]
    anchor: str | None
    start: int
    """Number of values read before it, to compute its size at its end."""
    key: str | None = None
    merged: tuple[Any, ...] = ()
    """Mappings merged by ``<<``; the mapping's own keys override them."""
    height: int = 1


@define
class _YamlBuilder:
    """Builds JSON values from parser events without recursion, and counts values that aliases repeat."""

    where: str
    count: int = 0
    by_aliases: int = 0
    """How many of the values so far come from aliases."""
    stack: list[_Frame] = field(factory=list[_Frame])
    anchors: dict[str, tuple[Any, int, int]] = field(factory=dict[str, tuple[Any, int, int]])
    """Anchor → (value, size, height)."""
    documents: list[Any] = field(factory=list[Any])

    def build(self, events: Iterator[yaml.Event]) -> Any:
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self.scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.open(event, {} if kind is yaml.MappingStartEvent else [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.close(event)
            elif kind is yaml.AliasEvent:
                self.alias(event)
        if len(self.documents) > 1:
            raise DocumentError(self.where, "holds more than one YAML document", "keep one, without ---")
        return self.documents[0] if self.documents else None

    def fail(self, event: Any, what: str, mend: str) -> DocumentError:
        mark = event.start_mark
        return DocumentError(f"{self.where}:{mark.line + 1}:{mark.column + 1}", what, mend)

    def scalar(self, event: Any) -> None:
        self.count += 1
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is None and type(frame.value) is dict:
            self.take_key(frame, event)
            return
        value = self.resolve(event)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1, 0)
        self.put(event, value, 0)

    def take_key(self, frame: _Frame, event: Any) -> None:
        if event.anchor:
            self.anchors[event.anchor] = (event.value, 1, 0)
        if event.value in frame.value:
            raise self.fail(event, f"key {event.value!r} stands twice in one mapping", "remove one of the two")
        frame.key = event.value
        if event.value == "<<" and event.implicit[0]:
            frame.key = "<<"
        elif event.value == "<<":
            frame.key = "\0<<"  # quoted: an ordinary key, told apart from the merge key until it is stored

    def resolve(self, event: Any) -> Any:
        text = event.value
        if event.tag is not None and not event.implicit[0]:
            if event.tag in ("tag:yaml.org,2002:str", "!"):
                return text
            if event.tag.rsplit(":", 1)[-1] not in ("int", "float", "bool", "null"):
                raise self.fail(event, f"tag {event.tag} has no meaning in JSON", "write the plain value")
        elif not event.implicit[0]:
            return text
        return _plain(text)

    def open(self, event: Any, value: dict[str, Any] | list[Any]) -> None:
        self.count += 1
        if self.stack and self.stack[-1].key is None and type(self.stack[-1].value) is dict:
            raise self.fail(event, "a key is not a scalar", "JSON's keys are text")
        if len(self.stack) >= DEPTH_LIMIT:
            raise self.fail(event, f"is nested deeper than {DEPTH_LIMIT} levels", "name the inner parts")
        if event.anchor:
            self.anchors.pop(event.anchor, None)
        self.stack.append(_Frame(value, event.anchor, self.count))

    def close(self, event: Any) -> None:
        frame = self.stack.pop()
        for other in frame.merged:
            assert isinstance(frame.value, dict)
            frame.value.update({key: child for key, child in other.items() if key not in frame.value})
        if frame.anchor:
            self.anchors[frame.anchor] = (frame.value, self.count - frame.start + 1, frame.height)
        self.put(event, frame.value, frame.height)

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            raise self.fail(event, f"alias *{event.anchor} names nothing before it, or itself", "define it first")
        value, size, height = self.anchors[event.anchor]
        self.count += size
        self.by_aliases += size
        most = NODES_BY_ALIASES + NODES_FOR_EACH * (self.count - self.by_aliases)
        if self.by_aliases > most:
            raise self.fail(event, f"aliases expand to more than {most:,} values", "use $ref for what is repeated")
        if len(self.stack) + height > DEPTH_LIMIT:
            raise self.fail(event, f"aliases nest deeper than {DEPTH_LIMIT} levels", "use $ref")
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is None and type(frame.value) is dict:
            if not isinstance(value, str):
                raise self.fail(event, "a key is not a scalar", "JSON's keys are text")
            frame.key = value
            return
        self.put(event, value, height)

    def put(self, event: Any, value: Any, height: int) -> None:
        if not self.stack:
            self.documents.append(value)
            return
        frame = self.stack[-1]
        frame.height = max(frame.height, height + 1)
        if isinstance(frame.value, list):
            frame.value.append(value)
            return
        key, frame.key = frame.key, None
        if key == "<<":
            others = value if is_array(value) else [value]
            if not all(is_object(other) for other in others):
                raise self.fail(event, "<< merges something that is not a mapping", "merge a mapping, or quote the key")
            frame.merged += tuple(others)
        else:
            frame.value["<<" if key == "\0<<" else str(key)] = value


def _plain(text: str) -> Any:
    """The value of an unquoted scalar: a JSON literal or number, otherwise text."""
    head = text[:1]
    if head in "-0123456789" and head:
        if INTEGER.fullmatch(text):
            return int(text)
        if NUMBER.fullmatch(text) and not math.isinf(float(text)):
            return float(text)
    elif head in "~nN" or not head:
        return None if NULL.fullmatch(text) else text
    elif head in "tTfF":
        return True if TRUE.fullmatch(text) else False if FALSE.fullmatch(text) else text
    return text


def _ignore_aliases(_dumper: object, _data: object) -> bool:
    return True


_YamlDumper: Any = type("_YamlDumper", (_Dumper,), {"ignore_aliases": _ignore_aliases})
"""Quotes what `load` would take for a number, and writes shared values in full."""

_YamlDumper.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(rf"^(?:{NUMBER.pattern})$"), list("-0123456789")
)
