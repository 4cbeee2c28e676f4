"""What a reader typed, read: bounded in number and length, letters and digits only.

The engines' own syntax (quotes, operators, NUL) never reaches them: stock search answers 5xx to it.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from campaign_site.pages.search.entry import Wanted
from campaign_site.pages.search.letters import WORD, fold, folded_words
from campaign_site.pages.search.near import MOST_WORDS, near
from campaign_site.pages.search.stems import stem

MOST_CHARACTERS = 100
MOST_TYPED_WORDS = 8
LEAST_OF_A_BEGINNING = 3


@dataclass(frozen=True)
class Query:
    """The words to look for in one language. `others` are, for each, stems of words that may have been meant."""

    words: tuple[str, ...]
    language: str
    others: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The words as they stand in the field and in addresses."""
        return " ".join(self.words)

    @cached_property
    def wanted(self) -> list[Wanted]:
        """What a page must hold. The last word may be the beginning of one: somebody may have stopped typing."""
        folded = [one for word in self.words for one in folded_words(word)][:MOST_TYPED_WORDS]
        others = self.others or ((),) * len(folded)
        wanted = [
            Wanted(word, [stem(word, self.language), *more]) for word, more in zip(folded, others, strict=True)
        ]
        if not self.others and wanted and len(wanted[-1].word) >= LEAST_OF_A_BEGINNING:
            wanted[-1] = wanted[-1]._replace(beginning=wanted[-1].word)
        return wanted

    def tells(self, word: str) -> int | None:
        """Return which of the words, counted from 0, this word of a page is; None when it is none of them."""
        folded = fold(word)
        root = stem(folded, self.language)
        for place, wanted in enumerate(self.wanted):
            if root in wanted.stems or (wanted.beginning and folded.startswith(wanted.beginning)):
                return place
        return None

    def holds_typed(self, place: int, word: str) -> bool:
        """Whether this word of a page is the typed one at a place, and none that may have been meant."""
        return stem(fold(word), self.language) == self.wanted[place].stems[0]

    def with_likely_words(self, held: Callable[[list[str]], list[str]]) -> "Query":
        """Return the query that takes words near the typed ones as well, where the index holds them (`held`).

        Where the index lacks some of the typed words, only those can have been meant otherwise; and where it
        holds nothing near one of them either, no page has them all.
        """
        typed = {one for wanted in self.wanted for one in wanted.stems}
        lacking = typed.difference(held(sorted(typed)))
        others: list[tuple[str, ...]] = []
        for place, wanted in enumerate(self.wanted):
            is_meant = place < MOST_WORDS and (not lacking or not lacking.isdisjoint(wanted.stems))
            others.append(self._known_near(wanted, held) if is_meant else ())
            if lacking.issuperset(wanted.stems) and not others[-1]:
                return Query(self.words, self.language)
        return Query(self.words, self.language, tuple(others) if any(others) else ())

    def _known_near(self, wanted: Wanted, held: Callable[[list[str]], list[str]]) -> tuple[str, ...]:
        candidates = {stem(other, self.language) for other in near(wanted.word)}.difference(wanted.stems)
        return tuple(sorted(held(sorted(candidates)))) if candidates else ()


def read(typed: str, language: str) -> Query:
    """Return the query for whatever was typed."""
    text = unicodedata.normalize("NFKC", typed[:MOST_CHARACTERS].encode("utf-8", "ignore").decode())
    words = [word for word in WORD.findall(text) if folded_words(word)]
    return Query(tuple(words[:MOST_TYPED_WORDS]), language)
