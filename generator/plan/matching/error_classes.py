"""Status → exception: the runtime's table, and the classes that facts add below it."""

from __future__ import annotations

from collections.abc import Sequence

from ...model.code import Code
from ...runtime.errors import BY_STATUS, for_status
from ...specs.facts import ErrorFact
from ..plan_values import ErrorClass

STANDARD = frozenset(kind.__name__ for kind in BY_STATUS.values())
"""The runtime's exceptions for one status each."""

RUNTIME_ERRORS = STANDARD | {"StatusError", "ServerError"}


def error_name(status: int) -> str:
    """The exception that *status* raises."""
    return for_status(status).__name__


def error_classes(facts: Sequence[ErrorFact]) -> tuple[ErrorClass, ...]:
    """The exceptions that facts add below the runtime's, in the order in which they are tried."""
    return tuple(
        ErrorClass(
            name=Code(one.raises),
            base=Code(error_name(one.status)),
            doc=one.description or f"Status {one.status} with the code {one.code or one.match!r}.",
            status=one.status,
            code=one.code,
            match=one.match,
            retry=one.retry,
        )
        for one in facts
    )
