"""Money adds up to the unit, and never across currencies."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.currencies import CURRENCIES
from donations.money import CurrencyMismatch, Money

codes = st.sampled_from(sorted(CURRENCIES))
minors = st.integers(min_value=1, max_value=10**15)


@given(codes, minors, st.integers(min_value=1, max_value=60))
def test_instalments_add_up_to_the_total_and_differ_by_one_unit_at_most(code, minor, parts):
    total = Money.of(max(minor, parts), code)
    split = total.split(parts)
    assert sum(split[1:], start=split[0]) == total
    assert max(part.minor for part in split) - min(part.minor for part in split) <= 1
    assert len(split) == parts and list(split) == sorted(split, key=lambda part: -part.minor)


@pytest.mark.parametrize(("minor", "parts"), [(2, 3), (0, 1), (-10, 2), (10, 0)])
def test_what_cannot_be_split_is_refused(minor, parts):
    with pytest.raises(ValueError, match="split"):
        Money.of(minor, "JPY").split(parts)


@given(codes, minors)
def test_major_units_are_exact(code, minor):
    money = Money.of(minor, code)
    assert money.decimal() * 10**money.exponent == minor
    assert Decimal(money.plain()) == money.decimal()


def test_currencies_do_not_mix():
    with pytest.raises(CurrencyMismatch):
        Money.of(1, "EUR") + Money.of(1, "USD")
    with pytest.raises(CurrencyMismatch):
        Money(1, "KWD", 3) - Money(1, "KWD", 2)


@given(codes, minors, minors)
def test_what_is_added_and_taken_away_again_leaves_the_amount(code, minor, other):
    money, more = Money.of(minor, code), Money.of(other, code)
    assert (money + more).minor == minor + other
    assert (money + more) - more == money
    assert money - more == Money(minor - other, code, money.exponent)


def test_the_most_decimals_that_a_currency_has_are_four():
    """Chile's unit of account, CLF."""
    assert Money(12345, "CLF", 4).plain() == "1.2345"


def test_an_amount_keeps_the_decimals_that_its_currency_had_when_it_was_made():
    """Iceland's krona had two."""
    assert Money(150, "ISK", 2).format("en") == "1.50\xa0ISK"


@pytest.mark.parametrize("minor", [1.0, True, "1", Decimal(1), None])
def test_only_integers_are_minor_units(minor):
    with pytest.raises(TypeError):
        Money(minor, "EUR", 2)


@pytest.mark.parametrize(("code", "exponent"), [("eur", 2), ("EURO", 2), ("", 2), ("EUR", 5), ("EUR", -1)])
def test_impossible_codes_and_exponents_are_refused(code, exponent):
    with pytest.raises(ValueError, match="ISO 4217"):
        Money(1, code, exponent)


@pytest.mark.parametrize(
    ("minor", "code", "locale", "text"),
    [
        (100050, "EUR", "en", "1,000.50\xa0EUR"),
        (100050, "EUR", "fr", "1\u202f000,50\xa0EUR"),
        (100050, "CHF", "es", "1.000,50\xa0CHF"),
        (1000, "JPY", "en", "1,000\xa0JPY"),
        (1000, "KWD", "ar", "1.000\xa0KWD"),
        (100050, "EUR", "fr-ca", "1\xa0000,50\xa0EUR"),
    ],
)
def test_amounts_are_written_with_their_own_decimals_and_code(minor, code, locale, text):
    assert Money.of(minor, code).format(locale) == text


def test_suggestions_lie_within_the_limits_and_suit_a_round_number():
    assert {"EUR", "USD", "GBP", "CHF", "JPY", "KWD"} <= set(CURRENCIES)
    for currency in CURRENCIES.values():
        assert list(currency.suggested) == sorted(set(currency.suggested))
        assert all(currency.minimum <= minor <= currency.maximum for minor in currency.suggested)
        assert all(minor % 10**currency.exponent == 0 for minor in currency.suggested)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (100_000, "EUR", "1000"),
        (1250, "EUR", "12.50"),
        (1205, "EUR", "12.05"),
        (500, "JPY", "500"),
        (12_000, "KWD", "12"),
        (2500, "KWD", "2.50"),
        (2050, "KWD", "2.05"),
        (525, "KWD", "0.525"),
        (2525, "KWD", "02.525"),
        (999_525, "KWD", "0999.525"),
        (1_000_525, "KWD", "1000.525"),
    ],
)
def test_an_amount_is_suggested_in_the_one_way_in_which_it_is_read(minor, currency, text):
    assert Money.of(minor, currency).typed() == text


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "text"),
    [
        (100_000, "EUR", "en", "1000 EUR"),
        (1250, "EUR", "fr", "12,50 EUR"),
        (1250, "EUR", "es", "12,50 EUR"),
        (2525, "KWD", "en", "02.525 KWD"),
        (100_000, "EUR", "ar", "1000 EUR"),
    ],
)
def test_a_suggestion_is_written_as_the_reader_would_with_its_code(minor, currency, locale, text):
    assert Money.of(minor, currency).format_to_type(locale).replace("\N{NO-BREAK SPACE}", " ") == text
