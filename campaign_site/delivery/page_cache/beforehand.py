"""Renders beforehand, when a process starts, the pages that must be there though the database is away."""

import io
import logging
import sys
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, close_old_connections

logger = logging.getLogger(__name__)
_addresses: list[Callable[[], Iterable[str]]] = []


def register(addresses: Callable[[], Iterable[str]]) -> None:
    """Add a function that returns the paths of pages which outlive the database."""
    _addresses.append(addresses)


def render(application) -> None:
    """Ask the application for all of them, as a stranger would. Without a database there are none."""
    try:
        for path in [path for addresses in _addresses for path in addresses()]:
            for _part in application(_asked_for(path), lambda *said: None):
                pass
    except DatabaseError as error:
        logger.warning("pages are not rendered beforehand (%s)", type(error).__name__)
    finally:
        # No request follows in this thread that would give it back.
        close_old_connections()


def _asked_for(path: str) -> dict:
    """Return the environment (PEP 3333) of a request for a page at the site's public address."""
    site = urlsplit(settings.SITE_URL)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or 443),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
