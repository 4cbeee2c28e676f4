"""Every page that lists stories, in the story's languages, and every page that points at it or quotes it.

What was pasted into a page of any kind is found by its words in the database, which is read before; here templates
and caches are asked.
"""

from collections.abc import Iterable, Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from campaign_site.pages.models import HomePage
from campaign_site.pages.public_display import public_pages
from stories.consent.choices import Surface
from stories.fingerprints import Fingerprint
from stories.models import StoryIndexPage, StoryPage
from stories.surfaces.case import Case, Finding
from stories.traces import address

LIST_STORIES = (HomePage, StoryIndexPage)
MOST_PAGES, MOST_LIST_PAGES = 200, 20


def look(case: Case) -> Iterator[Finding]:
    """Open each page and count."""
    for path, answer in case.ask(addresses(case.fingerprint, case.quoting), "GET").items():
        found = case.traces_in(answer.text)
        yield Finding(Surface.LISTING, path, found, answer.milliseconds, answer.is_reached)


def addresses(fingerprint: Fingerprint, quoting: Iterable[int] = ()) -> list[str]:
    """Return the addresses of public pages that could show the story: entrances and lists first, newest first."""
    kinds = ContentType.objects.get_for_models(*LIST_STORIES)
    languages = [language for language, _word in fingerprint.searches]
    listing = Q(locale__language_code__in=languages, content_type__in=kinds.values())
    pointing = Q(pk__in=[*fingerprint.linking, *fingerprint.beside, *quoting])
    pages = public_pages().exclude(pk__in=fingerprint.pages).filter(listing | pointing)
    chosen = pages.order_by("depth", "-numchild", "-pk")[:MOST_PAGES]
    return [path for page in chosen for path in _paths(page, kinds[StoryIndexPage])]


def _paths(page, story_list: ContentType) -> Iterator[str]:
    path = address(page)
    if not path:
        return
    yield path
    if page.content_type_id == story_list.pk:
        shown = StoryPage.objects.child_of(page).for_public_display().count()
        last = -(-shown // StoryIndexPage.PER_PAGE)
        yield from (f"{path}?page={number}" for number in range(2, min(last, MOST_LIST_PAGES) + 1))
