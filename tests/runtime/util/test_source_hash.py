"""Which runtime a process has: its version and the hash of its files, told by `describe()` and the User-Agent."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import httpx

from generator import runtime
from generator.render import runtime_copy
from generator.runtime.util import source_hash
from tests.runtime.sample import RETRIEVE, RUN, SERVICE, call, sample

RUNTIME = Path(runtime.__file__).parent


def test_the_hash_is_over_the_paths_and_bytes_of_all_files() -> None:
    """Computed here from the files as they lie on disk, by what sha256sum would print for them."""
    files = sorted(
        path.relative_to(RUNTIME).as_posix()
        for path in RUNTIME.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    lines = "".join(f"{sha256((RUNTIME / name).read_bytes()).hexdigest()}  {name}\n" for name in files)
    expected = sha256(lines.encode()).hexdigest()
    assert source_hash.source_sha256(runtime_copy.runtime()) == expected
    assert source_hash.installed_runtime() == {"version": runtime.__version__, "sha256": expected}


def test_a_path_counts_as_much_as_a_byte() -> None:
    """Two files that exchange their contents, or one that is called otherwise, are another runtime."""
    one = source_hash.source_sha256({"a.py": b"1", "b.py": b"2"})
    assert one == source_hash.source_sha256({"b.py": b"2", "a.py": b"1"})
    for other in ({"a.py": b"2", "b.py": b"1"}, {"a.py": b"1", "c.py": b"2"}, {"a.py": b"1"}):
        assert source_hash.source_sha256(other) != one


def test_without_sources_the_hash_is_unknown(tmp_path: Path, monkeypatch: Any) -> None:
    """Where a program was compiled as a whole, there is nothing to hash; the version is known all the same."""

    def files(_: str) -> Path:
        return tmp_path

    monkeypatch.setattr("importlib.resources.files", files)
    assert source_hash.installed_runtime() == {"version": runtime.__version__, "sha256": None}


def test_describe_without_a_name_is_about_the_package() -> None:
    """All that `describe(name)` says of each operation, and which package and runtime say it."""
    client = cast("Any", sample())._client
    told = client.describe()
    assert told["operations"] == [client.describe(name) for name in SERVICE.operations]
    assert told["runtime"] == source_hash.installed_runtime()
    assert {key: told[key] for key in ("package", "version", "document_sha256")} == {
        "package": SERVICE.package,
        "version": SERVICE.version,
        "document_sha256": SERVICE.document_sha256,
    }
    assert list(told) == ["package", "version", "runtime", "document_sha256", "operations"]


def test_the_user_agent_names_the_runtime() -> None:
    """As a product of its own, with the first eight digits of the hash that the package was built with."""
    requests: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json=RUN)

    service = SERVICE._replace(runtime_version="0.2.0", runtime_sha256="1a2b3c4d" + "0" * 56)
    call(sample(handler, service=service), RETRIEVE, "x")
    assert requests[0].headers["user-agent"].split()[2:] == ["runtime/0.2.0+1a2b3c4d"]
