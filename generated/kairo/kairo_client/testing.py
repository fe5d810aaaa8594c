# Code generated from specs/kairo. DO NOT EDIT.
"""A fake Kairo server for tests: real HTTP on loopback, no key, no costs.

A response is lost, the client retries, and the counters show that the work was done once:

    from kairo_client import Kairo
    from kairo_client.testing import FakeServer

    with FakeServer() as server, Kairo(server.key, base_url=server.url) as kairo:
        server.fault("agents.list", drop="before-work", times=1)
        kairo.agents.list()
        assert server.requests["agents.list"] == 2
        assert server.executions["agents.list"] == 1
"""

from __future__ import annotations

from pathlib import Path

from ._runtime import Delivery, Fault, Seen
from ._runtime import FakeServer as _FakeServer
from ._service import SERVICE

__all__ = ["Delivery", "FakeServer", "Fault", "Seen"]


class FakeServer(_FakeServer):
    """A fake Kairo on loopback, with operations, rate limits, faults and counts of executions.

    Use it as a context manager, or call `start()` and `stop()`. Pass ``server.key`` and ``server.url`` to a client,
    inject faults with `fault()`, and read what was done from ``executions`` and ``requests``.
    """

    _service = SERVICE
    _data = Path(__file__).with_name("_examples.json")
