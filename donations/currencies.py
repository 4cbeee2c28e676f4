"""The currencies that a pledge can be made in, with limits and round suggestions. Curated, not computed.

Exponents are those of ISO 4217 (list one, maintained by SIX).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Currency:
    """One currency. `minimum`, `maximum` and `suggested` are integer minor units; `symbols` may be typed."""

    code: str
    exponent: int
    minimum: int
    maximum: int
    suggested: tuple[int, ...]
    symbols: tuple[str, ...] = ()


CURRENCIES: dict[str, Currency] = {
    currency.code: currency
    for currency in (
        Currency("EUR", 2, 5_00, 1_000_000_00, (25_00, 50_00, 100_00, 250_00), ("€",)),
        Currency("USD", 2, 5_00, 1_000_000_00, (25_00, 50_00, 100_00, 250_00), ("$", "US$")),
        Currency("GBP", 2, 5_00, 1_000_000_00, (20_00, 40_00, 100_00, 200_00), ("£",)),
        Currency("CHF", 2, 5_00, 1_000_000_00, (25_00, 50_00, 100_00, 250_00), ("FR.", "SFR")),
        Currency("JPY", 0, 500, 150_000_000, (3_000, 5_000, 10_000, 30_000), ("¥", "￥", "円")),
        Currency("KWD", 3, 2_000, 300_000_000, (10_000, 20_000, 30_000, 75_000), ("KD", "د.ك")),
    )
}
