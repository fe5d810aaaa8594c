"""Reset of inherited state in a forked child: locks that the parent's threads hold, connections of the parent."""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Renewable(Protocol):
    """An object with state that must not be shared with a parent process."""

    def renew(self) -> None:
        """Reset that state; called in the child before any other code runs there."""
        ...


_instances: weakref.WeakSet[Renewable] = weakref.WeakSet()


def renew_after_fork(instance: Renewable) -> None:
    """Call the `renew` of *instance* in every forked child, as long as it exists."""
    _instances.add(instance)


def _renew_all() -> None:
    for instance in list(_instances):
        instance.renew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_all)
