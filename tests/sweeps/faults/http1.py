"""A connection of the unruly server that speaks HTTP/1.1."""

from __future__ import annotations

import socket
import struct
import time
from typing import BinaryIO

from tests.sweeps.faults.unruly import PATIENCE, Connection, Taken, Unruly
from tests.sweeps.framing import framed, readable


class Http1(Connection):
    """One request after the other."""

    def __init__(self, server: Unruly, plain: socket.socket) -> None:
        super().__init__(plain)
        self._server = server

    def talk(self) -> None:
        with self.plain.makefile("rb") as stream:
            while self._one(stream):
                pass

    def _one(self, stream: BinaryIO) -> bool:
        """Read and answer one request; True when another may follow."""
        if not stream.readline():
            return False
        came = time.monotonic()
        headers: dict[str, str] = {}
        while line := stream.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        length = int(headers.get("content-length", 0))
        if len(body := stream.read(length)) < length:
            return False
        taken = self._server.take(headers, body, came, self)
        self._reply(taken)
        return taken.kept

    def _reply(self, taken: Taken) -> None:
        step = taken.step
        headers = [*taken.headers, *([] if taken.kept else ["connection: close"])]
        whole = framed(taken.body, step.framing, taken.status, headers, announced=step.announced)
        sent = whole[: int(len(whole) * step.cut)] if step.end else whole
        if step.beyond:
            sent += framed(taken.ledger.answer.body("nobody's"), "length", taken.status)
        if not step.pace:
            self.plain.sendall(sent)
            if taken.shows and taken.token in readable(sent[: len(whole) + min(step.announced, 0)]):
                taken.show()
        for length in range(1, len(sent) + 1 if step.pace else 0):
            self.plain.sendall(sent[length - 1 : length])
            if taken.shows and taken.token in readable(sent[:length]):
                taken.show()
            time.sleep(step.pace)
        if step.end == "reset":
            self.plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif step.end == "silence":
            self.plain.settimeout(PATIENCE)
            self.plain.recv(1)
