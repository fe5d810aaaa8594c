"""One Prism mock server: started for one document, watched through its log, stopped with all its processes."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

NPX_COMMAND = ("npx", "--yes", "@stoplight/prism-cli@5.16.0")
MISSING = "Prism needs Node: put `npx` on PATH (`make prism` does), or name a prism binary in the variable PRISM"

START_TIMEOUT = 180.0
"""Seconds: the first start may have to download Prism."""
SETTLE_TIMEOUT = 5.0
"""Seconds until what Prism says of an answered request must be in its log."""

SAID_YES = "> Responding with"
COMPLAINTS = ("✖", "Violation", "did not pass")


def command() -> tuple[str, ...] | None:
    """How Prism is called here; None where there is no Node."""
    if chosen := os.environ.get("PRISM"):
        return tuple(shlex.split(chosen))
    return NPX_COMMAND if shutil.which("npx") else None


def fetch(program: tuple[str, ...]) -> None:
    """Let npx download Prism once, before several servers would do so at the same time."""
    made = subprocess.run((*program, "--version"), capture_output=True, text=True, timeout=START_TIMEOUT, check=False)
    if made.returncode:
        raise RuntimeError(f"{shlex.join(program)} does not run:\n{made.stdout}{made.stderr}")


class Prism:
    """A mock server of *document*; its log is written to *log*."""

    def __init__(self, program: tuple[str, ...], document: Path, log: Path) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mark = 0
        self._log = log
        options = ("mock", "--errors", "--seed", "1", "-h", "127.0.0.1", "-p", str(self.port), str(document))
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                (*program, *options),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Return when it answers; raises RuntimeError with its log when it does not."""
        until = time.monotonic() + START_TIMEOUT
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise RuntimeError(f"Prism ended with status {self._process.returncode}:\n{self.text()}")
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise RuntimeError(f"Prism did not answer within {START_TIMEOUT:g} s:\n{self.text()}")

    def stop(self) -> None:
        """End it and everything it started."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=5)
        self._process.wait()

    def text(self) -> str:
        """All of its log."""
        return self._log.read_text("utf-8", "replace")

    def begin(self) -> None:
        """From here on is what `said` gives."""
        self.mark = self._log.stat().st_size

    def said(self) -> str:
        """Its log since `begin`."""
        with self._log.open("rb") as log:
            log.seek(self.mark)
            return log.read().decode("utf-8", "replace")

    def violations(self) -> list[str]:
        """What it complained of since `begin`, once it has said something of every request since."""
        until = time.monotonic() + SETTLE_TIMEOUT
        while not _settled(said := self.said()) and time.monotonic() < until:
            time.sleep(0.005)
        return [line for line in said.splitlines() if any(sign in line for sign in COMPLAINTS)]


def _settled(said: str) -> bool:
    received = said.count("Request received")
    finished = said.count(SAID_YES) + said.count("Request terminated with error")
    return 0 < received <= finished


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
