"""The sitemap: every public page with its language versions (hreflang), sheltered pages included."""

from collections import defaultdict

from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from campaign_site.delivery.page_cache.sharing import shared
from campaign_site.delivery.public_address import public_address
from campaign_site.pages.public_display import path_of, public_pages

MAX_ENTRIES = 50_000


@require_safe
@shared
@cache_control(no_cache=True)
def sitemap(request):
    """Answer with sitemaps.org XML, at most 50,000 addresses (the protocol's limit)."""
    found = public_pages().order_by("path")[:MAX_ENTRIES]
    addresses = {page.pk: public_address(path) for page in found if (path := path_of(page, request))}
    pages = [page for page in found if page.pk in addresses]
    versions = defaultdict(list)
    for page in pages:
        versions[page.translation_key].append((page.locale.language_code, addresses[page.pk]))
    entries = [
        {
            "address": addresses[page.pk],
            "versions": versions[page.translation_key],
            "changed": page.last_published_at,
        }
        for page in pages
    ]
    return render(request, "pages/sitemap.xml", {"entries": entries}, content_type="application/xml")
