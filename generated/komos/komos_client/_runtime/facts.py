"""What a client is told about its API and about each operation: plain values, written by the generator, read by all.

`NamedTuple` and not attrs, because these are made before the first call and importing a client must stay cheap.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar

from .errors import StatusError

T = TypeVar("T")

Alternatives: TypeAlias = "tuple[tuple[str, ...], ...]"
"""Names of schemes: all of one alternative are sent together; an empty one means that nothing need be."""


class Repeat(NamedTuple):
    """Whether an attempt whose outcome is not known may be sent again."""

    kind: Literal["safe", "idempotent", "keyed", "once"]
    field: str = ""
    """For ``keyed``: the body field (or header) that carries the idempotency key."""
    location: Literal["body", "header"] = "body"

    @property
    def repeatable(self) -> bool:
        """True when sending the same bytes again cannot do the work twice."""
        return self.kind != "once"


safe = Repeat("safe")
idempotent = Repeat("idempotent")
once = Repeat("once")


def keyed(field: str, location: Literal["body", "header"] = "body") -> Repeat:
    """An operation whose server recognises a repeated idempotency key in *field*."""
    return Repeat("keyed", field, location)


class Limit(NamedTuple):
    """At most *requests* in any *per* seconds; *burst* is how many may leave at once (None: all of them)."""

    requests: int
    per: float = 60.0
    burst: int | None = None


class Plan(NamedTuple):
    """What one pricing plan allows: limits by route, and how many runs at once (None: no limit)."""

    limits: Mapping[str, Limit]
    concurrent_runs: int | None = None


class OAuth(NamedTuple):
    """How an access token is had from the constructor's ``client_id``, ``client_secret`` and ``refresh_token``."""

    token_url: str
    """Absolute, or relative to the API's own address; the constructor's ``token_url`` goes before it."""
    own: bool = True
    """A client may ask in its own name, with its id and secret alone."""
    refreshes: bool = False
    """A token that a person was given may be refreshed."""
    prefix: str = ""
    """Stands before the names of those arguments."""


class Scheme(NamedTuple):
    """One way to send a credential."""

    location: Literal["header", "query", "cookie", "basic"]
    parameter: str
    prefix: str = ""
    """Put before the credential, e.g. ``"Bearer "``."""
    argument: str = "api_key"
    """The constructor's argument that is sent as it is; empty: none."""
    pair: tuple[str, str] | None = None
    """The constructor's arguments for a user's name and password."""
    oauth: OAuth | None = None


class Variable(NamedTuple):
    """A part of a server's address that the caller may choose."""

    argument: str
    """The constructor's."""
    default: str = ""
    """Empty: there is none, so that it must be chosen."""
    choices: tuple[str, ...] = ()
    """What may be chosen; empty: anything."""


class ErrorRule(NamedTuple):
    """Which exception stands for which answer; the first rule that fits wins."""

    status: int
    raises: type[StatusError]
    code: str = ""
    """Equal to the error code in the body, or empty for any."""
    match: str = ""
    """A regular expression searched (ignoring case) in the body's text, or empty for any."""
    retry: bool = True
    """False when waiting and sending again is wrong although the status alone would allow it (a safety cap)."""


class Paging(NamedTuple):
    """How a list is continued."""

    style: Literal["cursor", "offset", "page", "link"]
    items: str
    """Attribute of the answer that holds the items."""
    parameter: str = ""
    """Query parameter that asks for the next page."""
    next: str = ""
    """Attribute of the answer with the next cursor or link."""
    more: str = ""
    """Attribute that is true while there are more, or empty."""
    total: str = ""
    """Attribute with the number of all items, or empty."""
    size: str = ""
    """Query parameter with the page size, or empty."""


class Operation(NamedTuple, Generic[T]):
    """The single place for facts about a call: the pipeline, `describe()` and the testing kit read it."""

    name: str
    """As callers say it: ``task_runs.retrieve``."""
    method: str
    path: str
    """Below the server's URL; ``{placeholders}`` are filled from the positional arguments in order."""
    repeat: Repeat
    returns: str = ""
    """Type of the answer, as text that `models` resolves; empty when there is none."""
    unwrap: str = ""
    """Key of the answer whose value, a *returns*, is handed to the caller instead of the whole envelope."""
    envelope: str = ""
    """Class of the whole answer, where *returns* is only what *unwrap* or *paging* takes from it."""
    limit: str = "default"
    """Which rate budget it draws from, besides the default one."""
    paging: Paging | None = None
    stream: Literal["", "sse", "event", "lines", "bytes"] = ""
    """Its answer comes piece by piece, each a *returns*: the data of server-sent events, whole events, lines of JSON,
    or bytes."""
    flag: tuple[Literal["", "body", "query"], str] = ("", "")
    """Where, and under which name, the server is told that it should."""
    content: str = "application/json"
    """Media type of the request body."""
    encodings: Mapping[str, str] = {}
    """Field of a form body → its media types as the document lists them (``image/png, image/jpeg``), or its style as in
    *styles*, where that is not the usual one."""
    optional_body: bool = False
    """A body may be left out: nothing is sent when no part of it is given."""
    accept: str = "application/json"
    styles: Mapping[str, str] = {}
    """Parameter → ``style``, ``style+explode``, ``style-explode`` or a media type (``application/json``) where that is
    not the location's default; one namespace for all locations."""
    replayed: int = 0
    """Status that means: this key was seen before, here is what it made (0: none)."""
    slot: bool = False
    """It starts a run that occupies one of the plan's concurrent slots."""
    errors: tuple[int, ...] = ()
    """Documented error statuses."""
    credits: str = ""
    """What it costs, in the vendor's words; empty when free or unknown."""
    documented: bool = False
    """The vendor documents it (else: inferred)."""
    source: str = ""
    """Address of the page that documents it."""
    public: bool = False
    """It needs no credential."""
    security: Alternatives = ()
    """Which schemes it wants, where they are not those of the `Service`."""
    server: str = ""
    """Address of a server of its own, absolute or relative to the client's; empty: the client's."""
    deprecated: bool = False
    """The document says so: a ``Deprecation`` header is no news."""
    inferred: tuple[str, ...] = ()
    """Which of these facts no page of the vendor states, as the facts file calls them: ``credits``, ``limit``, …"""


class Waiter(NamedTuple, Generic[T]):
    """How to tell that a run has ended, and how."""

    name: str
    retrieve: Operation[T]
    status: str
    """Attribute of the run that holds its state."""
    completed: tuple[str, ...]
    failed: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    """States that are known not to be final; any other unknown state is watched for a bounded time."""
    cancel: Operation[T] | None = None
    list: Operation[list[T]] | Operation[T] | None = None
    """One call that tells the state of several runs."""


class Recipe(NamedTuple, Generic[T]):
    """How to find out what became of a create whose answer was lost: in a list, by what was sent and when."""

    list: Operation[T]
    """Lists what was created, the newest first."""
    match: tuple[str, ...]
    """Properties that things show as they were sent."""
    created: str
    """Property with the time of creation, dotted where it is nested; empty: none."""
    window: float = 120.0
    """Seconds that the work may take to appear after the call."""
    shows: int = 0
    """How many things the list shows at most; 0: not known."""


class Follower(NamedTuple, Generic[T]):
    """How to read a run's log as it grows."""

    name: str
    logs: Operation[Any]
    entries: str
    """Attribute of the answer that holds the entries."""
    until: Waiter[Any]
    """Tells when the run, and with it the log, has ended."""
    key: str = "id"
    """Attribute that identifies an entry."""


class Signature(NamedTuple):
    """How the vendor signs its webhooks (HMAC-SHA256 over ``<timestamp>.<body>``)."""

    header: str
    event_header: str
    timestamp: str = "t"
    digest: str = "v1"
    """Names of the two parts of the signature header: ``t=…,v1=…``."""
    separator: str = "_"
    """The raw secret is what follows its first occurrence in the signing secret; empty: the whole."""
    pepper: str = ""
    """When given, the signing key is HMAC-SHA256(pepper, raw secret), read as raw bytes or as hex text."""


class Service(NamedTuple):
    """Everything the runtime is told about one API."""

    name: str
    """Short name; the logger is the package, environment variables begin with its upper case."""
    title: str
    package: str
    version: str
    """Version of the generated package."""
    document_sha256: str
    servers: Mapping[str, str] = {}
    """Environment → base URL, which may have ``{variables}``; the first is the default."""
    schemes: Mapping[str, Scheme] = {}
    """Authentication form → how it is sent; the first is the default."""
    security: Alternatives = ()
    """What an operation wants that says nothing else; empty: the one scheme that is chosen."""
    keyless: bool = False
    """Some operations need no credential, so that a client may have none."""
    key_variable: str = ""
    """Environment variable that holds the key."""
    key_hint: str = ""
    """Where a person gets a key, one clause."""
    key_pattern: str = ""
    """Regular expression of a well-formed key: others are warned about, not refused."""
    limits: Mapping[str, Limit] = {}
    plans: Mapping[str, Plan] = {}
    api_version: str = ""
    version_header: str = ""
    """Compared with *api_version* on every answer."""
    refused: tuple[int, ...] = ()
    """Statuses, besides 429, that mean: no work was done, come again."""
    errors: tuple[ErrorRule, ...] = ()
    operations: Mapping[str, str] = {}
    """Operation name → ``module:CONSTANT`` below the package, for `describe()` and `request()`."""
    streams: Mapping[str, str] = {}
    """Name of a method that streams what an operation can also answer at once → ``module:CONSTANT``."""
    waiters: Mapping[str, str] = {}
    """Waiter name → ``module:CONSTANT``: how slots see that a run has ended."""
    recipes: Mapping[str, str] = {}
    """Name of a create → ``module:CONSTANT``: how to find out what became of it when its answer is lost."""
    variables: Mapping[str, Variable] = {}
    """Variable of an address → how it is chosen."""
    hosts: Mapping[str, str] = {}
    """Address of a server that some operations have of their own → the constructor's argument that replaces it."""
    base_path: str = ""
    """What the document says of its server, where that is no more than a path."""
    runtime_version: str = ""
    """Version of the runtime when it was copied into the package."""
    runtime_sha256: str = ""
    """Hash of the runtime's files when they were copied into the package: see `util.source_hash`."""


def variable(service: Service, suffix: str) -> str:
    """Name of the environment variable for *suffix*: ``API_KEY``, ``BASE_URL``, ``ENVIRONMENT``, ``LOG``."""
    return f"{service.name.upper().replace('-', '_')}_{suffix}"
