# Code generated from specs/komos. DO NOT EDIT.
"""A fake Komos server for tests: real HTTP on loopback, no key, no costs.

A response is lost, the client retries, and the counters show that the work was done once:

    from komos_client import Komos
    from komos_client.testing import FakeServer

    with FakeServer() as server, Komos(server.key, base_url=server.url) as komos:
        server.fault("tasks.runs.create", drop="after-work", times=1)
        komos.tasks.runs.create("4df7d6f9-56be-4f77-9b18-25ad908a20b7")
        assert server.requests["tasks.runs.create"] == 2
        assert server.executions["tasks.runs.create"] == 1
"""

from __future__ import annotations

from pathlib import Path

from ._runtime import Delivery, Fault, Seen
from ._runtime import FakeServer as _FakeServer
from ._service import SERVICE
from .resources.webhooks import SIGNATURE

__all__ = ["Delivery", "FakeServer", "Fault", "Seen"]


class FakeServer(_FakeServer):
    """A fake Komos on loopback, with operations, rate limits, faults and counts of executions.

    Use it as a context manager, or call `start()` and `stop()`. Pass ``server.key`` and ``server.url`` to a client,
    inject faults with `fault()`, and read what was done from ``executions`` and ``requests``.
    """

    _service = SERVICE
    _data = Path(__file__).with_name("_examples.json")
    _signature = SIGNATURE
