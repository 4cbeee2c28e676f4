"""What is kept of a page to find it by: its words as they are compared, and beside them their stems.

A page that is not live leaves none, but for its title in the column of the admin's own search.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wagtail.models import Locale
from wagtail.search.index import AutocompleteField, SearchField

from campaign_site.pages.search.letters import folded_words
from campaign_site.pages.search.stems import stem

# A book of 20,000 words; PostgreSQL takes 1 MB in one vector.
MOST_CHARACTERS = 120_000
# Before what is said about a page: no letter (private use), so that no reader's word begins with it; SQLite takes
# it for a part of a word all the same. Another one whenever more is kept than before: `renew_index` then writes
# the index anew (1: the words by which help is looked for).
MARK = "\ue001"


class Entry(NamedTuple):
    """The words of one page. `title` are those that count for more: of fields with a boost. `marks` its language
    and kind, as words that a query asks for beside the reader's own; none for a page that is not live.
    """

    key: str
    language: str
    title: list[str]
    body: list[str]
    marks: list[str]
    autocomplete: str


def entries_of(pages: Iterable) -> Iterator[Entry]:
    """Yield what is kept of each page, with one query for all of them."""
    languages = dict(Locale.objects.values_list("pk", "language_code"))
    for page in pages:
        yield _entry(page, languages[page.locale_id])


class Wanted(NamedTuple):
    """One word that a page must hold: one of these stems, or, where there is one, something that begins so.

    All are letters and digits, as words are compared. `word` is what was typed, for stems better than ours.
    """

    word: str
    stems: list[str]
    beginning: str = ""


def marks(language: str, kind: str = "") -> list[str]:
    """Return the words that only pages in this language, and of this kind, have in the index."""
    return [f"{MARK}{value}" for value in (language, kind) if value]


def stems_of(words: list[str], language: str) -> list[str]:
    """Return the stem of each word."""
    return [stem(word, language) for word in words]


def _entry(page, language: str) -> Entry:
    title, body, autocomplete = [], [], []
    for field in page.get_search_fields():
        if isinstance(field, AutocompleteField):
            autocomplete.append(_text(field.get_value(page)))
        elif isinstance(field, SearchField) and page.live:
            (title if (field.boost or 1) > 1 else body).append(_text(field.get_value(page)))
    return Entry(
        key=str(page.pk),
        language=language,
        title=_words(title),
        body=_words(body),
        marks=marks(language, page.kind_in_search) if page.live else [],
        autocomplete=" ".join(autocomplete),
    )


def _words(texts: list[str]) -> list[str]:
    return folded_words(" ".join(texts)[:MOST_CHARACTERS])


def _text(value) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(_text, value))
    return "" if value is None else str(value)
