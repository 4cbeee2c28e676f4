"""A valid reference is taken, a near one only suggested, and what differs has a name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.references import make_reference, read_reference, spaced
from donations.statements.choices import Cause
from donations.statements.entries import Entry
from donations.statements.matching import Promise, deviation, near_references, references

REFERENCE = "RF18539007547034"
bodies = st.text("0123456789", min_size=12, max_size=12)


def paid(*text: str, minor: int = 5000, currency: str = "EUR", structured: tuple[str, ...] = ()) -> Entry:
    return Entry("X", currency, 2, minor, True, date(2026, 11, 2), text=text, structured=structured)


@given(bodies, st.text(max_size=30), st.text(max_size=30))
def test_a_reference_is_found_in_whatever_is_around_it(body, before, after):
    reference = make_reference(body)
    assert reference in references(paid(f"{before} {reference} {after}"))


@pytest.mark.parametrize(
    "text",
    [
        (spaced(REFERENCE),), (spaced(REFERENCE).lower(),), ("gift RF18-5390-0754-7034.",),
        ("RF18 5390 07", "54 7034"), ("thanks RF1853900", "7547034 bye"), ("RF١٨ ٥٣٩٠ ٠٧٥٤ ٧٠٣٤",),
        ("\u200fRF18539007547034\u200f",), ("REF:RF 18539007547034",),
    ],
)  # fmt: skip
def test_a_reference_is_found_as_people_and_banks_write_it(text):
    assert references(paid(*text)) == (REFERENCE,)


def test_the_structured_field_comes_before_the_text():
    other = make_reference("000000000001")
    assert references(paid(other, structured=(REFERENCE,))) == (REFERENCE,)
    assert references(paid(other, structured=("not one",))) == (other,)


def test_two_references_in_one_payment_are_both_told():
    other = make_reference("000000000001")
    assert references(paid(f"{REFERENCE} and {other}")) == (REFERENCE, other)


@given(bodies, st.data())
def test_a_slip_is_never_taken_for_the_reference_and_always_suggested(body, data):
    reference = make_reference(body)
    place = data.draw(st.integers(2, 15))
    slip = data.draw(st.sampled_from(["wrong", "missing", "extra"]))
    digit = data.draw(st.sampled_from(sorted(set("0123456789") - {reference[place]})))
    written = {
        "wrong": reference[:place] + digit + reference[place + 1 :],
        "missing": reference[:place] + reference[place + 1 :],
        "extra": reference[:place] + digit + reference[place:],
    }[slip]
    assert reference not in references(paid(written))
    assert reference in near_references(paid(written))


@pytest.mark.parametrize(
    "text", ["18539007547034", "RF18539007547O34", "RFI8 539007547034", "RF 1853 9007 5470 43"]
)
def test_a_letter_for_a_digit_an_exchange_and_a_missing_rf_are_suggested_only(text):
    assert references(paid(text)) == () and REFERENCE in near_references(paid(text))


@given(st.text(max_size=200))
def test_any_text_gives_valid_references_or_none(text):
    for reference in (*references(paid(text)), *near_references(paid(text))):
        assert read_reference(reference) == reference


@pytest.mark.parametrize("text", ["", "DE89370400440532013000", "RF33AB12", "a gift of 50", "1" * 900, "RF" * 400])
def test_other_numbers_are_no_reference(text):
    assert references(paid(text)) == ()


def promise(**changes) -> Promise:
    return Promise(**{"currency": "EUR", "in_all": 5000, "each": 5000} | changes)


@pytest.mark.parametrize(
    ("promised", "minor", "named"),
    [
        (promise(), 5000, Cause.NONE),
        (promise(), 4999, Cause.UNDER),
        (promise(), 5001, Cause.OVER),
        (promise(received=5000), 5000, Cause.PAID_ALREADY),
        (promise(received=2000), 3000, Cause.NONE),
        (promise(is_closed=True), 5000, Cause.CLOSED),
        (promise(is_lapsed=True), 5000, Cause.LATE),
        (promise(currency="USD"), 5000, Cause.CURRENCY),
        (promise(in_all=None), 5000, Cause.NONE),
        (promise(in_all=None), 15000, Cause.NONE),
        (promise(in_all=None), 7000, Cause.OVER),
        (promise(in_all=None), 4000, Cause.UNDER),
        (promise(in_all=5000, each=1667), 1667, Cause.NONE),
        (promise(in_all=5000, each=1667, received=3334), 1666, Cause.NONE),
    ],
)
def test_each_deviation_has_its_name(promised, minor, named):
    assert deviation(promised, paid(minor=minor)) == named
