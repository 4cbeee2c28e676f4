"""Search among ten thousand public pages: how long finding takes, the whole answer, and publishing one more."""

import re
import statistics
from collections.abc import Callable
from urllib.parse import urlencode

from django.db import connection
from wagtail.models import Page

from campaign_site.pages.search.finding import find
from campaign_site.pages.search.query import read
from stories.models import StoryPage
from tests.bench.asking import milliseconds, processor_seconds, queries
from tests.bench.site import fill
from tests.bench.table import Row, at_most, say
from tests.factories.many_stories import multiply
from tests.factories.pages import ContentPageFactory

PAGES = 10_000
ROUNDS = 15
RARE = "xylophone"


def measure() -> list[Row]:
    """Measure the search in English, with all but a few of the pages stories under consent, each asked about."""
    fill()
    stories = StoryPage.objects.for_public_display().filter(locale__language_code="en")
    first = stories.first()
    say(f"making {PAGES} pages …")
    multiply(first, PAGES - Page.objects.live().count())
    page = ContentPageFactory(title="A page among many", introduction=f"Somebody plays the {RARE}.")
    if connection.vendor == "postgresql":  # its autovacuum would, a minute later
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    common, other = _common_words(first)
    asked = {
        "a common word": common,
        "a rare word": RARE,
        "two common words": f"{common} {other}",
        "a word with a slip": RARE.replace("ph", "f"),
        "a common word with a slip": f"{common[:3]}{common[2:]}",
        "eight words that nobody wrote": " ".join(f"unwritten{letter}word" for letter in "abcdefgh"),
    }
    # Beyond what the design asks for: words that must be guessed may take twice as long.
    written = {common, RARE, f"{common} {other}"}
    rows = []
    for name, words in asked.items():
        say(f"{name} …")
        address = f"/en/search/?{urlencode({'q': words})}"
        found = find(read(words, "en"))
        rows += [
            Row(
                f"{name} among {PAGES:,} pages: finding, CPU ms",
                _median(lambda words=words: find(read(words, "en"))),
                at_most(50 if words in written else 100),
                f"{len(found.pages)} found{'' if found.is_all else ' and more'}",
            ),
            Row(f"{name}: the whole answer, CPU ms", milliseconds(address)),
            Row(f"{name}: queries", queries(address), at_most(12)),
        ]
    return [
        *rows,
        Row(f"publishing one page beside {PAGES:,}, CPU ms", _median(lambda: _publish(page)), at_most(300)),
    ]


def _common_words(story: StoryPage) -> tuple[str, str]:
    """Return the two longest words of its headline: every copy has them."""
    longest, second, *_rest = sorted(set(re.findall("[a-z]+", story.headline.lower())), key=len, reverse=True)
    return longest, second


def _publish(page) -> None:
    page.save_revision().publish()


def _median(work: Callable[[], object]) -> float:
    """Return the median of the processor's milliseconds, the database's included, warm."""
    work()
    spent = []
    for _round in range(ROUNDS):
        began = processor_seconds()
        work()
        spent.append((processor_seconds() - began) * 1000)
    return statistics.median(spent)
