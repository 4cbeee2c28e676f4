"""Telephone numbers as people write them, by their digits. Pure; texts come cleaned by `letters.clean`."""

import re
from collections.abc import Iterator

# Fewer digits are no subscriber's number; ITU-T E.164 allows fifteen.
LEAST_DIGITS, MOST_DIGITS = 7, 15
_RUN = re.compile(r"\d(?:[\s().\-‐‑–/]{0,3}\d){6,}")
_NUMBER = re.compile(r"(?<![\w.,/])(?P<begins>\+|00|\(?0)?\(?\d(?:[\s().\-‐‑–/]{0,2}\d){5,15}(?![\w%])")
# Not dialled from abroad: +256 (0)772.
_TRUNK = "(0)"
_NOT_DIGITS = re.compile(r"\D")
_THOUSANDS = re.compile(r"\d{1,3}(?:[\s.,]\d{3})+")
_YEARS = re.compile(r"(?:1[89]|20)\d\d(?:\D{1,3}(?:1[89]|20)\d\d)*")
_DAY = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")


def significant(text: str) -> str:
    """Return the digits of a number without the zeros before it; the empty text when they are too few."""
    digits = _NOT_DIGITS.sub("", text.replace(_TRUNK, "")).lstrip("0")
    return digits if len(digits) >= LEAST_DIGITS else ""


def runs(text: str) -> Iterator[str]:
    """Yield the digits of everything that could hold a number, whatever stands between them."""
    for found in _RUN.finditer(text.replace(_TRUNK, "")):
        yield _NOT_DIGITS.sub("", found[0])


def is_same(number: str, digits: str) -> bool:
    """Whether digits end with a number, with or without the country's code on either side."""
    return digits.endswith(number) or number.endswith(digits.lstrip("0"))


def find(text: str) -> Iterator[str]:
    """Yield the digits of what can hardly be anything but a telephone number: no amount, no year, no date."""
    for found in _NUMBER.finditer(text.replace(_TRUNK, "")):
        written = found[0].strip()
        digits = _NOT_DIGITS.sub("", written)
        if not LEAST_DIGITS <= len(digits.lstrip("0")) <= MOST_DIGITS:
            continue
        is_plain = not found["begins"]
        if is_plain and any(kind.fullmatch(written) for kind in (_THOUSANDS, _YEARS, _DAY)):
            continue
        if not _DAY.match(written):
            yield digits
