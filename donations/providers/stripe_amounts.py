"""Stripe's amounts and ours. Pure.

Stripe counts in the currency's smallest unit, as we do, with exceptions of its own
(https://docs.stripe.com/currencies): amounts with three decimals end in 0, and an amount has at most eight digits.
"""

from donations.currencies import CURRENCIES
from donations.money import Money
from donations.providers.interface import Capabilities, Unrepresentable

LARGEST = 99_999_999
STEPS = {0: 1, 2: 1, 3: 10}


def stripe_capabilities(code: str) -> Capabilities | None:
    """Return which amounts of one of our currencies Stripe takes; None for any other currency."""
    currency = CURRENCIES.get(code)
    if currency is None:
        return None
    step = STEPS[currency.exponent]
    return Capabilities(currency.minimum, min(currency.maximum, LARGEST // step * step), step)


def to_stripe(money: Money) -> tuple[int, str]:
    """Return Stripe's number and code. Raises Unrepresentable: nothing is rounded."""
    able = stripe_capabilities(money.currency)
    if able is None or CURRENCIES[money.currency].exponent != money.exponent:
        raise Unrepresentable("not a currency of ours")
    if not 0 < money.minor <= able.maximum or money.minor % able.step:
        raise Unrepresentable("not an amount that Stripe takes")
    return money.minor, money.currency.lower()


def from_stripe(number: int, code: str) -> Money:
    """Return the amount that Stripe's number and code stand for. Raises Unrepresentable."""
    if type(number) is not int or code.upper() not in CURRENCIES:
        raise Unrepresentable("not a currency of ours")
    return Money.of(number, code.upper())
