"""The Prism servers, one for each API and all for one session, and their logs where a test fails.

These tests are run on purpose (`make prism`, or ``pytest tests/prism``): they need Node, and the first run the network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.prism.server import MISSING, Prism, command, fetch
from tests.prism.visits import Connections

HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Nothing here is collected unless the command line names it."""
    asked = (config.invocation_params.dir / argument.split("::")[0] for argument in config.args)
    return None if any(place.resolve().is_relative_to(HERE) for place in asked) else True


def pytest_collection_finish(session: pytest.Session) -> None:
    """One line, not a thousand, where Prism cannot be had."""
    ours = any(item.path.is_relative_to(HERE) for item in session.items)
    if ours and not session.config.option.collectonly and command() is None:
        raise pytest.UsageError(MISSING)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure shows what Prism said since the test began."""
    report = yield
    prism = getattr(item, "funcargs", {}).get("prism")
    if report.failed and isinstance(prism, Prism):
        report.sections.append(("Prism", prism.said()))
    return report


@pytest.fixture(scope="session")
def prisms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Prism]]:
    """The running servers by API; they start side by side."""
    from tests.prism.surface import surfaces

    program, logs = command(), tmp_path_factory.mktemp("prism")
    assert program is not None, MISSING
    fetch(program)
    with ExitStack() as stack:
        found: dict[str, Prism] = {}
        for surface in surfaces():
            found[surface.name] = Prism(program, surface.path, logs / f"{surface.name}.log")
            stack.callback(found[surface.name].stop)
        for prism in found.values():
            prism.wait()
        yield found


@pytest.fixture(scope="session")
def connections() -> Iterator[Connections]:
    """What all clients share, on one event loop."""
    with asyncio.Runner() as runner:
        made = Connections(runner.run)
        yield made
        made.close()


@pytest.fixture
def prism(request: pytest.FixtureRequest, prisms: dict[str, Prism]) -> Prism:
    """The server of the API that the test's first parameter belongs to; its log begins anew."""
    about = next(iter(request.node.callspec.params.values()))
    surface = getattr(getattr(about, "endpoint", about), "surface", about)
    chosen = prisms[surface.name]
    chosen.begin()
    return chosen
