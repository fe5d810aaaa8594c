"""Names of operations (``tasks.runs.create``), derived from method and path.

Resources are the nouns of the path; verbs are ``list create retrieve update replace delete`` and the API's own.
Operation ids are not used: frameworks derive them from function names and routes, so they change with the code.
A name from facts replaces the derived one.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, count

from attrs import frozen

from ...model.code import DEVICES
from ...model.ir import Call
from ...normalize.names import MAX_LENGTH
from ...runtime.client import Client

MAX_WORDS = 10
"""Maximum number of words of a path that become resources: of a longer one, those at its ends."""

Name = tuple[str, ...]
"""The resources from the outside in, then the method."""

PREFIX = re.compile(r"(?i)api|rest|public|v\d+(?:[._]\d+)*(?:alpha\d*|beta\d*)?|\d{4}-\d{2}-\d{2}")
"""Path segments that are a prefix of the API and no resource."""

ITEM = {"GET": "retrieve", "PATCH": "update", "PUT": "replace", "DELETE": "delete", "POST": "update"}
COLLECTION = {"POST": "create", "PATCH": "update", "PUT": "replace", "DELETE": "delete"}
OTHER = {"HEAD": "check", "OPTIONS": "options", "TRACE": "trace", "QUERY": "query"}

VERBS = frozenset(
    "search query import export batch bulk find lookup match check validate preview upload download sync send".split()
)
"""Verbs that are used as resources: a noun below them is a variant of the action (``search.people``)."""

RESERVED = frozenset({"with_raw_response", *keyword.kwlist})
DECORATORS = frozenset({"property"})
"""Builtins that decorate members of generated classes: a resource of this name would hide one from those below it."""
CLIENT = frozenset(name for name in dir(Client) if not name.startswith("_"))
"""Attributes of every client: ``close``, ``request``, …"""


@frozen
class _Path:
    """The parts of a path that names are derived from."""

    words: tuple[str, ...]
    ends_in_item: bool
    nested: bool
    """Whether the last word follows an item directly."""


def names(calls: Sequence[Call], is_list: Callable[[Call, bool], bool], given: Mapping[str, Name]) -> dict[str, Name]:
    """Operation id → name, unique; *given* names (from facts) are kept as they are.

    *is_list* tells whether an operation returns a list. Its second argument is true where the path has items below it:
    then the path is a collection, and the envelope of its list may have any other properties.
    """
    paths = {call.id: _read(call.path) for call in calls}
    siblings = Counter(path.words for path in paths.values())
    parents = {path.words[:depth] for path in paths.values() for depth in range(1, len(path.words))}
    collections = {path.words for path in paths.values() if path.ends_in_item}

    def chosen_name(call: Call) -> Name:
        path = paths[call.id]
        return _name(call, path, is_list(call, path.words in collections), siblings, parents)

    chosen = {call.id: given.get(call.id) or chosen_name(call) for call in calls}
    return _unique(calls, chosen, given)


def modules(methods: Iterable[Name]) -> dict[Name, str]:
    """Resource → its module, for all resources of *methods*; each has its own."""
    found: dict[Name, str] = {}
    taken, numbers = {"raw"}, Counter[str]()  # the folder of the raw resources
    for resource in sorted({name[:depth] for name in methods for depth in range(1, len(name))}):
        stem = module = "_".join(resource)[:MAX_LENGTH]
        if module in taken or DEVICES.fullmatch(module):
            module = f"{stem}_"
        while module in taken:
            numbers[stem] += 1
            module = f"{stem}_{numbers[stem] + 1}"
        taken.add(module)
        found[resource] = module
    return found


def snake(text: str) -> str:
    """*text* as a Python identifier in snake case; empty when no character of it is allowed."""
    text = re.sub(r"([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])", _split_hump, text)
    word = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:60].rstrip("_")
    return f"n{word}" if word[:1].isdigit() else word


def identifier(text: str, fallback: str) -> str:
    """*text* as an attribute or method name; no keyword."""
    word = snake(text) or fallback
    return word + "_" if word in RESERVED else word


def pascal(words: Iterable[str]) -> str:
    """A class name from snake-case words."""
    return "".join(part[:1].upper() + part[1:] for word in words for part in word.split("_") if part)


def _split_hump(match: re.Match[str]) -> str:
    return f"{match[1] or match[3]}_{match[2] or match[4]}"


def _read(path: str) -> _Path:
    segments = [segment for segment in path.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].split("/") if segment]
    while len(segments) > 1 and PREFIX.fullmatch(segments[0]):
        segments.pop(0)
    words: list[str] = []
    item = nested = False
    for segment in segments:
        stem, _, verb = segment.partition(":") if not segment.startswith("{") else _custom_verb(segment)
        is_parameter = "{" in stem
        if not is_parameter and (word := snake(re.sub(r"\.(json|xml)$", "", stem))):
            words.append(word)
            nested, item = item, False
        elif is_parameter:
            item = True
        if verb and (word := snake(verb)):
            words.append(word)
            nested, item = True, False
    if len(words) > MAX_WORDS:
        words = [*words[: MAX_WORDS // 2], *words[-MAX_WORDS // 2 :]]
    return _Path(tuple(words), item, nested)


def _custom_verb(segment: str) -> tuple[str, str, str]:
    """``{id}:archive`` → the parameter and its verb."""
    stem, colon, verb = segment.rpartition("}:")
    return (stem + "}", ":", verb) if colon else (segment, "", "")


def _name(call: Call, path: _Path, is_list: bool, siblings: Counter[Name], parents: set[Name]) -> Name:
    if not path.words:
        return _tag_resource(call), OTHER.get(call.method, ITEM.get(call.method, call.method.lower()))
    if call.method in OTHER:
        return *path.words, OTHER[call.method]
    if path.ends_in_item:
        return *path.words, ITEM.get(call.method, call.method.lower())
    leaf = path.words[-1]
    alone = siblings[path.words] == 1 and path.words not in parents
    if call.method == "GET" and is_list:
        return *path.words, "list"
    if alone and _is_variant(call, path):
        return (*path.words[:-1], leaf) if len(path.words) > 1 else (_tag_resource(call), leaf)
    if call.method == "GET":
        return *path.words, "retrieve"
    return *path.words, COLLECTION.get(call.method, call.method.lower())


def _is_variant(call: Call, path: _Path) -> bool:
    """Whether the only operation of a leaf is a verb of its parent (``runs.cancel``) rather than a resource."""
    leaf = path.words[-1]
    if call.method == "GET":
        return len(path.words) > 1
    below_verb = len(path.words) > 1 and not path.nested and path.words[-2].split("_")[0] in VERBS
    return below_verb or not _is_plural(leaf)


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _tag_resource(call: Call) -> str:
    """The resource of an operation whose path has no word: its first tag."""
    return next((word for tag in call.tags if (word := snake(tag))), "api")


def _unique(calls: Sequence[Call], chosen: Mapping[str, Name], given: Mapping[str, Name]) -> dict[str, Name]:
    """Unique names; no method has the name of a resource beside it."""
    resources = {name[:depth] for name in map(_hiding_nothing, chosen.values()) for depth in range(1, len(name))}
    wanted: defaultdict[Name, list[Call]] = defaultdict(list)
    for call in calls:
        name = _hiding_nothing(tuple(identifier(word, "item") for word in chosen[call.id]))
        if name in resources and call.id not in given:
            name = (*name[:-1], identifier(f"{ITEM.get(call.method, call.method.lower())}_{name[-1]}", "item"))
        wanted[name if call.id in given else _not_a_client_attribute(name)].append(call)
    taken = set(wanted)
    result: dict[str, Name] = {}
    for name, sharers in wanted.items():
        keeper = min(sharers, key=lambda call: (call.id not in given, len(call.path), call.path))
        for call in sharers:
            result[call.id] = name if call is keeper else _other(name, call, taken)
    return result


def _hiding_nothing(name: Name) -> Name:
    """*name* with other resources where they would hide a decorator."""
    return (*(f"{word}_" if word in DECORATORS else word for word in name[:-1]), name[-1])


def _not_a_client_attribute(name: Name) -> Name:
    """*name* with another first resource where that is an attribute of every client."""
    return (f"{name[0]}_", *name[1:]) if name[0] in CLIENT else name


def _other(name: Name, call: Call, taken: set[Name]) -> Name:
    """Another name for a second operation: with its last path parameter, else its operation id, else a number."""
    parameters = re.findall(r"\{([^{}]+)\}", call.path)
    candidates = [f"{name[-1]}_by_{snake(parameters[-1])}"] if parameters else []
    candidates += [snake(call.operation_id)] if call.operation_id else []
    numbered = (f"{name[-1]}_{number}" for number in count(2))
    other = next((*name[:-1], word) for word in chain(candidates, numbered) if word and (*name[:-1], word) not in taken)
    taken.add(other)
    return other


def shadowed(methods: Iterable[str]) -> frozenset[str]:
    """Builtins that are hidden in annotations by *methods* of the same class."""
    return frozenset(
        method
        for method in methods
        if method in {"list", "dict", "str", "int", "float", "bool", "bytes"} and hasattr(builtins, method)
    )
