"""Notices that something stands between httpx and the network: a mock, a recorder, instrumentation.

Tests and tools replace methods of httpx or of httpcore in order to see or answer all requests of a program. A client
whose own connections went past them would send what a test believes to be mocked, and pay for it.
"""

from __future__ import annotations

import sys
from types import FunctionType
from typing import Any

SENDING = {
    False: (
        ("", "Client", "send"),
        ("", "Client", "_transport_for_url"),
        ("", "HTTPTransport", "handle_request"),
        ("core", "ConnectionPool", "handle_request"),
    ),
    True: (
        ("", "AsyncClient", "send"),
        ("", "AsyncClient", "_transport_for_url"),
        ("", "AsyncHTTPTransport", "handle_async_request"),
        ("core", "AsyncConnectionPool", "handle_async_request"),
    ),
}
"""For sync and for async clients: library, class and method that such tools replace."""

LIBRARIES = {"httpcore": {"": "httpx", "core": "httpcore"}, "httpcore2": {"": "httpx2", "core": "httpcore2"}}
"""Engine → the library over it, and the engine itself."""


def is_intercepted(engine: str, *, asynchronous: bool) -> bool:
    """Whether a method by which clients over *engine* send is another one than its library brought."""
    names = LIBRARIES[engine]
    for part, kind, method in SENDING[asynchronous]:
        library = names[part]
        module = sys.modules.get(library)
        if module is not None and not _is_original(getattr(getattr(module, kind, None), method, None), library):
            return True
    return False


def _is_original(method: Any, library: str) -> bool:
    """Whether *method* was defined in *library*; what wraps it may copy its name and its module, not its globals."""
    if method is None:  # a module that is being imported
        return True
    return type(method) is FunctionType and str(method.__globals__.get("__name__")).partition(".")[0] == library
