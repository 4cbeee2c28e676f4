"""Every other page that could show the story: home, lists, related stories, ambassadors, press releases."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType

from campaign_site.pages.public_display import public_pages
from stories.consent.choices import Surface
from stories.models import StoryIndexPage, StoryPage
from stories.surfaces.case import Case, Finding
from stories.traces import address

# What lies beyond these bounds is found by its words in the database; here caches are asked.
MOST_PAGES = 200
MOST_STORIES = 40
MOST_LIST_PAGES = 20


def look(case: Case) -> Iterator[Finding]:
    """Open each page and count."""
    for path, answer in case.ask(addresses(case.fingerprint.pages), "GET").items():
        found = case.traces_in(answer.text)
        yield Finding(Surface.LISTING, path, found, answer.milliseconds, answer.is_reached)


def addresses(but_not: tuple[int, ...]) -> list[str]:
    """Return the addresses of public pages without these: the entrances and lists first, of stories the newest."""
    kinds = ContentType.objects.get_for_models(StoryPage, StoryIndexPage)
    others = public_pages().exclude(pk__in=but_not)
    stories = others.filter(content_type=kinds[StoryPage]).order_by("-last_published_at", "-pk")[:MOST_STORIES]
    pages = others.exclude(content_type=kinds[StoryPage]).order_by("depth", "-numchild", "-pk")[:MOST_PAGES]
    return [path for page in (*pages, *stories) for path in _paths(page, kinds[StoryIndexPage])]


def _paths(page, story_list: ContentType) -> Iterator[str]:
    path = address(page)
    if not path:
        return
    yield path
    if page.content_type_id == story_list.pk:
        shown = StoryPage.objects.child_of(page).for_public_display().count()
        last = -(-shown // StoryIndexPage.PER_PAGE)
        yield from (f"{path}?page={number}" for number in range(2, min(last, MOST_LIST_PAGES) + 1))
