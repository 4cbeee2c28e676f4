"""Asks a WSGI application as a server would."""

import io
from typing import NamedTuple
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults


class Answer(NamedTuple):
    """What came back; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Visitor:
    """`Visitor(application).get("/en/")`."""

    def __init__(self, application):
        self.application = application

    def ask(self, method: str, address: str, data: bytes = b"", **headers: str) -> Answer:
        """Send a request; the names of headers are written with underscores."""
        parts, said = urlsplit(address), []
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": parts.path, "QUERY_STRING": parts.query,
            "wsgi.input": io.BytesIO(data), "CONTENT_LENGTH": str(len(data)), "HTTP_HOST": "testserver",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }  # fmt: skip
        if "HTTP_CONTENT_TYPE" in environ:
            environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE")
        setup_testing_defaults(environ)
        parts_of_body = self.application(environ, lambda status, found, *info: said.append((status, found)))
        body = b"".join(parts_of_body)
        if close := getattr(parts_of_body, "close", None):
            close()
        status, found = said[-1]
        return Answer(int(status.split()[0]), {name.lower(): value for name, value in found}, body)

    def get(self, address: str, **headers: str) -> Answer:
        """Ask for an address."""
        return self.ask("GET", address, **headers)
