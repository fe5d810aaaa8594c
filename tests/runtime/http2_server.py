"""A server that speaks HTTP/2, and loses answers in the ways that HTTP/2 has."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions

Reply = Callable[[h2.connection.H2Connection, int], None]
BODY = b'{"run": {"id": "run_1"}}'


def answer(connection: h2.connection.H2Connection, stream: int) -> None:
    head = [(":status", "200"), ("content-type", "application/json"), ("x-api-version", "1")]
    connection.send_headers(stream, head)
    connection.send_data(stream, BODY, end_stream=True)


def reset(connection: h2.connection.H2Connection, stream: int) -> None:
    connection.reset_stream(stream, h2.errors.ErrorCodes.INTERNAL_ERROR)


def go_away(connection: h2.connection.H2Connection, stream: int) -> None:
    connection.close_connection(h2.errors.ErrorCodes.NO_ERROR, last_stream_id=stream)


def refuse_all(connection: h2.connection.H2Connection, stream: int) -> None:
    """It says that nothing was processed, which it may be wrong about."""
    connection.close_connection(h2.errors.ErrorCodes.NO_ERROR, last_stream_id=0)


def hang_up(connection: h2.connection.H2Connection, stream: int) -> None:
    raise OSError


@contextmanager
def serving_http2(reply: Reply, context: ssl.SSLContext | None = None) -> Iterator[tuple[str, list[int]]]:
    """A server that speaks HTTP/2, with TLS if there is a *context*; its URL, and the streams that came whole."""
    listener, executed = socket.create_server(("127.0.0.1", 0)), list[int]()
    scheme = "http" if context is None else "https"

    def serve(sock: socket.socket) -> None:
        secured = partial(context.wrap_socket, server_side=True) if context is not None else nullcontext
        with suppress(OSError, h2.exceptions.ProtocolError), sock, secured(sock) as stream:
            talk(stream)

    def talk(stream: socket.socket) -> None:
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        stream.sendall(connection.data_to_send())
        while data := stream.recv(65536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.StreamEnded):
                    executed.append(event.stream_id)
                    reply(connection, event.stream_id)
            stream.sendall(connection.data_to_send())

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    with listener:
        yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}", executed
        listener.shutdown(socket.SHUT_RDWR)


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's settings for TLS, with a certificate that is made in *folder*."""
    certificate = folder / "certificate.pem"
    words = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    command = [*words.split(), "-keyout", str(folder / "key.pem"), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, folder / "key.pem")
    context.set_alpn_protocols(["h2"])
    return context
