"""Checks whether an API's document and its `api.yaml` confirm a fact of a page."""

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
MAX_DEPTH: Final = 5
"""The most references and alternatives that are followed from a field to its enum."""
CheckResult = Literal["confirmed", "missing", "contradicted", "unknown"]
_VERSION: Final = re.compile(r"v\d+(?:[.-]?\w+)?|api|rest|public", re.IGNORECASE)
_HTTP_HEADERS: Final = frozenset(
    {"retry-after", "etag", "last-modified", "if-none-match", "if-match", "www-authenticate"}
)
"""Headers of HTTP itself, which documents need not describe."""


@frozen
class FactCheck:
    """The result of checking a fact; *expected* is the value in the document if it contradicts the fact."""

    result: CheckResult
    expected: str = ""


CONFIRMED, MISSING, UNKNOWN = FactCheck("confirmed"), FactCheck("missing"), FactCheck("unknown")


@frozen(kw_only=True)
class Operation:
    """One operation of a document."""

    method: str
    path: str
    tags: tuple[str, ...]
    statuses: tuple[str, ...]


@frozen
class DocumentIndex:
    """A document and its `api.yaml`, indexed for checking facts."""

    document: Mapping[str, Any]
    api: Api

    def check(self, fact: Fact) -> FactCheck:
        """Compare *fact* with the document; `unknown` where the document has nothing to compare with."""
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
                return CONFIRMED if group & self._statuses(fact.about) else MISSING
            case "auth":
                return CONFIRMED if self._authenticates(fact.value) else MISSING
            case "server":
                return CONFIRMED if self._serves(fact.value) else MISSING
            case "header":
                return CONFIRMED if fact.value in _HTTP_HEADERS or fact.value in self.words else MISSING
            case "field":
                return CONFIRMED if fact.value.rpartition(".")[2] in self.names else MISSING
            case "code":
                return (
                    CONFIRMED
                    if fact.value in self.terms or (fact.value.isupper() and fact.value.lower() in self.words)
                    else MISSING
                )
            case "variable":
                return CONFIRMED if fact.value.lower() in self.words else MISSING

    # Operations

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The operations of the document, in its order."""
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
        """The operation at *place*, a path or a URL with any names or values for its path parameters."""
        path = urlsplit(place).path if "://" in place else place
        for base in self._bases:
            asked = path.removeprefix(base).strip("/").split("/")
            for operation in self.operations:
                if operation.method == method and _same_route(operation.path.strip("/").split("/"), asked):
                    return operation
        return None

    @cached_property
    def _bases(self) -> tuple[str, ...]:
        """The prefixes of the document's paths: none, and the path of each server."""
        paths = {urlsplit(url).path.rstrip("/") for url in self.servers}
        return ("", *sorted(path for path in paths if path))

    def _endpoint(self, value: str) -> FactCheck:
        method, _, place = value.partition(" ")
        if "://" in place and urlsplit(place).hostname not in {urlsplit(url).hostname for url in self.servers}:
            return UNKNOWN  # another API
        return CONFIRMED if self.find(method, place) else MISSING

    def group(self, name: str) -> tuple[Operation, ...]:
        """The operations with the tag *name*, or with *name* as the first segment of their path."""
        wanted = _normalized(name)
        tagged = [one for one in self.operations if wanted in {_normalized(tag) for tag in one.tags}]
        return tuple(
            tagged or [one for one in self.operations if wanted and wanted == _normalized(_resource_name(one.path))]
        )

    def methods(self, name: str) -> str:
        """The methods of the group *name*; empty if there is no such group."""
        return " ".join(sorted({one.method for one in self.group(name)}))

    def count(self, name: str) -> int:
        """The number of operations of the group *name*, or of the API for its title and the like; else 0."""
        if group := self.group(name):
            return len(group)
        whole = {_normalized(word) for word in (*_WHOLE, self.api.title, f"{self.api.title} API")}
        return len(self.operations) if _normalized(name) in whole else 0

    # Limits

    def _limit(self, fact: Fact) -> FactCheck:
        plan = self._plan(fact.about)
        if plan is not None:
            documented = [_rate(limit) for limit in plan.limits.values()]
            return (
                _same(" or ".join(documented) or "unlimited", fact.value) if fact.value not in documented else CONFIRMED
            )
        return CONFIRMED if fact.value in {_rate(limit) for limit in self.limits} else MISSING

    @cached_property
    def limits(self) -> tuple[LimitFact, ...]:
        """All limits in `api.yaml`, including those of plans."""
        plans = self.api.plans.values()
        return (*self.api.limits.values(), *(limit for plan in plans for limit in plan.limits.values()))

    def _plan(self, name: str) -> PlanFact | None:
        words = {_normalized(word) for word in name.split()}
        return next((plan for key, plan in self.api.plans.items() if _normalized(key) in words), None)

    def _figure(self, fact: Fact) -> FactCheck:
        """Compare a cell of a table of plans; its column determines which number of the plan it is."""
        plan = self._plan(fact.about)
        column, _, number = fact.value.rpartition(" = ")
        if plan is None:
            return UNKNOWN
        if re.search(r"concurren|parallel|runs", column, re.IGNORECASE):
            documented = plan.concurrent_runs
        elif "burst" in column.lower():
            documented = next((limit.burst for limit in plan.limits.values() if limit.burst), None)
        else:
            return UNKNOWN
        return _same(f"{column} = {'unlimited' if documented is None else documented}", f"{column} = {number}")

    # Words

    def _values(self, fact: Fact) -> FactCheck:
        """Compare an enumeration, found by the name of its field."""
        documented = self.enumerations.get(_normalized(fact.about))
        if documented is None:
            return UNKNOWN if fact.about.lower() not in self.words else MISSING
        return (
            CONFIRMED
            if fact.value in documented
            else FactCheck("contradicted", " or ".join(sorted(documented)))
            if documented
            else MISSING
        )

    @cached_property
    def enumerations(self) -> dict[str, set[str]]:
        """Name of a field → its enumerations, in the form that facts have."""
        found: dict[str, set[str]] = {}
        for name, schema in _named_schemas(self.document):
            values = _enumerated(self.document, schema)
            if values:
                found.setdefault(_normalized(name), set()).add(", ".join(sorted(values)))
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of the document and of `api.yaml`, in lower case."""
        texts = (*self.names, *(text for _, text in self._texts()))
        return frozenset(word for text in texts for word in re.findall(r"\w[\w.-]*\w|\w", text.lower()))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every key, and every value of a `name`, in the document and in `api.yaml`."""
        called = {text for key, text in self._texts() if key == "name"}
        return frozenset(called.union(*(node for node in self._nodes if is_object(node))))

    @cached_property
    def terms(self) -> frozenset[str]:
        """The names, the texts of a single word, and the words in backticks."""
        alone = {text for _, text in self._texts() if not re.search(r"\s", text)}
        return self.names | alone | {term for _, text in self._texts() for term in re.findall(r"`([^`\s]+)`", text)}

    def _texts(self) -> Iterator[tuple[str, str]]:
        """Every text with its key; empty for items of arrays."""
        for node in self._nodes:
            pairs = node.items() if is_object(node) else (("", item) for item in node)
            yield from ((key, value) for key, value in pairs if isinstance(value, str))

    @cached_property
    def _nodes(self) -> list[Any]:
        """Every object and array of the document and of `api.yaml`."""
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
        """The statuses of the operation at *place*; of all operations if there is no such operation."""
        method, _, path = place.partition(" ")
        operation = self.find(method, path)
        documented = operation.statuses if operation else [one for each in self.operations for one in each.statuses]
        api = self.api
        beside = (*api.statuses, *api.refused, *(error.status for error in api.errors))
        replayed = (one.replayed for one in api.operations.values() if one.replayed)
        return frozenset({*documented, *map(str, (*beside, *replayed))})

    # Servers and keys

    @cached_property
    def servers(self) -> tuple[str, ...]:
        """The URLs of the API's servers."""
        documented = [str(mapping(server).get("url")) for server in listing(self.document.get("servers"))]
        return tuple(url.rstrip("/") for url in (*documented, *self.api.servers.values()))

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


def _same(expected: str, value: str) -> FactCheck:
    if not expected:
        return UNKNOWN
    return CONFIRMED if expected == value else FactCheck("contradicted", expected)


def _rate(limit: LimitFact) -> str:
    return f"{limit.requests} per {limit.per:g} s"


def _normalized(name: str) -> str:
    """*name* for comparison: lower-case letters and digits, without a plural s."""
    return re.sub(r"[^a-z0-9]", "", name.lower()).removesuffix("s")


def _resource_name(path: str) -> str:
    return next((part for part in path.strip("/").split("/") if not _VERSION.fullmatch(part)), "")


def _same_route(known: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether the segments *asked* match *known*, whose path parameters match anything."""
    return len(known) == len(asked) and all(
        ours == theirs or ours.startswith("{") for ours, theirs in zip(known, asked, strict=True)
    )


def _is_scheme(scheme: Mapping[str, Any], form: str, name: str) -> bool:
    kind = scheme.get("type")
    if kind == "http":
        return str(scheme.get("scheme")).lower() == form
    if kind == "apiKey":
        documented = str(scheme.get("name")).lower()
        return (form == scheme.get("in") and documented == name.lower()) or (documented == "authorization" and not name)
    return kind in ("oauth2", "openIdConnect") and form == "bearer"


def _named_schemas(document: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Every schema with a name: of properties, parameters and components."""
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
    """The enum of *schema*, followed through references, alternatives and items."""
    schema = mapping(schema)
    if "enum" in schema:
        return [str(value) for value in listing(schema["enum"]) if value is not None]
    if depth > MAX_DEPTH:
        return []
    inner = [schema.get("items"), *(one for key in ("anyOf", "oneOf", "allOf") for one in listing(schema.get(key)))]
    if isinstance(schema.get("$ref"), str):
        inner.append(reduce(child, parts_of(schema["$ref"]), document))
    nothing: list[str] = []
    return next((words for one in inner if one and (words := _enumerated(document, one, depth + 1))), nothing)
