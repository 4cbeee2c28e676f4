"""How a view says that its answer is the same for everybody and may be kept."""

from contextvars import ContextVar
from functools import wraps
from typing import NamedTuple

from django.http import HttpResponse

from campaign_site.delivery.caching.publication import CONTENT, LONGEST_SECONDS

CAPTURE = "campaign_site.page_cache.capture"
_capture: ContextVar["Capture | None"] = ContextVar("capture", default=None)


class Shared(NamedTuple):
    """What a view said. `outlives_database`: better a day old than not at all, as for helplines."""

    outlives_database: bool


class Capture:
    """What one rendering leaves for the page cache: the body before compression, and what it was made from."""

    def __init__(self):
        self.body: bytes | None = None
        self.outlives_database = False
        self.scopes = {CONTENT}
        self.most_seconds = LONGEST_SECONDS

    def __enter__(self):
        self._token = _capture.set(self)
        return self

    def __exit__(self, *raised):
        _capture.reset(self._token)


def share(response, *, outlives_database: bool = False):
    """Let the answer be kept for everybody until what is published changes; return it."""
    response.shared = Shared(outlives_database)
    return response


def shared(view):
    """Let all answers of a view be kept for everybody (decorator)."""

    @wraps(view)
    def sharing(request, *args, **kwargs):
        return share(view(request, *args, **kwargs))

    return sharing


def uses(scope: str) -> None:
    """Say, wherever it is read, that the page that is being rendered shows something of this scope."""
    if capture := _capture.get():
        capture.scopes.add(scope)


def keeps_for(seconds: float) -> None:
    """Say that the page that is being rendered shows something which may be wrong after so long, unasked."""
    if capture := _capture.get():
        capture.most_seconds = min(capture.most_seconds, seconds)


def captured(request, response: HttpResponse) -> bool:
    """Hand a shared answer to the page cache, where there is one before Django; whether it took it.

    One that says `private` after all is one reader's: a page that shows a form.
    """
    capture: Capture | None = request.environ.get(CAPTURE) if hasattr(request, "environ") else None
    shared: Shared | None = getattr(response, "shared", None)
    if capture is None or shared is None or response.status_code != 200:
        return False
    if "private" in response.get("Cache-Control", ""):
        return False
    if hasattr(response, "render") and not response.is_rendered:
        return False
    capture.body, capture.outlives_database = response.content, shared.outlives_database
    return True
