"""What gives somebody away whoever they are: numbers, addresses, days, a town with an age. Pure.

Texts come cleaned by `letters.clean`. Each pattern is narrow on purpose: whoever is warned of all heeds nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from babel import Locale

from stories.identity import dates, letters, phones

PHONE, MAIL, DATE, TOWN, HANDLE, COORDINATES, PASSPORT = (
    "any_phone", "any_mail", "any_date", "age_and_town", "handle", "coordinates", "passport",
)  # fmt: skip
ALL = frozenset({PHONE, MAIL, DATE, TOWN, HANDLE, COORDINATES, PASSPORT})
# Pages of the house name contacts, days and accounts of its own; nothing else of this belongs on them.
ON_OTHER_PAGES = frozenset({TOWN, COORDINATES, PASSPORT})

_MAIL = re.compile(
    r"[\w.+-]+\s?(?:@|\((?:at|@)\)|\[(?:at|@)\])\s?[\w-]+(?:\s?(?:\.|\((?:dot|\.)\)|\[(?:dot|\.)\])\s?[a-z]{2,})+",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![\w@./])@[A-Za-z0-9_][A-Za-z0-9_.]{1,29}"
    r"|\b(?:facebook|instagram|tiktok|twitter|x|snapchat|linkedin|vk|youtube|threads)\.com/[\w.@/-]{2,}"
    r"|\b(?:t|wa|m|fb)\.me/[\w+.-]{2,}",
    re.IGNORECASE,
)
_COORDINATES = re.compile(
    r"(?<![\d.])[-+]?(?:[1-8]?\d|90)\.\d{3,}\s?°?\s?[NS]?\s*[,;/ ]\s*[-+]?(?:1[0-7]\d|\d{1,2}|180)\.\d{3,}"
    r"|\d{1,3}\s?°\s?\d{1,2}\s?[′'’]?\s?(?:\d{1,2}(?:\.\d+)?\s?[′'’″\"”]{0,2})?\s?[NSEWO]\b"
    r"|\b(?:[23456789CFGHJMPQRVWX]{4}){1,2}\+[23456789CFGHJMPQRVWX]{2,3}\b"
    r"|\bgeo:-?\d|\b(?:maps\.google|google\.[a-z.]{2,6}/maps|goo\.gl/maps|maps\.app\.goo\.gl|what3words\.com)\b"
)
_PASSPORT = re.compile(
    r"(?:passports?|passeports?|pasaportes?|passaportes?|паспорта?|جواز(?:\s+(?:ال)?سفر)?)"
    r"\D{0,24}?(?=[A-Za-z0-9]*\d{3})[A-Za-z]{0,3}\d{5,9}\b"
    r"|\b[A-Z]{1,2}\s?\d{6,8}\b"
    r"|\bP<[A-Z]{3}",
    re.IGNORECASE,
)
_BARE_PASSPORT = re.compile(r"\b[A-Z]{1,2}\s?\d{6,8}\b")

_TEENS = (
    "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty"
    "|dix|onze|douze|treize|quatorze|quinze|seize|dix-sept|dix-huit|dix-neuf|vingt"
    "|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete|dieciocho|diecinueve|veinte"
)
_NUMBER = rf"(?:[1-9]\d|[5-9]|{_TEENS})"
_AGE = re.compile(
    rf"\baged?\s+{_NUMBER}\b|\b{_NUMBER}[\s-]years?[\s-]old\b|\b(?:am|was|is|turned)\s+{_NUMBER}\b(?!\s*[%:.,]?\d)"
    rf"|\b(?:agee?\s+de\s+)?{_NUMBER}\s+ans\b|\b{_NUMBER}\s+anos\b"
    r"|عمر[يهاك]{0,2}\s*(?:كان\s+)?[1-9]\d|[1-9]\d\s+(?:عاما?|سنه|سنة)|[1-9]\d\s+(?:лет|года?)\b",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:from|in|near|at|outside|de|d|a|en|du|cerca\s+de|pres\s+de|из|в|под)\s+"
    r"(?P<town>[^\W\d_a-zа-я][^\W\d_]{2,}(?:[ -][^\W\d_a-zа-я][^\W\d_]+)*)"
    r"|(?:مدينة|بلدة|قرية|بمدينة|ببلدة|بقرية|حي)\s+(?P<arabic>[^\W\d_]{2,})"
)
_SENTENCE = re.compile(r"[^.!?؟\n]+(?:[.!?؟]|\n|$)")
_LANGUAGES = ("en", "fr", "es", "ar", "ru")
_NO_TOWNS = """
europe asia africa america americas north south east west central eastern western northern southern middle gulf
afrique amerique asie europa afrique nord sud est ouest norte sur este oeste oriente medio moyen orient golfe
mediterranean mediterranee mediterraneo sahara sahel balkans iom oim english french spanish arabic
monday tuesday wednesday thursday friday saturday sunday
"""


class Found(NamedTuple):
    """What a pattern found: its kind, and the words of the text, folded."""

    kind: str
    value: str


def find(text: str, kinds: Iterable[str] = ALL) -> Iterator[Found]:
    """Yield what of these kinds a cleaned text holds."""
    for kind in sorted(kinds):
        for value in _FINDERS[kind](text):
            yield Found(kind, " ".join(letters.fold(value).split()))


def _matches(pattern: re.Pattern[str]) -> Callable[[str], Iterator[str]]:
    return lambda text: (found[0] for found in pattern.finditer(text))


def _mails(text: str) -> Iterator[str]:
    return _matches(_MAIL)(text) if "@" in text or "at" in text else iter(())


def _dates(text: str) -> Iterator[str]:
    return (date.value for date in dates.find(text))


def _passports(text: str) -> Iterator[str]:
    for found in _PASSPORT.finditer(text):
        # Without the word before it only in capitals: "in 2019123" is none.
        if not re.match(r"[A-Za-z]{1,2}\s?\d", found[0]) or _BARE_PASSPORT.fullmatch(found[0]):
            yield found[0]


def _towns(text: str) -> Iterator[str]:
    """Yield each sentence's town when somebody's age stands in the same sentence."""
    for sentence in _SENTENCE.findall(text):
        plain = _without_accents(sentence)
        if not _AGE.search(plain):
            continue
        for found in _FROM.finditer(plain):
            if found["arabic"] or not _is_no_town(found["town"]):
                yield found["arabic"] or found["town"]


def _without_accents(sentence: str) -> str:
    return sentence.replace("ñ", "n")


def _is_no_town(name: str) -> bool:
    folded = letters.fold(name)
    first, known = folded.split()[0], _regions()
    return folded in known or first in known


@cache
def _regions() -> frozenset[str]:
    """Return what stands where a town would and is larger: countries, regions, months, and days of the week."""
    found = set(_NO_TOWNS.split()) | set(dates.month_names())
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code.isalpha() or code.isdecimal():
                folded = letters.fold(letters.clean(name))
                found |= {folded, *(word for word in folded.split() if len(word) > letters.LONGEST_SHORT)}
    return frozenset(found)


_FINDERS: dict[str, Callable[[str], Iterator[str]]] = {
    PHONE: phones.find,
    MAIL: _mails,
    DATE: _dates,
    TOWN: _towns,
    HANDLE: _matches(_HANDLE),
    COORDINATES: _matches(_COORDINATES),
    PASSPORT: _passports,
}
