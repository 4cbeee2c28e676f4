"""Pages without pictures, for slow and costly lines: the browser asks (`Save-Data: on`), or a reader by a link.

The link is `?data=low`, and `low` is the only value there is: a page has two versions, however it is asked for.
Nothing is remembered (no cookie), so the choice is for the page it was made on; the further pages and filters of
that list keep it, every other link leads to whole pages. The canonical address is the one without it.

What is left out asks `leave_out()` while it is rendered. Only answers that asked differ by the browser's wish, and
only they carry `Vary: Save-Data`: all others stay one copy in every cache. The edge makes the header one of two
values (deploy/varnish/default.vcl), or each way to write it would be a copy of its own.
"""

from contextvars import ContextVar
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.cache import patch_vary_headers

PARAMETER, LOW = "data", "low"


@dataclass
class Wish:
    """What one request wishes, and whether its answer has anything that could be left out."""

    by_link: bool = False
    by_browser: bool = False
    was_asked: bool = False


_wish: ContextVar[Wish | None] = ContextVar("low_data", default=None)


class LowDataMiddleware:
    """Notes what a request wishes while its answer is made, and tells caches of answers that depend on it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer; outside of it there is no wish."""
        wish = Wish(
            by_link=request.GET.get(PARAMETER) == LOW,
            by_browser=request.headers.get("Save-Data", "").strip().lower() == "on",
        )
        before = _wish.set(wish)
        try:
            response = self.get_response(request)
        finally:
            _wish.reset(before)
        if wish.was_asked:
            patch_vary_headers(response, ["Save-Data"])
        return response


def leave_out() -> bool:
    """Return whether pictures and sound are to be left out here, and remember that this was asked."""
    wish = current()
    wish.was_asked = True
    return wish.by_link or wish.by_browser


def current() -> Wish:
    """Return the wish of the request that is being answered; of none, outside of requests."""
    return _wish.get() or Wish()


def kept(query: QueryDict) -> dict[str, str]:
    """Return what the links to the further pages and filters of a list take along of this choice."""
    return {PARAMETER: LOW} if query.get(PARAMETER) == LOW else {}
