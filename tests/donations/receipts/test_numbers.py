"""Numbers of receipts: found again however they are typed, and a slip is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.receipts.numbers import LENGTH, make_number, new_number, read_number, spaced

bodies = st.text("0123456789", min_size=14, max_size=14)


@given(bodies)
def test_a_number_is_read_as_it_is_printed(body):
    number = make_number(body)
    assert len(number) == LENGTH and number.startswith(body)
    assert read_number(spaced(number)) == number
    assert read_number(f"\u2066{number}\u2069") == read_number(f"\u202a{number}\u202c") == number


@given(bodies, st.integers(0, 15), st.integers(1, 9))
def test_a_slip_of_one_digit_is_told(body, place, step):
    number = make_number(body)
    slipped = f"{number[:place]}{(int(number[place]) + step) % 10}{number[place + 1 :]}"
    with pytest.raises(ValueError, match="check digits"):
        read_number(slipped)


def test_arabic_digits_are_digits():
    number = make_number("12345678901234")
    assert read_number(number.translate({ord("0") + value: "٠١٢٣٤٥٦٧٨٩"[value] for value in range(10)})) == number


@pytest.mark.parametrize("text", ["", "1", "x" * 16, "１２３４５６７８９０１２３４５６", "1" * 17, "²" * 16])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="digits"):
        read_number(text)


@pytest.mark.parametrize("body", ["", "1" * 13, "1" * 15, "1234567890123x", "²" * 14])
def test_a_number_is_made_of_fourteen_digits(body):
    with pytest.raises(ValueError, match="digits"):
        make_number(body)


def test_numbers_do_not_follow_each_other():
    made = {new_number() for _ in range(200)}
    assert len(made) == 200 and len({number[:6] for number in made}) > 150
