"""What somebody may have meant who typed an address that leads nowhere: only what the public may see anyway.

A page that is hidden, erased or was never there is the same here: none of them is found. What is a letter or two
beside an address of ours counts as a slip in it, where nothing else was found.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.urls import Resolver404, get_resolver, resolve
from django.utils.translation import get_language
from wagtail.models import Page, Site

from campaign_site.pages import routing
from campaign_site.pages.models import BasePage
from campaign_site.pages.public_display import in_full

LONGEST = 200
# What looks like a language in front, ours or not: "de", "EN", "zh-hans".
LANGUAGE = re.compile(r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")
# Letters, slashes between them too, from which one slip or two are taken for such; in fewer it is another word.
LEAST_FOR_ONE, LEAST_FOR_TWO = 4, 8
# So many addresses are compared, the newest first.
MOST_COMPARED = 500
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
    return next((near for place in wanted if (near := _near(place, language)) != Meant()), Meant())


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
    paths = {f"{path}{place}": place for path in _homes().values_list("url_path", flat=True) for place in wanted}
    found: dict[str, dict[str, BasePage]] = {}
    for page in in_full(Page.objects.filter(url_path__in=paths)):
        found.setdefault(paths[page.url_path], {})[page.locale.language_code] = page
    return found


def _homes():
    """Return the home pages of all languages."""
    return Page.objects.filter(
        translation_key__in=Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    )


def slips(typed: str, other: str, most: int) -> int:
    """Return how many letters are left out, added, changed or swapped (Damerau 1964), at most `most` + 1.

    The cheap questions come first: nearly all addresses have other letters or another length.
    """
    unlike = (Counter(typed) - Counter(other)).total(), (Counter(other) - Counter(typed)).total()
    if max(unlike) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(typed, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            least = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != against))
            if before and column > 1 and letter == other[column - 2] and typed[row - 2] == against:
                least = min(least, before[column - 2] + 1)
            line.append(least)
        before, last = last, line
    return min(last[-1], most + 1)


def _near(place: str, language: str) -> Meant:
    """Return the public page, or the address of a view, that differs from this place by a slip or two."""
    most = sum(len(place.rstrip("/")) >= least for least in (LEAST_FOR_ONE, LEAST_FOR_TWO))
    home = _homes().filter(locale__language_code=language).only("url_path", "depth").first()
    if not most or home is None:
        return Meant()
    level = home.depth + place.count("/")
    below = Page.objects.live().filter(url_path__startswith=home.url_path, depth=level)
    newest = below.order_by("-last_published_at").values_list("url_path", "pk", "content_type_id")[:MOST_COMPARED]
    pages = {path[len(home.url_path) :]: Page(pk=pk, content_type_id=kind) for path, pk, kind in newest}
    for found in _nearest(place, [*pages, *_own_places(language)], most):
        if found not in pages:
            return Meant(address=f"/{language}/{found}")
        if page := in_full([pages[found]]):
            return Meant(page[0])
    return Meant()


def _nearest(place: str, others: Iterable[str], most: int) -> list[str]:
    """Return the two nearest of these places, the nearest first."""
    found = {other: count for other in others if (count := slips(place, other, most)) <= most}
    return sorted(found, key=found.__getitem__)[:2]


def _own_places(language: str) -> list[str]:
    """Return the addresses of views that need nothing more, below the language."""
    ours = get_resolver().reverse_dict
    names = [name for name in ours if isinstance(name, str)]
    paths = [path for name in names for path, needed in ours.getlist(name)[0][0] if not needed]
    return [path.removeprefix(f"{language}/") for path in paths if path.startswith(f"{language}/")]


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
