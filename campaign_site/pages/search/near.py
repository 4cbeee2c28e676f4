"""Words that somebody may have meant who typed another: one slip of the finger, or two of those that are common.

No list of words is kept for it, so none has to be forgotten: the candidates are made from what was typed, and
those count that the index holds and a public page shows.

One letter missing, too many, changed, or two in the wrong order: that is most of all misspellings (Damerau 1964).
"""

from itertools import islice

LEAST_LETTERS, MOST_LETTERS = 4, 20
# Two slips in a shorter word make another one: "Kenya" became "key".
LEAST_FOR_TWO = 5
MOST_WORDS = 2
MOST_CANDIDATES = 2_000
LATIN, ARABIC = "abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنهويء"
# Letters and groups that are heard, or held, for one another.
CONFUSED = (
    ("c", "k"), ("c", "s"), ("s", "z"), ("f", "ph"), ("i", "y"), ("a", "e"), ("e", "i"), ("o", "u"), ("b", "v"),
    ("g", "j"), ("k", "ck"), ("c", "qu"), ("ie", "ei"),
    ("ت", "ط"), ("س", "ص"), ("د", "ض"), ("ذ", "ز"), ("ذ", "ظ"), ("ه", "ح"), ("ق", "ك"), ("ا", "ع"),
)  # fmt: skip


def near(word: str) -> list[str]:
    """Return at most 2,000 words near this one, which is in the form that is compared (`letters.fold`).

    None for a word that is too short to tell what was meant, too long, or has a digit in it.
    """
    if not (LEAST_LETTERS <= len(word) <= MOST_LETTERS and word.isalpha()):
        return []
    likely = _likely(word)
    found = dict.fromkeys((*likely, *_one_slip(word)))
    if len(word) > LEAST_FOR_TWO:
        found |= dict.fromkeys(other for first in likely for other in _likely(first))
    found.pop(word, None)
    return list(islice(found, MOST_CANDIDATES))


def _one_slip(word: str) -> list[str]:
    letters = LATIN if word[0] in LATIN else ARABIC
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    changed = [f"{before}{letter}{after[1:]}" for before, after in halves if after for letter in letters]
    added = [f"{before}{letter}{after}" for before, after in halves for letter in letters]
    return changed + added


def _likely(word: str) -> list[str]:
    """Return what comes of one letter left out, doubled, taken for another, or two in the wrong order."""
    halves = [(word[:place], word[place:]) for place in range(len(word))]
    swapped = [f"{before}{after[1]}{after[0]}{after[2:]}" for before, after in halves if len(after) > 1]
    missing = [f"{before}{after[1:]}" for before, after in halves]
    doubled = [f"{before}{after[0]}{after}" for before, after in halves]
    confused = [
        f"{before}{other}{after[len(one) :]}"
        for pair in CONFUSED
        for one, other in (pair, pair[::-1])
        for before, after in halves
        if after.startswith(one)
    ]
    return [*swapped, *missing, *doubled, *confused]
