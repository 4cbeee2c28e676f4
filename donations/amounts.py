"""Reads an amount as people type it. Pure, and strict: what has two readings is asked back, never guessed.

Ours, because a common library reads "10,5" in English as 105 and its strict mode takes NaN and Infinity.
"""

import re
from typing import Literal

from campaign_site.delivery.invisible_characters import BIDI_CONTROLS
from donations.currencies import CURRENCIES
from donations.digits import WESTERN
from donations.money import Money

Reason = Literal["empty", "unreadable", "negative", "ambiguous", "too_precise", "too_small", "too_large"]

LONGEST = 60
# Above every maximum; keeps 40 digits from becoming a number at all.
MOST_DIGITS = 15

# Seen by nobody: what turns direction, and spaces of no width.
_MARKS = dict.fromkeys(map(ord, BIDI_CONTROLS + "\u200b\ufeff"))
# Spaces and apostrophes part thousands and nothing else, and so does the Arabic mark; "_" stands for them all.
_GROUPING = {ord(char): "_" for char in " \t\u00a0\u2007\u2009\u202f'\u2019\u02bc\u066c"}
_SAME = {ord("،"): ",", ord("．"): ".", ord("，"): ","}
_MINUS = "-−‐‑‒–—"
_GROUPED = re.compile(r"\d{1,3}(?:_\d{3})+|\d+")


class AmountError(ValueError):
    """The text is no amount that can be taken.

    `reason` says why. `readings` holds the possible amounts when ambiguous; `limit` the bound that is passed.
    """

    def __init__(self, reason: Reason, readings: tuple[Money, ...] = (), limit: Money | None = None) -> None:
        """Keep what a message needs."""
        super().__init__(reason)
        self.reason: Reason = reason
        self.readings = readings
        self.limit = limit


def parse_amount(text: str, currency: str, *, smallest: int | None = None) -> Money:
    """Return the amount that `text` says in one of our currencies, within that currency's limits.

    `smallest`, in minor units, stands in for what is the least that can be pledged. Raises AmountError, and
    KeyError for a currency that is not ours.
    """
    rule = CURRENCIES[currency]
    least = rule.minimum if smallest is None else smallest
    try:
        amount = _parse(text, currency)
    except AmountError as error:
        # Offering what would be refused next helps nobody.
        within = (money for money in error.readings if least <= money.minor <= rule.maximum)
        error.readings = tuple(within) or error.readings
        raise
    if amount.minor < least:
        raise AmountError("too_small", limit=Money.of(least, currency))
    if amount.minor > rule.maximum:
        raise AmountError("too_large", limit=Money.of(rule.maximum, currency))
    return amount


def readings(text: str, currency: str) -> tuple[Money, ...]:
    """Return every amount that `text` can mean, within no limits: to compare it with one that is known already.

    Raises KeyError for a currency that is not ours.
    """
    try:
        return (_parse(text, currency),)
    except AmountError as error:
        return error.readings


def _parse(text: str, currency: str) -> Money:
    rule = CURRENCIES[currency]
    if len(text) > LONGEST:
        raise AmountError("unreadable")
    cleaned = text.translate(_MARKS).strip()
    if not cleaned:
        raise AmountError("empty")
    if "_" in cleaned:
        raise AmountError("unreadable")
    number = _without_unit(cleaned, (currency, *rule.symbols)).translate(WESTERN | _SAME | _GROUPING)
    if number[:1] and number[0] in _MINUS:
        raise AmountError("negative")
    return _read(number, currency, rule.exponent)


def _without_unit(text: str, units: tuple[str, ...]) -> str:
    for unit in sorted(units, key=len, reverse=True):
        if text.upper().startswith(unit):
            return text[len(unit) :].strip()
        if text.upper().endswith(unit):
            return text[: -len(unit)].strip()
    return text


def _read(number: str, currency: str, exponent: int) -> Money:
    marks = set(number) - set("0123456789_")
    if marks - set(".,\u066b"):
        raise AmountError("unreadable")
    if not marks:
        return _exact(number, "", currency, exponent)
    if len(marks) == 2:
        decimal_mark = max(marks, key=number.rindex)
        (grouping,) = marks - {decimal_mark}
        if number.count(decimal_mark) > 1 or "_" in number:
            raise AmountError("unreadable")
        whole, _, fraction = number.partition(decimal_mark)
        return _exact(whole.replace(grouping, "_"), fraction, currency, exponent)
    if len(marks) > 2:
        raise AmountError("unreadable")
    (mark,) = marks
    if number.count(mark) > 1:
        if "_" in number:
            raise AmountError("unreadable")
        return _exact(number.replace(mark, "_"), "", currency, exponent)
    whole, _, fraction = number.partition(mark)
    if mark != "\u066b" and re.fullmatch(r"[1-9]\d{0,2}", whole) and re.fullmatch(r"\d{3}", fraction):
        raise AmountError("ambiguous", readings=_readings(whole, fraction, currency, exponent))
    return _exact(whole, fraction, currency, exponent)


def _readings(whole: str, fraction: str, currency: str, exponent: int) -> tuple[Money, ...]:
    found = [_exact(whole + fraction, "", currency, exponent)]
    if len(fraction.rstrip("0")) <= exponent:
        found.append(_exact(whole, fraction, currency, exponent))
    return tuple(found)


def _exact(whole: str, fraction: str, currency: str, exponent: int) -> Money:
    # "[0-9]" by way of ASCII: \d alone would take the digits of every script.
    if not (whole.isascii() and fraction.isascii() and _GROUPED.fullmatch(whole)):
        raise AmountError("unreadable")
    if fraction and not fraction.isdigit():
        raise AmountError("unreadable")
    fraction = fraction.rstrip("0")
    digits = whole.replace("_", "").lstrip("0")
    if len(digits) > MOST_DIGITS:
        raise AmountError("too_large", limit=Money.of(CURRENCIES[currency].maximum, currency))
    if len(fraction) > exponent:
        raise AmountError("too_precise")
    return Money(
        (int(digits or "0") * 10**exponent) + int(fraction.ljust(exponent, "0") or "0"), currency, exponent
    )
