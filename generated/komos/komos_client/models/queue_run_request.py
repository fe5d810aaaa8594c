# Code generated from specs/komos. DO NOT EDIT.
"""QueueRunRequest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define, wire

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class QueueRunRequest(Model):
    """What a run is to be given."""

    inputs: dict[str, Any] | Unset = UNSET
    """Values for the inputs that the task declares (strings, numbers, booleans, lists or objects). Those left out take
    the task's defaults.
    """
    client_request_id: str | Unset = wire("clientRequestId", default=UNSET)
    """A value of your own, unique within the task, that makes repeating the call harmless: the same value returns the
    run that it made the first time.
    """
