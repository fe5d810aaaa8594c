"""The library that speaks HTTP on a client's own connections."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ...errors import ConfigurationError
from ..connections import ENGINES, Connections
from ..header_logs import hide_headers


def load_engine(connections: Connections) -> Any:
    """The module that *connections* name; raises `ConfigurationError` if it, or h2, is not installed."""
    name = ENGINES[connections.engine]
    try:
        engine = import_module(name)
    except ImportError:
        raise ConfigurationError(f"connections: engine: {name} is not installed; pip install {name}") from None
    if connections.http2:
        try:
            import_module("h2")
        except ImportError:
            raise ConfigurationError("connections: http2: h2 is not installed; pip install h2") from None
        hide_headers()
    return engine
