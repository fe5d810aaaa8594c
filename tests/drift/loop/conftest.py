"""A repository with one API, its bare origin, and an upstream on loopback that says what a test wants."""

from __future__ import annotations

import contextlib
import copy
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from generator.cli import main as cli
from generator.packages import pipeline
from generator.upstream import fetch
from generator.upstream.fetch import FetchLimits
from tests.drift.edits import crm

FACTS = "title: CRM\npackage: crm_client\nclass_name: Crm\ndocument: {{path: openapi.json, url: '{url}'}}\n"
CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n## [0.1.0]\n\n### Added\n\n- Everything.\n"
PERSON = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")


@define
class Upstream:
    """What it says: a document, or a status and a body."""

    document: dict[str, Any] = field(factory=crm)
    status: int = 200
    body: bytes | None = None
    media: str = "application/json"
    place: str = ""
    """Where it redirects to."""
    before: Callable[[], object] = lambda: None
    """What it does first."""
    url: str = ""

    def answer(self) -> bytes:
        return json.dumps(self.document, indent=2).encode() if self.body is None else self.body


@define
class Place:
    """A clone with the API `crm` in `specs/`, and the origin that it was cloned from."""

    root: Path
    origin: Path
    upstream: Upstream

    def git(self, *words: str, root: Path | None = None) -> str:
        return _git(root or self.root, *words)

    def text(self, path: str, branch: str = "drift/crm") -> str:
        """What *path* holds on *branch*."""
        return self.git("show", f"{branch}:{path}")

    def push(self) -> None:
        """What the workflow does with the branch."""
        self.git("push", "--quiet", "--force", "origin", "drift/crm")
        self.git("fetch", "--quiet", "origin")

    def write(self, path: str, text: str, branch: str, *, push: bool = True) -> None:
        """A person's commit on *branch*, pushed; the checkout is left as it was."""
        here = self.git("rev-parse", "--abbrev-ref", "HEAD")
        self.git("checkout", "--quiet", branch)
        (self.root / path).write_text(text)
        self.git("add", path)
        self.git("commit", "--quiet", "-m", f"Ann writes {path}")
        if push:
            self.git("push", "--quiet", "origin", branch)
        self.git("checkout", "--quiet", here)

    def everything(self) -> str:
        """Every branch, here and there, and the checkout."""
        refs = self.git("for-each-ref", "--format=%(refname) %(objectname)")
        return "\n".join([refs, self.git("for-each-ref", root=self.origin), self.git("status", "--porcelain")])


class Listening(ThreadingHTTPServer):
    """Answers for whichever upstream *says* is, one test after the other, at one address."""

    daemon_threads = True
    says = Upstream()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/openapi.json"


class Handler(BaseHTTPRequestHandler):
    server: Listening

    def do_GET(self) -> None:
        says = self.server.says
        says.before()
        body = says.answer()
        tag = f'"{hash(body)}"'
        known = says.status in (200, 304) and self.headers["If-None-Match"] == tag
        if known or says.status == 304:
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(says.status)
        self.send_header("Content-Type", says.media)
        if says.place:
            self.send_header("Location", says.place)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):  # who has heard enough hangs up
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="session")
def listening() -> Iterator[Listening]:
    server = Listening(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def server(listening: Listening) -> Upstream:
    listening.says = Upstream(url=listening.url)
    return listening.says


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *PERSON, *words], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="session")
def remembered() -> Callable[[Path], pipeline.Rendered]:
    """`render_api`, which renders the same facts and document once."""
    known: dict[tuple[bytes, ...], pipeline.Rendered] = {}
    render = pipeline.render_api

    def render_api(directory: Path) -> pipeline.Rendered:
        made_from = (directory.name.encode(), *(path.read_bytes() for path in sorted(directory.iterdir())))
        if made_from not in known:
            known[made_from] = render(directory)
        return known[made_from]

    return render_api


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory, listening: Listening) -> Path:
    """A clone and its origin as they are released, made once: generated, committed, pushed."""
    folder = tmp_path_factory.mktemp("released")
    root, origin = folder / "clone", folder / "origin.git"
    directory = root / "specs/crm"
    directory.mkdir(parents=True)
    (directory / "openapi.json").write_text(json.dumps(crm(), indent=2))
    (directory / "VERSION").write_text("0.1.0\n")
    (directory / "CHANGELOG.md").write_text(CHANGELOG)
    (directory / "accepted.yaml").write_text("accepted: {}\n")
    (directory / "api.yaml").write_text(FACTS.format(url=listening.url))
    (root / ".gitignore").write_text(".cache/\n__pycache__/\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert cli.run(["generate"]) == 0
    _git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "--template=", str(origin))
    _git(root, "init", "--quiet", "--initial-branch=main", "--template=")
    _git(root, "add", "--all")
    _git(root, "commit", "--quiet", "-m", "Released")
    _git(root, "remote", "add", "origin", "../origin.git")
    _git(root, "push", "--quiet", "--set-upstream", "origin", "main")
    for place in (root, origin):  # so that a copy is one of few files
        _git(place, "gc", "--quiet")
    return folder


@pytest.fixture
def place(
    released: Path,
    server: Upstream,
    remembered: Callable[[Path], pipeline.Rendered],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Place:
    """A copy of both for one test; the commands run in the clone, with short timeouts between two tries."""
    root, origin = tmp_path / "clone", tmp_path / "origin.git"
    shutil.copytree(released / "clone", root)
    shutil.copytree(released / "origin.git", origin)
    monkeypatch.setattr(pipeline, "render_api", remembered)
    limits = FetchLimits(read=10.0, total=30.0, connect=10.0, retry_delays=(0.0,))
    monkeypatch.setattr(fetch, "get", partial(fetch.get, limits=limits, sleep=lambda seconds: None))
    monkeypatch.chdir(root)
    return Place(root, origin, server)


def changed(*edits: Any) -> dict[str, Any]:
    """The document after *edits*."""
    document = copy.deepcopy(crm())
    for edit in edits:
        edit(document)
    return document
