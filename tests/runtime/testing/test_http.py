"""HTTP of the fake server, seen by a socket."""

from __future__ import annotations

import json

from komos_client.testing import FakeServer

from tests.runtime.testing.wire import RUN_ID, ask, connected, split


def test_a_response_without_fault(server: FakeServer) -> None:
    """It has status, length, media type and request id; it counts as one request and one execution."""
    status, headers, body = split(ask(server))
    assert status == 200
    assert headers["content-type"] == "application/json"
    assert headers["content-length"] == str(len(body))
    assert headers["x-request-id"] == "req_000001"
    assert json.loads(body)["run"]["id"] == RUN_ID
    assert server.requests == server.executions == {"task_runs.retrieve": 1}


def test_unknown_paths_and_methods(server: FakeServer) -> None:
    """404, and 405 with the allowed methods; nothing is executed."""
    assert split(ask(server, "/nowhere"))[0] == 404
    status, headers, _ = split(ask(server, method="DELETE"))
    assert (status, headers["allow"]) == (405, "get")
    assert server.requests["GET /nowhere"] == 1
    assert not server.executions


def test_a_wrong_key(server: FakeServer) -> None:
    """401, and nothing is executed."""
    with connected(server) as connection:
        connection.sendall(b"GET /public/v1/tasks HTTP/1.1\r\nauthorization: Bearer wrong\r\nconnection: close\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 401 ")
    assert not server.executions


def test_a_body_that_is_not_json(server: FakeServer) -> None:
    """400, and nothing is executed."""
    assert split(ask(server, "/public/v1/tasks/1/runs", "POST", b"{"))[0] == 400
    assert not server.executions


def test_a_request_that_is_not_http(server: FakeServer) -> None:
    """It is refused, and the server keeps running."""
    with connected(server) as connection:
        connection.sendall(b"rubbish\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
    assert split(ask(server))[0] == 200


def test_connections_are_reused(server: FakeServer) -> None:
    """Several requests on one connection, one of them with a chunked body."""
    with connected(server) as connection:
        head = f"host: fake\r\nauthorization: Bearer {server.key}\r\ncontent-type: application/json\r\n"
        chunks = b'5\r\n{"inp\r\nb\r\nuts": {}  }\r\n0\r\n\r\n'
        connection.sendall(
            f"GET /public/v1/tasks HTTP/1.1\r\n{head}\r\n".encode()
            + f"POST /public/v1/tasks/1/runs HTTP/1.1\r\n{head}transfer-encoding: chunked\r\n\r\n".encode()
            + chunks
        )
        seen = b""
        while seen.count(b"HTTP/1.1 ") < 2 or not seen.endswith(b"}"):
            seen += connection.recv(65536)
    assert b"HTTP/1.1 202 Accepted" in seen
    assert server.seen[1].json == {"inputs": {}}
