"""What every run of the tests begins with."""

from __future__ import annotations

import gc

import pytest
from hypothesis import HealthCheck, settings

from tests import shares


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """The level of the run, and one seed for all that is drawn, Hypothesis' examples included."""
    settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines are busy
    settings.load_profile("tests")
    shares.take(config.getoption("markexpr"))
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(shares.SEED)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Which cases are samples, before pytest chooses by marks."""
    shares.deal(items)
    config.stash[shares.SAMPLES_ALONE] = shares.samples_alone(items)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The seed of all that is drawn, also where pytest is quiet."""
    terminalreporter.write_line(f"{shares.level()}, seed {shares.SEED} (SEED=… in the environment draws otherwise)")


def pytest_collection_finish() -> None:
    """What was made until now stays: the collector of garbage, which some tests call, need not look at it again."""
    gc.collect()
    gc.freeze()
