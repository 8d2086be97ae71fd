"""A load generator: so many connections, each asks for the next address as soon as its last answer is complete.

Standard library only, one thread, one buffer: it reads and counts, it does not keep. HTTP/1.1 as far as the two servers
speak it: keep-alive, Content-Length or chunks, no compression.
"""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

BUFFER_BYTES = 1 << 20
PATIENCE_SECONDS = 60  # without any byte from the server
HEAD_END = b"\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"


class Post(NamedTuple):
    """A request that sends JSON, where a path alone is a GET."""

    path: str
    body: bytes


class LoadError(Exception):
    """The server did not answer as it should, as one sentence."""


@dataclass
class Load:
    """What was measured; `latencies_ms` and `octets` (of bodies) are those of the answers completed in time."""

    seconds: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)
    octets: int = 0
    answers: int = 0  # all of them, also those that were under way when the time was up
    web_cpu_s: float = 0.0  # of the server's processes, for all answers
    database_cpu_s: float = 0.0  # of PostgreSQL's

    def add(self, other: "Load") -> None:
        """Count another run of the same kind as part of this one."""
        self.seconds += other.seconds
        self.latencies_ms += other.latencies_ms
        self.octets += other.octets
        self.answers += other.answers
        self.web_cpu_s += other.web_cpu_s
        self.database_cpu_s += other.database_cpu_s

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies_ms) / self.seconds


@dataclass
class _Connection:
    link: socket.socket
    path: str = ""
    asked_at: float = 0.0
    head: bytes = b""
    is_in_body: bool = False
    received: int = 0  # bytes of the body
    length: int | None = None  # of the body; None where it comes in chunks
    tail: bytes = b""


def drive(port: int, paths: Iterator[str | Post], *, connections: int, seconds: float | None = None) -> Load:
    """Ask 127.0.0.1 for the paths, in their order, until they or the seconds are used up; wait for what is under way.

    Raises LoadError for any answer but 200, and where the server hangs up or is silent for a minute.
    """
    return _Drive(port, paths, seconds).run(connections)


class _Drive:
    """One run: its connections, its clock, its counts."""

    def __init__(self, port: int, paths: Iterator[str | Post], seconds: float | None) -> None:
        self.port = port
        self.paths = paths
        self.limit = seconds
        self.load = Load()
        self.selector = selectors.DefaultSelector()
        self.buffer = memoryview(bytearray(BUFFER_BYTES))
        self.start = 0.0

    def run(self, connections: int) -> Load:
        links = []
        try:
            for _ in range(connections):
                links.append(_Connection(self._connect()))
                self.selector.register(links[-1].link, selectors.EVENT_READ, links[-1])
            self.start = time.perf_counter()
            for each in links:
                self._ask(each)
            while self.selector.get_map():
                ready = self.selector.select(PATIENCE_SECONDS)
                if not ready:
                    raise LoadError(f"The server on port {self.port} was silent for {PATIENCE_SECONDS} seconds.")
                for key, _ in ready:
                    self._read(key.data)
            self.load.seconds = self.limit or time.perf_counter() - self.start
        finally:
            for each in links:
                each.link.close()
            self.selector.close()
        return self.load

    def _connect(self) -> socket.socket:
        link = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return link

    def _ask(self, each: _Connection) -> None:
        """Send the next request; a connection for which there is none, or no time, is done."""
        now = time.perf_counter()
        asked = next(self.paths, None) if self.limit is None or now - self.start < self.limit else None
        if asked is None:
            self.selector.unregister(each.link)
            return
        method, path, body = ("POST", *asked) if isinstance(asked, Post) else ("GET", asked, b"")
        each.path, each.asked_at, each.head, each.is_in_body, each.received = path, now, b"", False, 0
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept-Encoding: identity\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        each.link.sendall(head.encode("ascii") + b"\r\n" + body)

    def _read(self, each: _Connection) -> None:
        size = each.link.recv_into(self.buffer)
        if not size:
            raise LoadError(f"The server on port {self.port} hung up while answering {each.path}.")
        part = self.buffer[:size]
        if not each.is_in_body:
            each.head += part
            head, found, rest = each.head.partition(HEAD_END)
            if not found:
                return
            self._begin(each, head)
            part = memoryview(rest)
        each.received += len(part)
        if each.length is None:
            each.tail = (each.tail + bytes(part[-len(LAST_CHUNK) :]))[-len(LAST_CHUNK) :]
        if each.received == each.length or (each.length is None and each.tail == LAST_CHUNK):
            self._finish(each)

    def _begin(self, each: _Connection, head: bytes) -> None:
        """Read the head of an answer: its status and the length of its body."""
        status, *lines = head.split(b"\r\n")
        if not status.startswith(b"HTTP/1.1 200"):
            said = status.decode("latin-1")
            raise LoadError(f"The server on port {self.port} answered {each.path} with “{said}”.")
        each.is_in_body, each.length, each.tail = True, None, b""
        for line in lines:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                each.length = int(value)

    def _finish(self, each: _Connection) -> None:
        """Count a complete answer and ask for the next."""
        now = time.perf_counter()
        self.load.answers += 1
        if self.limit is None or now - self.start <= self.limit:
            self.load.latencies_ms.append((now - each.asked_at) * 1000)
            self.load.octets += each.received
        self._ask(each)
