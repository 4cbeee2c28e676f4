"""Every other page that shows stories by rule, in the story's languages, and every page that points at it.

What was pasted into a page of any kind is found by its words in the database; here templates and caches are asked.
"""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from campaign_site.pages.public_display import public_pages
from stories.consent.choices import Surface
from stories.fingerprints import Fingerprint
from stories.models import StoryIndexPage, StoryPage
from stories.surfaces.case import Case, Finding
from stories.traces import address

APPS_WITH_STORIES = ("ambassadors", "press")
HOME_DEPTH = 2
MOST_PAGES = 200
MOST_STORIES = 40
MOST_LIST_PAGES = 20


def look(case: Case) -> Iterator[Finding]:
    """Open each page and count."""
    for path, answer in case.ask(addresses(case.fingerprint), "GET").items():
        found = case.traces_in(answer.text)
        yield Finding(Surface.LISTING, path, found, answer.milliseconds, answer.is_reached)


def addresses(fingerprint: Fingerprint) -> list[str]:
    """Return the addresses of public pages that could show the story: entrances and lists first, newest first."""
    kinds = ContentType.objects.get_for_models(StoryPage, StoryIndexPage)
    others = public_pages().exclude(pk__in=fingerprint.pages)
    in_its_languages = Q(locale__language_code__in=[language for language, _word in fingerprint.searches])
    shown_by_rule = Q(depth=HOME_DEPTH) | Q(numchild__gt=0) | Q(content_type__app_label__in=APPS_WITH_STORIES)
    stories = others.filter(in_its_languages, content_type=kinds[StoryPage])
    pages = others.filter((in_its_languages & shown_by_rule) | Q(pk__in=fingerprint.linking))
    chosen = [
        *pages.exclude(content_type=kinds[StoryPage]).order_by("depth", "-numchild", "-pk")[:MOST_PAGES],
        *stories.order_by("-last_published_at", "-pk")[:MOST_STORIES],
    ]
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
