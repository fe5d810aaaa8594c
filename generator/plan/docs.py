"""What README.md, `reference.md` and the package's root say, and what can be imported from it."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.code import Code, prose, sentence
from .access.addresses import Addresses
from .access.credentials import Access
from .matching.error_classes import RUNTIME_ERRORS
from .matching.operation_facts import Presentation, RateLimits, ServiceFacts
from .plan_values import Docs, Entry, ErrorClass, Exports, Package, Resource, Section
from .text import imports
from .text.phrases import limit_text

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


def exports(package: Package, own: Sequence[ErrorClass], resources: Sequence[Resource]) -> Exports:
    """What can be imported from the package's root."""
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
        all=tuple(sorted({*root, *runtime, *errors})),
    )


def docs(
    package: Package,
    facts: ServiceFacts,
    presentation: Presentation,
    resources: Sequence[Resource],
    entries: Sequence[Entry],
    access: Access,
    places: Addresses,
) -> Docs:
    """What is said about the package as a whole."""
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
            "reconstruction": "a reconstruction: the vendor's own document could not be fetched yet",
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
    """The smallest program that shows something: construct, and call what needs no argument."""
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
    lines += [")", f"careful = {name}.with_options(max_retries=0)  # shares connections and budgets"]
    return Code("\n".join(lines))


def _settings(
    package: Package, plans: Sequence[str], access: Access, places: Addresses
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
        ("", package.variable("LOG"), "debug or info: log to standard error"),
    ]
    place = len(access.arguments) + 2 + len(places.arguments)
    if plans:
        rows.insert(
            place, ("plan", "", "one of " + ", ".join(plans) + "; learnt from the server's headers when not given")
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


def _arguments(settings: Sequence[tuple[str, str, str]], key_hint: str) -> str:
    """The constructors' docstring; every row of the settings, in prose."""
    rows = [
        f"    {name}: {meaning[:1].upper()}{meaning[1:]}."
        + (f" Default: the environment's `{variable}`." if variable else "")
        for name, variable, meaning in settings
        if name
    ]
    key = f" Keys are made {prose(key_hint)}." if key_hint else ""
    lines = [
        f"All but the key by keyword.{key}",
        "Parameters:\n" + "\n".join(rows),
        "Raises:\n    ConfigurationError: No key, an unknown environment, or an address that is not HTTPS.",
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
