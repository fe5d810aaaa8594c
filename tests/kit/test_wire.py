"""What each fault does on the wire, seen by a bare socket."""

from __future__ import annotations

import json
import socket
import time

import pytest
from komos_client.testing import FakeServer

RUN = "220a501c-82f4-43e2-8107-3d8e0c0f4c1b"


def connected(server: FakeServer) -> socket.socket:
    """A connection to it."""
    return socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), timeout=5)


def ask(
    server: FakeServer, target: str = f"/public/v1/task-runs/{RUN}", method: str = "GET", body: bytes = b""
) -> bytes:
    """Everything that the server says to one request until it hangs up."""
    with connected(server) as connection:
        connection.sendall(
            f"{method} {target} HTTP/1.1\r\nhost: fake\r\nauthorization: Bearer {server.key}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
            + body
        )
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def split(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return int(first.split()[1]), dict(line.lower().split(": ", 1) for line in lines), body


def test_a_plain_answer(server: FakeServer) -> None:
    """Status, length, type and a name for the request; one request and one execution."""
    status, headers, body = split(ask(server))
    assert status == 200
    assert headers["content-type"] == "application/json"
    assert headers["content-length"] == str(len(body))
    assert headers["x-request-id"] == "req_000001"
    assert json.loads(body)["run"]["id"] == RUN
    assert server.requests == server.executions == {"task_runs.retrieve": 1}


def test_drop_before_the_work(server: FakeServer) -> None:
    """Not a byte comes back and nothing is done."""
    server.fault("task_runs.retrieve", drop="before-work", times=1)
    assert ask(server) == b""
    assert server.requests["task_runs.retrieve"] == 1
    assert not server.executions
    assert split(ask(server))[0] == 200


def test_drop_after_the_work(server: FakeServer) -> None:
    """Not a byte comes back, but the work is done."""
    server.fault("task_runs.retrieve", drop="after-work", times=1)
    assert ask(server) == b""
    assert server.executions["task_runs.retrieve"] == 1


def test_truncated_at_a_byte(server: FakeServer) -> None:
    """The head promises the whole body, and so many bytes of it come."""
    server.fault(truncate=10, times=1)
    _, headers, body = split(ask(server))
    assert len(body) == 10
    assert int(headers["content-length"]) > 10


def test_delay(server: FakeServer) -> None:
    """The answer comes, later."""
    server.fault(delay=0.2, times=1)
    begun = time.monotonic()
    assert split(ask(server))[0] == 200
    assert time.monotonic() - begun >= 0.2


@pytest.mark.parametrize("part", ["headers", "body"])
def test_trickle(server: FakeServer, part: str) -> None:
    """The answer is whole, and that part of it comes byte by byte."""
    server.fault(trickle=part, pace=0.0005, times=1)  # type: ignore[arg-type]
    begun = time.monotonic()
    status, _, body = split(ask(server))
    assert status == 200
    assert json.loads(body)
    assert time.monotonic() - begun > 0.05


def test_429(server: FakeServer) -> None:
    """With the wait it is told to ask for, in the document's or the plainest error body, and no work done."""
    server.fault(status=429, retry_after=7, times=1)
    status, headers, body = split(ask(server))
    assert (status, headers["retry-after"]) == (429, "7")
    assert "detail" in json.loads(body)
    assert not server.executions


@pytest.mark.parametrize(("work", "done"), [(False, 0), (True, 1)])
def test_5xx_with_and_without_the_work(server: FakeServer, work: bool, done: int) -> None:
    """An error status says nothing about the work: the test decides."""
    server.fault(status=500, work=work, times=1)
    assert split(ask(server))[0] == 500
    assert server.executions["task_runs.retrieve"] == done


def test_a_page_for_people(server: FakeServer) -> None:
    """HTML on a 200, as a proxy's login page."""
    server.fault(html=True, times=1)
    status, headers, body = split(ask(server))
    assert status == 200
    assert headers["content-type"].startswith("text/html")
    assert body.startswith(b"<!doctype html>")


def test_redirect(server: FakeServer) -> None:
    """307 to the address given, and no work done."""
    server.fault(redirect="https://elsewhere.example/", times=1)
    status, headers, _ = split(ask(server))
    assert (status, headers["location"]) == (307, "https://elsewhere.example/")
    assert not server.executions


def test_drift(server: FakeServer) -> None:
    """Values set, removed and added at dotted paths; the thing itself stays as it was."""
    changes = {"run.status": "PAUSED", "run.progress": ..., "run.colour": "blue", "run.timestamps.createdAt": None}
    server.fault(drift=changes, times=1)
    run = json.loads(split(ask(server))[2])["run"]
    assert (run["status"], run["colour"], run["timestamps"]["createdAt"]) == ("PAUSED", "blue", None)
    assert "progress" not in run
    assert "colour" not in json.loads(split(ask(server))[2])["run"]


def test_drift_of_every_item(server: FakeServer) -> None:
    """``*`` is every item of a list."""
    server.fault(drift={"runs.*.status": "ASLEEP"}, times=1)
    runs = json.loads(split(ask(server, "/public/v1/tasks/1/runs"))[2])["runs"]
    assert {one["status"] for one in runs} == {"ASLEEP"}


def test_drift_by_a_function(server: FakeServer) -> None:
    """Anything else is a function of the answer."""
    server.fault(drift=lambda answer: [answer], times=1)
    assert isinstance(json.loads(split(ask(server))[2]), list)


def test_own_body_and_headers(server: FakeServer) -> None:
    """Any answer can be given."""
    server.fault(status=418, body={"detail": "teapot"}, headers={"x-kind": "pot"}, times=1)
    status, headers, body = split(ask(server))
    assert (status, headers["x-kind"], json.loads(body)) == (418, "pot", {"detail": "teapot"})


def test_faults_count(server: FakeServer) -> None:
    """So many requests are spared, so many are met; then all is well; another operation never noticed."""
    server.fault("task_runs.retrieve", status=503, after=1, times=2)
    assert [split(ask(server))[0] for _ in range(4)] == [200, 503, 503, 200]
    assert split(ask(server, "/public/v1/tasks"))[0] == 200


def test_a_fault_stays_until_it_is_cleared(server: FakeServer) -> None:
    """Without *times* there is no end to it."""
    server.fault(status=500)
    assert [split(ask(server))[0] for _ in range(3)] == [500] * 3
    server.clear_faults()
    assert split(ask(server))[0] == 200


def test_unknown_paths_and_methods(server: FakeServer) -> None:
    """404, and 405 with what is allowed; nothing is done."""
    assert split(ask(server, "/nowhere"))[0] == 404
    status, headers, _ = split(ask(server, method="DELETE"))
    assert (status, headers["allow"]) == (405, "get")
    assert server.requests["GET /nowhere"] == 1
    assert not server.executions


def test_a_wrong_key(server: FakeServer) -> None:
    """401, in the document's form, and nothing is done."""
    with connected(server) as connection:
        connection.sendall(b"GET /public/v1/tasks HTTP/1.1\r\nauthorization: Bearer wrong\r\nconnection: close\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 401 ")
    assert not server.executions


def test_a_body_that_is_not_json(server: FakeServer) -> None:
    """400 and no work."""
    assert split(ask(server, "/public/v1/tasks/1/runs", "POST", b"{"))[0] == 400
    assert not server.executions


def test_not_http(server: FakeServer) -> None:
    """Rubbish is refused, and the server lives on."""
    with connected(server) as connection:
        connection.sendall(b"rubbish\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
    assert split(ask(server))[0] == 200


def test_connections_are_kept(server: FakeServer) -> None:
    """Several requests on one connection, also with a body in chunks."""
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
