"""Asks the site for its own pages as a stranger would: through the public host, without a cookie."""

import http.client
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT_SECONDS = 10
MOST_BYTES = 4 * 1024 * 1024
AT_ONCE = 8
GONE = frozenset({404, 410})
# In what the edge's copies of one page differ.
ENCODINGS = ((("Accept-Encoding", "identity"),), (("Accept-Encoding", "br"),))
SAVING = (("Save-Data", "on"),)
FAILED = frozenset({0, 429, *range(500, 600)})


class Answer(NamedTuple):
    """What came back: status (0: nobody answered), text, and after how many milliseconds."""

    status: int
    text: str = ""
    milliseconds: int = 0

    @property
    def is_reached(self) -> bool:
        """Whether the answer says anything about the page: a busy or broken server says nothing."""
        return self.status not in FAILED


Ask = Callable[[Iterable[str], str], dict[str, Answer]]


@dataclass(frozen=True)
class Door:
    """A way into the site: the base address that is asked, the host that is asked for, and what else is said."""

    base: str
    host: str
    is_secure: bool
    said: tuple[tuple[str, str], ...] = (("Accept-Encoding", "identity"),)

    def ask(self, paths: Iterable[str], method: str = "GET") -> dict[str, Answer]:
        """Return the answer for each path, several asked at a time. Redirects are not followed. Raises nothing."""
        wanted = list(dict.fromkeys(paths))
        shares = [wanted[start::AT_ONCE] for start in range(min(AT_ONCE, len(wanted)))]
        with ThreadPoolExecutor(AT_ONCE) as threads:
            answered = threads.map(lambda share: self._ask_in_turn(share, method), shares)
            return {path: answer for answers in answered for path, answer in answers.items()}

    def _ask_in_turn(self, paths: list[str], method: str) -> dict[str, Answer]:
        """Ask over one connection; once nobody answers, the rest is not waited for either."""
        answers: dict[str, Answer] = {}
        connection = self._connect()
        try:
            for path in paths:
                answers[path] = self._ask(connection, path, method)
                if not answers[path].status:
                    break
        finally:
            connection.close()
        return {path: answers.get(path, Answer(0)) for path in paths}

    def _ask(self, connection: http.client.HTTPConnection, path: str, method: str) -> Answer:
        began = time.perf_counter()
        headers = {"Host": self.host, "User-Agent": "take-down check", **dict(self.said)}
        if self.is_secure:
            headers["X-Forwarded-Proto"] = "https"
        for is_last_try in (False, True):
            try:
                connection.request(method, path, headers=headers)
                response = connection.getresponse()
                text = response.read(MOST_BYTES).decode("utf-8", "replace")
                # What is left of an answer must not be taken for the next one.
                if not response.isclosed():
                    connection.close()
                return Answer(response.status, text, round((time.perf_counter() - began) * 1000))
            except (http.client.HTTPException, OSError, UnicodeError):
                # A connection that was kept may have been closed meanwhile.
                connection.close()
                if is_last_try:
                    break
        return Answer(0, "", round((time.perf_counter() - began) * 1000))

    def _connect(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.base)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(parts.netloc, timeout=TIMEOUT_SECONDS)


def public_host() -> Door:
    """Return the door that everybody comes through, as this machine reaches it."""
    site = urlsplit(settings.SITE_URL)
    if not settings.PUBLIC_HOST_AT:
        return Door(settings.SITE_URL, site.netloc, is_secure=False)
    return Door(settings.PUBLIC_HOST_AT, site.netloc, is_secure=site.scheme == "https")


def edges() -> list[Door]:
    """Return each edge itself, once for every kind of copy that it keeps apart (deploy/varnish/default.vcl)."""
    site = urlsplit(settings.SITE_URL)
    kinds = [(*encoding, *saving) for encoding in ENCODINGS for saving in ((), SAVING)]
    return [
        Door(base, site.netloc, site.scheme == "https", said)
        for base in settings.EDGE_PURGE_URLS
        for said in kinds
    ]
