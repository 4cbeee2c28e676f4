"""A fact reaches the ledger and the pledge together; no order and no repetition makes a difference."""

from itertools import permutations

import pytest
from django.db import transaction

from donations import life_cycle
from donations.accounts import Account, Correction, Reason
from donations.choices import NEVER_CONFIRMED, PledgeStatus
from donations.ledger import Entry, Line, reversal
from donations.models import LedgerLine, LedgerTransaction, PledgeFact
from donations.providers.money_facts import MoneyKind
from donations.receiving import correct, receive
from tests.donations.ledger_balances import balances
from tests.donations.money_facts import NOON, fact
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pledge():
    return PledgeFactory(confirmed=True)


def status(pledge) -> str:
    pledge.refresh_from_db()
    return pledge.status


def test_money_is_booked_for_the_programme_and_told_to_the_pledge(pledge):
    booked = receive(fact(), pledge)
    income = booked.lines.get(account=Account.INCOME)
    assert (income.programme, income.reference, income.minor) == (
        pledge.programme.translation_key,
        pledge.reference,
        -50_00,
    )
    assert status(pledge) == PledgeStatus.FULFILLED
    assert PledgeFact.objects.get(kind="received").once == "fake:received:pay-1"


def test_what_is_told_again_changes_nothing(pledge):
    receive(fact(), pledge)
    before = balances(), PledgeFact.objects.count()
    assert receive(fact(), pledge) is None
    assert receive(fact(), None) is None
    assert (balances(), PledgeFact.objects.count()) == before


@pytest.mark.parametrize("state", [s for s in PledgeStatus if s != PledgeStatus.FULFILLED])
def test_no_state_refuses_money(state):
    is_confirmed, kept = state not in NEVER_CONFIRMED, {"email": ""} if state == PledgeStatus.EXPIRED else {}
    pledge = PledgeFactory(confirmed=is_confirmed, status=state, **kept)
    assert receive(fact(minor=1), pledge)
    assert balances()["income", "EUR"] == -1
    assert PledgeFact.objects.filter(once="fake:received:pay-1").exists()


def test_a_refund_opens_a_fulfilled_pledge_again(pledge):
    receive(fact(), pledge)
    receive(fact(MoneyKind.REFUNDED, minor=20_00, ref="refund-1"), pledge)
    assert status(pledge) == PledgeStatus.ACTIVE
    assert balances() == {
        ("clearing:fake", "EUR"): 30_00, ("income", "EUR"): -50_00, ("returned", "EUR"): 20_00
    }  # fmt: skip


def test_a_dispute_lost_and_then_won_is_as_if_there_had_been_none(pledge):
    story = [fact(), fact(MoneyKind.DISPUTED, ref="dispute-1"), fact(MoneyKind.DISPUTE_WON, ref="dispute-1")]
    for told in [*story, *story]:
        receive(told, pledge)
    assert status(pledge) == PledgeStatus.FULFILLED
    assert balances() == {("clearing:fake", "EUR"): 50_00, ("income", "EUR"): -50_00, ("disputes", "EUR"): 0}


def test_a_failed_payment_after_a_paid_one_undoes_nothing(pledge):
    receive(fact(), pledge)
    before = balances()
    assert receive(fact(MoneyKind.FAILED), pledge) is None
    assert balances() == before and status(pledge) == PledgeStatus.FULFILLED


def test_a_fee_is_nothing_that_the_pledge_hears_of(pledge):
    receive(fact(MoneyKind.FEE, minor=75), pledge)
    assert balances() == {("clearing:fake", "EUR"): -75, ("fees:fake", "EUR"): 75}
    assert status(pledge) == PledgeStatus.ACTIVE


def test_money_in_another_currency_waits_for_an_officer_with_the_reference(pledge):
    receive(fact(currency="USD"), pledge)
    line = LedgerLine.objects.get(account=Account.UNMATCHED)
    assert (line.reference, line.currency, line.minor) == (pledge.reference, "USD", -50_00)
    assert not PledgeFact.objects.filter(kind="received").exists()


STORY = [
    fact(minor=30_00, ref="a"),
    fact(minor=20_00, ref="b"),
    fact(MoneyKind.REFUNDED, minor=10_00, ref="c"),
    fact(MoneyKind.FAILED, ref="a"),
]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_every_order_gives_the_same(pledge, order):
    for number in order:
        receive(STORY[number], pledge)
        receive(STORY[number], pledge)
    assert status(pledge) == PledgeStatus.ACTIVE
    assert balances() == {
        ("clearing:fake", "EUR"): 40_00, ("income", "EUR"): -50_00, ("returned", "EUR"): 10_00
    }  # fmt: skip
    assert life_cycle.settle(pledge, NOON.date()).kept == 40_00


def test_a_split_tells_both_pledges(pledge):
    other, received = PledgeFactory(confirmed=True), receive(fact(minor=80_00), None)
    to = [
        Line(Account.INCOME, "EUR", -minor, programme=one.programme.translation_key, reference=one.reference)
        for one, minor in [(pledge, 50_00), (other, 30_00)]
    ]
    lines = (Line(Account.UNMATCHED, "EUR", 80_00, provider="fake"), *to)
    entry = Entry("desk", Correction.SPLIT, "case-1", NOON, lines, Reason.SEVERAL_PLEDGES)
    booked = correct(entry)
    assert booked.pk == received.pk + 1 and correct(entry) is None
    assert status(pledge) == PledgeStatus.FULFILLED and status(other) == PledgeStatus.ACTIVE
    assert balances()["unmatched:fake", "EUR"] == 0


def test_what_an_officer_undoes_is_taken_from_the_pledge(pledge):
    received = receive(fact(), pledge)
    undone = reversal(received.entry, received.pk, provider_ref="case-1", at=NOON, reason=Reason.WRONG_PLEDGE)
    assert correct(undone).reverses_id == received.pk
    assert status(pledge) == PledgeStatus.ACTIVE
    assert set(balances().values()) == {0}


def test_where_the_caller_fails_neither_ledger_nor_pledge_keeps_anything(pledge):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert receive(fact(), pledge)
        raise ZeroDivisionError
    assert not LedgerTransaction.objects.exists() and not PledgeFact.objects.filter(kind="received").exists()
    assert status(pledge) == PledgeStatus.ACTIVE
