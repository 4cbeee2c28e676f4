"""A hundred stories and ten thousand: a page asks the same number of queries, and takes at most twice as long."""

import re

from django.db import connection

from campaign_site.pages.public_display import public_pages
from stories.models import StoryPage
from tests.bench.asking import milliseconds, queries
from tests.bench.site import fill
from tests.bench.table import Row, at_most, exactly, say
from tests.factories.many_stories import multiply

FEW, MANY = 100, 10_000
MOST_TIMES = 2


def measure() -> list[Row]:
    """Measure four pages with few stories in English, then with many, beside the rest of the demonstration."""
    fill()
    first = _reach(FEW)
    addresses = {
        "home": "/en/", "list of stories": "/en/stories/", "story": first.url,
        "search for a word of every story": f"/en/search/?q={_word_of_stories_only(first)}",
    }  # fmt: skip
    few = {name: _cost(address) for name, address in addresses.items()}
    say(f"making {MANY} stories …")
    multiply(first, MANY - FEW)
    assert _public().count() == MANY, "some stories are not public"
    if connection.vendor == "postgresql":  # its autovacuum would, a minute later
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    rows = []
    for name, address in addresses.items():
        (asked, spent), (asked_before, spent_before) = _cost(address), few[name]
        rows += [
            Row(f"{name}: queries, {MANY:,} stories", asked, exactly(asked_before), f"{asked_before} with {FEW}"),
            Row(f"{name}: CPU ms, {MANY:,} stories", spent, peer=f"{spent_before:.1f} with {FEW}"),
            Row(f"{name}: times the CPU with {FEW} stories", spent / spent_before, at_most(MOST_TIMES)),
        ]
    return rows


def _public():
    return StoryPage.objects.for_public_display().filter(locale__language_code="en").order_by("path")


def _reach(count: int) -> StoryPage:
    """Take the surplus of the demonstration down, or make what it lacks; return one of its stories."""
    for story in _public()[count:]:
        story.unpublish()
    first = _public().first()
    multiply(first, count - _public().count())
    return first


def _word_of_stories_only(story: StoryPage) -> str:
    """Return a word of the story that finds nothing but stories: each kind of page found is a query more."""
    pages = public_pages().filter(locale=story.locale)
    words = re.findall("[A-Za-z]+", f"{story.headline} {story.introduction} {story.content_line}")
    for word in sorted(words, key=len, reverse=True):
        if {page.specific_class for page in pages.search(word)} == {StoryPage}:
            return word
    raise AssertionError("every word of the story is found elsewhere too")


def _cost(address: str) -> tuple[int, float]:
    say(f"{address} …")
    return queries(address), milliseconds(address)
