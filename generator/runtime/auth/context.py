"""The parts of a call that its credentials may use."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from ..errors import ApiError
    from ..facts import Operation
    from ..transport.commands import Command, Signer
    from ..transport.messages import PreparedRequest


class AuthContext(Protocol):
    """One call, as far as its credentials are concerned."""

    @property
    def user_agent(self) -> str:
        """The User-Agent header of the client's requests."""
        ...

    def now(self) -> float:
        """Seconds of the client's monotonic clock."""
        ...

    def check(self) -> None:
        """Raise when the call must send nothing any more: its deadline has passed."""
        ...

    def fetch(
        self, operation: Operation[Any], request: PreparedRequest, signers: tuple[Signer, ...], /
    ) -> Generator[Command, Any, Any]:
        """Send another request, with the call's retries and within its deadline; returns the JSON of the answer.

        Raises:
            ApiError: its `maybe_executed` is the call's own, for *request* does no work of the operation.
        """
        ...

    def error(self, kind: type[ApiError], reason: str, /) -> ApiError:
        """A *kind* of error with all that is known of the call."""
        ...
