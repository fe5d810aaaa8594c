"""The day the vendor's own document can be fetched: it replaces the reconstruction, and names and facts survive."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]


def as_served(document: dict[str, Any]) -> dict[str, Any]:
    """*document* as a FastAPI service would publish it: mounted below /api, with made-up ids, and without servers,
    security, extensions, or any error but 422."""
    served: dict[str, Any] = json.loads(json.dumps(document), object_hook=_without_extensions)
    for key in ("servers", "security", "tags"):
        served.pop(key, None)
    served["components"].pop("securitySchemes", None)
    served["info"] = {"title": "Public API", "version": "0.1.0"}
    served["paths"] = {f"/api{path}": item for path, item in served["paths"].items()}
    for path, item in served["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                route = re.sub(r"\W", "_", f"{path}_{method}")
                operation["operationId"] = f"handler{route}"
                operation.pop("security", None)
                kept = {status: one for status, one in operation["responses"].items() if status[0] == "2"}
                operation["responses"] = {**kept, "422": {"description": "Validation Error"}}
    return served


def _without_extensions(value: dict[str, Any]) -> dict[str, Any]:
    return {key: one for key, one in value.items() if not key.startswith("x-")}


@pytest.fixture
def upstream() -> Iterator[tuple[str, dict[str, Any]]]:
    """An address that serves what the vendor might, and what it serves."""
    document = as_served(json.loads((ROOT / "specs/komo/openapi.json").read_text(encoding="utf-8")))
    body = json.dumps(document).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api/public-openapi.json", document
    server.shutdown()
    server.server_close()


def clientgen(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "generator", *words]
    environment = {"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_fetched_document_replaces_the_reconstruction(tmp_path: Path, upstream: tuple[str, dict[str, Any]]) -> None:
    """Same methods, same base URL, both ways to authenticate, the vendor's error classes; no fact is lost."""
    url, document = upstream
    for part in ("generator", "templates", "specs"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / part, tmp_path / part)
    fetched = clientgen(tmp_path, "fetch", "komo", "--from", url)
    assert fetched.returncode == 0, fetched.stderr
    assert json.loads((tmp_path / "specs/komo/openapi.json").read_text(encoding="utf-8")) == document
    made = clientgen(tmp_path, "generate", "komo", "--no-cache")
    assert (made.returncode, made.stderr) == (0, "")
    ours, theirs = ROOT / "generated/komo/komo_client", tmp_path / "generated/komo/komo_client"
    names = {
        path.name: re.findall(r"^    def (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        for path in sorted((ours / "resources").glob("*.py"))
    }
    assert names == {
        path.name: re.findall(r"^    def (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        for path in sorted((theirs / "resources").glob("*.py"))
    }
    service = (theirs / "_service.py").read_text(encoding="utf-8")
    assert '"production": "https://api.komo.ai"' in service
    assert '"x-api-key": Scheme("header", "x-api-key")' in service
    campaigns = (theirs / "resources" / "campaigns.py").read_text(encoding="utf-8")
    assert "errors=(401, 402, 409, 422, 429)" in campaigns
