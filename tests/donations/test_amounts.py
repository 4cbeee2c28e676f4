"""What people type is read, asked back, or refused: never guessed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.amounts import AmountError, parse_amount, readings
from donations.currencies import CURRENCIES
from donations.money import Money

EASTERN = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [
        ("10", "EUR", 1000),
        ("10,5", "EUR", 1050),
        ("10.50", "EUR", 1050),
        ("10,", "EUR", 1000),
        ("١٠٫٥", "EUR", 1050),
        ("۱۲", "USD", 1200),
        ("\u200f١٬٠٠٠٫٥٠\u200e", "EUR", 100050),
        ("1\u202f000,50", "EUR", 100050),
        ("1\u2009000", "GBP", 100000),
        ("1\xa0000\xa0000", "JPY", 1000000),
        ("1’000.50", "CHF", 100050),
        ("1,000.50", "USD", 100050),
        ("1.000,50", "EUR", 100050),
        ("1,000,000", "JPY", 1000000),
        ("1000,500", "EUR", 100050),
        ("€ 25", "EUR", 2500),
        ("25 kwd", "KWD", 25000),
        ("2.5250", "KWD", 2525),
        ("2,5", "KWD", 2500),
        ("00050", "EUR", 5000),
        ("0" * 20 + "50", "EUR", 5000),
        ("٢٫٥٢٥", "KWD", 2525),
        ("10，5", "EUR", 1050),
        ("25．50", "EUR", 2550),
        ("25 US$", "USD", 2500),
        ("2500 kwd", "KWD", 2_500_000),
        ("25".rjust(60), "EUR", 2500),
    ],
)
def test_usual_ways_to_write_an_amount_are_read(text, code, minor):
    assert parse_amount(text, code) == Money.of(minor, code)


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("", "EUR", "empty"),
        ("\u200f \u2069", "EUR", "empty"),
        ("NaN", "EUR", "unreadable"),
        ("Infinity", "EUR", "unreadable"),
        ("inf", "EUR", "unreadable"),
        ("1e9", "EUR", "unreadable"),
        ("0x10", "EUR", "unreadable"),
        ("1_000", "EUR", "unreadable"),
        ("$10", "EUR", "unreadable"),
        ("10 20", "EUR", "unreadable"),
        ("10\u202f20", "EUR", "unreadable"),
        ("10,5 0", "EUR", "unreadable"),
        ("10,00.50", "EUR", "unreadable"),
        ("1 000,000.50", "EUR", "unreadable"),
        ("1 000,000,000", "EUR", "unreadable"),
        ("1,000.5٫5", "EUR", "unreadable"),
        ("25".rjust(61), "EUR", "unreadable"),
        ("1,00,000", "EUR", "unreadable"),
        ("1.2.3", "EUR", "unreadable"),
        ("1,000.000,5", "EUR", "unreadable"),
        (".", "EUR", "unreadable"),
        ("²²", "EUR", "unreadable"),
        ("१००", "EUR", "unreadable"),
        ("1" * 61, "EUR", "unreadable"),
        ("\x00", "EUR", "unreadable"),
        ("\ud800", "EUR", "unreadable"),
        ("-1", "EUR", "negative"),
        ("−1", "EUR", "negative"),
        ("€ -10", "EUR", "negative"),
        ("9" * 40, "EUR", "too_large"),
        ("1000000.01", "EUR", "too_large"),
        ("9" * 16 + ".999", "EUR", "too_large"),
        ("9" * 15 + ".999", "EUR", "too_precise"),
        ("999 999 999 999 999.999", "EUR", "too_precise"),
        ("0", "EUR", "too_small"),
        ("٣٫٥", "EUR", "too_small"),
        ("0.001", "KWD", "too_small"),
        ("0.0001", "KWD", "too_precise"),
        ("10.0050", "EUR", "too_precise"),
        ("500.5", "JPY", "too_precise"),
        ("1,000", "EUR", "ambiguous"),
        ("1.000", "JPY", "ambiguous"),
        ("2.525", "KWD", "ambiguous"),
        ("٢،٥٢٥", "KWD", "ambiguous"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_reason(text, code, reason):
    with pytest.raises(AmountError) as caught:
        parse_amount(text, code)
    assert caught.value.reason == reason


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])
def test_every_arabic_and_persian_digit_is_read(digits):
    for minor in (123_456_789, 5_000):
        assert parse_amount(str(minor).translate(str.maketrans("0123456789", digits)), "JPY").minor == minor


@pytest.mark.parametrize(
    "mark", "\u061c\u200b\u200e\u200f\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
def test_marks_that_nobody_sees_are_passed_over(mark):
    assert parse_amount(f"{mark}2{mark}5{mark}", "EUR").minor == 25_00


@pytest.mark.parametrize("other", "\u2029\u2065\u206a\u200c")
def test_other_signs_that_nobody_sees_are_asked_about(other):
    with pytest.raises(AmountError, match="unreadable"):
        parse_amount(f"2{other}5", "EUR")


@pytest.mark.parametrize("minus", "-−‐‑‒–—")
def test_every_dash_before_an_amount_is_a_minus(minus):
    with pytest.raises(AmountError, match="negative"):
        parse_amount(f"{minus}25", "EUR")


@pytest.mark.parametrize(
    ("text", "code", "offered"),
    [
        ("2.525", "KWD", [2_525_000, 2_525]),
        ("2.525", "EUR", [2_525_00]),
        ("12.500", "EUR", [12_500_00, 12_50]),
        ("5.000", "EUR", [5_000_00, 5_00]),
        ("2.500", "EUR", [2_500_00]),
        ("300.000", "KWD", [300_000_000, 300_000]),
        ("300.001", "KWD", [300_001]),
    ],
)
def test_asking_back_offers_each_reading_that_the_currency_allows(text, code, offered):
    with pytest.raises(AmountError) as caught:
        parse_amount(text, code)
    assert [money.minor for money in caught.value.readings] == offered


@pytest.mark.parametrize(
    ("text", "least", "limit"),
    [("4.99", None, 5_00), ("9.99", 10_00, 10_00), ("1" * 7, None, 10**8), ("1" * 40, None, 10**8)],
)
def test_who_passes_a_limit_is_told_which(text, least, limit):
    with pytest.raises(AmountError) as caught:
        parse_amount(text, "EUR", smallest=least)
    assert caught.value.limit == Money.of(limit, "EUR")


@pytest.mark.parametrize(
    ("text", "minors"),
    [
        ("10,5", [10_50]),
        ("0.01", [1]),
        ("2.500", [2_500_00, 2_50]),
        ("12.345", [12_345_00]),
        ("ten", []),
        ("", []),
    ],
)
def test_to_be_compared_an_amount_may_mean_all_that_it_can_within_no_limits(text, minors):
    assert [money.minor for money in readings(text, "EUR")] == minors


def test_an_unknown_currency_is_nobodys_guess():
    with pytest.raises(KeyError):
        parse_amount("10", "XAU")


@given(st.sampled_from(sorted(CURRENCIES)), st.data())
def test_plain_amounts_are_read_back_exactly_in_western_and_eastern_digits(code, data):
    rule = CURRENCIES[code]
    money = Money.of(data.draw(st.integers(rule.minimum, rule.maximum)), code)
    text = money.typed()
    assert parse_amount(text, code) == money
    assert parse_amount(text.translate(EASTERN), code) == money


@given(st.sampled_from(sorted(CURRENCIES)), st.sampled_from(["en", "fr", "es", "ar"]), st.data())
def test_an_amount_that_the_site_suggests_to_type_is_taken_exactly_so(code, language, data):
    rule = CURRENCIES[code]
    money = Money.of(data.draw(st.integers(rule.minimum, rule.maximum)), code)
    for text in (money.typed(), money.format_to_type(language)):
        assert parse_amount(text, code) == money
        assert len(re.sub(r"[^\d.,٫]", "", text).partition(".")[2]) <= rule.exponent


@given(st.text(max_size=80), st.sampled_from(sorted(CURRENCIES)))
def test_any_text_is_an_amount_within_limits_or_an_amount_error(text, code):
    try:
        money = parse_amount(text, code)
    except AmountError:
        return
    assert CURRENCIES[code].minimum <= money.minor <= CURRENCIES[code].maximum


@given(st.text("0123456789٠٣٫٬,. '−€\u200f\u202f", max_size=20), st.sampled_from(sorted(CURRENCIES)))
def test_anything_near_an_amount_never_fails_otherwise(text, code):
    try:
        assert parse_amount(text, code).minor > 0
    except AmountError as error:
        assert error.reason
