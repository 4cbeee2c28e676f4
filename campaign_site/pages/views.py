"""Addresses of the house that are no pages: language choice, search, robots, error pages."""

import re
import unicodedata
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_path, get_language_from_request, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Locale

from campaign_site.pages.finding import find
from campaign_site.pages.models import CampaignSettings
from campaign_site.pages.public_display import in_full, public_pages, public_version

RESULTS_PER_PAGE = 20
MAX_QUERY_CHARACTERS = 100
MAX_QUERY_WORDS = 8


@require_safe
def choose_language(request):
    """Redirect `/` to the home page in the first language that the browser asks for and we have."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    patch_cache_control(response, no_cache=True)
    return response


@require_safe
@cache_control(no_cache=True)
def search(request):
    """Search the public pages of the active language. Any query is answered, none is an error."""
    words = search_words(request.GET.get("q", ""))
    results = find(public_pages().filter(locale=Locale.get_active()), words) if words else []
    page_of_results = Paginator(results, RESULTS_PER_PAGE).get_page(request.GET.get("page"))
    page_of_results.object_list = in_full(page_of_results.object_list)
    query = " ".join(words)
    context = {
        "query": query,
        "query_string": urlencode({"q": query}) if query else "",
        "results": page_of_results,
    }
    return render(request, "pages/search.html", context)


def search_words(query: str) -> list[str]:
    """Return the words of a query: bounded in number and length, letters and digits only.

    The engines' own syntax (quotes, operators, NUL) never reaches them: stock search answers 5xx to it.
    """
    text = unicodedata.normalize("NFKC", query[:MAX_QUERY_CHARACTERS].encode("utf-8", "ignore").decode())
    # Vowel signs that stand alone (Arabic harakat) would cut a word into its letters.
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Mn")
    return re.findall(r"\w+", text)[:MAX_QUERY_WORDS]


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request):
    """Tell robots where the sitemap is and what is not for them."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /documents/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def security_txt(request):
    """Say where to report a security hole (RFC 9116); expires in a year, as the standard asks."""
    contact = (
        CampaignSettings.for_request(request).security_email or f"security@{urlsplit(settings.SITE_URL).hostname}"
    )
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=365)
    lines = [
        f"Contact: mailto:{contact}",
        f"Expires: {expires.isoformat()}",
        f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def not_found(request, exception=None):
    """The 404 page, in the language of the address.

    Adds `other_language_url`: the same page in English, when the public may see that one.
    """
    page = public_version(request.path_info, settings.LANGUAGE_CODE)
    return _error(request, 404, other_language_url=page and page.get_url(request))


def bad_request(request, exception=None):
    """The 400 page: a body over the limit, a foreign host. It may come before the language is chosen."""
    with override(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
        return _error(request, 400)


def forbidden(request, exception=None):
    """The 403 page: a form that came from elsewhere."""
    return _error(request, 403)


def server_error(request):
    """The 500 page. It asks nothing of the database, which may be what failed."""
    return _error(request, 500)


def _error(request, status: int, **context):
    response = render(request, f"errors/{status}.html", {"status": status, **context}, status=status)
    patch_cache_control(response, no_store=True)
    return response
