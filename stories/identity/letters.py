"""Words as they are compared: without case, accents, vowel signs, invisible signs, and across scripts. Pure.

Each word has shapes, and two words are the same when they share one. What is folded: Unicode compatibility forms
and marks (UAX #15), Latin letters that no mark makes (ø, ł), Arabic letter forms with those of Persian and Urdu
(alef, hamza, ta marbuta, alef maqsura, tatweel, harakat), digits of every script, look-alikes of Latin, Cyrillic
and Greek inside one word (as UTS #39 has them). Cyrillic also counts as it is usually written in Latin letters.
"""

import re
import unicodedata

# Fewer letters alone are said by chance; three are compared as they are written, capitals and all.
LEAST_LETTERS = 3
LONGEST_SHORT = 3

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
APOSTROPHES = "'’‘ʼʻʹ`´ʾʿ＇"
_POSSESSIVE = re.compile(rf"(?<=\w)[{APOSTROPHES}][sS]\b")
# French and Italian: d’Alger, l’Amina, qu’Amina.
_ELISION = re.compile(rf"\b([cdjlmnst]|qu|dell|nell|all)[{APOSTROPHES}](?=\w)", re.IGNORECASE)
_INSIDE = re.compile(rf"(?<=\w)[{APOSTROPHES}](?=\w)")
# Scripts that are written without spaces between words: each of their letters is a word.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
WORD = re.compile(rf"[{_SPACELESS}]|[^\W_{_SPACELESS}]+")
SPACELESS = re.compile(f"[{_SPACELESS}]")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")

_ZEROS = (0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20,
          0x1040, 0x17E0, 0x1810)  # fmt: skip
DIGITS = {zero + digit: str(digit) for zero in _ZEROS for digit in range(10)}
_LETTERS = DIGITS | str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŋ": "n",
        "ə": "e", "ŧ": "t",
        "ٱ": "ا", "ء": "", "ة": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ێ": "ي", "ک": "ك",
        "ڪ": "ك", "گ": "ك",
        "پ": "ب", "چ": "ج", "ژ": "ز", "ڤ": "ف", "ٹ": "ت", "ڈ": "د", "ڑ": "ر", "ں": "ن", "ہ": "ه",
        "ھ": "ه", "ە": "ه", "ۃ": "ه", "ۆ": "و", "ۇ": "و",
        "ґ": "г", "ӏ": "",
    }
)  # fmt: skip
_CYRILLIC_LOOKS = dict(zip("авеёкмнорстухіјѕһԁԛԝьӏ", "abeekmhopctyxijshdqwbl", strict=True))
_GREEK_LOOKS = dict(zip("αβεζηικμνορτυχγ", "abezhikmvoptuxy", strict=True))
_LOOKS = str.maketrans(_CYRILLIC_LOOKS | _GREEK_LOOKS)
_LOOKS_CYRILLIC = str.maketrans(
    {latin: letter for letter, latin in _CYRILLIC_LOOKS.items() if letter not in "ьӏё"}
)
_SOUNDS = str.maketrans(
    dict(zip("абвгдезиійклмнопрстуфхыэ", "abvgdezii" + "iklmnoprstufhye", strict=True))
    | {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "є": "ye", "ь": "", "ъ": ""}
)
_LATIN, _CYRILLIC, _GREEK, _ARABIC = (
    re.compile(signs) for signs in ("[a-z]", "[\u0400-\u052f]", "[\u0370-\u03ff]", "[\u0620-\u06ff]")
)
# And, so; by, in, like, for, to; the: what Arabic writes together with the word that follows.
_ARABIC_AND = re.compile("^[وف](?=.{3})")
_ARABIC_BEFORE = re.compile("^(?:[بك]?ال|لل|[بلك])(?=.{3})")
_ARABIC_ARTICLE = re.compile("^ال(?=.{3})")


def clean(text: str) -> str:
    """Return a text without signs that are not seen and marks that are not compared, its digits in ASCII."""
    if text.isascii():
        return text
    text = MARKS.sub("", unicodedata.normalize("NFKD", INVISIBLE.sub("", text)))
    return text.translate(DIGITS)


def split(text: str) -> list[str]:
    """Return the words of a cleaned text in their order; an apostrophe joins, a hyphen parts."""
    if any(sign in text for sign in APOSTROPHES):
        text = _INSIDE.sub("", _ELISION.sub(r"\1 ", _POSSESSIVE.sub(" ", text)))
    return WORD.findall(text)


def join_hyphened(text: str) -> str | None:
    """Return a cleaned text in which what a hyphen joins is one word, or None when there is no such thing."""
    joined, count = _HYPHEN.subn("", text)
    return joined if count else None


def fold(word: str) -> str:
    """Return the one shape of a cleaned word in which its letters are compared."""
    folded = word.casefold()
    return folded if folded.isascii() else folded.translate(_LETTERS)


def shapes_in_text(word: str) -> tuple[str, ...]:
    """Return the shapes in which a cleaned word of a text is looked for, the plainest first."""
    folded = fold(word)
    if folded.isascii():
        return (folded,)
    found = [folded, *_across_scripts(folded)]
    if _ARABIC.search(folded):
        without_and = _ARABIC_AND.sub("", folded)
        found += [without_and, *(_ARABIC_BEFORE.sub("", shape) for shape in (folded, without_and))]
    return tuple(dict.fromkeys(found))


def shapes_of_term(word: str) -> tuple[str, ...]:
    """Return the shapes of a cleaned word of a term: as it is, without the Arabic article, in Latin letters."""
    folded = fold(word)
    if folded.isascii():
        return (folded,)
    return tuple(dict.fromkeys([folded, _ARABIC_ARTICLE.sub("", folded), *_across_scripts(folded)]))


def within_one(one: str, other: str) -> bool:
    """Whether one letter added, left out or exchanged makes the one word of the other (Levenshtein, 1965)."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    place = 0
    while place < len(one) and one[place] == other[place]:
        place += 1
    return one[place + (len(one) == len(other)) :] == other[place + 1 :]


def _across_scripts(folded: str) -> list[str]:
    """Return what a word with Cyrillic or Greek letters says when it is read as another script."""
    cyrillic, greek = _CYRILLIC.search(folded), _GREEK.search(folded)
    if not (cyrillic or greek):
        return []
    found = []
    looks = folded.translate(_LOOKS)
    if not (_CYRILLIC.search(looks) or _GREEK.search(looks)):
        found.append(looks)
    if cyrillic:
        whole = folded.translate(_LOOKS_CYRILLIC) if _LATIN.search(folded) else folded
        found += [whole, whole.translate(_SOUNDS)]
    return found
