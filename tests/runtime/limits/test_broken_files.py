"""Files of rate limits that are deleted, emptied, replaced, full or locked: told, refused, and no answer is lost."""

from __future__ import annotations

import multiprocessing
import os
import resource as system
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from generator.runtime import Event, FileStore, Limit, LimitsUnavailable, OutcomeUnknown, Plan, StoreWarning
from generator.runtime.limits.file import FileBackend
from generator.runtime.limits.limiter import StoreUnavailable
from tests.runtime.limits.test_generations import LIMIT, Now, Worker, most_in_a_window
from tests.runtime.limits.test_slots import SLOTTED, START
from tests.runtime.sample import CREATE, RETRIEVE, RUN, Time, answers, async_sample, call, sample

Harm = Callable[[Path], None]


def delete(path: Path) -> None:
    path.unlink()


def delete_the_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def replace(path: Path) -> None:
    """By another file of rate limits."""
    other = path.with_name("other")
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE state (name TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID")
    connection.close()
    other.replace(path)


def move(path: Path) -> None:
    path.rename(path.with_name("moved"))


def drop_the_table(path: Path) -> None:
    """A row is gone, the file is the same."""
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM state")
    connection.close()


HARMS = [delete, delete_the_folder, empty, replace, move, drop_the_table]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "below" / "limits.sqlite"


@pytest.mark.parametrize("harm", HARMS)
def test_a_file_that_forgot_is_noticed_by_those_who_used_it(harm: Harm, path: Path) -> None:
    """Two workers have the file open; together they send what the limit allows."""
    now = Now()
    one, other = (Worker(FileBackend(path, now), "a") for _ in range(2))
    assert (one.send(now, 12), other.send(now)) == (12, 8)
    harm(path)
    assert (one.send(now), other.send(now)) == (0, 0)
    assert len(one.told) == len(other.told) == 1
    assert str(path) in one.told[0]
    now.seconds += 60.1
    assert one.send(now, 12) + other.send(now) == LIMIT
    assert most_in_a_window(one, other) == LIMIT


def test_a_restored_backup_is_noticed(path: Path) -> None:
    """Copied over the file, so that it stays the same file."""
    now = Now()
    worker = Worker(FileBackend(path, now), "a")
    worker.send(now, 3)
    backup = path.read_bytes()
    worker.send(now)
    path.write_bytes(backup)
    assert worker.send(now) == 0
    assert "is older than what was seen before" in worker.told[0]


def test_a_file_that_is_deleted_again_and_again(path: Path) -> None:
    """Each time costs a period; nothing is sent beyond the limit."""
    now = Now()
    worker = Worker(FileBackend(path, now), "a")
    for _ in range(5):
        worker.send(now)
        path.unlink()
        now.seconds += 30
    assert most_in_a_window(worker) == LIMIT


def test_a_file_that_is_cut_is_refused(path: Path) -> None:
    """What is left of it is no database."""
    now = Now()
    worker = Worker(FileBackend(path, now), "a")
    worker.send(now)
    os.truncate(path, 5000)
    with pytest.raises(StoreUnavailable, match=r"not a file of rate limits .*; name another, or delete it"):
        Worker(FileBackend(path, now), "a").send(now)
    assert worker.send(now) == 0, "it still has what was cut"
    path.unlink()
    assert worker.send(now) == 0, "it is known that it was used"


# Through a client


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """No file grows beyond *size*: a write fails as on a full disk, with EFBIG."""
    before = system.getrlimit(system.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    system.setrlimit(system.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        system.setrlimit(system.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("make", [sample, async_sample])
def test_an_answer_outlasts_a_disk_that_fills(make: Any, path: Path) -> None:
    """It fills while the paid request is under way: the answer is returned, and what failed is told in three ways."""
    events: list[Event] = []
    full = file_size_limit(0)

    def handler(_request: httpx.Request) -> httpx.Response:
        full.__enter__()
        return httpx.Response(200, json=RUN)

    resource = make(handler, rate_limit=FileStore(path), on_event=events.append)
    try:
        with pytest.warns(StoreWarning, match="a permit of the rate limit could not be given back") as caught:
            assert call(resource, CREATE).id == "run_1"
    finally:
        full.__exit__(None, None, None)
    told = [event.detail for event in events if event.kind == "store"]
    assert len(told) == len(caught) == 1
    assert str(path) in told[0]
    assert "SQLITE_" in told[0]


def test_a_warning_that_a_filter_raises_loses_no_answer(path: Path) -> None:
    """As under `-W error`, which is what these tests run with."""
    full = file_size_limit(0)

    def handler(_request: httpx.Request) -> httpx.Response:
        full.__enter__()
        return httpx.Response(200, json=RUN)

    try:
        assert call(sample(handler, rate_limit=FileStore(path)), CREATE).id == "run_1"
    finally:
        full.__exit__(None, None, None)


@pytest.mark.parametrize("make", [sample, async_sample])
def test_a_full_disk_prevents_sending(make: Any, path: Path) -> None:
    """The error names the file and what SQLite said."""
    sent: list[httpx.Request] = []
    resource = make(lambda request: sent.append(request) or httpx.Response(200, json=RUN), rate_limit=FileStore(path))
    call(resource, RETRIEVE, "x")
    with file_size_limit(0), pytest.raises(LimitsUnavailable, match=r"limits\.sqlite: SQLITE_\w+: ") as caught:
        call(resource, CREATE)
    assert (len(sent), caught.value.maybe_executed) == (1, False)
    assert call(resource, CREATE).id == "run_1"


@pytest.mark.parametrize(("number", "name"), [(28, "ENOSPC"), (13, "EACCES"), (30, "EROFS"), (24, "EMFILE")])
def test_the_errno_of_a_file_that_cannot_be_made(
    number: int, name: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the path and the system's words."""

    def refused(*_args: Any, **_options: Any) -> int:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr("generator.runtime.limits.file.os.open", refused)
    with pytest.raises(LimitsUnavailable, match=rf"limits\.sqlite: {name}: {os.strerror(number)}"):
        call(sample(answers(RUN), rate_limit=FileStore(path)), CREATE)


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_no_plain_file(make: Callable[[Path], None], path: Path) -> None:
    """A folder, a pipe: nothing is sent, and a pipe is not waited for."""
    path.parent.mkdir()
    make(path)
    with pytest.raises(LimitsUnavailable, match=r"limits\.sqlite: is no plain file"):
        call(sample(answers(RUN), rate_limit=FileStore(path)), CREATE)


@pytest.mark.parametrize("make", [sample, async_sample])
@pytest.mark.parametrize("harm", HARMS)
def test_an_answer_outlasts_a_file_that_is_harmed(make: Any, harm: Harm, path: Path) -> None:
    """Whatever happens to it between sending and the answer."""

    def handler(_request: httpx.Request) -> httpx.Response:
        harm(path)
        return httpx.Response(202, json=RUN)

    service = SLOTTED._replace(plans={"one": Plan({}, 1)}, limits={"default": Limit(5, 60.0)})
    assert call(make(handler, service=service, plan="one", rate_limit=FileStore(path)), START).id == "run_1"


def test_an_answer_outlasts_a_store_of_a_callers_own() -> None:
    """Whatever its release raises."""

    class Broken:
        blocking = True

        def acquire(self, _permit: Any) -> float:
            return 0.0

        def release(self, _permit: Any, _info: Any = None) -> None:
            raise MemoryError("mine")

        cancel = release

        def limiter(self, _owner: Any, _limits: Any) -> Broken:
            return self

        def slots(self, _owner: Any, _number: int) -> None:
            return None

    events: list[Event] = []
    assert call(sample(answers(RUN), rate_limit=Broken(), on_event=events.append), CREATE).id == "run_1"
    assert [event.detail.rpartition(": ")[2] for event in events if event.kind == "store"] == ["mine"]


def test_a_store_that_fails_between_attempts_says_that_work_may_be_done(path: Path) -> None:
    """The first attempt of a keyed call may have done it; the second cannot be sent."""
    resource = sample(
        lambda _request: path.write_text("garbage " * 2000) and httpx.Response(500),
        rate_limit=FileStore(path),
        time=Time(),
    )
    with pytest.raises(OutcomeUnknown, match=r"an earlier attempt may have done .*not a file of rate") as caught:
        call(resource, RETRIEVE, "x")
    assert caught.value.maybe_executed


def test_a_loss_is_told_by_event_log_and_warning_once(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """By the call that notices it, which waits a period."""
    events: list[Event] = []
    time = Time()
    store = FileStore(path, clock=lambda: time.now)
    resource = sample(answers(RUN), rate_limit=store, on_event=events.append, time=time)
    call(resource, RETRIEVE, "x")
    path.unlink()
    before = time.now
    with pytest.warns(StoreWarning, match="the state of the rate limits is gone") as caught:
        call(resource, RETRIEVE, "x")
    assert time.now - before == pytest.approx(60.0, abs=0.1)
    call(resource, RETRIEVE, "x")
    assert [event.kind for event in events].count("store") == len(caught) == 1
    assert len([record for record in caplog.records if "is gone" in record.message]) == 1


def _sends(path: str, number: int, written: str, gate: Any) -> None:
    """A process that sends as often as the file allows, and writes down when."""
    worker = Worker(FileBackend(Path(path), time.monotonic), "a", {"default": Limit(number, 2.0)})
    gate.wait()
    end = time.monotonic() + 6
    with Path(written).open("a", buffering=1) as log:
        while time.monotonic() < end:
            before = len(worker.sent)
            worker.send(time.monotonic, 1)  # type: ignore[arg-type]
            log.writelines(f"{moment}\n" for moment in worker.sent[before:])
            time.sleep(0.002)


def test_real_processes_whose_file_is_deleted_while_one_is_killed(tmp_path: Path) -> None:
    """Of 10 requests in 2 s, a strict server sees no more than 10, whatever happens to the file."""
    context = multiprocessing.get_context("spawn")
    gate, path = context.Event(), tmp_path / "limits.sqlite"
    logs = [tmp_path / f"log {number}" for number in range(3)]
    processes = [context.Process(target=_sends, args=(str(path), 10, str(log), gate)) for log in logs]
    for process in processes:
        process.start()
    time.sleep(0.5)
    gate.set()
    while not all(log.exists() for log in logs) or not path.exists():
        time.sleep(0.01)
    time.sleep(1.0)
    os.kill(processes[0].pid or 0, signal.SIGKILL)
    path.unlink()
    time.sleep(2.5)
    os.truncate(path, 0)
    for process in processes:
        process.join(30)
    moments = sorted(float(line) for log in logs for line in log.read_text().splitlines())
    assert max(sum(start <= moment < start + 2.0 for moment in moments) for start in moments) <= 10
    assert len(moments) > 10
