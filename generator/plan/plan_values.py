"""The plan of a package as frozen values: everything that templates print."""

from __future__ import annotations

from typing import Any, Literal

from attrs import evolve, frozen

from ..model.code import Code
from ..model.ir import Alias, Call, Enum, Event, Loss, Model
from ..model.type_ref import Applied, Named, TypeRef, text, union

OPTIONS = "**options: Unpack[CallOptions]"
"""What every method takes besides its own parameters."""

UNSET = Code("UNSET")
"""The default of a parameter that is not sent unless it is given."""


@frozen(kw_only=True)
class Package:
    """The names of one package."""

    api: str
    """Folder of the API in ``specs/``."""
    title: str
    name: Code
    """What callers import."""
    distribution: str
    """Name on the package index."""
    class_name: Code
    """The sync client's class."""

    @property
    def client(self) -> str:
        """The client's variable in example programs."""
        return self.class_name.lower()

    def variable(self, suffix: str) -> str:
        """The environment variable for *suffix*."""
        return f"{self.api.upper()}_{suffix.upper()}"


@frozen(kw_only=True)
class Argument:
    """One parameter of a method, as callers see it."""

    name: Code
    wire: str
    place: Literal["path", "query", "header", "cookie", "body", "client"]
    """Part of the request that it becomes; ``client``: none, it tells the client what to do."""
    type: TypeRef
    """The document's type."""
    accepted: TypeRef
    """What callers may pass, without ``Unset``: more than *type* where the client converts."""
    required: bool
    default: Any = None
    """Value that the server, or the client, assumes when it is left out; None where it is not known."""
    value: Code = UNSET
    """Its default in the signature, where it is not required."""
    description: str = ""

    @property
    def annotation(self) -> Code:
        """The type that callers may pass, as Python."""
        return text(self.accepted)

    @property
    def positional(self) -> bool:
        """Whether it may be given without its name."""
        return self.required and self.place in ("path", "client")


@frozen(kw_only=True)
class Variant:
    """One of the four forms of a method: sync, async, and both returning a `Response`."""

    head: Code
    """``def`` or ``async def``."""
    type: TypeRef
    """What it returns."""
    body: Code
    """The statement in its body."""
    hidden: frozenset[str] = frozenset()
    """Builtins that methods of its class hide."""

    @property
    def returns(self) -> Code:
        """The type that it returns, as Python."""
        return text(self.type, self.hidden)


@frozen(kw_only=True)
class Method:
    """One method of a resource."""

    name: Code
    doc: str
    sync: Variant
    asynchronous: Variant
    raw: Variant | None
    async_raw: Variant | None
    arguments: tuple[Argument, ...] = ()
    """Its parameters after ``self``, positional ones first; all take `OPTIONS` besides."""
    hidden: frozenset[str] = frozenset()
    """Builtins that methods of its class hide."""

    @property
    def parameters(self) -> Code:
        """Its own parameters, as Python."""
        positional = [one.name + ": " + text(one.accepted, self.hidden) for one in self.arguments if one.positional]
        named = [self._named(one) for one in self.arguments if not one.positional]
        return Code(", ".join([*positional, *(["*", *named] if named else [])]))

    @property
    def signature(self) -> Code:
        """All its parameters after ``self``, as Python."""
        return Code(", ".join(part for part in (self.parameters, OPTIONS) if part))

    def _named(self, one: Argument) -> str:
        kind = one.accepted if one.required or one.value != UNSET else union([one.accepted, Named("Unset")])
        return f"{one.name}: {text(kind, self.hidden)}{'' if one.required else f' = {one.value}'}"

    def beside(self, hidden: frozenset[str]) -> Method:
        """The same method in a class whose methods hide these builtins."""
        first, second = evolve(self.sync, hidden=hidden), evolve(self.asynchronous, hidden=hidden)
        raw, async_raw = (one and evolve(one, hidden=hidden) for one in (self.raw, self.async_raw))
        return evolve(self, hidden=hidden, sync=first, asynchronous=second, raw=raw, async_raw=async_raw)


@frozen(kw_only=True)
class Constant:
    """One value above the classes of a resource: an `Operation`, a `Waiter`, a `Follower`, a `Recipe`."""

    name: Code
    kind: str
    """The runtime's class."""
    of: TypeRef
    """Its type argument: what the operation returns, what the run is."""
    value: Code

    @property
    def type(self) -> Code:
        """Its type, as Python."""
        return text(Applied(self.kind, (self.of,)))


@frozen(kw_only=True)
class Child:
    """A resource below another one, or below the client."""

    name: Code
    module: Code
    class_name: Code
    doc: str


@frozen(kw_only=True)
class Import:
    """``from <module> import <names>``; no names: ``import <module>``."""

    module: Code
    names: tuple[Code, ...] = ()


@frozen(kw_only=True)
class Resource:
    """One module below ``resources/``: the classes of a resource; its raw classes are in ``raw/``."""

    name: str
    """As callers write it: ``tasks.runs``."""
    module: Code
    class_name: Code
    doc: str
    constants: tuple[Constant, ...]
    methods: tuple[Method, ...]
    children: tuple[Child, ...]
    imports: tuple[Import, ...]
    typing_imports: tuple[Import, ...]
    raw_imports: tuple[Import, ...]
    raw_typing_imports: tuple[Import, ...]


@frozen(kw_only=True)
class Attribute:
    """One field of a model."""

    name: Code
    type: TypeRef
    value: Code
    """Right-hand side, or empty."""
    doc: str

    @property
    def annotation(self) -> Code:
        """Its type, as Python."""
        return text(self.type)

    @property
    def assignment(self) -> Code:
        """`` = value``, or nothing."""
        return Code(f" = {self.value}") if self.value else Code()


@frozen(kw_only=True)
class ModelFile:
    """One module below ``models/`` with a model."""

    model: Model
    module: Code
    class_name: Code
    doc: str
    attributes: tuple[Attribute, ...]
    imports: tuple[Import, ...]
    typing_imports: tuple[Import, ...]


@frozen(kw_only=True)
class EnumFile:
    """One module below ``models/`` with an open enum."""

    enum: Enum
    module: Code
    class_name: Code
    base: Code
    doc: str
    members: tuple[tuple[Code, str | int], ...]


@frozen(kw_only=True)
class AliasFile:
    """One module below ``models/`` with a named union, list or scalar."""

    alias: Alias
    module: Code
    class_name: Code
    doc: str
    annotation: Code
    imports: tuple[Import, ...]
    typing_imports: tuple[Import, ...]


@frozen(kw_only=True)
class Credential:
    """One credential argument of the constructor."""

    name: Code
    variable: str
    """Environment variable with its default."""
    text: str
    dynamic: bool = False
    """Whether it may be a function that returns the credential."""


@frozen(kw_only=True)
class Address:
    """One argument of the constructor that selects the server."""

    name: Code
    variable: str
    text: str
    choices: tuple[str, ...] = ()
    """Allowed values; empty: any text."""


@frozen(kw_only=True)
class Constructor:
    """Signatures of the two client classes' constructors, and the call of the runtime's constructor."""

    parameters: Code
    """After ``self``."""
    async_parameters: Code
    arguments: Code
    """Arguments for the runtime's constructor."""


@frozen(kw_only=True)
class ErrorClass:
    """An exception class that facts add below the runtime's."""

    name: Code
    base: Code
    doc: str
    status: int
    code: str
    match: str
    retry: bool


@frozen(kw_only=True)
class Entry:
    """One operation in `reference.md`."""

    name: str
    resource: str
    call: Call
    declaration: Code
    """Its signature without the call options."""
    type: TypeRef
    """What its method returns."""
    arguments: tuple[Argument, ...]
    text: str
    cost: str
    rate_class: str
    repetition: str
    raises: str
    headers: str
    """Documented response headers; empty where there are none."""
    basis: str
    """Whether it is documented (with the page's address) or inferred."""

    @property
    def returns(self) -> Code:
        """The type that its method returns, as Python."""
        return text(self.type)

    @property
    def anchor(self) -> str:
        """Anchor that Markdown renderers give to the heading."""
        return self.name.replace(".", "")


@frozen(kw_only=True)
class Section:
    """One resource in README.md and `reference.md`."""

    name: str
    doc: str
    entries: tuple[Entry, ...]
    helpers: tuple[Method, ...]
    """Methods built on operations: waiters, followers, streams."""
    method_names: tuple[str, ...]


@frozen(kw_only=True)
class Exports:
    """Names that the package's root exports."""

    runtime: tuple[Code, ...]
    runtime_errors: tuple[Code, ...]
    errors: tuple[str, ...]
    """The runtime's exceptions and those that facts add."""
    renamed: tuple[tuple[Code, Code], ...]
    """(deprecated name, the name that replaced it), for type checkers; a program is warned when it uses one."""
    all: tuple[str, ...]


@frozen(kw_only=True)
class WebhookPlan:
    """The ``webhooks`` resource."""

    signature: Code
    models: tuple[Code, ...]
    """Classes of the payloads."""
    payload: Code
    doc: str


@frozen(kw_only=True)
class Docs:
    """Text of README.md, `reference.md` and the package's docstring."""

    package: str
    client: str
    """The client classes' docstring."""
    arguments: str
    """Docstring of their constructors."""
    summary: str
    caution: str
    document: str
    key_variable: str
    key_hint: str
    constructor: Code
    quick_start: str
    quick_start_async: str
    settings: tuple[tuple[str, str, str], ...]
    """(argument, environment variable, meaning)."""
    limits: tuple[tuple[str, str], ...]
    errors: tuple[tuple[str, str, str], ...]
    """(status, class, when)."""
    resources: tuple[Section, ...]
    notes: tuple[str, ...]


@frozen(kw_only=True)
class Examples:
    """Data and example programs of the testing kit."""

    data: str
    """JSON: an example response of each operation, error bodies, webhook payloads, a key."""
    doc: str
    """The kit's docstring, with a program that runs."""
    code: str
    """That program."""
    receiver: str
    """A program that receives webhooks; empty where the signature is not known."""
    lost: str
    """A program that looks up what was created when the response was lost; empty where no list shows it."""
    losses: tuple[Loss, ...] = ()
    """Responses of which no example could be made."""


@frozen(kw_only=True)
class Plan:
    """The plan of one package."""

    api: str
    """Folder of the API in ``specs/``."""
    package: Code
    distribution: str
    class_name: Code
    version: str
    changelog: str
    title: str
    digest: str
    """SHA-256 of the document."""
    constructor: Constructor
    credentials: tuple[Credential, ...]
    """The constructor's first arguments."""
    schemes: tuple[Code, ...]
    """Values of the ``auth`` argument."""
    service: tuple[tuple[Code, Code], ...]
    """(keyword, value) of the `Service`."""
    service_names: tuple[Code, ...]
    """Names to import from the runtime for those values."""
    errors: tuple[ErrorClass, ...]
    children: tuple[Child, ...]
    resources: tuple[Resource, ...]
    models: tuple[ModelFile, ...]
    enums: tuple[EnumFile, ...]
    aliases: tuple[AliasFile, ...]
    events: tuple[Event, ...]
    webhooks: WebhookPlan | None
    entries: tuple[Entry, ...]
    exports: Exports
    docs: Docs
    examples: Examples
    warnings: tuple[str, ...] = ()

    @property
    def model_modules(self) -> tuple[tuple[Code, Code], ...]:
        """(class name, module) of everything below ``models/``, by class name."""
        files: tuple[ModelFile | EnumFile | AliasFile, ...] = (*self.models, *self.enums, *self.aliases)
        return tuple(sorted((one.class_name, one.module) for one in files))
