"""Which pledge a payment is for, by its reference, and how it differs from what was promised. Pure.

A valid reference is taken; one with a slip in it is only suggested, because the slip may lead to somebody else.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from donations.references import BODY_DIGITS
from donations.statements.choices import Cause
from donations.statements.entries import Entry

DIGITS = BODY_DIGITS + 2
# A payer's words are short; what a bank adds behind them is cut before anybody compares every run of it.
LONGEST_SEARCHED = 1_000

# What people and machines read for a digit.
_LOOKALIKES = str.maketrans("OQDILZSB", "00011258")
_BETWEEN = r"[\s.\-/:,]*"
_WRITTEN = re.compile(rf"RF{_BETWEEN}(?=\d)((?:\d{_BETWEEN}){{{DIGITS}}})(?!\d)")
_DIGIT = "[0-9OQDILZSB]"
_ROUGHLY = re.compile(rf"(?<![0-9])({_DIGIT}(?:{_BETWEEN}{_DIGIT}){{{DIGITS - 2},{DIGITS}}})(?![0-9])")
_SEPARATORS = re.compile(_BETWEEN)


# What an officer has to look at, although the money is booked; the others are only named.
TO_LOOK_AT = frozenset({Cause.OVER, Cause.PAID_ALREADY, Cause.CLOSED})


@dataclass(frozen=True, slots=True)
class Promise:
    """What is still expected: amounts in minor units of `currency`.

    `in_all` is None for a promise without an end; `each` is one payment of it.
    """

    currency: str
    in_all: int | None
    each: int
    received: int = 0
    is_closed: bool = False
    is_lapsed: bool = False


def references(entry: Entry) -> tuple[str, ...]:
    """Return the valid references that a payment names, each once: from the structured field, else the text."""
    found = _valid(entry.structured)
    return found or _valid(_texts(entry))


def near_references(entry: Entry) -> tuple[str, ...]:
    """Return valid references that are one slip away from what the payer wrote; most of them are nobody's.

    A slip: one digit wrong, missing or too many, two neighbours exchanged, a letter for a digit, "RF" left out.
    """
    near: dict[str, None] = {}
    texts = dict.fromkeys(_normal(text)[:LONGEST_SEARCHED] for text in (*entry.structured, *_texts(entry)))
    runs = dict.fromkeys(_SEPARATORS.sub("", run) for text in texts for run in _ROUGHLY.findall(text))
    for run in runs:
        digits = run.translate(_LOOKALIKES)
        near.update(dict.fromkeys(f"RF{slip}" for slip in _slips(digits) if _is_valid(slip)))
    return tuple(near)


def deviation(promise: Promise, entry: Entry) -> Cause:
    """Return how a payment differs from the promise that it names; the gravest, where it differs in two ways."""
    if entry.currency != promise.currency:
        return Cause.CURRENCY
    if promise.is_closed:
        return Cause.CLOSED
    if promise.in_all is not None and promise.received >= promise.in_all:
        return Cause.PAID_ALREADY
    if _is_too_much(promise, entry.minor):
        return Cause.OVER
    if promise.is_lapsed:
        return Cause.LATE
    left = promise.each if promise.in_all is None else min(promise.each, promise.in_all - promise.received)
    return Cause.UNDER if entry.minor < left else Cause.NONE


def _is_too_much(promise: Promise, minor: int) -> bool:
    if promise.in_all is not None:
        return promise.received + minor > promise.in_all
    # Somebody may pay a quarter or a year at once.
    return minor > promise.each and minor % promise.each != 0


def _texts(entry: Entry) -> tuple[str, ...]:
    """Return the payer's lines: together, because a reference may go on in the next one, and one by one."""
    lines = (*entry.text, entry.end_to_end)
    return ("".join(entry.text), " ".join(entry.text), *lines) if len(entry.text) > 1 else lines


def _normal(text: str) -> str:
    """Return the text in capitals, with digits of every script as western ones."""
    if text.isascii():
        return text.upper()
    plain = unicodedata.normalize("NFKC", text)
    digits = (str(unicodedata.decimal(sign, sign)) for sign in plain if unicodedata.category(sign) != "Cf")
    return "".join(digits).upper()


def _valid(texts: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts:
        for run in _WRITTEN.findall(_normal(text)[:LONGEST_SEARCHED]):
            digits = _SEPARATORS.sub("", run)
            if _is_valid(digits):
                found[f"RF{digits}"] = None
    return tuple(found)


def _is_valid(digits: str) -> bool:
    """Whether "RF" and these digits are a reference of ours, as `read_reference` has it, in less time.

    ISO 11649: the check digits go behind the rest, R is 27 and F is 15, and the remainder by 97 is 1.
    """
    return len(digits) == DIGITS and digits.isascii() and int(f"{digits[2:]}2715{digits[:2]}") % 97 == 1


def _slips(digits: str) -> Iterable[str]:
    """Yield what may have been meant, itself first."""
    if len(digits) == DIGITS:
        yield digits
        for place, digit in enumerate(digits):
            for other in "0123456789":
                if other != digit:
                    yield digits[:place] + other + digits[place + 1 :]
        for place in range(DIGITS - 1):
            yield digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    elif len(digits) == DIGITS - 1:
        for place in range(DIGITS):
            for other in "0123456789":
                yield digits[:place] + other + digits[place:]
    elif len(digits) == DIGITS + 1:
        for place in range(DIGITS + 1):
            yield digits[:place] + digits[place + 1 :]
