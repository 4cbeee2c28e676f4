"""What there was before a take-down, counted in the database: nobody is asked while a story waits to be hidden."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from django.urls import reverse
from wagtail.models import Revision
from wagtail.search.models import IndexEntry

from stories.consent.choices import Surface
from stories.fingerprints import Fingerprint
from stories.models import StoryPage
from stories.surfaces.case import Finding
from stories.surfaces.database import EVERYWHERE
from stories.surfaces.media import group, public_paths
from stories.surfaces.search import entries
from stories.traces import address


def count_before(pages: list[StoryPage], fingerprint: Fingerprint) -> list[Finding]:
    """Return what these pages show and where, as round 0 of the report."""
    live = [page for page in pages if page.live]
    return list(chain(_shown(live), _kept(pages, fingerprint)))


def _shown(live: list[StoryPage]) -> Iterator[Finding]:
    for page in live:
        yield Finding(Surface.PAGE, address(page), 1)
    lists = Counter(address(page).rsplit("/", 2)[0] + "/" for page in live)
    for path, found in lists.items():
        yield Finding(Surface.LISTING, path, found)
    if live:
        yield Finding(Surface.FEED, reverse("sitemap"), len(live))


def _kept(pages: list[StoryPage], fingerprint: Fingerprint) -> Iterator[Finding]:
    for place, found in Counter(group(path) for path in public_paths(fingerprint)).items():
        yield Finding(Surface.MEDIA, place, found)
    saved = sum(Revision.objects.for_instance(page).count() for page in pages)
    yield Finding(Surface.DATABASE, EVERYWHERE, len(pages) + saved)
    yield Finding(Surface.SEARCH, IndexEntry._meta.db_table, entries(fingerprint.pages).count())
