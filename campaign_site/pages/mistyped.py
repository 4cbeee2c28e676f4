"""What somebody may have meant who typed an address that leads nowhere: only what the public may see anyway.

A page that is hidden, erased or was never there is the same here: none of them is found.
"""

import re
from typing import NamedTuple

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import get_language
from wagtail.models import Page, Site

from campaign_site.pages import routing
from campaign_site.pages.models import BasePage
from campaign_site.pages.public_display import in_full

LONGEST = 200
# What looks like a language in front, ours or not: "de", "EN", "zh-hans".
LANGUAGE = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")
STRANGE = re.compile(r"[^a-z0-9_\-./]")


class Meant(NamedTuple):
    """What is there: a page in the language of the answer, its other languages, or an address of a view."""

    page: BasePage | None = None
    elsewhere: tuple[BasePage, ...] = ()
    address: str = ""


def meant(address: str) -> Meant:
    """Return what a wrong address may have meant, in the active language first."""
    language = get_language()
    wanted = places(address)
    public = _public_at(wanted)
    for place in wanted:
        versions = dict(public.get(place, {}))
        page = versions.pop(language, None)
        if page or versions:
            return Meant(page, tuple(versions[code] for code, _name in settings.LANGUAGES if code in versions))
        if (own := _own_address(f"/{language}/{place}")) and own != address:
            return Meant(address=own)
    return Meant()


def places(address: str) -> list[str]:
    """Return places below the language as our addresses are written: small letters, single slashes, no junk.

    The second leaves out what looks like a language that we do not have. There is none for the first page, for
    what nobody typed by hand, and for what a database could not be asked for.
    """
    if "\x00" in address or len(address) > LONGEST:
        return []
    parts = [tidy for part in STRANGE.sub("", address.lower()).split("/") if (tidy := part.strip(".-_"))]
    if parts and parts[0] in dict(settings.LANGUAGES):
        parts = parts[1:]
    without = parts[1:] if parts and LANGUAGE.match(parts[0]) else []
    return ["/".join(found) + "/" for found in (parts, without) if found]


def _public_at(wanted: list[str]) -> dict[str, dict[str, BasePage]]:
    """Return the public pages at these places: {place: {language: page}}."""
    if not wanted:
        return {}
    homes = Page.objects.filter(
        translation_key__in=Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    )
    paths = {f"{path}{place}": place for path in homes.values_list("url_path", flat=True) for place in wanted}
    found: dict[str, dict[str, BasePage]] = {}
    for page in in_full(Page.objects.filter(url_path__in=paths)):
        found.setdefault(paths[page.url_path], {})[page.locale.language_code] = page
    return found


def _own_address(path: str) -> str:
    """Return the address of a view of ours that needs nothing more than its address; else the empty text."""
    for candidate in (path, path.rstrip("/")):
        try:
            found = resolve(candidate)
        except Resolver404:
            continue
        if found.func is not routing.serve and not found.kwargs:
            return candidate
    return ""
