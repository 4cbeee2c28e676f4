"""A few words of a page around those that were looked for, as the page shows them to the public at this moment."""

import re
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from campaign_site.delivery.invisible_characters import BIDI_CONTROLS
from campaign_site.pages.models import BasePage
from campaign_site.pages.search.kinds import SearchKind
from campaign_site.pages.search.letters import WORD
from campaign_site.pages.search.query import Query

MOST_WORDS = 40
WORDS_BEFORE = 8
# Of each text; the excerpt of a long one comes from its beginning.
MOST_WORDS_READ = 3_000
# Cut out of their text they would turn ours.
TURNS = re.compile(f"[{BIDI_CONTROLS}]")


class Result(NamedTuple):
    """One page as a search shows it: `title` and `excerpt` are HTML with the words marked.

    `kind_name` says what it is, where that is more than a page.
    """

    page: BasePage
    title: SafeString
    excerpt: SafeString
    kind_name: str | Promise


def result_of(page: BasePage, query: Query) -> Result:
    """Return what the search shows of a page that was read as public; it asks the database nothing."""
    kind = SearchKind(page.kind_in_search)
    return Result(
        page,
        title=marked(TURNS.sub("", page.public_title), query),
        excerpt=excerpt(page.public_texts(), query),
        kind_name="" if kind == SearchKind.PAGES else kind.label,
    )


def excerpt(texts: list[str], query: Query) -> SafeString:
    """Return at most 40 words of the text with the most of the words, or of the first text when none has any."""
    best, most = (_window(texts[0], query)[0] if texts else ""), 0
    for text in texts:
        window, told = _window(text, query)
        if told > most:
            best, most = window, told
    return marked(best, query)


def marked(text: str, query: Query) -> SafeString:
    """Return the text as HTML, with the words of the query in `<mark>`."""
    parts, end = [], 0
    for found in WORD.finditer(text):
        if query.tells(found[0]) is not None:
            parts += [text[end : found.start()], format_html("<mark>{}</mark>", found[0])]
            end = found.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, text[end:]]))


def _window(text: str, query: Query) -> tuple[str, int]:
    """Return the 40 words of a text in a row with the most of the query, and how much of it that is."""
    words = TURNS.sub("", text).split()[:MOST_WORDS_READ]
    told = [{place for part in WORD.findall(word) if (place := query.tells(part)) is not None} for word in words]
    begin, most = 0, 0
    for place, here in enumerate(told):
        if here:
            first = max(0, min(place - WORDS_BEFORE, len(words) - MOST_WORDS))
            held = len(set().union(*told[first : first + MOST_WORDS]))
            if held > most:
                begin, most = first, held
    cut = " ".join(words[begin : begin + MOST_WORDS])
    before, after = "… " if begin else "", " …" if begin + MOST_WORDS < len(words) else ""
    return f"{before}{cut}{after}", most
