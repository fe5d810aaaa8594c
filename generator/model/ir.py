"""A parsed document: operations, models and types as frozen values, without types of the engine.

`engine.parse` makes these, `plan` reads them. A *type* is a `TypeRef` of: the class names of this module's `Model`,
`Enum` and `Alias`; ``str int float bool None bytes Any datetime date``; lists, maps, unions and literals. Ids stay
``str`` (also ``format: uuid``); absence is not part of a type, it is `required`. An *annotation* is a type as Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from attrs import field, frozen

from .code import Code
from .type_ref import ANY, TypeRef, text

Location = Literal["path", "query", "header", "cookie"]


@frozen(kw_only=True)
class Loss:
    """Meaning of the document that Python types cannot express."""

    pointer: str
    """JSON pointer into the original document."""
    what: str
    why: str


@frozen(kw_only=True)
class Field:
    """One property of a model."""

    wire: str
    """The key in JSON."""
    name: str
    """The attribute in Python."""
    type: TypeRef = ANY
    required: bool
    description: str = ""
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    provenance: str = ""
    """``documented``, ``inferred`` or empty: the document's ``x-provenance``, inherited from its parents."""
    default: Any = None
    """Value that the server assumes when it is absent; shown in documentation, never sent."""
    example: Any = None
    constraints: Mapping[str, Any] = field(factory=dict[str, Any])
    """Validation keywords that are no part of the type (``maxLength``, ``pattern`` …), as the document has them."""

    @property
    def annotation(self) -> Code:
        """The type as Python."""
        return text(self.type)


@frozen(kw_only=True)
class Model:
    """One named object schema."""

    name: str
    module: str
    """Module below ``models/`` without ``.py``."""
    description: str
    fields: tuple[Field, ...]
    additional: TypeRef | None = None
    """Type of additional properties; None where the schema has none for them or forbids them."""
    closed: bool = False
    """``additionalProperties: false``."""
    pointer: str = ""


@frozen(kw_only=True)
class Enum:
    """One named set of known values; generated enums are open."""

    name: str
    module: str
    description: str
    kind: Literal["str", "int"]
    members: tuple[tuple[str, str | int], ...]
    """(NAME, value) in document order."""


@frozen(kw_only=True)
class Alias:
    """A named union, array or scalar that other types refer to by name."""

    name: str
    module: str
    description: str
    type: TypeRef = ANY
    discriminator: str = ""
    """Wire name of the discriminator, or empty."""
    mapping: tuple[tuple[str, str], ...] = ()
    """(discriminator value, class name)."""

    @property
    def annotation(self) -> Code:
        """The type as Python."""
        return text(self.type)


@frozen(kw_only=True)
class Parameter:
    """One parameter outside the body."""

    wire: str
    name: str
    location: Location
    type: TypeRef = ANY
    required: bool
    description: str = ""
    style: str = ""
    """Empty where it is the location's default (query and cookie ``form``, path and header ``simple``)."""
    explode: bool | None = None
    """None where it is the style's default."""
    content: str = ""
    """Media type when the value is serialised by ``content`` (JSON in a query parameter)."""
    deprecated: bool = False
    default: Any = None
    """Value that the server assumes when it is absent; shown in documentation, never sent."""
    example: Any = None
    constraints: Mapping[str, Any] = field(factory=dict[str, Any])
    """Validation keywords that are no part of the type, as the document has them."""
    provenance: str = ""

    @property
    def annotation(self) -> Code:
        """The type as Python."""
        return text(self.type)


@frozen(kw_only=True)
class Body:
    """The request body of an operation."""

    media_type: str
    """As it stands in the document, e.g. ``application/json``, ``multipart/form-data``."""
    type: TypeRef = ANY
    required: bool
    model: str = ""
    """Class name when the body is an object whose fields can be flattened into keyword arguments."""
    description: str = ""
    others: tuple[str, ...] = ()
    """The document's other media types."""
    encodings: Mapping[str, Mapping[str, Any]] = field(factory=dict[str, Any])
    """Multipart/form encodings by property, as the document has them."""
    example: Any = None

    @property
    def annotation(self) -> Code:
        """The type as Python."""
        return text(self.type)


@frozen(kw_only=True)
class Answer:
    """One documented response."""

    status: str
    """``200``, ``4XX`` or ``default``."""
    description: str = ""
    media_type: str = ""
    type: TypeRef | None = None
    """None when there is no body; ``bytes`` for binary, ``str`` for text, ``Any`` for untyped JSON."""
    stream: Literal["", "sse", "ndjson"] = ""
    headers: tuple[tuple[str, str], ...] = ()
    """(header, description)."""
    example: Any = None
    repeats: bool = False
    """Whether it has the values of the JSON answer of the same status, in another format."""

    @property
    def annotation(self) -> Code:
        """The type as Python; empty when there is no body."""
        return text(self.type) if self.type is not None else Code()


@frozen(kw_only=True)
class ServerVariable:
    """One ``{variable}`` of a server's URL."""

    name: str
    default: str = ""
    """Empty where there is no usable one."""
    choices: tuple[str, ...] = ()
    description: str = ""


@frozen(kw_only=True)
class Server:
    """One server of the API."""

    url: str
    """As the document has it, absolute or not, variables in braces."""
    description: str = ""
    variables: tuple[ServerVariable, ...] = ()
    """All variables in *url*, also those that the document does not describe."""


@frozen(kw_only=True)
class Call:
    """One operation of the document."""

    id: str
    """Unique Python identifier from normalization; the engine's name for it."""
    operation_id: str
    """The document's own operationId, or empty."""
    method: str
    """Upper case."""
    path: str
    """As in the document: wire names in braces."""
    tags: tuple[str, ...] = ()
    summary: str = ""
    description: str = ""
    deprecated: bool = False
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    answers: tuple[Answer, ...] = ()
    result: TypeRef | None = None
    """Type of a successful response in the preferred media type, JSON where there is one; None for no content."""
    returned: TypeRef | None = None
    """Type of a successful response in any of its media types; None for no content."""
    security: tuple[tuple[str, ...], ...] | None = None
    """Alternatives of scheme names; ``()``: public; None: not specified."""
    provenance: str = ""
    source: str = ""
    """Address of the page that documents it (``x-source`` or externalDocs), or empty."""
    pointer: str = ""
    server: Server | None = None
    """The first of the ``servers`` of the operation or of its path, where there are any."""
    extensions: Mapping[str, Any] = field(factory=dict[str, Any])
    """The operation's ``x-`` keys."""

    @property
    def returns(self) -> Code:
        """The type in any media type as Python; empty for no content."""
        return text(self.returned) if self.returned is not None else Code()

    @property
    def successes(self) -> tuple[Answer, ...]:
        """The responses of success: those with a 2xx status, else the default."""
        good = tuple(one for one in self.answers if one.status.startswith("2"))
        return good or tuple(one for one in self.answers if one.status == "default")


@frozen(kw_only=True)
class Event:
    """One webhook of the document."""

    name: str
    """Key below ``webhooks``."""
    type: TypeRef = ANY
    """Type of its payload."""
    summary: str = ""
    description: str = ""
    provenance: str = ""

    @property
    def annotation(self) -> Code:
        """The type as Python."""
        return text(self.type)


@frozen(kw_only=True)
class SecurityScheme:
    """One of the document's ``securitySchemes``."""

    name: str
    kind: Literal["header", "query", "cookie", "basic", "bearer", "oauth2", "oidc", "other"]
    """``other``: one that is no part of a request, such as a certificate."""
    parameter: str = ""
    """Header, query or cookie name for an API key."""
    prefix: str = ""
    """Text before the credential: the name of an HTTP scheme other than basic and bearer."""
    token_url: str = ""
    flows: tuple[str, ...] = ()
    """OAuth2's, as the document has them: ``clientCredentials``, ``authorizationCode`` …"""
    scopes: tuple[str, ...] = ()
    description: str = ""


@frozen(kw_only=True)
class Parsed:
    """One parsed document."""

    title: str
    version: str
    description: str
    servers: tuple[Server, ...]
    calls: tuple[Call, ...]
    models: tuple[Model, ...]
    enums: tuple[Enum, ...]
    aliases: tuple[Alias, ...]
    events: tuple[Event, ...]
    schemes: tuple[SecurityScheme, ...]
    security: tuple[tuple[str, ...], ...] | None
    tags: Mapping[str, str]
    """Tag → its description."""
    losses: tuple[Loss, ...] = ()
    made_up: tuple[tuple[str, str], ...] = ()
    """(JSON pointer, name) of schemas that the document gives no name."""

    @property
    def types(self) -> tuple[Model | Enum | Alias, ...]:
        """Every named type."""
        return (*self.models, *self.enums, *self.aliases)
