"""Addresses of the house that are no pages: language choice, robots, error pages."""

import math
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_path, get_language_from_request, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from campaign_site.delivery.edge.copies import let_edge_keep
from campaign_site.delivery.outages import failed_with, said_when
from campaign_site.delivery.page_cache.sharing import shared
from campaign_site.delivery.public_address import public_address
from campaign_site.pages.mistyped import meant
from campaign_site.pages.models import CampaignSettings


@require_safe
def choose_language(request):
    """Redirect `/` to the home page in the first language that the browser asks for and we have."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    patch_cache_control(response, no_cache=True)
    let_edge_keep(request, response, until=math.inf)
    return response


@require_safe
@shared
@cache_control(public=True, max_age=3600)
def robots(request):
    """Tell robots where the sitemap is and what is not for them."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /documents/",
        f"Sitemap: {public_address('/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def security_txt(request):
    """Say where to report a security hole (RFC 9116); expires in a year, as the standard asks."""
    contact = CampaignSettings.current().security_email or f"security@{urlsplit(settings.SITE_URL).hostname}"
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=365)
    lines = [
        f"Contact: mailto:{contact}",
        f"Expires: {expires.isoformat()}",
        f"Preferred-Languages: {', '.join(code for code, _ in settings.LANGUAGES)}",
        f"Canonical: {public_address('/.well-known/security.txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def not_found(request, exception=None):
    """The 404 page, in the language of the address.

    Adds `meant`: what public page may have been meant, here and in other languages (`mistyped.py`).
    """
    return _error(request, 404, meant=meant(request.path_info))


def bad_request(request, exception=None):
    """The 400 page: a body over the limit, a foreign host. It may come before the language is chosen."""
    with override(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
        return _error(request, 400)


def forbidden(request, exception=None):
    """The 403 page: a form that came from elsewhere."""
    return _error(request, 403)


def server_error(request):
    """The 500 page; the 503 page where the database is what failed. Neither asks anything of it."""
    return said_when(_error(request, failed_with()))


def _error(request, status: int, **context):
    response = render(request, f"errors/{status}.html", {"status": status, **context}, status=status)
    patch_cache_control(response, no_store=True)
    return response
