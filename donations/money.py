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

    def typed(self) -> str:
        """Return the number as it can be typed and has one reading: "1000", "12.50"; "02.525" for 2.525.

        No thousands begin with a nought, so one before three decimals says that they are decimals.
        """
        whole, _mark, fraction = self.plain().partition(".")
        if not fraction.strip("0"):
            return whole
        fraction = fraction.rstrip("0").ljust(2, "0")
        lead = "0" if len(fraction) == 3 and whole != "0" and len(whole) <= 3 else ""
        return f"{lead}{whole}.{fraction}"

    def format(self, locale: str) -> str:
        """Return the amount for people, always with its code: "1,000.50 EUR". `locale` as in "en" or "ar"."""
        return self._written("#,##0" + ("." + "0" * self.exponent if self.exponent else ""), locale)

    def format_to_type(self, locale: str) -> str:
        """Return the amount as we suggest to type it, with its code: "1000 EUR", in French "12,50 EUR"."""
        return self._written(re.sub(r"\d", "0", self.typed()), locale)

    def _written(self, number: str, locale: str) -> str:
        return format_currency(
            self.decimal(),
            self.currency,
            format=f"{number}\N{NO-BREAK SPACE}¤¤",
            locale=locale.replace("-", "_"),
            currency_digits=False,
            numbering_system="default",
        )

    def _same(self, other: "Money") -> None:
        if (self.currency, self.exponent) != (other.currency, other.exponent):
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add up")
