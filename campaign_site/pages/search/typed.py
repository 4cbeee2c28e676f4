"""What editors type into the admin's searches, before it reaches the index: words, and not too many.

Wagtail hands on signs in which SQLite's FTS5 reads a language of its own, and breaks.
"""

import copy
import re

from modelsearch.query import And, Boost, Fuzzy, Not, Or, Phrase, PlainText

WORDS = re.compile(r"\w+")
MOST_WORDS, LONGEST_WORD = 20, 60


def only_words(query):
    """Return a text, or a query of Wagtail's, with no more than the words that are looked for, or ""."""
    if isinstance(query, str):
        return " ".join(word[:LONGEST_WORD] for word in WORDS.findall(query)[:MOST_WORDS])
    found = copy.copy(query)
    if isinstance(query, PlainText | Phrase | Fuzzy):
        found.query_string = only_words(query.query_string)
        return found if found.query_string else ""
    if isinstance(query, And | Or):
        found.subqueries = [each for each in map(only_words, query.subqueries[:MOST_WORDS]) if each != ""]
        return found if found.subqueries else ""
    if isinstance(query, Not | Boost):
        found.subquery = only_words(query.subquery)
        return found if found.subquery != "" else ""
    return found


class AsksForWords:
    """A search backend of Wagtail's that is asked for words only."""

    def search(self, query, *args, **kwargs):
        """Search for whole words."""
        return super().search(only_words(query), *args, **kwargs)

    def autocomplete(self, query, *args, **kwargs):
        """Search for beginnings of words."""
        return super().autocomplete(only_words(query), *args, **kwargs)
