"""What README.md, `reference.md` and the package's root say, and what can be imported from it."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.code import Code, prose, sentence
from ..model.ir import Parsed
from ..specs.facts import Api
from .access.addresses import Addresses
from .access.credentials import Access
from .methods import docstrings as words
from .plan_values import Docs, Entry, Exports, Resource, Section
from .resources.service import RUNTIME_ERRORS, error_classes
from .text import imports

RUNTIME = tuple(
    """UNSET AsyncPage AsyncPages Attempt CallOptions DriftWarning Event FileStore Limit MemoryStore Page Reconciliation
    RedisStore Response SeenEvents Store Unset WebhookEvent""".split()
)
"""Values and types of the runtime that callers meet."""

ERRORS = tuple(
    """ApiError BadRequest ClientError ConfigurationError Conflict ConnectionFailed DeadlineExceeded DriftError
    Forbidden NotFound OutcomeUnknown PaymentRequired RateLimited RunCancelled RunFailed ServerError StatusError
    Unauthorized UnexpectedResponse ValidationFailed VersionMismatch WebhookError""".split()
)
"""The runtime's exceptions, sorted."""

LIFE = """Thread-safe; use it as a context manager, or `close()` it. `with_options()` gives a copy that shares its
connections."""
WHEN = (
    ("400", "BadRequest", "the request is malformed"),
    ("401", "Unauthorized", "the key is missing, wrong, revoked or expired"),
    ("402", "PaymentRequired", "credits or the plan do not allow it"),
    ("403", "Forbidden", "the key may not do this"),
    ("404", "NotFound", "there is no such thing, or the key may not see it"),
    ("409", "Conflict", "the state of things does not allow it"),
    ("422", "ValidationFailed", "fields are wrong: `.errors` lists them"),
    ("429", "RateLimited", "too many requests, and waiting did not fit: `.retry_at` says when"),
    ("5xx", "ServerError", "the server failed, and it was safe to try again, in vain"),
    ("", "OutcomeUnknown", "it was sent, no usable answer came, and sending it again might do the work twice"),
    ("", "ConnectionFailed", "it was provably not delivered"),
    ("", "DeadlineExceeded", "`deadline` passed; `.maybe_executed` tells which half it died in"),
    ("", "UnexpectedResponse", "an answer nobody documented, such as HTML or a redirect to another host"),
)


STREAMS = frozenset("AsyncDownload AsyncStream BodyContent Download PartContent ServerSentEvent Stream".split())
"""What else they meet where answers come, or bodies go, piece by piece."""


def exports(api: Api, resources: Sequence[Resource]) -> Exports:
    """What can be imported from the package's root."""
    texts = [
        text for one in resources for m in one.methods for text in (m.signature, m.sync.returns, m.asynchronous.returns)
    ]
    runtime = (*RUNTIME, *sorted(STREAMS & imports.words(texts)))
    added = [one.name for one in error_classes(api) if one.name not in RUNTIME_ERRORS]
    errors = tuple(sorted({*ERRORS, *added}))
    root = {api.class_name, f"Async{api.class_name}", "__api_version__", "__document_sha256__", "__version__", "models"}
    return Exports(
        runtime=tuple(Code(name) for name in runtime),
        runtime_errors=tuple(Code(name) for name in ERRORS),
        errors=errors,
        all=tuple(sorted({*root, *runtime, *errors})),
    )


def docs(
    api: Api,
    parsed: Parsed,
    resources: Sequence[Resource],
    entries: Sequence[Entry],
    access: Access,
    places: Addresses,
) -> Docs:
    """What is said about the package as a whole."""
    summary = api.summary or sentence(parsed.description) or f"Client of the {api.title} API."
    return Docs(
        package="\n\n".join(part for part in (summary, prose(api.document.note)) if part),
        client=f"{summary}\n\n{LIFE}",
        arguments=_arguments(api, access, places),
        summary=summary,
        caution=prose(api.document.note),
        document={
            "hand-written": "a document written by hand from the vendor's pages",
            "reconstruction": "a reconstruction: the vendor's own document could not be fetched yet",
            "fetched": "the vendor's OpenAPI document",
        }[api.document.origin],
        key_variable=access.arguments[0].variable,
        key_hint=prose(api.auth.hint),
        constructor=_constructor(api),
        quick_start=api.quick_start.sync if api.quick_start else _plain_start(api, entries),
        quick_start_async=api.quick_start.asynchronous if api.quick_start else "",
        settings=_settings(api, access, places),
        limits=_limits(api),
        errors=_errors(api),
        resources=tuple(_section(one, entries) for one in resources),
        notes=tuple(prose(note) for note in api.notes),
    )


def _plain_start(api: Api, entries: Sequence[Entry]) -> str:
    """The smallest program that shows something: construct, and call what needs no argument."""
    easy = next(
        (one for one in entries if one.call.method == "GET" and not any(a.required for a in one.arguments)), None
    )
    lines = [f"from {api.package} import {api.class_name}", "", f"with {api.class_name}() as client:"]
    return "\n".join([*lines, f"    print(client.{easy.name}())" if easy else "    print(client)"])


def _constructor(api: Api) -> Code:
    name = api.name
    lines = [
        f"from {api.package} import {api.class_name}",
        "",
        f"{name} = {api.class_name}(",
        "    deadline=60,  # seconds for a whole call",
    ]
    lines += [f'    plan="{next(iter(api.plans))}",'] if api.plans else []
    lines += [")", f"careful = {name}.with_options(max_retries=0)  # shares connections and budgets"]
    return Code("\n".join(lines))


def _settings(api: Api, access: Access, places: Addresses) -> tuple[tuple[str, str, str], ...]:
    prefix = api.name.upper()
    rows = [
        *((str(one.name), one.variable, one.text) for one in access.arguments),
        ("environment", f"{prefix}_ENVIRONMENT", "one of " + (", ".join(places.servers) or "none: give `base_url`")),
        ("base_url", f"{prefix}_BASE_URL", _base_url(places)),
        *((str(one.name), one.variable, one.text) for one in places.arguments),
        ("timeout", "", "seconds of silence, 30 unless given"),
        ("deadline", "", "seconds for a whole call, waits and retries included; off unless given"),
        ("max_retries", "", "attempts after the first, 4 unless given"),
        (
            "rate_limit",
            "",
            "a budget of your own, a `FileStore` or `RedisStore` that processes share, or None: no pacing",
        ),
        ("http_client", "", "your own httpx client"),
        ("default_headers", "", "sent with every request"),
        ("strict", "", "answers that do not fit the document raise"),
        ("on_event", "", "a callable told of every attempt, wait and drift"),
        ("tracer_provider", "", "OpenTelemetry's; else the global one, where a program has set it up"),
        ("", f"{prefix}_LOG", "debug or info: log to standard error"),
    ]
    place = len(access.arguments) + 2 + len(places.arguments)
    if api.plans:
        rows.insert(
            place, ("plan", "", "one of " + ", ".join(api.plans) + "; learnt from the server's headers when not given")
        )
    if len(access.choices) > 1:
        rows.insert(place, ("auth", "", "how the key is sent: " + ", ".join(access.choices)))
    return tuple(rows)


def _base_url(places: Addresses) -> str:
    text = "another address; HTTPS, or loopback"
    if places.base_path.strip("/"):
        text = f"the server's address, which ends in `{places.base_path.rstrip('/')}`; HTTPS, or loopback"
    others = [str(one.name) for one in places.arguments if one.name in places.hosts.values()]
    return f"{text}, which then stands in for {' and '.join(f'`{one}`' for one in others)}, too" if others else text


def _arguments(api: Api, access: Access, places: Addresses) -> str:
    """The constructors' docstring; every row of the settings, in prose."""
    rows = [
        f"    {name}: {meaning[:1].upper()}{meaning[1:]}."
        + (f" Default: the environment's `{variable}`." if variable else "")
        for name, variable, meaning in _settings(api, access, places)
        if name
    ]
    key = f" Keys are made {prose(api.auth.hint)}." if api.auth.hint else ""
    lines = [
        f"All but the key by keyword.{key}",
        "Parameters:\n" + "\n".join(rows),
        "Raises:\n    ConfigurationError: No key, an unknown environment, or an address that is not HTTPS.",
    ]
    return "\n\n".join(lines)


def _limits(api: Api) -> tuple[tuple[str, str], ...]:
    rows = [(name, words.limit_text(limit)) for name, limit in api.limits.items()]
    for name, plan in api.plans.items():
        texts = [words.limit_text(limit) for limit in plan.limits.values()] or ["unlimited"]
        runs = [f"{plan.concurrent_runs} runs at once"] if plan.concurrent_runs else []
        rows.append((f"plan {name}", ", ".join([*texts, *runs])))
    return tuple(rows)


def _errors(api: Api) -> tuple[tuple[str, str, str], ...]:
    rows = list(WHEN)
    for one in error_classes(api):
        place = next((index for index, row in enumerate(rows) if row[0] == str(one.status)), len(rows) - 1)
        rows.insert(place + 1, (str(one.status), str(one.name), sentence(one.doc)))
    return tuple(rows)


def _section(resource: Resource, entries: Sequence[Entry]) -> Section:
    own = tuple(one for one in entries if one.resource == resource.name)
    shown = {one.name.rpartition(".")[2] for one in own}
    helpers = tuple(one for one in resource.methods if one.raw is None and one.name not in shown)
    return Section(
        name=resource.name,
        doc=resource.doc,
        entries=own,
        helpers=helpers,
        method_names=tuple(str(one.name) for one in resource.methods),
    )
