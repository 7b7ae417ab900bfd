"""Asks one address again and again over kept connections, in one thread that costs little."""

from __future__ import annotations

import selectors
import socket
import statistics
import time
from dataclasses import dataclass, field

CONNECTIONS = 8
CHUNK = 1 << 18


class Refused(Exception):
    """The address answered neither 200 nor 201; a figure of it would mean nothing."""


@dataclass
class Load:
    """What came back: `seconds` of each answer, `took` for all of them."""

    took: float = 0.0
    size: int = 0  # of the last answer's body
    seconds: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.took

    @property
    def median_ms(self) -> float:
        return statistics.median(self.seconds) * 1000


@dataclass
class _Line:
    socket: socket.socket
    asked_at: float = 0.0
    came: bytearray = field(default_factory=bytearray)
    due: int = 0  # bytes of the whole answer, known when its head is there


def request(path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return the whole of a GET; with a body of JSON, of a POST."""
    method = "GET"
    if body:
        method, sent = (
            "POST",
            {"Content-Type": "application/json", "Content-Length": f"{len(body)}"},
        )
        headers = headers | sent
    head = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines = [*head, *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + body


def drive(port: int, asked: bytes, *, seconds: float, connections: int = CONNECTIONS) -> Load:
    """Keep so many requests in flight for so long. Raises Refused."""
    load = Load()
    with selectors.DefaultSelector() as waiting:
        lines = [_Line(socket.create_connection(("127.0.0.1", port))) for _ in range(connections)]
        began = time.perf_counter()
        for line in lines:
            line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            waiting.register(line.socket, selectors.EVENT_READ, line)
            _ask(line, asked)
        end = began + seconds
        in_flight = connections
        while in_flight:
            for key, _events in waiting.select():
                line = key.data
                if not _whole(line, load):
                    continue
                if time.perf_counter() < end:
                    _ask(line, asked)
                else:
                    in_flight -= 1
        load.took = time.perf_counter() - began
        for line in lines:
            line.socket.close()
    return load


def _ask(line: _Line, asked: bytes) -> None:
    line.came.clear()
    line.due = 0
    line.asked_at = time.perf_counter()
    line.socket.sendall(asked)


def _whole(line: _Line, load: Load) -> bool:
    """Read what is there; say whether the answer is complete, and note it then."""
    part = line.socket.recv(CHUNK)
    if not part:
        raise Refused("the connection was closed")
    line.came += part
    if not line.due:
        head = line.came.find(b"\r\n\r\n")
        if head < 0:
            return False
        line.due = head + 4 + length_of(bytes(line.came[:head]))
    if len(line.came) < line.due:
        return False
    load.seconds.append(time.perf_counter() - line.asked_at)
    load.size = line.due - line.came.find(b"\r\n\r\n") - 4
    return True


def length_of(head: bytes) -> int:
    status, *lines = head.split(b"\r\n")
    if status.split(b" ")[1] not in {b"200", b"201"}:
        raise Refused(status.decode("latin-1"))
    for line in lines:
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise Refused("an answer without its length")
