"""Text of README.md, `reference.md` and the package's docstring; the names that its root exports."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.code import Code, prose, sentence
from ..runtime import RENAMED, errors
from .access.addresses import Addresses
from .access.credentials import Authentication
from .matching.error_classes import RUNTIME_ERRORS, error_name
from .matching.operation_facts import Presentation, RateLimits, ServiceFacts
from .plan_values import Docs, Entry, ErrorClass, Exports, Package, Resource, Section
from .text import imports
from .text.phrases import limit_text

RUNTIME = tuple(
    """UNSET AsyncPage AsyncPages Attempt CallOptions Connections DriftWarning Event FileStore Limit MemoryStore Page
    Reconciliation RedisStore Response SeenEvents Store StoreWarning Unset WebhookEvent""".split()
)
"""Values and types of the runtime that the root exports."""

ERRORS = tuple(
    sorted(
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.ClientError) and not name.startswith("_")
    )
)
"""The runtime's exceptions, sorted."""

LIFE = """Thread-safe. Use it as a context manager, or `close()` it. `with_options()` returns a copy that shares its
connections."""
STATUSES = {
    400: "the request is malformed",
    401: "the key is missing, wrong, revoked or expired",
    402: "credits or the plan do not allow it",
    403: "the key is not allowed to do this",
    404: "it does not exist, or the key is not allowed to see it",
    409: "the resource's state does not allow it",
    422: "fields are invalid: `.errors` lists them",
    429: "too many requests, and no time or retry was left to wait: `.retry_at` is when to retry",
}
"""Status → when it is the response."""

WHEN = (
    *((str(status), error_name(status), when) for status, when in STATUSES.items()),
    ("5xx", "ServerError", "the server failed; retries, where they are safe, failed too"),
    ("", "OutcomeUnknown", "the request was sent, no usable response came, and a retry might do the work twice"),
    ("", "ConnectionFailed", "the request was provably not delivered"),
    ("", "LimitsUnavailable", "the store of the rate limits cannot be used; nothing was sent"),
    ("", "DeadlineExceeded", "`deadline` passed; `.maybe_executed` tells whether the request may have been executed"),
    ("", "ResponseTooLarge", "more than `max_response_bytes`; `partial` is the part that was read"),
    ("", "UnexpectedResponse", "an undocumented response, such as HTML or a redirect to another host"),
)


STREAMS = frozenset("AsyncDownload AsyncStream BodyContent Download PartContent ServerSentEvent Stream".split())
"""The same for packages that stream responses or upload files."""


def exports(package: Package, own: Sequence[ErrorClass], resources: Sequence[Resource]) -> Exports:
    """The names that the package's root exports."""
    texts = [
        text for one in resources for m in one.methods for text in (m.signature, m.sync.returns, m.asynchronous.returns)
    ]
    runtime = (*RUNTIME, *sorted(STREAMS & imports.words(texts)))
    added = [one.name for one in own if one.name not in RUNTIME_ERRORS]
    errors = tuple(sorted({*ERRORS, *added}))
    root = {
        package.class_name,
        f"Async{package.class_name}",
        "__api_version__",
        "__document_sha256__",
        "__version__",
        "models",
    }
    return Exports(
        runtime=tuple(Code(name) for name in runtime),
        runtime_errors=tuple(Code(name) for name in ERRORS),
        errors=errors,
        renamed=tuple(
            (Code(old), Code(new)) for old, new in RENAMED.items() if new in runtime and old not in (*root, *errors)
        ),
        all=tuple(sorted({*root, *runtime, *errors})),
    )


def docs(
    package: Package,
    facts: ServiceFacts,
    presentation: Presentation,
    resources: Sequence[Resource],
    entries: Sequence[Entry],
    access: Authentication,
    places: Addresses,
) -> Docs:
    """The text about the package as a whole."""
    document, start = presentation.document, presentation.quick_start
    settings = _settings(package, tuple(facts.rates.plans), access, places)
    return Docs(
        package="\n\n".join(part for part in (presentation.summary, prose(document.note)) if part),
        client=f"{presentation.summary}\n\n{LIFE}",
        arguments=_arguments(settings, facts.key_hint),
        summary=presentation.summary,
        caution=prose(document.note),
        document={
            "hand-written": "a document written by hand from the vendor's pages",
            "reconstruction": "a reconstruction of the vendor's document, which could not be fetched yet",
            "fetched": "the vendor's OpenAPI document",
        }[document.origin],
        key_variable=access.arguments[0].variable,
        key_hint=prose(facts.key_hint),
        constructor=_constructor(package, facts.rates),
        quick_start=start.sync if start else _plain_start(package, entries),
        quick_start_async=start.asynchronous if start else "",
        settings=settings,
        limits=_limits(facts.rates),
        errors=_errors(facts.errors),
        resources=tuple(_section(one, entries) for one in resources),
        notes=tuple(prose(note) for note in presentation.notes),
    )


def _plain_start(package: Package, entries: Sequence[Entry]) -> str:
    """A minimal program: a client, and a call that needs no argument."""
    easy = next(
        (one for one in entries if one.call.method == "GET" and not any(a.required for a in one.arguments)), None
    )
    lines = [f"from {package.name} import {package.class_name}", "", f"with {package.class_name}() as client:"]
    return "\n".join([*lines, f"    print(client.{easy.name}())" if easy else "    print(client)"])


def _constructor(package: Package, rates: RateLimits) -> Code:
    name = package.api
    lines = [
        f"from {package.name} import {package.class_name}",
        "",
        f"{name} = {package.class_name}(",
        "    deadline=60,  # seconds for a whole call",
    ]
    lines += [f'    plan="{next(iter(rates.plans))}",'] if rates.plans else []
    lines += [")", f"careful = {name}.with_options(max_retries=0)  # shares connections and rate limits"]
    return Code("\n".join(lines))


def _settings(
    package: Package, plans: Sequence[str], access: Authentication, places: Addresses
) -> tuple[tuple[str, str, str], ...]:
    rows = [
        *((str(one.name), one.variable, one.text) for one in access.arguments),
        (
            "environment",
            package.variable("ENVIRONMENT"),
            "one of " + (", ".join(places.servers) or "none: give `base_url`"),
        ),
        ("base_url", package.variable("BASE_URL"), _base_url(places)),
        *((str(one.name), one.variable, one.text) for one in places.arguments),
        ("timeout", "", "seconds without any data, or an `httpx.Timeout`; default 30"),
        ("deadline", "", "seconds for a whole call, waits and retries included; default none"),
        ("max_retries", "", "attempts after the first; default 4"),
        ("max_response_bytes", "", "bytes above which an answer is a `ResponseTooLarge`; default 256 MiB"),
        (
            "rate_limit",
            "",
            "your own limit, a `FileStore` or `RedisStore` that processes share, or None for no limit",
        ),
        ("http_client", "", "your own httpx client, in place of own connections"),
        ("connections", "", "`Connections(limit=100, http2=False, proxy=None, …)`: how the client itself connects"),
        ("default_headers", "", "sent with every request"),
        ("strict", "", "raise `DriftError` for responses that do not match the document"),
        ("on_event", "", "a callable that receives an event for every attempt, wait and drift"),
        ("tracer_provider", "", "OpenTelemetry's tracer provider; default the global one, where it is set up"),
        ("", package.variable("LOG"), "debug or info: log to standard error"),
    ]
    place = len(access.arguments) + 2 + len(places.arguments)
    if plans:
        rows.insert(place, ("plan", "", "one of " + ", ".join(plans) + "; default: learnt from the server's headers"))
    if len(access.choices) > 1:
        rows.insert(place, ("auth", "", "how the key is sent: " + ", ".join(access.choices)))
    return tuple(rows)


def _base_url(places: Addresses) -> str:
    text = "another URL; HTTPS, or loopback"
    if places.base_path.strip("/"):
        text = f"the server's URL, which ends in `{places.base_path.rstrip('/')}`; HTTPS, or loopback"
    others = [str(one.name) for one in places.arguments if one.name in places.hosts.values()]
    return f"{text}; it also replaces {' and '.join(f'`{one}`' for one in others)}" if others else text


def _arguments(settings: Sequence[tuple[str, str, str]], key_hint: str) -> str:
    """The constructors' docstring, from the rows of the settings."""
    rows = [
        f"    {name}: {meaning[:1].upper()}{meaning[1:]}."
        + (f" Default: the environment variable `{variable}`." if variable else "")
        for name, variable, meaning in settings
        if name
    ]
    key = f" Keys are created {prose(key_hint)}." if key_hint else ""
    lines = [
        f"All arguments but the key are keyword arguments.{key}",
        "Parameters:\n" + "\n".join(rows),
        "Raises:\n    ConfigurationError: No key, or an argument that cannot be used, such as a URL that is not HTTPS.",
    ]
    return "\n\n".join(lines)


def _limits(rates: RateLimits) -> tuple[tuple[str, str], ...]:
    rows = [(name, limit_text(limit)) for name, limit in rates.limits.items()]
    for name, plan in rates.plans.items():
        texts = [limit_text(limit) for limit in plan.limits.values()] or ["unlimited"]
        runs = [f"{plan.concurrent_runs} runs at once"] if plan.concurrent_runs else []
        rows.append((f"plan {name}", ", ".join([*texts, *runs])))
    return tuple(rows)


def _errors(own: Sequence[ErrorClass]) -> tuple[tuple[str, str, str], ...]:
    rows = list(WHEN)
    for one in own:
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
