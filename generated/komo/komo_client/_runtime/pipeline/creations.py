"""What this process was told it has made: none of that is a create whose answer was lost."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from ..util.typeguards import is_object

if TYPE_CHECKING:
    from ..errors import ApiError
    from .call import Record
    from .pipeline import Reply


class Made:
    """The newest things whose creation was answered to clients of this process: none of them is a lost one."""

    def __init__(self) -> None:
        self._known: deque[tuple[str, str | None, str]] = deque(maxlen=1000)

    def note(self, call: Record, reply: Reply) -> None:
        """Remember what *reply* says was made."""
        unwrap, value = call.operation.unwrap, reply.value
        inner = value.get(unwrap, value) if is_object(value) else None
        if is_object(inner) and inner.get("id") is not None:
            self._known.append((call.operation.name, call.key, str(inner["id"])))

    def others(self, error: ApiError) -> frozenset[str]:
        """Ids of what other calls made; with an idempotency key of its own, a call may share its thing."""
        key = error.idempotency_key
        return frozenset(
            one for name, its, one in list(self._known) if name == error.operation and not (key and its == key)
        )
