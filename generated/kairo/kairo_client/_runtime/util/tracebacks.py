"""Takes from an exception what it shows of the frames and messages of a transport or a credential."""

from __future__ import annotations

_MESSAGES = frozenset({"_request", "request", "response"})
"""Attributes in which exceptions of httpx and of libraries like it keep a request or an answer."""


def without_tracebacks(error: BaseException) -> BaseException:
    """*error* and all that led to it, without what shows the bytes on the wire: tracebacks, and libraries' requests."""
    todo: list[BaseException | None] = [error]
    seen: set[int] = set()
    while todo:
        current = todo.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        current.__traceback__ = None
        known = getattr(current, "__dict__", {})
        for name in _MESSAGES & known.keys():
            if hasattr(known[name], "headers") and not isinstance(known[name], tuple):  # ours are, and show no secret
                known[name] = None
        todo += [current.__cause__, current.__context__, *getattr(current, "exceptions", ())]
    return error
