"""Finds public pages by words, best first, on either database.

The index is asked for the hundred best, whatever it holds; then the public rule is asked about these.
So the index may be wrong about what is public, and never decides it.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.db import connection
from wagtail.models import Page

from campaign_site.pages.public_display import public_pages
from campaign_site.pages.search.entry import marks
from campaign_site.pages.search.kinds import SearchKind
from campaign_site.pages.search.query import Query

if connection.vendor == "postgresql":
    from campaign_site.pages.search.postgresql import held, ranked
else:
    from campaign_site.pages.search.sqlite import held, ranked

# Five pages of results: nobody reads on, another word finds better. The public rule takes a tenth of a millisecond
# for a story.
MOST = 100


class Found(NamedTuple):
    """Public pages that know their key and kind, and nothing else yet (`in_full` asks for the rest).

    `query` is what found them: with `others`, nothing holds the words that were typed. `counts` says how many
    there are of each kind, whichever was chosen; None when there are more than are looked at.
    """

    pages: list[Page]
    query: Query
    counts: dict[SearchKind, int] | None
    is_all: bool


def find(query: Query, kind: SearchKind | None = None, may_guess: Callable[[], bool] = lambda: True) -> Found:
    """Return the public pages with all words of the query or, where there is none, with words near them.

    Near words cost many times what the typed ones do: they are looked for when `may_guess`, asked then, says so.
    """
    found = _find(query, kind)
    if found.pages or found.counts is None or any(found.counts.values()) or not query.wanted:
        return found
    if not may_guess():
        return found
    likely = query.with_likely_words(held)
    return _find(likely, kind) if likely.others else found


def _find(query: Query, kind: SearchKind | None) -> Found:
    keys = ranked(query.wanted, marks(query.language), MOST) if query.wanted else []
    is_all = len(keys) < MOST
    if kind and not is_all:
        keys = ranked(query.wanted, marks(query.language, kind), MOST)
        is_all = len(keys) < MOST
        return Found(_public(keys), query, None, is_all)
    pages = _public(keys)
    if not is_all:
        return Found(pages, query, None, False)
    counts = dict.fromkeys(SearchKind, 0)
    for page in pages:
        counts[_kind(page)] += 1
    return Found([page for page in pages if kind in (None, _kind(page))], query, counts, True)


def _public(keys: list[int]) -> list[Page]:
    if not keys:
        return []
    kinds = dict(public_pages(among=keys).values_list("pk", "content_type"))
    return [Page(pk=key, content_type_id=kinds[key]) for key in keys if key in kinds]


def _kind(page: Page) -> SearchKind:
    return SearchKind(page.specific_class.kind_in_search)
