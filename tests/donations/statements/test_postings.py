"""What an officer decides becomes lines that sum to zero and leave each holder with what was decided."""

from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from donations.accounts import Account
from donations.ledger import Line, is_balanced
from donations.statements.postings import Holder, held, lines

WATER, SHELTER = UUID(int=1), UUID(int=2)
NOBODY = Holder(provider="bank_transfer")
ADA, BEN, PROGRAMME = Holder(WATER, "RF1"), Holder(SHELTER, "RF2"), Holder(WATER)
HOLDERS = st.sampled_from([NOBODY, ADA, BEN, PROGRAMME])
SHARES = st.dictionaries(HOLDERS, st.integers(1, 10_000), max_size=4)


def line(account: Account, minor: int, holder: Holder = ADA) -> Line:
    """A line in EUR about what this holder has."""
    if holder.programme is None:
        return Line(account, "EUR", minor, provider=holder.provider)
    return Line(account, "EUR", minor, programme=holder.programme, reference=holder.reference)


def arrived(shares: dict[Holder, int]) -> list[Line]:
    """What was booked when this came and was given to these holders."""
    came = sum(shares.values())
    given_to = [
        line(Account.INCOME if holder.programme else Account.UNMATCHED, -minor, holder)
        for holder, minor in shares.items()
    ]
    return [Line(Account.BANK, "EUR", came), *given_to]


def test_who_has_a_payment_is_read_from_all_lines_that_were_booked_for_it():
    booked = [*arrived({ADA: 50_00}), line(Account.RETURNED, 20_00), line(Account.DISPUTES, 5_00)]
    assert held(booked) == {ADA: 25_00}
    assert held([*booked, line(Account.INCOME, 25_00), line(Account.UNMATCHED, -25_00, NOBODY)]) == {NOBODY: 25_00}


def test_what_nobody_has_yet_is_given_to_a_pledge_and_never_was_anything_else():
    assert lines({NOBODY: 50_00}, {ADA: 50_00}, "EUR") == (
        line(Account.UNMATCHED, 50_00, NOBODY),
        line(Account.INCOME, -50_00),
    )


def test_what_moves_to_another_pledge_was_never_the_first_ones_income():
    assert lines({ADA: 50_00}, {BEN: 50_00}, "EUR") == (
        line(Account.INCOME, 50_00),
        line(Account.INCOME, -50_00, BEN),
    )


def test_what_goes_back_to_the_payer_is_returned_by_the_pledge_and_leaves_the_bank():
    assert lines({ADA: 50_00}, {}, "EUR") == (line(Account.RETURNED, 50_00), Line(Account.BANK, "EUR", -50_00))


def test_a_part_goes_back_and_another_moves_on():
    assert lines({ADA: 50_00}, {ADA: 10_00, BEN: 15_00}, "EUR") == (
        line(Account.RETURNED, 25_00),
        line(Account.INCOME, 15_00),
        line(Account.INCOME, -15_00, BEN),
        Line(Account.BANK, "EUR", -25_00),
    )


def test_what_goes_back_is_returned_once_whoever_else_gives_something_up():
    assert lines({ADA: 50_00, BEN: 50_00}, {PROGRAMME: 60_00}, "EUR") == (
        line(Account.RETURNED, 40_00),
        line(Account.INCOME, 10_00),
        line(Account.INCOME, 50_00, BEN),
        line(Account.INCOME, -60_00, PROGRAMME),
        Line(Account.BANK, "EUR", -40_00),
    )


def test_what_the_bank_took_away_is_returned_by_whom_an_officer_names():
    assert lines({NOBODY: -50_00}, {ADA: -50_00}, "EUR") == (
        line(Account.UNMATCHED, -50_00, NOBODY),
        line(Account.RETURNED, 50_00),
    )


@pytest.mark.parametrize(
    ("now", "wanted", "why"),
    [
        ({ADA: 50_00}, {ADA: 50_01}, "more than there is"),
        ({ADA: 50_00}, {ADA: 50_00, BEN: 1}, "more than there is"),
        ({ADA: 50_00}, {ADA: 50_00}, "nothing would move"),
        ({}, {}, "nothing would move"),
        ({NOBODY: -50_00}, {ADA: -49_99}, "in full"),
        ({NOBODY: -50_00}, {NOBODY: -50_00}, "nothing would move"),
    ],
)
def test_what_gives_more_than_there_is_or_changes_nothing_is_refused(now, wanted, why):
    with pytest.raises(ValueError, match=why):
        lines(now, wanted, "EUR")


@given(SHARES, SHARES)
def test_whatever_is_decided_balances_and_leaves_each_with_what_was_decided(now, wanted):
    assume(sum(wanted.values()) <= sum(now.values()) and now != wanted)
    booked = lines(now, wanted, "EUR")
    assert is_balanced(booked)
    assert held([*arrived(now), *booked]) == wanted
    went_back = -sum(one.minor for one in booked if one.account == Account.BANK)
    assert went_back == sum(now.values()) - sum(wanted.values())
    assert sum(one.minor for one in booked if one.account == Account.RETURNED) <= went_back
