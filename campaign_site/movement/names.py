"""First names as people write them, in every script; never a sentence, a telephone number or an address."""

import unicodedata

LONGEST = 40  # characters, after `tidy`
MOST_WORDS_SHOWN = 2
# Thai and Vietnamese put two signs on a letter, Hebrew and Arabic three; what has more is drawn over the page.
MOST_MARKS = 4
BETWEEN = frozenset("-‐'’ʼ·・")
JOINERS = frozenset("\u200c\u200d")  # Persian, and the scripts of India, join and part letters with them
# Letters by their category that show nothing (fillers of Hangul).
INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0")


def tidy(text: str) -> str:
    """Return the name in its one spelling (NFKC), with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def is_name(text: str) -> bool:
    """Whether a tidy text can be a name: letters of any script, and between them what names have there."""
    if not text or len(text) > LONGEST or not _is_letter(text[0]):
        return False
    marks = 0
    for place, char in enumerate(text):
        kind = unicodedata.category(char)[0]
        marks = marks + 1 if kind == "M" else 0
        if marks > MOST_MARKS:
            return False
        if not (_is_letter(char) or kind == "M" or char == " " or char in BETWEEN or _fits(text, place)):
            return False
    return True


def may_be_shown(name: str) -> bool:
    """Whether a name says nothing but a name: with three words and more, letters alone are a message."""
    return len(name.split()) <= MOST_WORDS_SHOWN


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] == "L" and char not in INVISIBLE


def _fits(text: str, place: int) -> bool:
    """Whether a dot ends a short form ("J. R."), or a joiner stands inside a word."""
    before, after = text[place - 1], text[place + 1 : place + 2]
    if text[place] == ".":
        return after in ("", " ") and before not in ". "
    return text[place] in JOINERS and unicodedata.category(before)[0] in "LM" and bool(after)
