"""What operations, models and types look like once the engine has parsed them: frozen values, no engine types.

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
    """Meaning that Python types cannot carry, said instead of dropped in silence."""

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
    """``documented``, ``inferred`` or empty: what the document's ``x-provenance`` says, inherited from its parents."""
    default: Any = None
    """What the server assumes when it is absent: documentation only, never sent."""
    example: Any = None
    constraints: Mapping[str, Any] = field(factory=dict[str, Any])
    """Validation keywords that a type cannot say (``maxLength``, ``pattern`` …), as the document has them."""

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
    """Type of additional properties where the schema types them; None where it says nothing or forbids them."""
    closed: bool = False
    """``additionalProperties: false``."""
    pointer: str = ""


@frozen(kw_only=True)
class Enum:
    """One named set of values; generated enums are open, so this is what was known."""

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
    """Wire name of the property that tells the variants apart, or empty."""
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
    """What the server assumes when it is absent: documentation only, never sent."""
    example: Any = None
    constraints: Mapping[str, Any] = field(factory=dict[str, Any])
    """Validation keywords that a type cannot say, as the document has them."""
    provenance: str = ""

    @property
    def annotation(self) -> Code:
        """The type as Python."""
        return text(self.type)


@frozen(kw_only=True)
class Body:
    """What an operation sends."""

    media_type: str
    """As it stands in the document, e.g. ``application/json``, ``multipart/form-data``."""
    type: TypeRef = ANY
    required: bool
    model: str = ""
    """Class name when the body is an object whose fields can be flattened into keyword arguments."""
    description: str = ""
    others: tuple[str, ...] = ()
    """Media types the document offers besides the one chosen."""
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

    @property
    def annotation(self) -> Code:
        """The type as Python; empty when there is no body."""
        return text(self.type) if self.type is not None else Code()


@frozen(kw_only=True)
class ServerVariable:
    """One ``{part}`` of a server's address."""

    name: str
    default: str = ""
    """Empty where there is none that could be used."""
    choices: tuple[str, ...] = ()
    description: str = ""


@frozen(kw_only=True)
class Server:
    """One address of the API."""

    url: str
    """As the document has it, absolute or not, variables in braces."""
    description: str = ""
    variables: tuple[ServerVariable, ...] = ()
    """Every one that *url* has, also those that the document does not describe."""


@frozen(kw_only=True)
class Call:
    """One operation of the document."""

    id: str
    """Unique Python identifier chosen by the pre-pass; the engine's name for it."""
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
    """Type of what a successful call gives; None for nothing (204)."""
    security: tuple[tuple[str, ...], ...] | None = None
    """Alternatives of scheme names; ``()`` is public; None says nothing."""
    provenance: str = ""
    source: str = ""
    """Address of the page that documents it (``x-source`` or externalDocs), or empty."""
    pointer: str = ""
    server: Server | None = None
    """Where it is, if it or its path says so: the first of its own ``servers``."""
    extensions: Mapping[str, Any] = field(factory=dict[str, Any])
    """The operation's ``x-`` keys."""

    @property
    def returns(self) -> Code:
        """The result's type as Python; empty for nothing."""
        return text(self.result) if self.result is not None else Code()


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
    """One way to prove who is calling, as the document's ``securitySchemes`` has it."""

    name: str
    kind: Literal["header", "query", "cookie", "basic", "bearer", "oauth2", "oidc", "other"]
    """``other``: nothing that a client could put on a request by itself, such as a certificate."""
    parameter: str = ""
    """Header, query or cookie name for an API key."""
    prefix: str = ""
    """What stands before the credential: the name of an HTTP scheme that is neither basic nor bearer."""
    token_url: str = ""
    flows: tuple[str, ...] = ()
    """OAuth2's, as the document has them: ``clientCredentials``, ``authorizationCode`` …"""
    scopes: tuple[str, ...] = ()
    description: str = ""


@frozen(kw_only=True)
class Parsed:
    """All of one document."""

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
    """(JSON pointer, name): names that had to be invented."""

    @property
    def types(self) -> tuple[Model | Enum | Alias, ...]:
        """Every named type."""
        return (*self.models, *self.enums, *self.aliases)
