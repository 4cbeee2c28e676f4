"""One line of the log for each request: which kind of page, how it was answered, how long it took.

Never the address that was asked for (a story's, a person's link), nor what was typed. Of who asked, only editors'
networks are written, with their last part left out: nobody who reads is to be found in a log.
"""

import logging
from collections.abc import Iterable
from time import perf_counter, time

from django.conf import settings

from campaign_site.delivery.client_address import believed, network
from campaign_site.delivery.monitoring import metrics
from campaign_site.delivery.page_cache.application import OUTCOME

# How addresses begin, without their language. Any other word was typed by somebody and is not written.
KINDS = frozenset((
    ".well-known", "_util", "accessibility", "admin", "ambassadors", "at-risk", "contact", "credits",
    "documents", "embed", "healthz", "help", "hooks", "media", "metrics", "note", "pledge", "press", "privacy",
    "programmes", "readyz", "receipts", "robots.txt", "safety", "search", "sitemap.xml", "stand", "static",
    "stories", "transparency",
))  # fmt: skip
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})

logger = logging.getLogger(__name__)
# What all records have alike: finding it out each time takes as long as all the rest.
_RECORD = logging.LogRecord(__name__, logging.INFO, __file__, 0, "request", None, None).__dict__


class RequestLog:
    """The WSGI application around all others. Seconds are those until the answer begins."""

    def __init__(self, application):
        self.application = application
        self.languages = frozenset(code for code, _name in settings.LANGUAGES)

    def __call__(self, environ: dict, start_response) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        began, said = perf_counter(), ["500"]

        def noting(status: str, headers, *info):
            said[0] = status[:3]
            return start_response(status, headers, *info)

        try:
            return self.application(environ, noting)
        finally:
            self._note(environ, said[0], perf_counter() - began)

    def _note(self, environ: dict, status: str, seconds: float) -> None:
        kind, cache = self.kind_of(environ.get("PATH_INFO", "")), environ.get(OUTCOME, "")
        metrics.requested(kind, status, cache, seconds)
        if not logger.isEnabledFor(logging.INFO):
            return
        method = environ["REQUEST_METHOD"]
        fields = {
            "method": method if method in METHODS else "other",
            "kind": kind,
            "status": int(status),
            "ms": round(seconds * 1000, 1),
        }
        if cache:
            fields["cache"] = cache
        if kind.startswith("admin"):
            peer = environ.get("REMOTE_ADDR", "")
            fields["network"] = network(believed(environ.get("HTTP_X_FORWARDED_FOR", ""), peer))
        record = logging.LogRecord.__new__(logging.LogRecord)
        record.__dict__ = {**_RECORD, "created": time(), "fields": fields}
        logger.handle(record)

    def kind_of(self, path: str) -> str:
        """Return what kind of page an address names: a word of KINDS, with `/*` for what lies below it."""
        parts = path[:80].lower().split("/", 4)[1:]
        if parts and parts[0] in self.languages:
            parts = parts[1:]
            if not any(parts):
                return "home"
        if not any(parts):
            return "root"
        if parts[0] not in KINDS:
            return "other"
        return f"{parts[0]}/*" if any(parts[1:]) else parts[0]
