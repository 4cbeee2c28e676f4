"""Countries, languages and time zones by code; their names come from CLDR in the reader's language."""

import re
import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import get_timezone_location
from django.utils.translation import get_language

# CLDR lists these beside the codes that ISO 3166-1 assigns.
NOT_ISO_3166 = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
# What CLDR gives as the territory of time zones that lie nowhere, such as UTC.
NO_COUNTRY = frozenset(["001", "ZZ"])


def country_choices() -> list[tuple[str, str]]:
    """Return (ISO 3166-1 alpha-2 code, name) in the active language, sorted by name."""
    return sorted(_countries(get_language() or "en").items(), key=lambda item: sort_key(item[1]))


def country_name(code: str) -> str:
    """Return the country's name in the active language, or the code when CLDR knows none."""
    return _countries(get_language() or "en").get(code, code)


def language_name(code: str) -> str:
    """Return the language's name in the active language, or the code when CLDR knows none."""
    return _locale(get_language() or "en").languages.get(code, code)


def own_language_name(code: str) -> str:
    """Return what a language calls itself, or an empty text when CLDR does not know."""
    try:
        return _locale(code).get_language_name(code) or ""
    except (UnknownLocaleError, ValueError):
        return ""


def time_zone_choices() -> list[tuple[str, str]]:
    """Return (name in the IANA database, the same to read) of the time zones that lie in a country."""
    zones = get_global("zone_territories")
    return [(name, name.replace("_", " ")) for name in sorted(zones) if zones[name] not in NO_COUNTRY]


def time_zone_name(name: str) -> str:
    """Return what people call the time of a zone in the active language, for example "Ghana Time"."""
    return get_timezone_location(name, locale=_locale(get_language() or "en"))


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
