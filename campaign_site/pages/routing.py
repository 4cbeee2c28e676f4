"""Finds the page for an address in two queries where Wagtail's own route walks the tree with nine.

The tree is the same, and each page's `route()` still decides whether it may be seen.
"""

from collections.abc import Mapping
from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, QuerySet, TextField
from django.http import Http404
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils.translation import get_language, override
from wagtail.models import Page, Site
from wagtail.models.sites import get_site_for_hostname

from campaign_site.delivery.caching.remembering import Remembered
from campaign_site.delivery.database.prepared_queries import Given, Prepared


def serve(request, path: str):
    """Serve the page at `path` below the home page of the active language. Raises Http404."""
    page, args, kwargs = find_page(request, path).route(request, [])
    if refused := page.check_request_method(request, *args, **kwargs):
        return refused
    return page.serve(request, *args, **kwargs)


def find_page(request, path: str) -> Page:
    """Return the specific page at `path` in the active language, public or not. Raises Http404."""
    # PostgreSQL holds no NUL and refuses to be asked for one.
    if "\x00" in path:
        raise Http404
    home = _homes(request).get(get_language())
    there = home and _at(url_path=home + path)
    if not there:
        raise Http404
    pk, kind = there[0]
    found = _specific(ContentType.objects.get_for_id(kind).model_class())(pk=pk)
    if not found:
        raise Http404
    return found[0]


@Prepared
def _at() -> QuerySet:
    pages = Page.objects.filter(url_path=Given("url_path", TextField()))
    return pages.order_by("path").values_list("pk", "content_type_id")[:1]


@cache
def _specific(model: type[Page]) -> Prepared:
    found = model.objects.select_related("locale").order_by()
    return Prepared(lambda: found.filter(pk=Given("pk", BigIntegerField())))


def paths_of(request, versions: Mapping[str, str]) -> dict[str, str]:
    """Return, by language, the paths at which readers find pages; the tree has them at these (`url_path`)."""
    homes, found = _homes(request), {}
    for language, url_path in versions.items():
        if language in homes and url_path.startswith(homes[language]):
            with override(language):
                found[language] = reverse("wagtail_serve", args=(url_path.removeprefix(homes[language]),))
    return found


def _homes(request) -> Mapping[str, str]:
    if not hasattr(request, "homes"):
        host = split_domain_port(request.get_host())[0]
        request._wagtail_site, request.homes = _site(host, request.get_port())
    return request.homes


@Remembered
def _site(hostname: str, port: str) -> tuple[Site | None, Mapping[str, str]]:
    """Return the site that answers there, and the path (`url_path`) of its home page in each language."""
    try:
        site = get_site_for_hostname(hostname, port)
    except Site.DoesNotExist:
        return None, {}
    homes = Page.objects.filter(depth=site.root_page.depth, translation_key=site.root_page.translation_key)
    return site, dict(homes.values_list("locale__language_code", "url_path"))
