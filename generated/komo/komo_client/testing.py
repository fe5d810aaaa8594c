# Code generated from specs/komo. DO NOT EDIT.
"""A fake Komo server for tests: real HTTP on loopback, no key, no costs.

A response is lost, the client retries, and the counters show that the work was done once:

    from komo_client import Komo
    from komo_client.testing import FakeServer

    with FakeServer() as server, Komo(server.key, base_url=server.url) as komo:
        server.fault("usage.summary", drop="before-work", times=1)
        komo.usage.summary()
        assert server.requests["usage.summary"] == 2
        assert server.executions["usage.summary"] == 1
"""

from __future__ import annotations

from pathlib import Path

from ._runtime import Delivery, Fault, Seen
from ._runtime import FakeServer as _FakeServer
from ._service import SERVICE

__all__ = ["Delivery", "FakeServer", "Fault", "Seen"]


class FakeServer(_FakeServer):
    """A fake Komo on loopback, with operations, rate limits, faults and counts of executions.

    Use it as a context manager, or call `start()` and `stop()`. Pass ``server.key`` and ``server.url`` to a client,
    inject faults with `fault()`, and read what was done from ``executions`` and ``requests``.
    """

    _service = SERVICE
    _data = Path(__file__).with_name("_examples.json")
