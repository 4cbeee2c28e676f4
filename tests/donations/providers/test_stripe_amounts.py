"""Stripe's amounts and ours: what cannot be said exactly is refused, nothing is rounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.currencies import CURRENCIES
from donations.money import Money
from donations.providers.interface import Unrepresentable
from donations.providers.stripe_amounts import LARGEST, from_stripe, stripe_capabilities, to_stripe

amounts = st.tuples(st.integers(-10, 2 * LARGEST), st.sampled_from(sorted(CURRENCIES)))


@given(amounts)
def test_what_stripe_takes_comes_back_as_it_was_and_all_else_is_refused(amount):
    money = Money.of(*amount)
    able = stripe_capabilities(money.currency)
    if 0 < money.minor <= able.maximum and money.minor % able.step == 0:
        assert from_stripe(*to_stripe(money)) == money
    else:
        with pytest.raises(Unrepresentable):
            to_stripe(money)


@given(amounts)
def test_what_is_offered_can_be_sent(amount):
    money = Money.of(*amount)
    if stripe_capabilities(money.currency).take(money):
        assert to_stripe(money) == (money.minor, money.currency.lower())


@pytest.mark.parametrize(
    ("minor", "currency", "number"),
    [(500, "JPY", 500), (10_00, "EUR", 1000), (5_120, "KWD", 5120), (99_999_990, "KWD", 99_999_990)],
)
def test_each_number_of_decimals_is_counted_in_the_smallest_unit(minor, currency, number):
    assert to_stripe(Money.of(minor, currency)) == (number, currency.lower())


@pytest.mark.parametrize(
    ("minor", "currency"),
    [(5_124, "KWD"), (1, "KWD"), (0, "EUR"), (-1, "EUR"), (100_000_000, "EUR"), (100_000_000, "JPY")],
)
def test_what_stripe_does_not_take_is_refused(minor, currency):
    with pytest.raises(Unrepresentable):
        to_stripe(Money.of(minor, currency))


def test_an_amount_of_another_time_and_a_foreign_currency_are_refused():
    with pytest.raises(Unrepresentable):
        to_stripe(Money(500, "JPY", 2))
    with pytest.raises(Unrepresentable):
        to_stripe(Money(500, "SEK", 2))
    for number, code in ((500, "sek"), (5.0, "eur"), ("500", "eur"), (True, "eur"), (None, "eur")):
        with pytest.raises(Unrepresentable):
            from_stripe(number, code)
    assert stripe_capabilities("SEK") is None
