"""Countries and languages by code; their names come from CLDR in the reader's language."""

import re
import unicodedata
from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

# CLDR lists these beside the codes that ISO 3166-1 assigns.
NOT_ISO_3166 = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])


def country_choices() -> list[tuple[str, str]]:
    """Return (ISO 3166-1 alpha-2 code, name) in the active language, sorted by name."""
    return sorted(_countries(get_language() or "en").items(), key=lambda item: sort_key(item[1]))


def country_name(code: str) -> str:
    """Return the country's name in the active language, or the code when CLDR knows none."""
    return _countries(get_language() or "en").get(code, code)


def language_name(code: str) -> str:
    """Return the language's name in the active language, or the code when CLDR knows none."""
    return _locale(get_language() or "en").languages.get(code, code)


def is_language(code: str) -> bool:
    """Return whether CLDR knows a language by this code."""
    return code in _locale("en").languages


def sort_key(name: str) -> str:
    """Return what to sort a name by: without accents and case, so that "Égypte" stands under E."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


@lru_cache
def _countries(language: str) -> dict[str, str]:
    territories = _locale(language).territories
    return {
        code: name
        for code, name in territories.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in NOT_ISO_3166
    }
