"""Keeps request headers out of the log of HTTP/2's header compression.

hpack writes each header with its value at the level DEBUG, the credential among them: of headers that are called
otherwise than ``authorization``, and of queries. It offers no setting against that.
"""

from __future__ import annotations

import sys
from typing import Any

LOGGERS = ("hpack.hpack", "hpack.table")


def hide_headers() -> None:
    """Drop what hpack, where it is imported, logs at DEBUG."""
    if "hpack" in sys.modules:
        import logging

        for name in LOGGERS:
            logging.getLogger(name).addFilter(_above_debug)  # which keeps each filter once


def _above_debug(record: Any) -> bool:
    return bool(record.levelno > 10)  # logging.DEBUG, without importing it
