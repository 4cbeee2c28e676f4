"""Asks with a request line that no client library would send."""

import socket
from http.client import HTTPResponse
from urllib.parse import urlsplit

from tests.production.doors import HOST, Answer


def ask(door: str, line: str, *headers: str, host: str = HOST) -> Answer:
    """Send this request line and these header lines to an address, and return what comes back."""
    parts = urlsplit(door)
    lines = [
        f"{line} HTTP/1.1",
        f"Host: {host}",
        "X-Forwarded-Proto: https",
        "Connection: close",
        *headers,
        "",
        "",
    ]
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall("\r\n".join(lines).encode())
        response = HTTPResponse(connection, method=line.split()[0])
        response.begin()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, response.read())
