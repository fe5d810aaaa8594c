# Code generated from specs/kairo. DO NOT EDIT.
"""CreateContextSourceRequest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime import UNSET, Model, Unset, define

if TYPE_CHECKING:
    from typing import Any


@define(kw_only=True)
class CreateContextSourceRequest(Model):
    """A new data source."""

    name: str
    """What it is called."""
    type: str
    """What kind of source it is, e.g. `crm`."""
    config: dict[str, Any] | Unset = UNSET
    """How it is reached."""
