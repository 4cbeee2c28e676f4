"""The search page: any query is answered, none is an error, and none is kept."""

from collections import Counter
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import DatabaseError
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from campaign_site.delivery.client_address import client_address, network
from campaign_site.delivery.rate_limits import within
from campaign_site.pages.public_display import in_full
from campaign_site.pages.search.excerpts import Result, result_of
from campaign_site.pages.search.finding import Found, find
from campaign_site.pages.search.kinds import SearchKind
from campaign_site.pages.search.letters import WORD
from campaign_site.pages.search.query import MOST_CHARACTERS, Query, read

RESULTS_PER_PAGE = 20
# In a quarter of an hour; a school class makes fewer. Beyond it the words are looked for as they were typed.
SLIP, SLIPS_OF_ONE_NETWORK = "search with a slip", 60


class Choice(NamedTuple):
    """A kind of page to choose: its name, where it leads, how many there are (None: more than are counted)."""

    name: str | Promise
    address: str
    count: int | None
    is_chosen: bool


@require_safe
@cache_control(no_store=True)
def search(request):
    """Search the public pages of the active language (`?q=`), or one kind of them (`?kind=`)."""
    query = read(request.GET.get("q", ""), get_language())
    kind = SearchKind(chosen) if (chosen := request.GET.get("kind")) in SearchKind else None
    found = find(query, kind, lambda: _may_guess(request))
    page = Paginator(found.pages, RESULTS_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = [result_of(result, found.query) for result in in_full(page.object_list)]
    asked = {"q": query.text} | ({"kind": kind.value} if kind else {})
    context = {
        "query": query.text,
        "query_string": urlencode(asked) if query.text else "",
        "kind": kind,
        "results": page,
        "is_all": found.is_all,
        "choices": _choices(found, kind) if found.pages or kind else [],
        "all_address": f"?{urlencode({'q': query.text})}",
        "likely": likely_words(page.object_list, found.query),
        "most_characters": MOST_CHARACTERS,
        # Its results say how stories go on, and whoever looks for help types here.
        "is_sheltered": True,
    }
    return render(request, "pages/search.html", context)


def _may_guess(request) -> bool:
    """Count one more search with a slip; a database that cannot count answers what was typed, and no more."""
    try:
        return within(SLIPS_OF_ONE_NETWORK, SLIP, network(client_address(request)))
    except DatabaseError:
        return False


def likely_words(results: list[Result], query: Query) -> list[str]:
    """Return, for words that none of these pages has, those that they have instead, as they show them."""
    shown: dict[int, Counter[str]] = {}
    for result in results if query.others else ():
        for text in (result.page.public_title, *result.page.public_texts()):
            for word in WORD.findall(text):
                if (place := query.tells(word)) is not None:
                    shown.setdefault(place, Counter())[word] += 1
    instead = [
        counts.most_common(1)[0][0]
        for place, counts in sorted(shown.items())
        if not any(query.holds_typed(place, word) for word in counts)
    ]
    return list(dict.fromkeys(instead))


def _choices(found: Found, kind: SearchKind | None) -> list[Choice]:
    """Return the kinds with something in them, or all where nobody counted; none where there is but one."""
    counts = found.counts or dict.fromkeys(SearchKind)
    choices = [
        Choice(
            choice.label,
            f"?{urlencode({'q': found.query.text, 'kind': choice.value})}",
            count,
            choice == kind,
        )
        for choice, count in counts.items()
        if count is None or count or choice == kind
    ]
    every = Choice(
        _("All"), f"?{urlencode({'q': found.query.text})}", found.counts and sum(counts.values()), not kind
    )
    return [every, *choices] if len(choices) > 1 or kind else []
