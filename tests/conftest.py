"""What every run of the tests begins with."""

from __future__ import annotations

import gc

import pytest

from tests import shares


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """The level of the run, and one seed for all that is drawn, Hypothesis' examples included."""
    shares.take(config.getoption("markexpr"))
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(shares.SEED)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Which cases are samples, before pytest chooses by marks."""
    shares.deal(items)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The seed of all that is drawn, also where pytest is quiet."""
    terminalreporter.write_line(f"{shares.level()}, seed {shares.SEED} (SEED=… in the environment draws otherwise)")


def pytest_collection_finish() -> None:
    """What was made until now stays: the collector of garbage, which some tests call, need not look at it again."""
    gc.collect()
    gc.freeze()
