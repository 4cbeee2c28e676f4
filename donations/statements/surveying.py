"""What a bank's file is about, before anything of it is taken in."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from donations.money import Money
from donations.statements import reading
from donations.statements.entries import Entry


@dataclass(frozen=True, slots=True)
class Survey:
    """A file that can be read to its end: its SHA-256, how many payments it has, and what they come to.

    `sums`: what came in and what went out, one pair for each currency (ISO 4217) in the order of their codes.
    """

    digest: str
    payments: int
    sums: list[tuple[Money, Money]]


def survey(path: Path) -> Survey:
    """Read a file to its end, so that nothing of a damaged one is booked. Raises StatementError, and OSError."""
    payments, exponents = 0, {}
    moved: Counter[tuple[str, bool]] = Counter()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        for item in reading.read(file, path.stat().st_size):
            if isinstance(item, Entry):
                payments += 1
                exponents[item.currency] = item.exponent
                moved[item.currency, item.is_credit] += item.minor
    sums = [
        (Money(moved[code, True], code, exponent), Money(moved[code, False], code, exponent))
        for code, exponent in sorted(exponents.items())
    ]
    return Survey(digest, payments, sums)
