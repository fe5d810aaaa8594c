# Code generated from specs/kairo. DO NOT EDIT.
"""AttachContextRequest."""

from __future__ import annotations

from .._runtime import Model, define


@define(kw_only=True)
class AttachContextRequest(Model):
    """The source to attach."""

    source_id: str
    """The source, by id or by a name such as `crm`."""
