"""The facts that hold for one operation and for one API, resolved: later stages read these, not the facts file."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from ...model.ir import Call
from ...runtime.facts import Repeat
from ...specs.facts import (
    DocumentFact,
    FollowerFact,
    LimitFact,
    PagingFact,
    PlanFact,
    QuickStart,
    ReconcileFact,
    WaiterFact,
)
from ..plan_values import ErrorClass
from ..text.naming import Name


@frozen(kw_only=True)
class RateLimits:
    """The rate limits of one API."""

    limits: Mapping[str, LimitFact] = field(factory=dict[str, LimitFact])
    """Rate class → its limit."""
    plans: Mapping[str, PlanFact] = field(factory=dict[str, PlanFact])
    """Pricing plan → its limits and its number of concurrent runs."""


@frozen(kw_only=True)
class ServiceFacts:
    """The facts of the whole API for its `Service`."""

    key_hint: str = ""
    """Where a person gets a key, one clause."""
    key_pattern: str = ""
    api_version: str = ""
    version_header: str = ""
    refused: tuple[int, ...] = ()
    """Statuses, besides 429, that mean that no work was done."""
    rates: RateLimits = RateLimits()
    errors: tuple[ErrorClass, ...] = ()


@frozen(kw_only=True)
class Presentation:
    """The facts of one API for its documentation only."""

    summary: str
    document: DocumentFact
    quick_start: QuickStart | None = None
    notes: tuple[str, ...] = ()


@frozen(kw_only=True)
class Rate:
    """The rate limit that one operation draws from."""

    name: str = "default"
    limit: LimitFact | None = None
    """None where it is not documented."""
    by_plan: bool = False
    """Whether limits depend on the pricing plan."""


@frozen(kw_only=True)
class OperationFacts:
    """One operation of the document, and every fact that holds for it."""

    call: Call
    name: Name
    repeat: Repeat
    """Whether it may be sent again, from the facts or from its HTTP method."""
    rate: Rate = Rate()
    unwrap: str = ""
    """Property of the answer that is returned instead of the whole; empty where the answer has none of that name."""
    paging: PagingFact | None = None
    """From the facts or from the shape of the answer; None where the list is not paged."""
    replayed: int = 0
    """Status of the answer to a repeated idempotency key; 0: none."""
    slot: bool = False
    """Whether it starts a run that occupies a concurrent slot."""
    credits: str = ""
    contacts_people: bool = False
    statuses: tuple[int, ...] = ()
    """Documented error statuses, ascending."""
    error_classes: tuple[str, ...] = ()
    """Exceptions of this API alone that these statuses may raise."""
    headers: tuple[str, ...] = ()
    """Documented headers of successful answers that callers may want to read, in lower case."""
    recipe: ReconcileFact | None = None
    """How to look up what it created when its answer is lost."""
    summary: str = ""
    """First sentence that replaces the document's."""
    note: str = ""
    source: str = ""
    """Address of the page that documents it."""
    inferred: tuple[str, ...] = ()
    """Keys of the facts that no page of the vendor states."""

    @property
    def dotted(self) -> str:
        """The name as callers write it: ``tasks.runs.create``."""
        return ".".join(self.name)

    @property
    def keyed(self) -> bool:
        """Whether the server recognises a repeated idempotency key."""
        return self.repeat.kind == "keyed"


@frozen(kw_only=True)
class Matched:
    """The operations of one document with their facts; facts that match no operation are left out and reported."""

    operations: tuple[OperationFacts, ...]
    waiters: Mapping[str, WaiterFact]
    """Method (``runs.wait``) → fact."""
    followers: Mapping[str, FollowerFact]
    recipes: Mapping[str, ReconcileFact]
    """Operation → how to look up what it created."""
    warnings: tuple[str, ...]
    """One line for each fact that matches no operation."""
