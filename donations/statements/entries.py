"""What a bank says happened on an account: an `Entry` for each payment, with an identity that stays. Pure.

The same payment has the same identity in every file that tells of it, so that files may come twice and overlap.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

# ISO 4217 (list one, maintained by SIX): every currency not named here has two decimals.
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE, _FOUR = "BHD IQD JOD KWD LYD OMR TND", "CLF UYW"
# What banks write where they have no reference.
_NO_REFERENCE = frozenset({"", "NONREF", "NOTPROVIDED", "NOTAVAILABLE", "NONE", "UNKNOWN"})

# Minor units: far above any payment. The database books no more, and would break off in the middle of a file.
LARGEST = 10**15

_CODE = re.compile(r"[A-Z]{3}")
_AMOUNT = re.compile(r"(\d{1,15})(?:[.,](\d{0,5}))?", re.ASCII)


class StatementError(ValueError):
    """The file cannot be taken. Its text says what is wrong and where, with no word that a payer wrote."""


@dataclass(frozen=True, slots=True)
class StatementHead:
    """Which statement this is: the bank's `number` for it, our `account` as the bank writes it, its `currency`.

    `page` counts from 1 where the bank parts a statement; `currency` is empty where the bank leaves it out.
    """

    account: str
    number: str
    currency: str
    page: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One payment: `minor` (above nothing) in the smallest unit of `currency` (ISO 4217, with its `exponent`).

    `bank_reference` (the bank's own) and `end_to_end` (the payer's) are empty where there is none, whatever the
    bank writes for that (`a_reference`). `is_reversal` undoes an earlier payment. `structured` are references in a
    field of their own, `text` what the payer wrote, line by line. `is_unclear`: several payments in one sum,
    without the amount of each.
    """

    account: str
    currency: str
    exponent: int
    minor: int
    is_credit: bool
    booked_on: date
    is_reversal: bool = False
    is_unclear: bool = False
    bank_reference: str = ""
    end_to_end: str = ""
    structured: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    payer: str = ""
    identity: str = ""


def exponent_of(currency: str) -> int:
    """Return how many decimals a currency has. Raises StatementError for what is no currency code."""
    if not _CODE.fullmatch(currency):
        raise StatementError("a currency is missing or is no code of three letters")
    return 0 if currency in _NO_DECIMALS else 3 if currency in _THREE else 4 if currency in _FOUR else 2


def minor_units(text: str, currency: str) -> int:
    """Return "50.00" or "50,00" in minor units, exactly; at most `LARGEST`. Raises StatementError else."""
    exponent = exponent_of(currency)
    number = _AMOUNT.fullmatch(text.strip())
    if not number:
        raise StatementError("an amount is no plain number")
    fraction = (number[2] or "").rstrip("0")
    if len(fraction) > exponent:
        raise StatementError(f"an amount has more decimals than {currency} has")
    minor = int(number[1] + fraction.ljust(exponent, "0"))
    if minor > LARGEST:
        raise StatementError("an amount is larger than any bank moves")
    return minor


def a_date(text: str) -> date:
    """Return the day of "2026-11-02", with or without a time behind it. Raises StatementError."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError as error:
        raise StatementError("a date is none") from error


def a_reference(text: str) -> str:
    """Return a reference; the empty text for what banks write where they have none."""
    return "" if text.strip().upper() in _NO_REFERENCE else text


def a_page(text: str) -> int:
    """Return which page of a statement this is; the first, where the bank says nothing."""
    return int(text) if re.fullmatch(r"\d{1,5}", text, re.ASCII) else 1


class Identities:
    """Gives the entries of one file their identities, in the file's order."""

    def __init__(self) -> None:
        """Begin a file."""
        self._seen: Counter[bytes] = Counter()
        self._head: StatementHead | None = None

    def begin(self, head: StatementHead) -> None:
        """Begin a statement: equal payments are counted in it, over all of its pages."""
        last, self._head = self._head, head
        if last is None or head.page <= 1 or (last.account, last.number) != (head.account, head.number):
            self._seen.clear()

    def identify(self, entry: Entry) -> Entry:
        """Return the entry with its identity: SHA-256 in hexadecimal digits.

        Account, day, amount and direction, with the bank's own reference; where it has none, with all that the
        payer wrote; and the how-manieth equal one of its statement it is: two people may send the same.
        """
        what = (
            *(compact(entry.account), entry.booked_on.isoformat(), entry.currency, str(entry.minor)),
            *(str(entry.is_credit), str(entry.is_reversal)),
            *self._told(entry),
        )
        digest = hashlib.sha256("\x1f".join(what).encode()).digest()
        self._seen[digest] += 1
        number = self._seen[digest]
        return replace(entry, identity=hashlib.sha256(digest + str(number).encode()).hexdigest())

    def _told(self, entry: Entry) -> Iterator[str]:
        if entry.bank_reference:
            yield from ("bank", entry.bank_reference, entry.end_to_end)
            return
        # Lines are broken anew by each format, and spaces come and go with them.
        yield "payer"
        for part in (entry.end_to_end, entry.payer, "".join(entry.structured), "".join(entry.text)):
            yield "".join(part.split())


def compact(number: str) -> str:
    """Return the letters and digits of an account number, as capitals."""
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def same_account(ours: str, theirs: str, currency: str = "") -> bool:
    """Whether the bank's name of an account is our number: an IBAN, or "bank code/account" as MT940 may have it.

    A currency behind the bank's number belongs to neither.
    """
    mine, parts = compact(ours), [compact(part) for part in theirs.split("/")]
    if currency and len(parts[-1]) > 3:
        parts[-1] = parts[-1].removesuffix(currency)
    joined = "".join(parts)
    if not joined or not mine:
        return False
    if joined == mine:
        return True
    # A German IBAN is its bank code and the account number, filled up to ten digits.
    return len(parts) == 2 and mine[:2] == "DE" and mine[4:] == parts[0] + parts[1].zfill(10)
