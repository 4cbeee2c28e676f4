"""Addresses at which the site is asked in production's tests: a process, the edge, nginx, a Unix socket."""

import socket
import ssl
from copy import copy
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

# As deploy/nginx calls it.
HOST = "campaign.example"
PATIENCE_SECONDS = 60
FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    """What came back: status, headers (names in lower case) and body."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Door:
    """A process or the edge by its address. `defaults` are sent with each request, as by a proxy."""

    address: str
    defaults: dict[str, str] = field(default_factory=lambda: {"Host": HOST, "X-Forwarded-Proto": "https"})

    def connect(self) -> socket.socket:
        """Open a connection."""
        parts = urlsplit(self.address)
        return socket.create_connection((parts.hostname, parts.port), PATIENCE_SECONDS)

    def ask(self, path: str, method: str = "GET", data: bytes | None = None, **headers: str) -> Answer:
        """Send one request on a connection of its own and follow nothing; header names have underscores."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if data is not None:
            given.setdefault("Content-Type", FORM)
        connection = HTTPConnection(urlsplit(self.address).netloc or HOST)
        connection.sock = self.connect()
        try:
            connection.request(method, path, data, {**self.defaults, "Connection": "close", **given})
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()


class SocketDoor(Door):
    """The site itself, at its Unix socket."""

    def __init__(self, at: Path):
        super().__init__(str(at))

    def connect(self) -> socket.socket:
        """Open a connection."""
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE_SECONDS)
        connection.connect(self.address)
        return connection


class TlsDoor(Door):
    """What stands before the site and speaks TLS, as a browser sees it: nothing is said but what a test says."""

    def __init__(self, port: int, certificate: Path):
        super().__init__(f"https://127.0.0.1:{port}", {"Host": HOST})
        self._port, self._source = port, "127.0.0.1"
        self._context = ssl.create_default_context(cafile=str(certificate))

    def connect(self, name: str = HOST, *, room: int = 0) -> socket.socket:
        """Open a connection that asks for this host, from this door's address of loopback.

        `room`, in bytes, is what the kernel takes in of an answer that nobody reads.
        """
        plain = socket.socket()
        if room:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        plain.settimeout(PATIENCE_SECONDS)
        plain.bind((self._source, 0))
        plain.connect(("127.0.0.1", self._port))
        return self._context.wrap_socket(plain, server_hostname=name)

    def seen_from(self, source: str) -> "TlsDoor":
        """Return the same door, asked from another address of loopback."""
        other = copy(self)
        other._source = source
        return other
