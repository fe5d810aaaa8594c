"""TLS on loopback: a certificate made by the openssl command, and a server's side of a connection."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from weakref import finalize


class _Certificate:
    """A certificate for loopback and its key, in a folder that goes with the process."""

    def __init__(self) -> None:
        folder = tempfile.mkdtemp(prefix="loopback-certificate-")
        finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.certificate, self.key = Path(folder) / "certificate.pem", Path(folder) / "key.pem"
        asked = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=loopback"
        names = "subjectAltName=IP:127.0.0.1,DNS:localhost"
        files = ["-keyout", str(self.key), "-out", str(self.certificate)]
        subprocess.run([*asked.split(), "-addext", names, *files], check=True, capture_output=True)


_made = cache(_Certificate)
_lock = threading.RLock()


def authority() -> Path:
    """The certificate, which is its own authority."""
    with _lock:
        return _made().certificate


@cache
def trusting() -> ssl.SSLContext:
    """A client's context that trusts the certificate alone."""
    return ssl.create_default_context(cafile=str(authority()))


@cache
def serving(protocols: Sequence[str] = ()) -> ssl.SSLContext:
    """A server's context that offers *protocols* by ALPN."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority(), _made().key)
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


class Secured:
    """A server's side of TLS over a socket; one thread may read while others write, which an SSLSocket forbids."""

    def __init__(self, plain: socket.socket, context: ssl.SSLContext) -> None:
        self._plain = plain
        self._came, self._leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._came, self._leaving, server_side=True)
        self._lock = threading.Lock()

    def handshake(self) -> None:
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._flush()
                self._receive()
            else:
                return self._flush()

    def recv(self, size: int) -> bytes:
        """At least one byte, or none where the other side has hung up."""
        while True:
            with self._lock:
                try:
                    return self._tls.read(size)
                except ssl.SSLWantReadError:
                    self._flush()
                except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                    return b""
            self._receive()

    def sendall(self, data: bytes) -> None:
        with self._lock:
            if data:
                self._tls.write(data)
            self._flush()

    def _receive(self) -> None:
        data = self._plain.recv(65536)
        with self._lock:
            if data:
                self._came.write(data)
            else:
                self._came.write_eof()

    def _flush(self) -> None:
        if data := self._leaving.read():
            self._plain.sendall(data)
