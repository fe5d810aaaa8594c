"""Facts about an API and its operations: plain values that the generator writes and the runtime reads.

They are of type `NamedTuple`, not attrs, because they are made at import, and importing a client must stay cheap.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar

from .errors import StatusError

T = TypeVar("T")

Alternatives: TypeAlias = "tuple[tuple[str, ...], ...]"
"""Alternative sets of scheme names. The schemes of one set are sent together; an empty set: no credential is needed."""


class Repeat(NamedTuple):
    """Repeat class of an operation: whether a request with an unknown outcome may be sent again."""

    kind: Literal["safe", "idempotent", "keyed", "once"]
    field: str = ""
    """For ``keyed``: the body field (or header) that carries the idempotency key."""
    location: Literal["body", "header"] = "body"

    @property
    def repeatable(self) -> bool:
        """Whether sending the same bytes again cannot do the work twice."""
        return self.kind != "once"


safe = Repeat("safe")
idempotent = Repeat("idempotent")
once = Repeat("once")

DEFAULT_REPEAT: Mapping[str, Repeat] = {
    "GET": safe,
    "HEAD": safe,
    "OPTIONS": safe,
    "TRACE": safe,
    "QUERY": safe,
    "PUT": idempotent,
    "DELETE": idempotent,
    "POST": once,
    "PATCH": once,
}
"""Method → repeat class, by RFC 9110 and the specification of QUERY; operations of other methods are `once`."""


def keyed(field: str, location: Literal["body", "header"] = "body") -> Repeat:
    """The repeat class of an operation whose server recognises a repeated idempotency key in *field*."""
    return Repeat("keyed", field, location)


class Limit(NamedTuple):
    """At most *requests* in any *per* seconds; *burst* is how many may leave at once (None: all of them)."""

    requests: int
    per: float = 60.0
    burst: int | None = None


class Plan(NamedTuple):
    """Limits of a pricing plan: rate limits by route, and the number of concurrent runs (None: unlimited)."""

    limits: Mapping[str, Limit]
    concurrent_runs: int | None = None


class OAuth(NamedTuple):
    """Grants of an access token with the constructor's ``client_id``, ``client_secret`` and ``refresh_token``."""

    token_url: str
    """Absolute, or relative to the base URL; the constructor's ``token_url`` takes precedence."""
    own: bool = True
    """Whether the client credentials grant is allowed: id and secret alone."""
    refreshes: bool = False
    """Whether the refresh token grant is allowed."""
    prefix: str = ""
    """Prefix of the names of those arguments."""


class Scheme(NamedTuple):
    """One way to send a credential: a security scheme of the document."""

    location: Literal["header", "query", "cookie", "basic"]
    parameter: str
    prefix: str = ""
    """Put before the credential, e.g. ``"Bearer "``."""
    argument: str = "api_key"
    """The constructor's argument that is sent unchanged; empty: none."""
    pair: tuple[str, str] | None = None
    """The constructor's arguments for a user's name and password."""
    oauth: OAuth | None = None


class Variable(NamedTuple):
    """A variable of a server's URL."""

    argument: str
    """The constructor's argument."""
    default: str = ""
    """Empty: there is no default, so a value must be given."""
    choices: tuple[str, ...] = ()
    """Allowed values; empty: any."""


class ErrorRule(NamedTuple):
    """Exception for certain error responses; the first matching rule applies."""

    status: int
    raises: type[StatusError]
    code: str = ""
    """Equal to the error code in the body, or empty for any."""
    match: str = ""
    """Regular expression that is searched (ignoring case) in the body, or empty for any."""
    retry: bool = True
    """False for a cap, which must not be retried although its status (429, say) usually is."""


class Paging(NamedTuple):
    """Pagination of a list: how to get its next page."""

    style: Literal["cursor", "offset", "page", "link"]
    items: str
    """Attribute of the response that holds the items."""
    parameter: str = ""
    """Query parameter that requests the next page."""
    next: str = ""
    """Attribute of the response with the next cursor or link."""
    more: str = ""
    """Attribute that is true unless this is the last page, or empty."""
    total: str = ""
    """Attribute with the number of all items, or empty."""
    size: str = ""
    """Query parameter with the page size, or empty."""


class Operation(NamedTuple, Generic[T]):
    """Facts about one operation, read by the pipeline, `describe()` and the fake server."""

    name: str
    """Name in code: ``task_runs.retrieve``."""
    method: str
    path: str
    """Below the server's URL; ``{placeholders}`` are filled from the positional arguments in order."""
    repeat: Repeat
    returns: str = ""
    """Type of the result, as an annotation whose names `models` has; empty: there is no body."""
    unwrap: str = ""
    """Key of the response whose value, of type *returns*, is the result instead of the whole envelope."""
    envelope: str = ""
    """Class of the whole response, where *returns* is only the part that *unwrap* or *paging* takes from it."""
    limit: str = "default"
    """Name of the rate limit that it draws from, besides the default one."""
    paging: Paging | None = None
    stream: Literal["", "sse", "event", "lines", "bytes"] = ""
    """The response is a stream of *returns*: data of server-sent events, whole events, lines of JSON, or bytes."""
    error_items: bool = False
    """Whether the document describes errors among the items of the stream; any other error in it is raised."""
    flag: tuple[Literal["", "body", "query"], str] = ("", "")
    """Location and name of the parameter that requests a stream; empty: there is none."""
    content: str = "application/json"
    """Media type of the request body."""
    encodings: Mapping[str, str] = {}
    """Field of a form body → its media types as in the document (``image/png, image/jpeg``), or its style as in
    *styles*, where that is not the default."""
    optional_body: bool = False
    """Whether the body is optional: none is sent when no field of it is given."""
    accept: str = "application/json"
    """The media types of the response that are asked for, preferred ones first."""
    answers: Mapping[str, Mapping[str, str]] = {}
    """Status (``200``, ``2XX``, ``default``) → media type or range → type of the response, as *returns*; no media type:
    a response of this status has no content. Empty: all are of the one media type in *accept*."""
    styles: Mapping[str, str] = {}
    """Parameter → ``style``, ``style+explode``, ``style-explode`` or a media type (``application/json``) where that is
    not the default of its location. All locations share one namespace."""
    replayed: int = 0
    """Status of a response to a repeated idempotency key, with the result of the first request (0: none)."""
    slot: bool = False
    """Whether it starts a run that holds one of the plan's slots."""
    errors: tuple[int, ...] = ()
    """Documented error statuses."""
    credits: str = ""
    """Its cost, in the vendor's words; empty: free or unknown."""
    documented: bool = False
    """Whether the vendor documents it (else: inferred)."""
    source: str = ""
    """URL of the page that documents it."""
    public: bool = False
    """Whether it needs no credential."""
    security: Alternatives = ()
    """Its security schemes, where they differ from those of the `Service`."""
    server: str = ""
    """URL of its own server, absolute or relative to the base URL; empty: the base URL."""
    deprecated: bool = False
    """Whether the document marks it as deprecated, so that a ``Deprecation`` header is nothing new."""
    inferred: tuple[str, ...] = ()
    """Names of facts that no page of the vendor states, as in the facts file: ``credits``, ``limit``, …"""


class Waiter(NamedTuple, Generic[T]):
    """Facts for waiting for a run: where its state is, and which states are final."""

    name: str
    retrieve: Operation[T]
    status: str
    """Attribute of the run that holds its state."""
    completed: tuple[str, ...]
    failed: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    """States that are not final. A state in none of these four is polled for a limited time only."""
    cancel: Operation[Any] | None = None
    list: Operation[Any] | None = None
    """An operation that returns the states of several runs."""


class Recipe(NamedTuple, Generic[T]):
    """Facts for finding the result of a create whose response was lost: in a list, by arguments and time."""

    list: Operation[T]
    """Lists the created things, newest first."""
    match: tuple[str, ...]
    """Properties with the same values in the request and in the list."""
    created: str
    """Property with the creation time, dotted where it is nested; empty: none."""
    window: float = 120.0
    """Seconds within which the thing appears in the list after the call."""
    shows: int = 0
    """Largest number of things in the list; 0: not known."""


class Follower(NamedTuple, Generic[T]):
    """Facts for following the log of a run."""

    name: str
    logs: Operation[Any]
    entries: str
    """Attribute of the response that holds the entries."""
    until: Waiter[Any]
    """Knows when the run, and with it the log, has ended."""
    key: str = "id"
    """Attribute that identifies an entry."""


class Signature(NamedTuple):
    """Signature of the vendor's webhooks: HMAC-SHA256 over ``<timestamp>.<body>``."""

    header: str
    event_header: str
    timestamp: str = "t"
    digest: str = "v1"
    """Names of the two fields of the signature header: ``t=…,v1=…``."""
    separator: str = "_"
    """The raw secret follows its first occurrence in the signing secret; empty: it is the whole secret."""
    pepper: str = ""
    """If given, the signing key is HMAC-SHA256(pepper, raw secret), as raw bytes or as hex text."""


class Service(NamedTuple):
    """Facts about one API."""

    name: str
    """Short name; environment variables start with it in upper case. (The logger is called like the package.)"""
    title: str
    package: str
    version: str
    """Version of the generated package."""
    document_sha256: str
    servers: Mapping[str, str] = {}
    """Environment → base URL, which may contain ``{variables}``; the first is the default."""
    schemes: Mapping[str, Scheme] = {}
    """Name of a security scheme → how its credential is sent; the first is the default."""
    security: Alternatives = ()
    """Security of operations without their own; empty: the one scheme that the caller chose."""
    keyless: bool = False
    """Whether a client may have no credential, because some operations need none."""
    key_variable: str = ""
    """Environment variable with the key."""
    key_hint: str = ""
    """Where to get a key, in one clause."""
    key_pattern: str = ""
    """Regular expression for keys; others cause a warning, but are accepted."""
    limits: Mapping[str, Limit] = {}
    plans: Mapping[str, Plan] = {}
    api_version: str = ""
    version_header: str = ""
    """Response header that is compared with *api_version*."""
    refused: tuple[int, ...] = ()
    """Statuses besides 429 that mean that no work was done and the request may be retried."""
    errors: tuple[ErrorRule, ...] = ()
    operations: Mapping[str, str] = {}
    """Operation name → ``module:CONSTANT`` below the package, for `describe()` and `request()`."""
    streams: Mapping[str, str] = {}
    """Name of a method that streams what an operation can also return at once → ``module:CONSTANT``."""
    waiters: Mapping[str, str] = {}
    """Waiter name → ``module:CONSTANT``: how to see that a run has ended and its slot is free."""
    recipes: Mapping[str, str] = {}
    """Name of a create → ``module:CONSTANT``: how to find its result when the response is lost."""
    variables: Mapping[str, Variable] = {}
    """Variable of a server URL → how to choose its value."""
    hosts: Mapping[str, str] = {}
    """URL of a server that some operations have of their own → the constructor's argument that replaces it."""
    base_path: str = ""
    """The server URL of the document, where that is only a path."""
    runtime_version: str = ""
    """Version of the runtime when it was copied into the package."""
    runtime_sha256: str = ""
    """Hash of the runtime's files when they were copied into the package: see `util.source_hash`."""


def variable(service: Service, suffix: str) -> str:
    """The environment variable for *suffix*: ``API_KEY``, ``BASE_URL``, ``ENVIRONMENT``, ``LOG``."""
    return f"{service.name.upper().replace('-', '_')}_{suffix}"
