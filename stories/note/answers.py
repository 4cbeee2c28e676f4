"""Answers that say nothing about where they come from and leave nothing behind."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_from_request, override

from campaign_site.delivery.outages import said_when

BELOW = re.compile(r"/note(/|$)", re.IGNORECASE)


def chosen_language(request) -> str | None:
    """Return the language that the visitor chose on the page; None while they have not."""
    chosen = request.POST.get("language") if request.method == "POST" else None
    return chosen if chosen in dict(settings.LANGUAGES) else None


def language_of(request) -> str:
    """Return the language to answer in: the chosen one, else the first of the browser's that we have."""
    return chosen_language(request) or get_language_from_request(request)


def page(template: str, *, status: int = 200, **context) -> HttpResponse:
    """Return `templates/note/<template>.html` in the active language.

    Rendered without the request: what the site adds to other pages has no way in.
    """
    language = get_language()
    frame = {
        "languages": settings.LANGUAGES,
        "exit_address": settings.EXIT_ADDRESSES.get(language, settings.EXIT_ADDRESSES[settings.LANGUAGE_CODE]),
    }
    return kept_nowhere(HttpResponse(render_to_string(f"note/{template}.html", frame | context), status=status))


def kept_nowhere(response: HttpResponseBase) -> HttpResponseBase:
    """Forbid caches to keep an answer and search engines to know of it.

    robots.txt does not list the address: it would tell everybody that there is one.
    """
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers.setdefault("Content-Language", get_language())
    return response


def nameless_below(handler, status: Callable[[], int]):
    """Return an error handler that answers below /note/ without a name, and everywhere else as `handler` does."""

    def answer(request, *args, **kwargs):
        if not BELOW.match(request.path_info):
            return handler(request, *args, **kwargs)
        # Not `language_of`: what was posted may be what could not be read.
        with override(get_language_from_request(request)):
            return said_when(page("problem", status=status()))

    return answer
