"""An amount of money: integer minor units, ISO 4217 code, and the code's exponent at that time. Pure.

No float, no arithmetic across currencies, no silent rounding.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_currency

from donations.currencies import CURRENCIES

_CODE = re.compile(r"[A-Z]{3}")
# ISO 4217 knows exponents 0, 2, 3 and 4.
LARGEST_EXPONENT = 4


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies, or of different exponents, were put together."""


def split_minor(minor: int, parts: int) -> tuple[int, ...]:
    """Return `parts` numbers of minor units whose sum is exact; the larger ones come first, by one.

    Raises ValueError when one would be nothing or less.
    """
    if parts < 1 or minor < parts:
        raise ValueError("cannot be split into that many parts")
    each, rest = divmod(minor, parts)
    return tuple(each + (number < rest) for number in range(parts))


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units of `currency`; ten to the power of `exponent` of them make one major unit.

    Raises TypeError for a `minor` that is no integer and ValueError for a code or exponent that cannot be.
    """

    minor: int
    currency: str
    exponent: int

    def __post_init__(self) -> None:
        """Refuse what is no amount, so that nothing further on has to."""
        if type(self.minor) is not int or type(self.exponent) is not int:
            raise TypeError("minor units and exponent are integers")
        if not _CODE.fullmatch(self.currency) or not 0 <= self.exponent <= LARGEST_EXPONENT:
            raise ValueError("no ISO 4217 code and exponent")

    @classmethod
    def of(cls, minor: int, currency: str) -> "Money":
        """Return the amount in one of our currencies. Raises KeyError for any other."""
        return cls(minor, currency, CURRENCIES[currency].exponent)

    def __add__(self, other: "Money") -> "Money":
        """Return the sum. Raises CurrencyMismatch."""
        self._same(other)
        return Money(self.minor + other.minor, self.currency, self.exponent)

    def __sub__(self, other: "Money") -> "Money":
        """Return the difference. Raises CurrencyMismatch."""
        self._same(other)
        return Money(self.minor - other.minor, self.currency, self.exponent)

    def split(self, parts: int) -> "tuple[Money, ...]":
        """Return `parts` instalments whose sum is exact; the larger ones come first, by one minor unit.

        Raises ValueError when an instalment would be empty or the amount is negative.
        """
        return tuple(Money(minor, self.currency, self.exponent) for minor in split_minor(self.minor, parts))

    def decimal(self) -> Decimal:
        """Return the exact number of major units, with as many decimals as the currency has."""
        digits = Decimal(self.minor).as_tuple()
        return Decimal((digits.sign, digits.digits, -self.exponent))

    def plain(self) -> str:
        """Return the number as a machine or an input field reads it: "1000.50"."""
        return f"{self.decimal():f}"

    def format(self, locale: str) -> str:
        """Return the amount for people, always with its code: "1,000.50 EUR". `locale` as in "en" or "ar"."""
        pattern = "#,##0" + ("." + "0" * self.exponent if self.exponent else "") + "\N{NO-BREAK SPACE}¤¤"
        return format_currency(
            self.decimal(),
            self.currency,
            format=pattern,
            locale=locale.replace("-", "_"),
            currency_digits=False,
            numbering_system="default",
        )

    def _same(self, other: "Money") -> None:
        if (self.currency, self.exponent) != (other.currency, other.exponent):
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add up")
