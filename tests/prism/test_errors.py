"""Each error that the document announces arrives as the exception that the public surface promises."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import pytest

from tests.prism.cases import least
from tests.prism.server import Prism
from tests.prism.surface import Endpoint, surfaces
from tests.prism.visits import Connections

NAMES = {
    400: "BadRequest",
    401: "Unauthorized",
    402: "PaymentRequired",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    422: "ValidationFailed",
    429: "RateLimited",
}
"""As the public surface has them; 5xx is `ServerError`, and every other status `StatusError`."""

ERRORS = [
    pytest.param(
        endpoint,
        status,
        f"code={status}" + f", example={example}" * bool(example),
        id=f"{endpoint.surface.name}-{status}-{endpoint.name}" + f"-{example}" * bool(example),
    )
    for surface in surfaces()
    for endpoint in surface.endpoints
    for status, examples in endpoint.answers("45")
    for example in examples or ("",)
]


@pytest.mark.parametrize(("endpoint", "status", "prefer"), ERRORS)
def test_error_has_the_class_of_its_status(
    endpoint: Endpoint, status: int, prefer: str, prism: Prism, connections: Connections
) -> None:
    """The class is exactly the one that status and facts name."""
    error = _raised(endpoint, prefer, prism, connections)
    assert type(error).__name__ == _expected(endpoint, status, error)


@pytest.mark.parametrize(("endpoint", "status", "prefer"), ERRORS)
def test_error_knows_the_answer(
    endpoint: Endpoint, status: int, prefer: str, prism: Prism, connections: Connections
) -> None:
    """Status and body as they came, and the single attempt."""
    error = _raised(endpoint, prefer, prism, connections)
    assert (error.response.status_code, len(error.attempts)) == (status, 1)
    assert prism.violations() == []


@pytest.mark.parametrize(("endpoint", "status", "prefer"), ERRORS)
def test_error_names_the_operation(
    endpoint: Endpoint, status: int, prefer: str, prism: Prism, connections: Connections
) -> None:
    """The message says what failed, with which status."""
    error = _raised(endpoint, prefer, prism, connections)
    assert error.operation == endpoint.name
    assert str(status) in str(error)


def _raised(endpoint: Endpoint, prefer: str, prism: Prism, connections: Connections) -> Any:
    with pytest.raises(endpoint.surface.package.ApiError) as caught:
        connections.visit(least(endpoint), prism, "sync", prefer=prefer)
    return caught.value


def _expected(endpoint: Endpoint, status: int, error: Any) -> str:
    """Facts first; then whether the work may have been done; then the status."""
    body = error.response.body.decode()
    for fact in endpoint.surface.api.errors:
        if fact.status == status and fact.code in body and re.search(fact.match, body, re.IGNORECASE):
            return fact.raises
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        lost = endpoint.operation.repeat.kind == "once" and status not in endpoint.surface.api.refused
        return "OutcomeUnknown" if lost else "ServerError"
    return NAMES.get(status, "StatusError")
