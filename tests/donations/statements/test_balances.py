"""A statement from which an entry is missing, or in which one was changed, is told from a whole one."""

import pytest

from donations.statements.balances import Balances
from donations.statements.entries import StatementError


def statement(*moved: int, opening: int | None = 100_00, closing: int | None = None, currency: str = "EUR"):
    """The balances of a statement in EUR with entries in `currency`; less than nothing is a debit."""
    balances = Balances()
    if opening is not None:
        balances.open(abs(opening), "EUR", is_credit=opening >= 0)
    for minor in moved:
        balances.move(abs(minor), currency, is_credit=minor >= 0)
    if closing is not None:
        balances.close(abs(closing), "EUR", is_credit=closing >= 0)
    return balances


@pytest.mark.parametrize(
    "whole",
    [
        statement(closing=100_00),
        statement(50_00, -20_00, closing=130_00),
        statement(-150_00, closing=-50_00),
        statement(50_00, opening=-20_00, closing=30_00),
    ],
)
def test_what_was_there_and_what_moved_is_what_is_there(whole):
    whole.check()


@pytest.mark.parametrize(
    "broken",
    [
        statement(50_00, closing=150_01),
        statement(closing=150_00),
        statement(50_00, 50_00, closing=150_00),
        statement(-50_00, closing=150_00),
        statement(50_00, opening=-100_00, closing=150_00),
        statement(-150_00, closing=50_00),
    ],
)
def test_a_missing_doubled_or_turned_entry_does_not_add_up(broken):
    with pytest.raises(StatementError, match="do not add up"):
        broken.check()


@pytest.mark.parametrize(
    "unsaid",
    [
        statement(50_00),
        statement(50_00, opening=None, closing=1),
        statement(50_00, closing=1, currency="USD"),
    ],
)
def test_without_both_balances_or_in_two_currencies_nothing_is_said(unsaid):
    unsaid.check()


@pytest.mark.parametrize(("opening", "closing"), [("EUR", "USD"), ("USD", "EUR")])
def test_of_balances_in_two_currencies_nothing_is_said(opening, closing):
    balances = Balances()
    balances.open(100_00, opening, is_credit=True)
    balances.close(90_00, closing, is_credit=True)
    balances.check()
