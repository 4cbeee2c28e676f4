"""Sends requests as a server hands them on: bytes as they came, through the page cache and all of Django."""

import io
import itertools
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote_from_bytes
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.signals import got_request_exception, request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction

from campaign_site.delivery.page_cache.application import PageCache

HOST = "testserver"
FORM = "application/x-www-form-urlencoded"
# The longest address that servers take; what is longer never comes here.
LONGEST_ADDRESS = 8000
OF_OUR_OWN_FORM = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "null"}


class Request(NamedTuple):
    """What is sent. `path` is as Django sees it, each byte one character; `query` as in the address."""

    path: bytes
    query: bytes = b""
    method: str = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, bytes], ...] = ()
    content_type: str = FORM
    cookie: str = ""


class Answer(NamedTuple):
    """What came back, with the names of headers in lower case; `raised` is what no view handled, and where."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    raised: str = ""

    def header(self, name: str) -> str:
        """Return the first header of this name, or an empty text."""
        return next((value for other, value in self.headers if other == name), "")


def encoded(pairs: list[tuple[bytes, bytes]]) -> bytes:
    """Return the pairs of names and values as a form or an address carries them."""
    return b"&".join(
        quote_from_bytes(name).encode() + b"=" + quote_from_bytes(value).encode() for name, value in pairs
    )


class Wire:
    """`Wire().ask(Request(b"/en/"))`. Each request comes from another network, or the limits would answer."""

    def __init__(self):
        self.application = PageCache(get_wsgi_application())
        self._numbers = itertools.count()
        self._raised = ""
        got_request_exception.connect(self._note)

    def ask(self, request: Request) -> Answer:
        """Send a request, and undo whatever it changed in the database."""
        with _undone():
            return self._answer(self._environ(request))

    def _note(self, **kwargs) -> None:
        kind, error, trace = sys.exc_info()
        place = traceback.extract_tb(trace)[-1]
        self._raised = f"{kind.__name__}: {error} ({place.filename}:{place.lineno})"

    def _environ(self, request: Request) -> dict:
        number = next(self._numbers)
        environ = {
            "REQUEST_METHOD": request.method, "PATH_INFO": request.path.decode("latin-1"), "HTTP_HOST": HOST,
            "QUERY_STRING": request.query.decode("latin-1")[:LONGEST_ADDRESS],
            "wsgi.input": io.BytesIO(request.body),
            "REMOTE_ADDR": f"10.{number // 256 % 256}.{number % 256}.1", "CONTENT_LENGTH": str(len(request.body)),
            "CONTENT_TYPE": request.content_type if request.method == "POST" else "",
            **(OF_OUR_OWN_FORM if request.method == "POST" else {}),
            **{name: value.decode("latin-1") for name, value in request.headers},
        }  # fmt: skip
        if request.cookie:
            environ["HTTP_COOKIE"] = request.cookie
        setup_testing_defaults(environ)
        return environ

    def _answer(self, environ: dict) -> Answer:
        said, self._raised = [], ""
        parts = self.application(environ, lambda status, headers, *info: said.append((status, headers)))
        body = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        status, headers = said[-1]
        return Answer(
            int(status.split()[0]), [(name.lower(), value) for name, value in headers], body, self._raised
        )


@contextmanager
def _undone() -> Iterator[None]:
    ledger = Path(settings.WITHDRAWAL_LEDGER)
    before = ledger.read_bytes() if ledger.exists() else None
    block = transaction.atomic()
    block._from_testcase = True  # as Django's own: what demands to be outermost may still run
    signals = (request_started, request_finished)
    for signal in signals:  # they would close a connection that has something to undo
        signal.disconnect(close_old_connections)
    try:
        with block:
            yield
            transaction.set_rollback(True)
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
    if before is not None:
        ledger.write_bytes(before)
