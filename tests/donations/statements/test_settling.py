"""Officers decide about payments: each decision is in the ledger once, and above a limit two people make it."""

import pytest

from donations.accounts import Reason
from donations.choices import PledgeStatus
from donations.models import LedgerTransaction, PledgeFact, ProgrammePage, StatementEntry
from donations.second_person import Overtaken, OwnProposal
from donations.statements.choices import EntryState, SettlementState, Way
from donations.statements.settling import (
    NotPossible,
    Part,
    approve,
    refuse,
    settle,
    ways,
)
from tests.donations.ledger_balances import balances
from tests.factories.accounts import UserFactory
from tests.factories.donations import BankAccountFactory, PledgeFactory, ProgrammePageFactory
from tests.factories.statements import Paid, camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def pledge():
    return PledgeFactory(confirmed=True)


@pytest.fixture
def officers():
    return UserFactory.create_batch(2, role="Fundraising officer")


def only() -> StatementEntry:
    return StatementEntry.objects.get()


def decide(entry, way, *parts, by, reason=Reason.PAYER_SAID, version=None):
    return settle(entry.pk, way=way, reason=reason, parts=parts, actor=by, version=version or entry.version)


def in_ledger() -> dict:
    return {name: minor for name, minor in balances().items() if minor}


def test_assigning_gives_the_money_to_the_pledge_in_one_transaction(bring, pledge, officers):
    bring(camt([Paid("50.00", "my gift")]))
    settlement = decide(only(), Way.ASSIGN, Part(5000, pledge=pledge), by=officers[0])
    assert settlement.state == SettlementState.DONE
    assert (settlement.booked.kind, settlement.booked.reason) == ("assigned", "payer_said")
    assert LedgerTransaction.objects.count() == 2
    assert in_ledger() == {("bank", "EUR"): 5000, ("income", "EUR"): -5000}
    pledge.refresh_from_db()
    assert pledge.status == PledgeStatus.FULFILLED
    assert (only().state, only().words, only().payer) == (EntryState.SETTLED, "", "")


def test_a_gift_without_a_pledge_goes_to_a_programme(bring, officers):
    bring(camt([Paid("50.00", "a gift")]))
    programme = ProgrammePageFactory()
    settlement = decide(only(), Way.ASSIGN, Part(5000, programme=programme), by=officers[0])
    line = settlement.booked.lines.get(account="income")
    assert (line.programme, line.reference, line.minor) == (programme.translation_key, "", -5000)


def test_splitting_gives_each_its_part_and_the_rest_back(bring, pledge, officers):
    bring(camt([Paid("100.00", "for two")]))
    other = PledgeFactory(confirmed=True)
    decide(only(), Way.SPLIT, Part(5000, pledge=pledge), Part(3000, pledge=other), Part(2000), by=officers[0])
    assert in_ledger() == {("bank", "EUR"): 8000, ("income", "EUR"): -8000}
    assert PledgeFact.objects.get(pledge=other, kind="received").minor == 3000


def test_sending_back_what_nobody_has_empties_the_account(bring, officers):
    bring(camt([Paid("50.00", "not for you")]))
    decide(only(), Way.SEND_BACK, by=officers[0], reason=Reason.NOT_FOR_US)
    assert in_ledger() == {}


def test_sending_back_what_a_pledge_has_opens_the_pledge_again(bring, pledge, officers):
    bring(camt([Paid("50.00", pledge.reference)]))
    decide(only(), Way.SEND_BACK, by=officers[0], reason=Reason.PAYER_ASKED)
    assert in_ledger() == {("income", "EUR"): -5000, ("returned", "EUR"): 5000}
    pledge.refresh_from_db()
    assert pledge.status == PledgeStatus.ACTIVE
    assert ways(only()) == ()


def test_moving_to_another_pledge_takes_it_from_the_first(bring, pledge, officers):
    bring(camt([Paid("50.00", pledge.reference)]))
    other = PledgeFactory(confirmed=True)
    decide(only(), Way.REALLOCATE, Part(5000, pledge=other), by=officers[0], reason=Reason.WRONG_PLEDGE)
    assert in_ledger() == {("bank", "EUR"): 5000, ("income", "EUR"): -5000}
    statuses = [type(pledge).objects.get(pk=one.pk).status for one in (pledge, other)]
    assert statuses == [PledgeStatus.ACTIVE, PledgeStatus.FULFILLED]
    decide(only(), Way.REALLOCATE, Part(5000, pledge=pledge), by=officers[0], reason=Reason.WRONG_PLEDGE)
    assert [type(pledge).objects.get(pk=one.pk).status for one in (pledge, other)] == statuses[::-1]


def test_keeping_what_was_paid_too_much_moves_nothing(bring, pledge, officers):
    bring(camt([Paid("90.00", pledge.reference)]))
    before = LedgerTransaction.objects.count()
    assert decide(only(), Way.KEEP, by=officers[0]).booked is None
    assert LedgerTransaction.objects.count() == before
    assert (only().state, only().words) == (EntryState.MATCHED, "")


def test_what_the_bank_took_is_returned_by_the_pledge_that_an_officer_names(bring, pledge, officers):
    bring(camt([Paid("50.00", pledge.reference)]))
    bring(camt([Paid("50.00", "no words", mark="RC", bank="R1", day="2026-11-05")], number="S2", closing="50.00"))
    reversal = StatementEntry.objects.get(is_credit=False)
    decide(reversal, Way.ASSIGN, Part(5000, pledge=pledge), by=officers[0])
    assert in_ledger() == {("income", "EUR"): -5000, ("returned", "EUR"): 5000}
    pledge.refresh_from_db()
    assert pledge.status == PledgeStatus.ACTIVE


@pytest.fixture
def taken(bring, pledge):
    """What the bank took away, once `pledge` had been given as much."""
    bring(camt([Paid("50.00", pledge.reference)]))
    bring(camt([Paid("50.00", "no words", mark="RC", bank="R1", day="2026-11-05")], number="S2", closing="50.00"))
    return StatementEntry.objects.get(is_credit=False)


@pytest.mark.parametrize("given", ["", "49.99"])
def test_no_pledge_returns_more_than_it_was_given(bring, taken, officers, given):
    poor = PledgeFactory(confirmed=True)
    if given:
        bring(camt([Paid(given, poor.reference)], number="S3"))
    before = in_ledger()
    with pytest.raises(NotPossible, match="kept"):
        decide(taken, Way.ASSIGN, Part(5000, pledge=poor), by=officers[0])
    with pytest.raises(NotPossible, match="kept"):
        decide(taken, Way.ASSIGN, *[Part(2500, pledge=poor)] * 2, by=officers[0])
    assert in_ledger() == before and not PledgeFact.objects.filter(kind="returned").exists()


def test_what_was_returned_by_the_wrong_pledge_is_moved_to_the_right_one(bring, pledge, taken, officers):
    wrong = PledgeFactory(confirmed=True)
    bring(camt([Paid("50.00", wrong.reference)], number="S3"))
    decide(taken, Way.ASSIGN, Part(5000, pledge=wrong), by=officers[0])
    taken.refresh_from_db()
    before = in_ledger()
    with pytest.raises(NotPossible, match="sum"):
        decide(taken, Way.REALLOCATE, Part(5000, pledge=wrong), by=officers[0])
    with pytest.raises(NotPossible, match="kept"):
        decide(taken, Way.REALLOCATE, Part(5000, pledge=PledgeFactory(confirmed=True)), by=officers[0])
    decide(taken, Way.REALLOCATE, Part(5000, pledge=pledge), by=officers[0], reason=Reason.WRONG_PLEDGE)
    assert in_ledger() == before
    statuses = [type(pledge).objects.get(pk=one.pk).status for one in (pledge, wrong)]
    assert statuses == [PledgeStatus.ACTIVE, PledgeStatus.FULFILLED]


def give_programme(bring, officer, amount="50.00", number="S4", **paid) -> ProgrammePage:
    """A programme that was given a payment without a pledge."""
    programme, known = ProgrammePageFactory(), set(StatementEntry.objects.values_list("pk", flat=True))
    bring(camt([Paid(amount, "for the house", **paid)], number=number))
    (entry,) = StatementEntry.objects.exclude(pk__in=known)
    decide(entry, Way.ASSIGN, Part(entry.minor, programme=programme), by=officer)
    return programme


def test_what_the_bank_took_is_returned_by_a_programme_that_was_given_such_a_payment(bring, taken, officers):
    programme = give_programme(bring, officers[0])
    decide(taken, Way.ASSIGN, Part(5000, programme=programme), by=officers[0])
    assert in_ledger()["returned", "EUR"] == 5000


@pytest.mark.parametrize(
    "paid", [{}, {"amount": "49.99"}, {"amount": "90.00"}, {"amount": "50.00", "day": "2026-11-06"}]
)
def test_attacker_who_hides_what_the_bank_took_in_a_programme_that_was_not_given_it_is_refused(
    bring, taken, officers, paid
):
    programme = give_programme(bring, officers[0], **paid) if paid else ProgrammePageFactory()
    before = in_ledger()
    with pytest.raises(NotPossible, match="got"):
        decide(taken, Way.ASSIGN, Part(5000, programme=programme), by=officers[0])
    assert in_ledger() == before


def test_a_programme_that_was_given_as_much_in_another_currency_returns_nothing(bring, taken, officers):
    BankAccountFactory(currency="USD", number="DE02120300000000202051")
    programme, known = ProgrammePageFactory(), set(StatementEntry.objects.values_list("pk", flat=True))
    dollars = camt(
        [Paid("50.00", "x", currency="USD")], currency="USD", account="DE02120300000000202051", number="S5"
    )
    bring(dollars)
    (entry,) = StatementEntry.objects.exclude(pk__in=known)
    decide(entry, Way.ASSIGN, Part(5000, programme=programme), by=officers[0])
    with pytest.raises(NotPossible, match="got"):
        decide(taken, Way.ASSIGN, Part(5000, programme=programme), by=officers[0])


def test_one_payment_of_a_programme_is_returned_once(bring, taken, officers):
    programme = give_programme(bring, officers[0])
    more = give_programme(bring, officers[0], number="S6", bank="B6", amount="70.00")
    decide(taken, Way.ASSIGN, Part(5000, programme=programme), by=officers[0])
    bring(camt([Paid("50.00", "again", mark="RC", bank="R2", day="2026-11-05")], number="S7", closing="50.00"))
    again = StatementEntry.objects.get(bank_reference="R2")
    for other in (programme, more):
        with pytest.raises(NotPossible, match="got"):
            decide(again, Way.ASSIGN, Part(5000, programme=other), by=officers[0])


def test_what_the_bank_took_back_from_a_programme_itself_is_not_returned_once_more(bring, taken, officers):
    programme = give_programme(bring, officers[0], bank="B4")
    bring(camt([Paid("50.00", "x", mark="RC", bank="B4", day="2026-11-05")], number="S7", closing="50.00"))
    assert StatementEntry.objects.get(is_credit=False, bank_reference="B4").undoes
    before = in_ledger()
    with pytest.raises(NotPossible, match="got"):
        decide(taken, Way.ASSIGN, Part(5000, programme=programme), by=officers[0])
    assert in_ledger() == before


@pytest.mark.parametrize("way", [Way.SEND_BACK, Way.REALLOCATE])
def test_payer_who_has_the_bank_take_it_back_and_asks_for_it_as_well_is_not_paid_twice(
    bring, pledge, taken, officers, way
):
    decide(taken, Way.ASSIGN, Part(5000, pledge=pledge), by=officers[0])
    before, parts = in_ledger(), [Part(5000, pledge=PledgeFactory(confirmed=True))] if way != Way.SEND_BACK else []
    with pytest.raises(NotPossible, match="gone"):
        decide(StatementEntry.objects.get(is_credit=True), way, *parts, by=officers[0])
    assert in_ledger() == before


def test_what_was_returned_by_a_programme_is_moved_only_to_one_that_was_given_it(bring, pledge, taken, officers):
    programme = give_programme(bring, officers[0])
    decide(taken, Way.ASSIGN, Part(5000, programme=programme), by=officers[0])
    taken.refresh_from_db()
    with pytest.raises(NotPossible, match="got"):
        decide(taken, Way.REALLOCATE, Part(5000, programme=ProgrammePageFactory()), by=officers[0])
    decide(taken, Way.REALLOCATE, Part(5000, pledge=pledge), by=officers[0], reason=Reason.WRONG_PLEDGE)


def test_what_is_not_booked_is_set_aside(bring, officers):
    bring(camt([Paid("50.00", "x")], account="FR1420041010050500013M02606"))
    decide(only(), Way.SET_ASIDE, by=officers[0], reason=Reason.NOT_FOR_US)
    assert only().state == EntryState.SETTLED and in_ledger() == {}


@pytest.mark.parametrize(
    ("way", "minors", "what"),
    [
        (Way.ASSIGN, [4999], "sum"), (Way.ASSIGN, [5001], "sum"), (Way.SPLIT, [5000, 1], "sum"),
        (Way.KEEP, [], "way"), (Way.SET_ASIDE, [], "way"), (Way.REALLOCATE, [5000], "way"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_payment_leaves_no_trace(bring, pledge, officers, way, minors, what):
    bring(camt([Paid("50.00", "x")]))
    with pytest.raises(NotPossible, match=what):
        decide(only(), way, *[Part(minor, pledge=pledge) for minor in minors], by=officers[0])
    assert not only().settlements.exists() and LedgerTransaction.objects.count() == 1


def test_money_is_not_given_to_a_pledge_in_another_currency(bring, officers):
    bring(camt([Paid("50.00", "x")]))
    dollars = PledgeFactory(confirmed=True, currency="USD")
    with pytest.raises(NotPossible, match="currency"):
        decide(only(), Way.ASSIGN, Part(5000, pledge=dollars), by=officers[0])


def test_above_the_limit_nothing_is_booked_until_a_second_person_agrees(bring, pledge, officers):
    first, second = officers
    bring(camt([Paid("1000.01", "x")]))
    settlement = decide(only(), Way.ASSIGN, Part(100001, pledge=pledge), by=first)
    assert settlement.state == SettlementState.WAITING and LedgerTransaction.objects.count() == 1
    assert only().words == "x"
    done = approve(settlement.pk, actor=second, version=only().version)
    assert (done.state, done.decided_by, only().state) == (SettlementState.DONE, second, EntryState.SETTLED)
    assert in_ledger() == {("bank", "EUR"): 100001, ("income", "EUR"): -100001}


def test_up_to_the_limit_one_person_is_enough(bring, pledge, officers):
    bring(camt([Paid("1000.00", "x")]))
    assert decide(only(), Way.ASSIGN, Part(100000, pledge=pledge), by=officers[0]).state == SettlementState.DONE


def test_an_officer_who_would_approve_their_own_proposal_is_refused(bring, pledge, officers):
    bring(camt([Paid("5000.00", "x")]))
    settlement = decide(only(), Way.SEND_BACK, by=officers[0])
    with pytest.raises(OwnProposal):
        approve(settlement.pk, actor=officers[0], version=only().version)
    assert LedgerTransaction.objects.count() == 1


def test_an_officer_who_splits_a_large_payment_into_small_parts_still_needs_a_second_person(bring, officers):
    bring(camt([Paid("1800.00", "x")]))
    parts = [Part(90000, pledge=PledgeFactory(confirmed=True)) for _number in range(2)]
    assert decide(only(), Way.SPLIT, *parts, by=officers[0]).state == SettlementState.WAITING


def test_what_is_turned_down_leaves_the_payment_as_it_was(bring, pledge, officers):
    bring(camt([Paid("5000.00", "x")]))
    settlement = decide(only(), Way.SEND_BACK, by=officers[0])
    refuse(settlement.pk, actor=officers[0], version=only().version)
    assert (only().state, LedgerTransaction.objects.count()) == (EntryState.OPEN, 1)
    assert decide(only(), Way.SEND_BACK, by=officers[1]).state == SettlementState.WAITING


def test_the_second_of_two_officers_on_one_payment_changes_nothing(bring, pledge, officers):
    bring(camt([Paid("50.00", "x")]))
    seen = only()
    decide(seen, Way.ASSIGN, Part(5000, pledge=pledge), by=officers[0])
    with pytest.raises(Overtaken):
        decide(seen, Way.SEND_BACK, by=officers[1])
    assert in_ledger() == {("bank", "EUR"): 5000, ("income", "EUR"): -5000}


def test_two_who_approve_at_once_book_once(bring, officers):
    third = UserFactory(role="Fundraising officer")
    bring(camt([Paid("5000.00", "x")]))
    settlement = decide(only(), Way.SEND_BACK, by=officers[0])
    seen = only().version
    approve(settlement.pk, actor=officers[1], version=seen)
    for act in (approve, refuse):
        with pytest.raises(Overtaken):
            act(settlement.pk, actor=third, version=seen)
    assert in_ledger() == {}


def test_a_proposal_falls_when_the_bank_takes_the_payment_back(bring, pledge, officers):
    bring(camt([Paid("5000.00", "x", bank="B1")]))
    settlement = decide(only(), Way.SEND_BACK, by=officers[0])
    bring(camt([Paid("5000.00", "y", bank="B1", mark="RC")], number="S2"))
    settlement.refresh_from_db()
    assert settlement.state == SettlementState.REFUSED and in_ledger() == {}
    assert ways(StatementEntry.objects.get(is_credit=True)) == ()
