"""What must be made anew in a forked child: locks whose holders are gone, connections that belong to the parent."""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Renewable(Protocol):
    """Something with state that a fork breaks."""

    def renew(self) -> None:
        """Called in the child, before anything else runs there."""
        ...


_living: weakref.WeakSet[Renewable] = weakref.WeakSet()


def renew_after_fork(instance: Renewable) -> None:
    """Have *instance* renewed in every forked child, as long as it lives."""
    _living.add(instance)


def _renew_all() -> None:
    for instance in list(_living):
        instance.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
