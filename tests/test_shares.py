"""What the tests themselves rest on: how cases are dealt out, and how a busy machine is allowed for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.shares import SAMPLES_ALONE, Share, dice
from tests.yardstick import Ticker, grows_in_proportion

FREEZE = """
import os, signal, sys, time
os.kill(int(sys.argv[1]), signal.SIGSTOP)
time.sleep(0.4)
os.kill(int(sys.argv[1]), signal.SIGCONT)
"""


def test_every_claim_has_a_case_that_always_runs(pytestconfig: pytest.Config) -> None:
    """But for those that say the same as another, longer: they are named."""
    alone = pytestconfig.stash[SAMPLES_ALONE]
    assert alone <= {
        "test_a_call_costs_no_more_than_with_httpx",
        "test_all_of_a_window_is_used",
        "test_loads_of_the_sweep_are_kept",
        "test_the_deadline_holds_every_time",
        "test_the_first_call_leaves_the_event_loop_to_others",
        "test_the_deadline_holds_for_other_clients",
    }


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("number", [0, 1, 2, 37])
def test_a_share_has_both_ends_and_is_the_same_each_time(part: float, number: int) -> None:
    """In the order of the cases."""
    cases = list(range(number))
    chosen = Share(part).of(cases)
    assert chosen == sorted(set(chosen)) == Share(part).of(cases)
    assert {0, number - 1} & set(cases) <= set(chosen)
    assert len(chosen) == max(min(number, 2), round(number * part))


def test_each_subject_has_chances_of_its_own() -> None:
    """The same ones in every process."""
    assert dice("a").random() == dice("a").random() != dice("b").random()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs SIGSTOP")
def test_a_machine_that_stands_still_is_allowed_for() -> None:
    """For as long as this process is stopped it stalls."""
    with Ticker() as ticker:
        begun = time.monotonic()
        subprocess.run([sys.executable, "-c", FREEZE, str(os.getpid())], check=True)
    assert ticker.stalled(begun) > 0.3
    assert ticker.late(begun) < time.monotonic() - begun - 0.3


def test_our_own_computing_is_not_allowed_for() -> None:
    """A call that holds up all threads is late."""
    values = [dice("sort").random() for _ in range(100_000)]
    with Ticker() as ticker:
        begun, used = time.monotonic(), time.process_time()
        while time.process_time() - used < 0.4:
            sorted(values)
    assert ticker.late(begun) > 0.3


def test_what_takes_the_square_of_the_time_is_found() -> None:
    """And what grows in proportion is not."""
    grows_in_proportion(lambda size: sum(range(size)), 4_000_000)
    with pytest.raises(AssertionError):
        grows_in_proportion(lambda size: sum(sum(range(size)) for _ in range(size)), 3_000)
