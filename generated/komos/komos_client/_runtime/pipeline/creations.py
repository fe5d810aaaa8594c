"""Remembers what this process created: a create whose answer was lost made none of these."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from ..util.typeguards import is_object

if TYPE_CHECKING:
    from ..errors import ApiError
    from ..facts import Operation

REMEMBERED = 1000


class RecentCreations:
    """The ids of the things whose creation was answered to clients of this process, the newest `REMEMBERED`."""

    def __init__(self) -> None:
        self._known: deque[tuple[str, str | None, str]] = deque(maxlen=REMEMBERED)

    def add(self, operation: Operation[Any], idempotency_key: str | None, answer: Any) -> None:
        """Remember the id in *answer*, the JSON of a create's answer."""
        inner = answer.get(operation.unwrap, answer) if is_object(answer) else None
        if is_object(inner) and inner.get("id") is not None:
            self._known.append((operation.name, idempotency_key, str(inner["id"])))

    def of_other_calls(self, error: ApiError) -> frozenset[str]:
        """Ids that calls other than that of *error* created; calls with the same idempotency key may share one."""
        key = error.idempotency_key
        return frozenset(
            id_ for name, its_key, id_ in list(self._known) if name == error.operation and not (key and its_key == key)
        )
