"""What an API's document and its facts say, asked one fact of a page at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from attrs import asdict, frozen

from ...documents.json_values import is_array, is_mapping, is_object, listing, mapping
from ...documents.pointers import child, parts_of
from ...specs.facts import Api, LimitFact, PlanFact
from .facts import Fact

METHODS: Final = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
DEEPEST: Final = 5
"""References and alternatives between a field and its words: enough, and an end for what refers to itself."""
Holds = Literal["says", "lacks", "contradicts", "silent"]
_VERSION: Final = re.compile(r"v\d+(?:[.-]?\w+)?|api|rest|public", re.IGNORECASE)
_ALWAYS: Final = frozenset({"retry-after", "etag", "last-modified", "if-none-match", "if-match", "www-authenticate"})
"""Headers of HTTP itself."""


@frozen
class Held:
    """What a fact of a page is to the document: *expected* is what the document says instead."""

    holds: Holds
    expected: str = ""


SAYS, LACKS, SILENT = Held("says"), Held("lacks"), Held("silent")


@frozen(kw_only=True)
class Operation:
    """One operation of a document."""

    method: str
    path: str
    tags: tuple[str, ...]
    statuses: tuple[str, ...]


@frozen
class Known:
    """A document and the facts beside it."""

    document: Mapping[str, Any]
    api: Api

    def held(self, fact: Fact) -> Held:
        """Whether the document says what *fact* does; silent where it has nothing to compare with."""
        match fact.kind:
            case "endpoint":
                return self._endpoint(fact.value)
            case "methods":
                return _same(self.methods(fact.about), fact.value)
            case "count":
                number, _, noun = fact.value.partition(" ")
                counted = self.count(fact.about)
                return _same(f"{counted} {noun}" if counted else "", f"{number} {noun}")
            case "limit":
                return self._limit(fact)
            case "figure":
                return self._figure(fact)
            case "values":
                return self._values(fact)
            case "status":
                group = {fact.value, f"{fact.value[0]}XX", f"{fact.value[0]}xx"}
                group |= {"default"} if fact.value >= "400" and fact.about else set()
                return SAYS if group & self._statuses(fact.about) else LACKS
            case "auth":
                return SAYS if self._authenticates(fact.value) else LACKS
            case "server":
                return SAYS if self._serves(fact.value) else LACKS
            case "header":
                return SAYS if fact.value in _ALWAYS or fact.value in self.words else LACKS
            case "field":
                return SAYS if fact.value.rpartition(".")[2] in self.names else LACKS
            case "code":
                return (
                    SAYS
                    if fact.value in self.terms or (fact.value.isupper() and fact.value.lower() in self.words)
                    else LACKS
                )
            case "variable":
                return SAYS if fact.value.lower() in self.words else LACKS

    # Operations

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Those of the document, in its order."""
        return tuple(
            Operation(
                method=method.upper(),
                path=path,
                tags=tuple(map(str, listing(mapping(value).get("tags")))),
                statuses=tuple(mapping(mapping(value).get("responses"))),
            )
            for path, item in mapping(self.document.get("paths")).items()
            for method, value in mapping(item).items()
            if method in METHODS
        )

    def find(self, method: str, place: str) -> Operation | None:
        """The operation at *place*, a path or an address, however its parameters are called there."""
        path = urlsplit(place).path if "://" in place else place
        for base in self._bases:
            asked = path.removeprefix(base).strip("/").split("/")
            for operation in self.operations:
                if operation.method == method and _same_route(operation.path.strip("/").split("/"), asked):
                    return operation
        return None

    @cached_property
    def _bases(self) -> tuple[str, ...]:
        """What may stand before a path of the document: nothing, or the path of one of its servers."""
        paths = {urlsplit(url).path.rstrip("/") for url in self.servers}
        return ("", *sorted(path for path in paths if path))

    def _endpoint(self, value: str) -> Held:
        method, _, place = value.partition(" ")
        if "://" in place and urlsplit(place).hostname not in {urlsplit(url).hostname for url in self.servers}:
            return SILENT  # somebody else's
        return SAYS if self.find(method, place) else LACKS

    def group(self, name: str) -> tuple[Operation, ...]:
        """The operations that *name* stands for: a tag, or the first word of a path."""
        wanted = _plain(name)
        tagged = [one for one in self.operations if wanted in {_plain(tag) for tag in one.tags}]
        return tuple(tagged or [one for one in self.operations if wanted and wanted == _plain(_noun(one.path))])

    def methods(self, name: str) -> str:
        """The methods of a group, nothing for what is no group."""
        return " ".join(sorted({one.method for one in self.group(name)}))

    def count(self, name: str) -> int:
        """How many operations a group has; all of them for a name such as the API's own, 0 for what is no group."""
        if group := self.group(name):
            return len(group)
        whole = {_plain(word) for word in (*_WHOLE, self.api.title, f"{self.api.title} API")}
        return len(self.operations) if _plain(name) in whole else 0

    # Limits

    def _limit(self, fact: Fact) -> Held:
        plan = self._plan(fact.about)
        if plan is not None:
            told = [_rate(limit) for limit in plan.limits.values()]
            return _same(" or ".join(told) or "unlimited", fact.value) if fact.value not in told else SAYS
        return SAYS if fact.value in {_rate(limit) for limit in self.limits} else LACKS

    @cached_property
    def limits(self) -> tuple[LimitFact, ...]:
        """All that the facts beside the document name, those of plans among them."""
        plans = self.api.plans.values()
        return (*self.api.limits.values(), *(limit for plan in plans for limit in plan.limits.values()))

    def _plan(self, name: str) -> PlanFact | None:
        words = {_plain(word) for word in name.split()}
        return next((plan for key, plan in self.api.plans.items() if _plain(key) in words), None)

    def _figure(self, fact: Fact) -> Held:
        """A cell of a table of plans: which of a plan's numbers it is, its column says."""
        plan = self._plan(fact.about)
        column, _, number = fact.value.rpartition(" = ")
        if plan is None:
            return SILENT
        if re.search(r"concurren|parallel|runs", column, re.IGNORECASE):
            told = plan.concurrent_runs
        elif "burst" in column.lower():
            told = next((limit.burst for limit in plan.limits.values() if limit.burst), None)
        else:
            return SILENT
        return _same(f"{column} = {'unlimited' if told is None else told}", f"{column} = {number}")

    # Words

    def _values(self, fact: Fact) -> Held:
        """An enumeration, by the name of the field that has it."""
        told = self.enumerations.get(_plain(fact.about))
        if told is None:
            return SILENT if fact.about.lower() not in self.words else LACKS
        return SAYS if fact.value in told else Held("contradicts", " or ".join(sorted(told))) if told else LACKS

    @cached_property
    def enumerations(self) -> dict[str, set[str]]:
        """The words that each field may have, as facts write them."""
        found: dict[str, set[str]] = {}
        for name, schema in _named_schemas(self.document):
            values = _enumerated(self.document, schema)
            if values:
                found.setdefault(_plain(name), set()).add(", ".join(sorted(values)))
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the document and of the facts, in lower case."""
        texts = (*self.names, *(text for _, text in self._texts()))
        return frozenset(word for text in texts for word in re.findall(r"\w[\w.-]*\w|\w", text.lower()))

    @cached_property
    def names(self) -> frozenset[str]:
        """What anything in the document or in the facts is called: every key, and every name."""
        called = {text for key, text in self._texts() if key == "name"}
        return frozenset(called.union(*(node for node in self._nodes if is_object(node))))

    @cached_property
    def terms(self) -> frozenset[str]:
        """The names, and the words that stand alone or are set as code."""
        alone = {text for _, text in self._texts() if not re.search(r"\s", text)}
        return self.names | alone | {term for _, text in self._texts() for term in re.findall(r"`([^`\s]+)`", text)}

    def _texts(self) -> Iterator[tuple[str, str]]:
        """Every text with its key; the items of a list have none."""
        for node in self._nodes:
            pairs = node.items() if is_object(node) else (("", item) for item in node)
            yield from ((key, value) for key, value in pairs if isinstance(value, str))

    @cached_property
    def _nodes(self) -> list[Any]:
        """Every object and list of the document and of the facts."""
        pending: list[Any] = [self.document, asdict(self.api)]
        found: list[Any] = []
        while pending:
            node = pending.pop()
            if is_mapping(node):
                found.append(dict(node))
                pending += node.values()
            elif isinstance(node, tuple) or is_array(node):
                found.append(node)
                pending += node
        return found

    def _statuses(self, place: str) -> frozenset[str]:
        """What the operation at *place* may answer, or any operation where that is none."""
        method, _, path = place.partition(" ")
        operation = self.find(method, path)
        told = operation.statuses if operation else [one for each in self.operations for one in each.statuses]
        api = self.api
        beside = (*api.statuses, *api.refused, *(error.status for error in api.errors))
        replayed = (one.replayed for one in api.operations.values() if one.replayed)
        return frozenset({*told, *map(str, (*beside, *replayed))})

    # Servers and keys

    @cached_property
    def servers(self) -> tuple[str, ...]:
        """The addresses that the API answers at."""
        told = [str(mapping(server).get("url")) for server in listing(self.document.get("servers"))]
        return tuple(url.rstrip("/") for url in (*told, *self.api.servers.values()))

    def _serves(self, url: str) -> bool:
        return any(known == url or known.startswith(f"{url}/") for known in self.servers)

    def _authenticates(self, value: str) -> bool:
        form, _, name = value.partition(" ")
        if form == "key":
            return f"{name}" in f"{self.api.auth.pattern} {self.api.auth.example}"
        for scheme in self.api.auth.schemes.values():
            if (form == "header" and scheme.header.lower() == name) or (form == "query" and scheme.query == name):
                return True
            if (form == "basic" and scheme.basic) or (scheme.prefix and scheme.prefix.strip().lower() == form):
                return True
        named = form == "header" and name in self.words  # where it is a parameter of each operation
        return named or any(_is_scheme(scheme, form, name) for scheme in self._schemes())

    def _schemes(self) -> Iterator[Mapping[str, Any]]:
        schemes = mapping(mapping(self.document.get("components")).get("securitySchemes"))
        yield from (mapping(scheme) for scheme in schemes.values())


_WHOLE: Final = ("", "API", "Endpoints", "API reference", "Reference", "Overview", "Introduction", "REST API", "Total")


def _same(expected: str, value: str) -> Held:
    if not expected:
        return SILENT
    return SAYS if expected == value else Held("contradicts", expected)


def _rate(limit: LimitFact) -> str:
    return f"{limit.requests} per {limit.per:g} s"


def _plain(name: str) -> str:
    """A name as it is compared: letters and digits, and no plural."""
    return re.sub(r"[^a-z0-9]", "", name.lower()).removesuffix("s")


def _noun(path: str) -> str:
    return next((part for part in path.strip("/").split("/") if not _VERSION.fullmatch(part)), "")


def _same_route(known: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether *asked* is *known*, with names or with values in the place of its parameters."""
    return len(known) == len(asked) and all(
        ours == theirs or ours.startswith("{") for ours, theirs in zip(known, asked, strict=True)
    )


def _is_scheme(scheme: Mapping[str, Any], form: str, name: str) -> bool:
    kind = scheme.get("type")
    if kind == "http":
        return str(scheme.get("scheme")).lower() == form
    if kind == "apiKey":
        told = str(scheme.get("name")).lower()
        return (form == scheme.get("in") and told == name.lower()) or (told == "authorization" and not name)
    return kind in ("oauth2", "openIdConnect") and form == "bearer"


def _named_schemas(document: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Every schema that has a name: of a property, of a parameter, of a component."""
    pending: list[Any] = [document]
    while pending:
        node = pending.pop()
        if is_object(node):
            properties, name = node.get("properties"), node.get("name")
            if is_object(properties):
                yield from properties.items()
            if isinstance(name, str) and "schema" in node:
                yield name, node["schema"]
            pending += node.values()
        elif is_array(node):
            pending += node
    yield from mapping(mapping(document.get("components")).get("schemas")).items()


def _enumerated(document: Mapping[str, Any], schema: Any, depth: int = 0) -> list[str]:
    """The words of *schema*, also where it refers to another, or is a list of them."""
    schema = mapping(schema)
    if "enum" in schema:
        return [str(value) for value in listing(schema["enum"]) if value is not None]
    if depth > DEEPEST:
        return []
    inner = [schema.get("items"), *(one for key in ("anyOf", "oneOf", "allOf") for one in listing(schema.get(key)))]
    if isinstance(schema.get("$ref"), str):
        inner.append(reduce(child, parts_of(schema["$ref"]), document))
    nothing: list[str] = []
    return next((words for one in inner if one and (words := _enumerated(document, one, depth + 1))), nothing)
