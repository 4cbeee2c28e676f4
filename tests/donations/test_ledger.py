"""Double entry without a database: each kind of fact balances, and what is booked and undone is nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.accounts import Account, Reason
from donations.ledger import NO_HASH, Entry, Line, Unbalanced, entry_of, for_pledges, reversal, transaction_hash
from donations.providers.money_facts import Fact, MoneyKind
from tests.donations.money_facts import NOON, fact

PROGRAMME = UUID(int=7)
PLEDGE = "RF18539007547034"


def booked(kind, *, programme=PROGRAMME, provider="fake"):
    """Return what a fact of 50.00 EUR does to each account."""
    entry = entry_of(fact(kind, provider=provider), programme, PLEDGE)
    return {line.account: line.minor for line in entry.lines}


@pytest.mark.parametrize(
    ("kind", "accounts"),
    [
        (MoneyKind.RECEIVED, {"clearing": 5000, "income": -5000}),
        (MoneyKind.REFUNDED, {"clearing": -5000, "returned": 5000}),
        (MoneyKind.DISPUTED, {"clearing": -5000, "disputes": 5000}),
        (MoneyKind.DISPUTE_WON, {"clearing": 5000, "disputes": -5000}),
        (MoneyKind.FEE, {"clearing": -5000, "fees": 5000}),
    ],
)
def test_each_kind_of_fact_has_its_accounts(kind, accounts):
    assert booked(kind) == accounts


def test_money_without_a_pledge_is_unmatched_and_goes_back_from_there():
    assert booked(MoneyKind.RECEIVED, programme=None) == {"clearing": 5000, "unmatched": -5000}
    assert booked(MoneyKind.REFUNDED, programme=None) == {"clearing": -5000, "unmatched": 5000}


def test_a_transfer_arrives_on_the_bank_account_itself():
    assert booked(MoneyKind.RECEIVED, provider="bank_transfer") == {"bank": 5000, "income": -5000}


def test_a_line_names_whose_account_it_is_and_nothing_else():
    transfer = entry_of(fact(provider="bank_transfer"), PROGRAMME, PLEDGE)
    assert transfer.lines == (
        Line("bank", "EUR", 5000, provider="", programme=None, reference=""),
        Line("income", "EUR", -5000, provider="", programme=PROGRAMME, reference=PLEDGE),
    )
    unmatched = entry_of(fact())
    assert unmatched.lines == (
        Line("clearing", "EUR", 5000, provider="fake", programme=None, reference=""),
        Line("unmatched", "EUR", -5000, provider="fake", programme=None, reference=""),
    )


def test_only_a_correction_has_a_reason_and_reverses_something():
    entry = entry_of(fact(), PROGRAMME, PLEDGE)
    assert (entry.reason, entry.reverses) == ("", None)
    undone = reversal(entry, 7, provider_ref="case-1", at=NOON, reason=Reason.PAID_TWICE)
    assert (undone.reason, undone.reverses) == ("paid_twice", 7)


@pytest.mark.parametrize("of", [fact(MoneyKind.FAILED), fact(MoneyKind.FEE, 0), fact(minor=0)])
def test_what_moves_no_money_books_nothing(of):
    assert entry_of(of, PROGRAMME, PLEDGE) is None


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Line("bank", "EUR", 5),),
        (Line("bank", "EUR", 5), Line("income", "EUR", -4)),
        (Line("bank", "EUR", 5), Line("income", "USD", -5)),
        (Line("bank", "EUR", 0), Line("income", "EUR", 0)),
        (Line("bank", "EUR", 5), Line("income", "EUR", -5), Line("fees", "EUR", 0)),
        (Line("bank", "EUR", 5), Line("income", "EUR", -5), Line("bank", "USD", 5)),
    ],
)
def test_a_transaction_that_does_not_balance_cannot_be_made(lines):
    with pytest.raises(Unbalanced):
        Entry("fake", "received", "1", NOON, lines)


@pytest.mark.parametrize(
    "changes",
    [
        {"minor": -1},
        {"currency": "eur"},
        {"currency": "EURO"},
        {"ref": ""},
        {"ref": "x" * 129},
        {"ref": "nothing\0"},
        {"provider": ""},
        {"provider": "x" * 21},
        {"kind": "stolen"},
        {"occurred_at": NOON.replace(tzinfo=None)},
        {"occurred_at": datetime.fromisoformat("2026-11-02T12:00:00+02:00")},
    ],
)
def test_what_is_no_fact_cannot_be_made(changes):
    with pytest.raises(ValueError):
        fact(**changes)


@pytest.mark.parametrize("minor", [5.0, True, "5", None])
def test_an_amount_that_is_no_integer_is_refused(minor):
    with pytest.raises(TypeError):
        fact(minor=minor)


FACTS = st.builds(
    Fact,
    provider=st.sampled_from(["fake", "bank_transfer"]),
    kind=st.sampled_from(list(MoneyKind)),
    provider_ref=st.text(min_size=1, max_size=128).filter(str.isprintable),
    attempt_ref=st.just(""),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    minor=st.integers(1, 10**12),
    occurred_at=st.just(NOON),
)


@given(FACTS.filter(lambda f: f.kind != MoneyKind.FAILED), st.sampled_from([None, PROGRAMME]))
def test_whatever_is_booked_and_undone_leaves_each_account_as_it_was(of, programme):
    entry = entry_of(of, programme, PLEDGE)
    undone = reversal(entry, 1, provider_ref="case-1", at=NOON, reason=Reason.PAID_TWICE)
    assert [replace(line, minor=0) for line in undone.lines] == [replace(line, minor=0) for line in entry.lines]
    assert [line.minor + other.minor for line, other in zip(entry.lines, undone.lines, strict=True)] == [0, 0]
    assert undone.reverses == 1 and undone.kind == "reversed"


def test_pledges_are_told_what_they_were_given_and_nothing_of_fees():
    assert for_pledges(entry_of(fact(), PROGRAMME, PLEDGE).lines) == {(PLEDGE, "EUR"): 5000}
    assert for_pledges(entry_of(fact(MoneyKind.REFUNDED), PROGRAMME, PLEDGE).lines) == {(PLEDGE, "EUR"): -5000}
    assert for_pledges(entry_of(fact(MoneyKind.FEE), PROGRAMME, PLEDGE).lines) == {}
    assert for_pledges(entry_of(fact(), None, PLEDGE).lines) == {}


def test_a_split_tells_each_pledge_its_part():
    lines = (
        Line(Account.UNMATCHED, "EUR", 90, provider="fake"),
        Line(Account.INCOME, "EUR", -60, programme=PROGRAMME, reference="RF1"),
        Line(Account.INCOME, "EUR", -30, programme=PROGRAMME, reference="RF2"),
    )
    assert for_pledges(lines) == {("RF1", "EUR"): 60, ("RF2", "EUR"): 30}


def test_the_hash_is_the_one_that_anybody_can_work_out_from_the_documentation():
    """Worked out by hand: printf '[1, "fake", ...]' | sha256sum."""
    lines = [["bank", "", "", "", "EUR", 5], ["income", "", PROGRAMME.hex, "RF1", "EUR", -5]]
    at = NOON.isoformat(timespec="microseconds")
    found = transaction_hash(1, "fake", "received", "é", at, at, "", None, NO_HASH, lines)
    assert found == "85ed29b11440e600381168f24b18a8aaaf8e1f75a21ca35749c4947ee1060495"
    later = (NOON + timedelta(microseconds=1)).isoformat(timespec="microseconds")
    assert transaction_hash(1, "fake", "received", "é", at, later, "", None, NO_HASH, lines) != found
