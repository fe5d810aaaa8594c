"""References to other hosts: refused, and followed where whoever builds has said so."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from generator.cli import main as cli

FILES = {
    "/pet.json": {"type": "object", "properties": {"owner": {"$ref": "people/owner.json#/Owner"}}},
    "/people/owner.json": {"Owner": {"type": "object", "properties": {"name": {"type": "string"}}}},
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = FILES.get(self.path)
        self.send_response(200 if content else 404)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    """Where the files are served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def build(folder: Path, ref: str, *flags: str) -> int:
    """`clientgen build` of a document that refers to *ref*."""
    answer = {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": ref}}}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "P", "version": "1"},
        "paths": {"/pet": {"get": {"responses": answer}}},
    }
    (folder / "pets.json").write_text(json.dumps(document))
    return cli.run(["build", str(folder / "pets.json"), "-o", str(folder / "out"), "--package", "pets", *flags])


def test_it_is_refused(tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the place, and the word that allows it."""
    assert build(tmp_path, f"{url}/pet.json") == 2
    told = capsys.readouterr().err
    assert "leads to the network" in told
    assert "--allow-remote-refs" in told


def test_it_is_followed_where_that_is_allowed(tmp_path: Path, url: str) -> None:
    """From there on, relative to where it was found."""
    assert build(tmp_path, f"{url}/pet.json", "--allow-remote-refs") == 0
    models = {path.stem for path in (tmp_path / "out/pets/models").glob("*.py")}
    assert {"pet", "owner"} <= models


@pytest.mark.parametrize(
    ("ref", "told", "status"),
    [
        ("http://example.com/pet.json", "is not HTTPS", 2),
        ("{url}/nothing.json", "answered 404 Not Found; check the reference to it", 4),
        ("{url}/pet.json#/nowhere", "names nothing", 2),
        ("file:///etc/passwd", "leaves", 2),
    ],
)
def test_what_cannot_be_had_is_one_line(
    tmp_path: Path, url: str, ref: str, told: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Trouble, and never a traceback."""
    assert build(tmp_path, ref.format(url=url), "--allow-remote-refs") == status
    line = capsys.readouterr().err
    assert told in line
    assert "internal" not in line
