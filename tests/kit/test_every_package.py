"""The fake server of every generated package: its docstring's example, its responses, its key, its imports."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from typing import Any

import pytest
from apis import GENERATED, ROOT, client, operations, package

from generator.runtime.protocol.request import Given

APIS = list(GENERATED)


@pytest.mark.parametrize("api", APIS)
def test_the_example_in_the_docstring_runs(api: str) -> None:
    """It is executed as it is written."""
    doc = package(api, "testing").__doc__ or ""
    example = textwrap.dedent("\n".join(line for line in doc.splitlines() if not line or line.startswith("    ")))
    assert "FakeServer() as server" in example
    exec(compile(example, f"{api} testing", "exec"), {})


@pytest.mark.parametrize("api", APIS)
def test_every_operation_has_a_valid_response(api: str) -> None:
    """A strict client reports no drift; each request is one execution."""
    with package(api, "testing").FakeServer() as server, client(api, server, max_retries=0) as one:
        resource = package(api, "_runtime.resource").Resource(one._session)
        for operation in sorted(operations(api).values(), key=_last):
            path = [f"id_{number}" for number in range(operation.path.count("{"))]
            if operation.paging is not None:
                assert list(resource._page(operation, Given(tuple(path)), {})), operation.name
            else:
                body: Any = {} if operation.method in ("POST", "PUT", "PATCH") else package(api).UNSET
                value = resource._call(operation, Given(tuple(path), body=body), {})
                assert (value is not None) == bool(operation.returns), operation.name
        assert server.executions == server.requests
        assert server.executions.keys() == operations(api).keys()


def _last(operation: Any) -> tuple[bool, int]:
    """Sort key: deletes last, nested resources before their parents."""
    return operation.method == "DELETE", -operation.path.count("{")


@pytest.mark.parametrize("api", APIS)
def test_its_key_has_the_format_of_the_api(api: str) -> None:
    """No client warns about it."""
    kit = package(api, "testing").FakeServer
    with kit() as server, client(api, server):
        assert set(server.environ) == {f"{api.upper()}_API_KEY", f"{api.upper()}_BASE_URL"}


@pytest.mark.parametrize("api", APIS)
def test_a_client_does_not_import_it(api: str) -> None:
    """Importing the package and its models loads no testing module."""
    script = f"import sys, {GENERATED[api]} as p; p.models; print([m for m in sys.modules if 'testing' in m])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT / "generated" / api
    )
    assert done.stdout.strip() == "[]"
