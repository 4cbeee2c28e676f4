"""Words, and the letters by which they are compared: without case, accents or the variants of Arabic spelling."""

import re
import unicodedata

# Accents, and the vowel signs and small letters of Arabic: they belong to the letter before them.
MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7-\u06ed"
# A word as it is written; digits count as letters.
WORD = re.compile(rf"[^\W_](?:[^\W_]|[{MARKS}])*")
FOLDED_WORD = re.compile(r"[^\W_]+")
# Signs without a letter of their own, and those that nobody sees: soft hyphens, marks of direction.
LEFT_OUT = ("Mn", "Cf")
TATWEEL = "\u0640"
# Written either way, by habit or by keyboard; the forms with hamza come apart by NFKD.
ARABIC_FORMS = str.maketrans({"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", TATWEEL: None})


def fold(text: str) -> str:
    """Return a text in the form in which words are compared."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in apart if unicodedata.category(sign) not in LEFT_OUT).translate(ARABIC_FORMS)


def folded_words(text: str) -> list[str]:
    """Return the words of a text in the form in which they are compared: letters and digits, nothing else."""
    return FOLDED_WORD.findall(fold(text))
