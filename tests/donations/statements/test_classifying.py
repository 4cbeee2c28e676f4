"""A payment is booked only where nothing speaks against it; all else is a case, with what to look at first."""

from datetime import date

import pytest

from donations.statements.choices import Cause, EntryState
from donations.statements.classifying import MOST_SUGGESTED, Verdict, judge
from donations.statements.entries import Entry
from donations.statements.matching import Promise

OURS, OTHER, NOBODYS = "RF1", "RF2", "RF9"
PROMISES = {OURS: Promise("EUR", in_all=50_00, each=50_00), OTHER: Promise("EUR", in_all=50_00, each=50_00)}


def verdict(*found: str, near=(), promises=PROMISES, account: str | None = "EUR", **changes) -> Verdict:
    """Judge 50.00 EUR that came to our account, unless the caller says otherwise, with these references in it."""
    fields = {"currency": "EUR", "minor": 50_00, "is_credit": True, **changes}
    entry = Entry("X", exponent=2, booked_on=date(2026, 11, 2), **fields)
    return judge(entry, account_currency=account, promises=promises, found=found, near=tuple(near))


def test_what_was_promised_is_booked():
    assert verdict(OURS) == Verdict(EntryState.MATCHED, Cause.NONE, OURS)


def test_a_reference_of_ours_counts_beside_one_that_is_nobodys():
    assert verdict(NOBODYS, OURS) == Verdict(EntryState.MATCHED, Cause.NONE, OURS)


@pytest.mark.parametrize(
    ("promise", "state", "cause"),
    [
        (Promise("EUR", in_all=60_00, each=60_00), EntryState.MATCHED, Cause.UNDER),
        (Promise("EUR", in_all=50_00, each=50_00, is_lapsed=True), EntryState.MATCHED, Cause.LATE),
        (Promise("EUR", in_all=40_00, each=40_00), EntryState.TO_CHECK, Cause.OVER),
        (Promise("EUR", in_all=50_00, each=50_00, received=50_00), EntryState.TO_CHECK, Cause.PAID_ALREADY),
        (Promise("EUR", in_all=50_00, each=50_00, is_closed=True), EntryState.TO_CHECK, Cause.CLOSED),
    ],
)
def test_what_differs_is_booked_and_named_and_looked_at_where_it_is_grave(promise, state, cause):
    assert verdict(OURS, promises={OURS: promise}) == Verdict(state, cause, OURS)


def test_another_currency_than_the_pledges_is_not_booked_to_it():
    promises = {OURS: Promise("USD", in_all=50_00, each=50_00)}
    assert verdict(OURS, promises=promises) == Verdict(EntryState.OPEN, Cause.CURRENCY, suggested=(OURS,))


@pytest.mark.parametrize(
    ("changes", "state", "cause", "suggested"),
    [
        ({"account": None}, EntryState.OUTSIDE, Cause.FOREIGN_ACCOUNT, ()),
        ({"account": "USD"}, EntryState.OUTSIDE, Cause.FOREIGN_CURRENCY, (OURS,)),
        ({"is_reversal": True}, EntryState.OPEN, Cause.CAME_BACK, (OURS,)),
        ({"is_reversal": True, "is_credit": False}, EntryState.OPEN, Cause.REVERSAL, (OURS,)),
        ({"is_credit": False}, EntryState.LEFT_OUT, Cause.NONE, ()),
        ({"is_unclear": True}, EntryState.OPEN, Cause.UNCLEAR, (OURS,)),
        # What is not ours is not looked into any further.
        ({"account": None, "is_reversal": True}, EntryState.OUTSIDE, Cause.FOREIGN_ACCOUNT, ()),
    ],
)
def test_what_is_no_plain_payment_to_us_is_booked_to_nobody_though_it_names_a_pledge(
    changes, state, cause, suggested
):
    assert verdict(OURS, **changes) == Verdict(state, cause, suggested=suggested)


def test_two_pledges_in_one_payment_are_an_officers_to_tell_apart():
    assert verdict(OURS, OTHER) == Verdict(EntryState.OPEN, Cause.SEVERAL, suggested=(OURS, OTHER))


def test_a_reference_with_a_slip_is_suggested_where_it_is_a_pledges_and_never_booked():
    assert verdict(near=[NOBODYS, OURS]) == Verdict(EntryState.OPEN, Cause.NEAR, suggested=(OURS,))
    assert verdict().reference == ""
    assert verdict(near=[NOBODYS]) == verdict() == Verdict(EntryState.OPEN, Cause.NO_REFERENCE)


def test_a_valid_reference_of_nobody_is_no_slip_of_another():
    assert verdict(NOBODYS, near=[OURS]) == Verdict(EntryState.OPEN, Cause.UNKNOWN)


def test_no_more_is_suggested_than_an_officer_looks_through():
    many = {f"RF{number}": PROMISES[OURS] for number in range(MOST_SUGGESTED + 3)}
    assert len(verdict(*many, promises=many).suggested) == MOST_SUGGESTED
    assert len(verdict(near=many, promises=many).suggested) == MOST_SUGGESTED
