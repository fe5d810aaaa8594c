"""A real browser, driven by the W3C protocol that its driver speaks: no package, no network."""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen

BINARY, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
MISSING = "needs Debian's browser: apt-get install -y chromium chromium-driver"
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]


@frozen
class Browser:
    """One window."""

    session: str

    def call(self, command: str, **words: Any) -> Any:
        return _ask(f"{self.session}/{command}", words)

    def run(self, script: str, *arguments: Any) -> Any:
        """What *script* returns in the page."""
        return self.call("execute/sync", script=script, args=arguments)

    def tell(self, command: str, **words: Any) -> Any:
        """A command of Chromium's own protocol."""
        return self.call("goog/cdp/execute", cmd=command, params=words)

    def look(self, *, width: int, height: int, dark: bool = False) -> None:
        """Be a screen of that size, in that colour scheme."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.tell("Emulation.setEmulatedMedia", features=[scheme])
        self.tell(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )

    def open(self, page: str) -> None:
        """Show *page*, which is HTML."""
        with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8", delete=False) as file:
            file.write(page)
        self.call("url", url=Path(file.name).as_uri())
        Path(file.name).unlink()

    def picture(self) -> bytes:
        """The window as PNG."""
        return base64.b64decode(_ask(f"{self.session}/screenshot"))

    def complaints(self) -> list[str]:
        """What the console was told: errors, and requests that the page's own policy stopped."""
        return [entry["message"] for entry in self.call("se/log", type="browser")]


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """A window that is closed in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [DRIVER or "chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/status")
        options = {"binary": BINARY, "args": FLAGS}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        made = _ask(f"{address}/session", {"capabilities": {"alwaysMatch": wanted}})
        session = f"{address}/session/{made['sessionId']}"
        try:
            yield Browser(session)
        finally:
            urllib.request.urlopen(urllib.request.Request(session, method="DELETE"), timeout=30).close()
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(address: str) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError):
            _ask(address)
            return
        time.sleep(0.1)
    raise TimeoutError(address)


def _ask(address: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        with error:
            raise AssertionError(error.read().decode()) from None
