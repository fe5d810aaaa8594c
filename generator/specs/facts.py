"""The facts of one API that its document does not, or cannot reliably, say: specs/<api>/api.yaml, read strictly.

None stands for what the file does not say: then the runtime's own default holds.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Mapping
from functools import cache
from keyword import iskeyword
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

import cattrs
from attrs import field, fields, frozen
from cattrs.gen import make_dict_structure_fn, override

from ..documents.document import read as read_json
from ..documents.json_values import is_array
from ..errors import FactsError
from . import patterns
from .fact_lines import with_line
from .folder import FACTS, has_document

RESERVED = {"repeat": "class", "asynchronous": "async"}
"""Attribute → key in YAML, where the key is a keyword of Python."""

DEPENDENCIES = frozenset({"anyio", "attr", "attrs", "certifi", "h11", "h2", "httpcore", "httpcore2", "httpx", "httpx2"})
"""Modules of others that packages import."""

MAX_NUMBER = 100_000_000
"""The largest number of requests or seconds in a limit."""

T = TypeVar("T")
Kind = Literal["safe", "idempotent", "keyed", "once"]


@frozen(kw_only=True)
class DocumentFact:
    """Path, URL and origin of the document."""

    path: str = ""
    """File beside api.yaml; found by its name (openapi.json, openapi.yaml) when empty."""
    url: str = ""
    """URL that `fetch` downloads it from; empty for a document that is written by hand."""
    origin: Literal["fetched", "hand-written", "reconstruction"] = "fetched"
    note: str = ""
    """A note on its reliability, for README, `reference.md` and the client's docstring."""


@frozen(kw_only=True)
class SchemeFact:
    """One way to send the credential."""

    header: str = ""
    query: str = ""
    cookie: str = ""
    prefix: str = ""
    basic: bool = False


@frozen(kw_only=True)
class Auth:
    """The credential: environment variable, format, and how it is sent."""

    env: str = ""
    """Environment variable; ``<NAME>_API_KEY`` when empty."""
    hint: str = ""
    """Where a person gets a key, one clause."""
    pattern: str = ""
    example: str = ""
    """A made-up key that fits *pattern*: used in examples and by the testing kit."""
    default: str = ""
    """Name of the scheme used unless the caller says otherwise; the first when empty."""
    schemes: Mapping[str, SchemeFact] = field(factory=dict[str, SchemeFact])
    """Taken from the document's securitySchemes when empty."""
    source: str = ""


@frozen(kw_only=True)
class Version:
    """The header that tells which version of the API answered."""

    header: str
    value: str
    source: str = ""


@frozen(kw_only=True)
class LimitFact:
    """At most *requests* in any *per* seconds."""

    requests: int
    per: float = 60.0
    burst: int | None = None
    source: str = ""


@frozen(kw_only=True)
class PlanFact:
    """The limits of one pricing plan; none means unlimited."""

    limits: Mapping[str, LimitFact] = field(factory=dict[str, LimitFact])
    concurrent_runs: int | None = None
    source: str = ""


@frozen(kw_only=True)
class ErrorFact:
    """An error response with an exception class of its own."""

    status: int
    raises: str
    """Class name; generated below the class of its status unless it is that class."""
    code: str = ""
    match: str = ""
    retry: bool = True
    description: str = ""
    """One sentence: the class's docstring."""
    provenance: Literal["documented", "inferred"] = "inferred"


@frozen(kw_only=True)
class PagingFact:
    """How a list is continued; attribute names are the wire's."""

    style: Literal["cursor", "offset", "page", "link", "none"]
    items: str = ""
    parameter: str = ""
    next: str = ""
    more: str = ""
    total: str = ""
    size: str = ""


@frozen(kw_only=True)
class OperationFact:
    """Facts of the operations that its key matches; a later key overrides an earlier one, field by field."""

    name: str | None = None
    """Name in the client: ``tasks.runs.create``."""
    repeat: Kind | None = None
    """``class`` in YAML, which Python reserves."""
    key: str | None = None
    """Field that carries the idempotency key (class ``keyed``)."""
    key_in: Literal["body", "header"] | None = None
    limit: str | None = None
    unwrap: str | None = None
    paging: PagingFact | None = None
    replayed: int | None = None
    slot: bool | None = None
    credits: str | None = None
    contacts_people: bool | None = None
    """Whether it reaches real people: stated in the docstring, never sent twice."""
    summary: str | None = None
    note: str | None = None
    """A sentence added to the docstring."""
    source: str | None = None
    inferred: tuple[str, ...] = ()
    """Keys of this entry that no page of the vendor states; marked as inferred wherever they are shown."""


@frozen(kw_only=True)
class WaiterFact:
    """How to tell that a run has ended: keyed by the method it becomes (``task_runs.wait``)."""

    retrieve: str
    status: str = "status"
    completed: tuple[str, ...]
    failed: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    cancel: str = ""
    list: str = ""
    provenance: Literal["documented", "inferred"] = "inferred"


@frozen(kw_only=True)
class FollowerFact:
    """How to read a run's log as it grows: keyed by the method it becomes (``task_runs.follow_logs``)."""

    logs: str
    entries: str
    until: str
    key: str | None = None


@frozen(kw_only=True)
class WebhookFact:
    """How the vendor signs its webhooks, and which event carries which payload."""

    signature_header: str
    event_header: str
    timestamp: str | None = None
    digest: str | None = None
    separator: str | None = None
    pepper: str = ""
    source: str = ""
    note: str = ""


@frozen(kw_only=True)
class ReconcileFact:
    """How to find the result of a create whose response was lost: list the newest, match by inputs and time."""

    list: str
    match: tuple[str, ...]
    created: str = ""
    window: float | None = None
    shows: int = 0
    """How many things the list shows at most; 0: not known, or it is paged."""
    provenance: Literal["documented", "inferred"] = "inferred"


@frozen(kw_only=True)
class QuickStart:
    """The example that README.md opens with; every line must run against a server that keeps the document."""

    sync: str
    asynchronous: str
    """``async`` in YAML, which Python reserves."""


@frozen(kw_only=True)
class Api:
    """All facts of one API."""

    name: str
    """The folder's name; in upper case, the prefix of the environment variables."""
    title: str
    package: str
    summary: str = ""
    """One sentence for README.md and the package index."""
    class_name: str
    document: DocumentFact = DocumentFact()
    servers: Mapping[str, str] = field(factory=dict[str, str])
    auth: Auth = Auth()
    version: Version | None = None
    limits: Mapping[str, LimitFact] = field(factory=dict[str, LimitFact])
    plans: Mapping[str, PlanFact] = field(factory=dict[str, PlanFact])
    refused: tuple[int, ...] = ()
    errors: tuple[ErrorFact, ...] = ()
    statuses: tuple[int, ...] = ()
    """Error statuses that any operation may answer, where the document leaves them out."""
    operations: Mapping[str, OperationFact] = field(factory=dict[str, OperationFact])
    """Keyed by callers' name (``search.people``), operationId, or METHOD and path with ``*`` (``POST /search/*``)."""
    waiters: Mapping[str, WaiterFact] = field(factory=dict[str, WaiterFact])
    followers: Mapping[str, FollowerFact] = field(factory=dict[str, FollowerFact])
    reconcile: Mapping[str, ReconcileFact] = field(factory=dict[str, ReconcileFact])
    webhooks: WebhookFact | None = None
    resources: Mapping[str, str] = field(factory=dict[str, str])
    """Resource (``task_runs``) → one sentence: its class's docstring."""
    quick_start: QuickStart | None = None
    notes: tuple[str, ...] = ()
    """Honest notes: each a paragraph in README.md and `reference.md`."""

    @property
    def distribution(self) -> str:
        """Name on the package index."""
        return self.package.replace("_", "-")


def read(directory: Path) -> Api:
    """The facts in *directory*/api.yaml, or the defaults where only a document is there.

    Raises `FactsError` with the key, the fault and the mend.
    """
    file = directory / FACTS
    return (
        read_file(file, directory.name)
        if file.exists() or not has_document(directory)
        else without_facts(directory.name)
    )


def read_file(path: Path, name: str) -> Api:
    """The facts in the file *path*, of the API called *name*."""
    facts = read_json(path)
    try:
        return parse(
            {**default_facts(name), **facts} if isinstance(facts, Mapping) else facts, name=name, where=str(path)
        )
    except FactsError as error:
        raise with_line(error, path) from None


def without_facts(name: str) -> Api:
    """The defaults for an API that has only a document."""
    return parse(default_facts(name), name=name, where=name)


def default_facts(name: str) -> dict[str, Any]:
    """The keys that every api.yaml needs, made from the folder's name."""
    parts = re.findall(r"[^\W_]+", name)
    words = [part.capitalize() for part in parts]
    return {"title": " ".join(words), "package": f"{'_'.join(parts)}_client", "class_name": "".join(words)}


def parse(facts: Any, *, name: str, where: str) -> Api:
    """The facts in a value already read from *where*."""
    if not isinstance(facts, Mapping):
        raise FactsError(where, "expected keys and values", "see specs/README.md")
    return _consistent(structured({"name": name, **facts}, Api, where), where)


def structured(value: Any, kind: type[T], where: str) -> T:
    """*value*, read from *where*, as a *kind* of facts; raises `FactsError` with the key, the fault and the mend."""
    try:
        return _converter().structure(value, kind)
    except cattrs.BaseValidationError as error:
        raise _first_fault(error, where) from None


@cache
def _converter() -> cattrs.Converter:
    """A cattrs converter without implicit conversions: in facts, ``"60"`` is not ``60``."""
    converter = cattrs.Converter(forbid_extra_keys=True)
    for cls in (OperationFact, QuickStart):
        renamed: Any = {
            ours: override(rename=theirs) for ours, theirs in RESERVED.items() if hasattr(fields(cls), ours)
        }
        converter.register_structure_hook(
            cls, make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True, **renamed)
        )
    for kind, wanted in ((str, "text"), (int, "a whole number"), (float, "a number"), (bool, "true or false")):
        converter.register_structure_hook(kind, _exact_type(kind, wanted))

    def is_list(kind: Any) -> bool:
        return get_origin(kind) is tuple

    @converter.register_structure_hook_factory(is_list)
    def structure_list(kind: Any) -> Any:
        (item, _) = kind.__args__

        def structure(value: Any, _kind: Any) -> tuple[Any, ...]:
            if not is_array(value):
                raise TypeError(f"expected a list, got {value!r}")
            return tuple(_element(converter, element, item, index) for index, element in enumerate(value))

        return structure

    @converter.register_structure_hook_factory(_is_literal)
    def structure_choice(kind: Any) -> Any:
        choices = get_args(kind)

        def structure(value: Any, _kind: Any) -> Any:
            if value not in choices:
                raise TypeError(f"expected one of {', '.join(choices)}; got {value!r}")
            return value

        return structure

    return converter


def _is_literal(kind: Any) -> bool:
    origin: Any = get_origin(kind)
    return origin is Literal


def _element(converter: cattrs.Converter, value: Any, kind: Any, index: int) -> Any:
    try:
        return converter.structure(value, kind)
    except Exception as error:
        error.add_note(cattrs.IterableValidationNote("", index, kind))
        raise


def _exact_type(kind: type, wanted: str) -> Any:
    accepted = (int, float) if kind is float else (kind,)

    def structure(value: Any, _kind: Any) -> Any:
        if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
            raise TypeError(f"expected {wanted}, got {value!r}")
        return kind(value)

    return structure


def _first_fault(error: BaseException, where: str, path: tuple[str, ...] = ()) -> FactsError:
    """The first of the innermost faults below *error*; the others are often its consequences."""
    notes = getattr(error, "__notes__", [])
    for note in reversed(notes):  # the innermost place is noted first
        if isinstance(note, cattrs.AttributeValidationNote):
            path = (*path, _yaml_key(note.name))
        elif isinstance(note, cattrs.IterableValidationNote):
            path = (*path, str(note.index))
    if isinstance(error, BaseExceptionGroup):
        return _first_fault(cast("BaseExceptionGroup[BaseException]", error).exceptions[0], where, path)
    place = ": ".join((where, ".".join(path))) if path else where
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        return _unknown_key(error, place)
    if isinstance(error, KeyError):
        return FactsError(place, f"the key {error.args[0]!r} is missing", "specs/README.md says what it means")
    what = str(error.args[0]) if error.args else "cannot be read"
    return FactsError(place, what, "specs/README.md lists the keys and their types")


def _unknown_key(error: cattrs.ForbiddenExtraKeysError, place: str) -> FactsError:
    key = min(error.extra_fields)
    known = [_yaml_key(attribute.name) for attribute in fields(error.cl) if attribute.name != "name"]
    near = difflib.get_close_matches(key, known, n=1)
    return FactsError(
        place, f"unknown key {key!r}", f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
    )


def _yaml_key(name: str) -> str:
    """The key in YAML for the attribute *name*."""
    return RESERVED.get(name, name)


def _consistent(api: Api, where: str) -> Api:
    """*api*, if its facts are consistent; raises `FactsError`."""
    for place, fact in api.operations.items():
        for key in fact.inferred:
            if getattr(fact, {wire: ours for ours, wire in RESERVED.items()}.get(key, key), None) is None:
                raise FactsError(
                    f"{where}: operations.{place}.inferred", f"{key!r} is no key of this entry", "name keys beside it"
                )
        if fact.repeat == "keyed" and not fact.key:
            raise FactsError(
                f"{where}: operations.{place}", "class keyed needs a key", "name the idempotency field: key: …"
            )
        if fact.limit is not None and fact.limit not in {*api.limits, "default"}:
            known = ", ".join(api.limits) or "none"
            raise FactsError(
                f"{where}: operations.{place}.limit", f"no limit is called {fact.limit!r}", f"known: {known}"
            )
    if api.auth.default and api.auth.schemes and api.auth.default not in api.auth.schemes:
        raise FactsError(
            f"{where}: auth.default",
            f"no scheme is called {api.auth.default!r}",
            f"known: {', '.join(api.auth.schemes)}",
        )
    _refuse_wrong_names(api, where)
    _refuse_shared_names(api, where)
    _refuse_wrong_headers(api, where)
    _refuse_wrong_credentials(api.auth, where)
    _refuse_wrong_numbers(api, where)
    _refuse_wrong_states(api, where)
    _refuse_wrong_servers(api.servers, where)
    return api


def _refuse_wrong_names(api: Api, where: str) -> None:
    """Raise `FactsError` for a name that cannot stand in source."""
    if not re.fullmatch(r"[\w.+-]+", api.name, re.ASCII):
        raise FactsError(
            where, f"the folder's name {api.name!r} cannot stand in source", "use letters, digits, _ and -"
        )
    for key, value, kind in (
        ("package", api.package, "is not a Python package name"),
        ("class_name", api.class_name, "is not the name of a Python class"),
        ("auth.env", api.auth.env or "_", "is not the name of an environment variable"),
        *((f"errors.{i}.raises", one.raises, "is not the name of a Python class") for i, one in enumerate(api.errors)),
    ):
        if not (value.isidentifier() and value.isascii()) or iskeyword(value):
            raise FactsError(f"{where}: {key}", f"{value!r} {kind}", "use letters, digits and _")
        if value.startswith("_") and value != "_":
            raise FactsError(f"{where}: {key}", f"{value!r} is a private name", "begin with a letter")
    if api.package in sys.stdlib_module_names | DEPENDENCIES:
        mend = f"use {api.package}_client"
        raise FactsError(f"{where}: package", f"{api.package!r} is a module that the package needs", mend)
    if not api.title.strip():
        raise FactsError(f"{where}: title", "is empty", "write the name of the API")
    methods = {f"operations.{place}.name": fact.name for place, fact in api.operations.items() if fact.name}
    methods |= {f"waiters.{name}": name for name in api.waiters} | {f"followers.{name}": name for name in api.followers}
    for key, value in methods.items():
        if not re.fullmatch(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+", value, re.ASCII):
            raise FactsError(
                f"{where}: {key}", f"{value!r} does not name a resource and a method", "write it as tasks.runs.create"
            )
        for word in value.split("."):
            if iskeyword(word):
                raise FactsError(
                    f"{where}: {key}", f"{word!r} is a keyword of Python", f"write {word}_ or another word"
                )
            if "__" in word:
                raise FactsError(f"{where}: {key}", f"{word!r} has two underscores", "write one")


def _refuse_shared_names(api: Api, where: str) -> None:
    """Raise `FactsError` for two facts that give two things one name."""
    exact = {
        f"operations.{place}.name": fact.name
        for place, fact in api.operations.items()
        if fact.name and not _is_pattern(place)
    }
    exact |= {f"waiters.{name}": name for name in api.waiters} | {f"followers.{name}": name for name in api.followers}
    seen: dict[str, str] = {}
    for place, name in exact.items():
        if name in seen:
            raise FactsError(f"{where}: {place}", f"{seen[name]} gives the name {name!r} too", "choose another")
        seen[name] = place
    for place, name in exact.items():
        for depth in range(2, name.count(".") + 1):
            above = ".".join(name.split(".")[:depth])
            if above in seen:
                what = f"{above!r} is a resource here, and a method by {seen[above]}"
                raise FactsError(f"{where}: {place}", what, "choose another name for one of them")
    raised: dict[str, int] = {}
    for index, one in enumerate(api.errors):
        if one.raises in raised:
            what = f"errors.{raised[one.raises]} gives the name {one.raises!r} too"
            raise FactsError(f"{where}: errors.{index}.raises", what, "give each its own class")
        raised[one.raises] = index
    if clash := raised.keys() & {api.class_name, f"Async{api.class_name}"}:
        name = min(clash)
        raise FactsError(
            f"{where}: errors.{raised[name]}.raises", f"{name!r} is the client's class", "give the error another name"
        )


def _is_pattern(place: str) -> bool:
    return any(char in place for char in "*?[")


def _refuse_wrong_headers(api: Api, where: str) -> None:
    """Raise `FactsError` for names and values that no header can have."""
    names: dict[str, str] = {}
    values: dict[str, str] = {}
    for name, scheme in api.auth.schemes.items():
        place = f"auth.schemes.{name}"
        names |= {f"{place}.header": scheme.header, f"{place}.cookie": scheme.cookie}
        values |= {f"{place}.prefix": scheme.prefix}
    if api.version is not None:
        names["version.header"], values["version.value"] = api.version.header or " ", api.version.value
    if api.webhooks is not None:
        names["webhooks.signature_header"] = api.webhooks.signature_header or " "
        names["webhooks.event_header"] = api.webhooks.event_header or " "
    for place, name in names.items():
        if name and not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise FactsError(f"{where}: {place}", f"{name!r} is no name of a header", "use letters, digits and -")
    for place, value in values.items():
        if not (value.isascii() and value.isprintable()):
            raise FactsError(f"{where}: {place}", f"{value!r} is no text of a header", "use printable ASCII")


def _refuse_wrong_states(api: Api, where: str) -> None:
    """Raise `FactsError` for a waiter or a recipe that can find nothing, or a state that means two things."""
    for name, waiter in api.waiters.items():
        if not waiter.completed:
            raise FactsError(
                f"{where}: waiters.{name}.completed", "is empty", "list the states of a run that succeeded"
            )
        meant: dict[str, str] = {}
        for kind in ("completed", "failed", "cancelled", "pending"):
            for state in getattr(waiter, kind):
                if state in meant:
                    what = f"{state!r} stands in {meant[state]} too"
                    raise FactsError(f"{where}: waiters.{name}.{kind}", what, "name it in one of them")
                meant[state] = kind
    for name, recipe in api.reconcile.items():
        if not recipe.match:
            raise FactsError(f"{where}: reconcile.{name}.match", "is empty", "list the fields that are compared")


def _refuse_wrong_servers(servers: Mapping[str, str], where: str) -> None:
    """Raise `FactsError` for an environment without a name, or an address that is no URL."""
    for name, url in servers.items():
        if not name.strip():
            raise FactsError(f"{where}: servers", "an environment has no name", "write production: https://…")
        if not re.match(r"https?://[^/\s]", url) or re.search(r"\s", url):
            raise FactsError(f"{where}: servers.{name}", f"{url!r} is no address", "begin with https:// and a host")


def _refuse_wrong_credentials(auth: Auth, where: str) -> None:
    """Raise `FactsError` for a pattern that cannot be compiled, or a scheme that does not say how a key is sent."""
    if fault := patterns.fault(auth.pattern):
        mend = "escape what is meant as it stands, and repeat single characters only"
        raise FactsError(f"{where}: auth.pattern", fault, mend)
    for name, scheme in auth.schemes.items():
        if sum(map(bool, (scheme.header, scheme.query, scheme.cookie, scheme.basic))) != 1:
            raise FactsError(
                f"{where}: auth.schemes.{name}", "does not say in one way how the key is sent",
                "give it one of header, query, cookie and basic",
            )  # fmt: skip


def _refuse_wrong_numbers(api: Api, where: str) -> None:
    """Raise `FactsError` for a number that must be positive and is not, and for a status that is no error's."""
    statuses = {f"statuses.{i}": status for i, status in enumerate(api.statuses)}
    statuses |= {f"refused.{i}": status for i, status in enumerate(api.refused)}
    statuses |= {f"errors.{i}.status": one.status for i, one in enumerate(api.errors)}
    for place, status in statuses.items():
        if not 400 <= status <= 599:
            raise FactsError(f"{where}: {place}", f"{status} is not the status of an error", "use one from 400 to 599")
    for name, fact in api.operations.items():
        if fact.replayed is not None and not 200 <= fact.replayed <= 299:
            what = f"{fact.replayed} is not the status of a success"
            raise FactsError(f"{where}: operations.{name}.replayed", what, "use one from 200 to 299")
    limits = {f"limits.{name}": limit for name, limit in api.limits.items()}
    positive: dict[str, float | None] = {}
    for name, plan in api.plans.items():
        limits |= {f"plans.{name}.limits.{one}": limit for one, limit in plan.limits.items()}
        positive[f"plans.{name}.concurrent_runs"] = plan.concurrent_runs
    for place, limit in limits.items():
        positive |= {f"{place}.requests": limit.requests, f"{place}.per": limit.per, f"{place}.burst": limit.burst}
    for name, recipe in api.reconcile.items():
        positive |= {
            f"reconcile.{name}.window": recipe.window,
            f"reconcile.{name}.shows": None if recipe.shows == 0 else recipe.shows,
        }
    for place, number in positive.items():
        if number is not None and not number > 0:
            raise FactsError(f"{where}: {place}", f"{number} is not more than 0", "leave it out, or say how many")
        if number is not None and number > MAX_NUMBER:
            raise FactsError(f"{where}: {place}", f"{number} is more than {MAX_NUMBER:,}", "leave it out: no limit")
