"""Days with their month, as people write them in the languages of the site and of many survivors. Pure.

Gregorian, with the months of Arabic in all three traditions, and the Islamic calendar; texts come cleaned by
`letters.clean`. A day and a month without a year count as well: a birthday is known by them.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from stories.identity import letters

DayOfYear = tuple[int, int]
_MONTHS = """
january janvier enero janeiro января janvar يناير كانون_الثاني جانفي січня
february fevrier febrero fevereiro февраля فبراير شباط فيفري лютого
march mars marzo marco марта مارس آذار mart березня
april avril abril апреля ابريل أبريل نيسان افريل nisan квітня
may mai mayo maio мая مايو أيار ماي mayis травня
june juin junio junho июня يونيو حزيران جوان haziran червня
july juillet julio julho июля يوليو تموز جويلية temmuz липня
august aout agosto августа أغسطس آب اوت agustos серпня
september septembre septiembre setiembre setembro сентября سبتمبر أيلول eylul вересня
october octobre octubre outubro октября أكتوبر تشرين_الأول ekim жовтня
november novembre noviembre novembro ноября نوفمبر تشرين_الثاني kasim листопада
december decembre diciembre dezembro декабря ديسمبر كانون_الأول aralik грудня
"""
# Months 21 to 32: only those that mean nothing else.
_ISLAMIC = "محرم - ربيع_الأول ربيع_الآخر جمادى_الأولى جمادى_الآخرة رجب شعبان رمضان شوال ذو_القعدة ذو_الحجة"
_SHORT = "jan feb mar apr - jun jul aug sep oct nov dec"
# A verb or a march, unless a capital says that it is the month.
_ALSO_WORDS = frozenset({"may", "march", "mar"})


class Date(NamedTuple):
    """A day: its year or None, what month and day it can mean (03/04 means two), and its text folded."""

    year: int | None
    days: tuple[DayOfYear, ...]
    value: str


def _names() -> dict[str, int]:
    names: dict[str, int] = {}
    lines = [line.split() for line in _MONTHS.strip().splitlines()]
    for first, words in (
        (1, lines),
        (21, [[word] for word in _ISLAMIC.split()]),
        (1, [[w] for w in _SHORT.split()]),
    ):
        for number, known in enumerate(words, first):
            names |= {_name(word): number for word in known if word != "-"}
    return names


def _name(word: str) -> str:
    return " ".join(letters.fold(part) for part in letters.clean(word).split("_"))


_BY_NAME = _names()
_LONGEST_FIRST = sorted(_BY_NAME, key=len, reverse=True)
_MONTH = "(?P<month>{})".format("|".join(re.escape(name) for name in _LONGEST_FIRST))
_YEAR = r"(?P<year>1[3-9]\d\d|20\d\d)"
_DAY = r"(?P<day>[0-3]?\d)"
_DAY_FIRST = re.compile(
    rf"(?<![\d.,:/-]){_DAY}(?:st|nd|rd|th|er|o|º|ª|\.)?\s+(?:of\s+|de\s+|من\s+(?:شهر\s+)?)?{_MONTH}\b\.?"
    rf"(?:,?\s+(?:de\s+|del\s+)?{_YEAR}\b)?"
)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\.?\s+{_DAY}(?:st|nd|rd|th)?\b(?!\s*[%:]|\d)(?:,?\s+{_YEAR}\b)?")
_NUMBERS = re.compile(r"(?<![\w./-])(\d{1,4})\s?([-./])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\w/]|[.-]\d)")


def find(text: str) -> Iterator[Date]:
    """Yield the days that a cleaned text names."""
    folded = letters.fold(text)
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        for found in pattern.finditer(folded):
            if _is_a_month(found, folded, text) and 1 <= int(found["day"]) <= 31:
                year = int(found["year"]) if found["year"] else None
                day = (_BY_NAME[found["month"]], int(found["day"]))
                yield Date(year, (day,), " ".join(found[0].split()))
    for found in _NUMBERS.finditer(folded):
        if date := _of_numbers(int(found[1]), int(found[3]), int(found[4]), len(found[1])):
            yield Date(*date, "".join(found[0].split()))


def month_names() -> frozenset[str]:
    """Return the names of all months, folded."""
    return frozenset(_BY_NAME)


def _is_a_month(found: re.Match[str], folded: str, text: str) -> bool:
    """Whether the name is a month where it could be a word: with a year, or with a capital."""
    if found["month"] not in _ALSO_WORDS or found["year"]:
        return True
    # Folding keeps the length of such texts, or else nothing is known of the capitals: then it counts.
    return len(folded) != len(text) or text[found.start("month")].isupper()


def _of_numbers(first: int, second: int, third: int, width: int) -> tuple[int, tuple[DayOfYear, ...]] | None:
    if width == 4:
        year, pairs = first, [(second, third)]
    else:
        year, pairs = third if third > 99 else 2000 + third, [(second, first), (first, second)]
    days = tuple(dict.fromkeys((month, day) for month, day in pairs if 1 <= month <= 12 and 1 <= day <= 31))
    return (year, days) if days and (1300 <= year <= 1500 or 1900 <= year <= 2099) else None
