"""What is left of a word without its commonest endings, in the four languages.

It need not be a word, only the same for all forms: it finds singular and plural, with and without the article, on
both databases. PostgreSQL's own stemmers go further and stand beside it; they miss words typed without accents
("explotacion"), and a few plurals ("mujer", "mujeres").

The steps are those of the light stemmers of the literature: Harman 1991 (English), Savoy 2006 (French and
Spanish), Larkey, Ballesteros and Connell 2007 (Arabic, "light10").
"""

from functools import lru_cache
from typing import NamedTuple


class Step(NamedTuple):
    """The first of these endings that a word has is taken off where `least` letters remain; `put` is put there."""

    endings: tuple[str, ...]
    least: int
    put: str = ""


STEPS = {
    "en": (
        Step(("ies",), 2, "y"),
        Step(("s",), 3),
        Step(("ation",), 5),
        Step(("ing", "ed"), 3),
        Step(("e",), 3),
        Step(("ck",), 1, "c"),  # traffic, trafficking
    ),
    "fr": (Step(("s", "x"), 3), Step(("ation",), 5), Step(("ees", "ee", "e"), 3), Step(("er",), 4)),
    "es": (
        Step(("aciones", "acion"), 4),
        Step(("es", "s"), 3),
        Step(("ar", "er", "ir"), 5),
        Step(("o", "a", "e"), 3),
    ),
    "ar": (Step(("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"), 3),),
}  # fmt: skip
ARABIC_AND, ARABIC_ARTICLES = "و", ("ال", "بال", "كال", "فال", "لل")


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """Return what is left of a word; both are in the form in which words are compared (`letters.fold`)."""
    if word.isdigit():
        return word
    if language == "ar":
        word = _without_article(word)
    for step in STEPS.get(language, ()):
        word = _taken_off(word, step)
    if language == "en" and len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]  # trap, trapped; class, classes
    return word


def _taken_off(word: str, step: Step) -> str:
    for ending in step.endings:
        if word.endswith(ending):
            return word[: -len(ending)] + step.put if len(word) - len(ending) >= step.least else word
    return word


def _without_article(word: str) -> str:
    if word.startswith(ARABIC_AND) and len(word) > 4:
        word = word[1:]
    for article in ARABIC_ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 3:
            return word[len(article) :]
    return word
