"""Each payment is booked once, where its reference says; what is odd about it becomes a case."""

from functools import partial

import pytest

from donations.choices import PledgeStatus
from donations.models import LedgerTransaction, PledgeFact, Settlement, Statement, StatementEntry
from donations.references import make_reference, spaced
from donations.statements import importing
from donations.statements.choices import Cause, EntryState
from tests.donations.ledger_balances import balances
from tests.factories.donations import BankAccountFactory, PledgeFactory
from tests.factories.statements import (
    OURS,
    Paid,
    camt,
    camt_entry,
    camt_file,
    camt_statement,
    camt_transaction,
    mt940,
)
from tests.together import together

pytestmark = pytest.mark.django_db


def only() -> StatementEntry:
    return StatementEntry.objects.get()


def in_ledger() -> dict:
    return {name: minor for name, minor in balances().items() if minor}


@pytest.fixture
def pledge():
    return PledgeFactory(confirmed=True)


@pytest.mark.parametrize("make", [camt, mt940])
def test_a_valid_reference_books_the_payment_to_its_pledge(bring, pledge, make):
    report = bring(make([Paid("50.00", spaced(pledge.reference))]))
    entry = only()
    assert (entry.state, entry.reference, entry.cause) == (EntryState.MATCHED, pledge.reference, "")
    assert in_ledger() == {("bank", "EUR"): 5000, ("income", "EUR"): -5000}
    pledge.refresh_from_db()
    assert pledge.status == PledgeStatus.FULFILLED
    assert (report.states["matched"], report.known, report.statements) == (1, 0, 1)


def test_a_payers_words_are_not_kept_once_nobody_needs_them(bring, pledge):
    bring(camt([Paid("50.00", f"from Maria {pledge.reference}"), Paid("20.00", "for the girl from Tripoli")]))
    matched = StatementEntry.objects.get(state=EntryState.MATCHED)
    case = StatementEntry.objects.get(state=EntryState.OPEN)
    assert (matched.words, matched.payer) == ("", "")
    assert (case.words, case.payer) == ("for the girl from Tripoli", "Maria Example")


def test_a_near_reference_is_suggested_and_the_money_is_nobodys(bring, pledge):
    body = pledge.reference
    slip = body[:8] + str((int(body[8]) + 1) % 10) + body[9:]
    bring(camt([Paid("50.00", slip)]))
    assert (only().state, only().cause, only().suggested) == (EntryState.OPEN, Cause.NEAR, pledge.reference)
    assert in_ledger() == {("bank", "EUR"): 5000, ("unmatched:bank_transfer", "EUR"): -5000}
    assert not PledgeFact.objects.filter(pledge=pledge, kind="received").exists()


def test_a_byte_that_no_database_keeps_stops_no_statement(bring):
    bring(mt940([Paid("50.00", "a gi\0ft", payer="Ma\0ria")]))
    entry = StatementEntry.objects.get()
    assert (entry.words, entry.payer) == ("a gift", "Maria")


def test_what_differs_from_the_promise_has_a_name(bring):
    under, over, paid = PledgeFactory.create_batch(3, confirmed=True)
    dollars = PledgeFactory(confirmed=True, currency="USD")
    cancelled = PledgeFactory(confirmed=True, status=PledgeStatus.CANCELLED)
    bring(
        camt(
            [
                Paid("10.00", under.reference),
                Paid("90.00", over.reference),
                Paid("50.00", paid.reference, bank="B1"),
                Paid("50.00", paid.reference, bank="B2"),
                Paid("50.00", dollars.reference),
                Paid("50.00", cancelled.reference),
                Paid("50.00", make_reference("000000000001")),
                Paid("50.00", "a gift"),
                Paid("50.00", f"{under.reference} {over.reference}"),
            ]
        )
    )
    causes = list(StatementEntry.objects.order_by("pk").values_list("cause", "state"))
    assert causes == [
        ("under", "matched"), ("over", "to_check"), ("", "matched"), ("paid_already", "to_check"),
        ("currency", "open"), ("closed", "to_check"), ("unknown", "open"), ("no_reference", "open"),
        ("several", "open"),
    ]  # fmt: skip
    assert in_ledger()["bank", "EUR"] == 450_00
    assert in_ledger()["income", "EUR"] == -250_00


def test_a_payment_long_after_the_pledge_lapsed_is_late_and_wakes_it(bring):
    from datetime import UTC, datetime

    from django.db import transaction

    from donations import life_cycle
    from donations.choices import FactKind

    pledge = PledgeFactory(confirmed=True)
    with transaction.atomic():
        held = life_cycle.hold(pledge.pk)
        life_cycle.record(held, FactKind.CONFIRMED, once="x", at=datetime(2026, 1, 1, tzinfo=UTC))
        life_cycle.record(held, FactKind.LAPSED, once="y", at=datetime(2026, 6, 1, tzinfo=UTC))
    bring(camt([Paid("20.00", pledge.reference)]))
    pledge.refresh_from_db()
    assert (only().cause, pledge.status) == (Cause.LATE, PledgeStatus.ACTIVE)


def test_the_same_file_twice_books_nothing_the_second_time(bring, pledge):
    content = camt([Paid("50.00", pledge.reference), Paid("20.00", "x"), Paid("20.00", "x")])
    bring(content)
    before = in_ledger(), StatementEntry.objects.count(), Statement.objects.count()
    report = bring(content)
    assert (report.known, report.states.total()) == (3, 0)
    assert (in_ledger(), StatementEntry.objects.count(), Statement.objects.count()) == before


def test_overlapping_files_book_what_they_share_once(bring):
    days = [Paid("20.00", "x", day=f"2026-11-0{day}") for day in (2, 3, 4)]
    bring(camt(days[:2]))
    report = bring(camt(days[1:], number="S2"))
    assert (report.known, report.states.total(), in_ledger()["bank", "EUR"]) == (1, 1, 60_00)


def test_a_statement_repeated_within_one_file_is_booked_once(bring):
    one = camt_statement([Paid("20.00", "x")])
    report = bring(camt_file(one, one))
    assert (report.known, report.states.total(), in_ledger()["bank", "EUR"]) == (1, 1, 20_00)


def test_a_foreign_account_and_a_foreign_currency_book_nothing(bring, pledge):
    bring(camt([Paid("50.00", pledge.reference)], account="FR1420041010050500013M02606"))
    bring(camt([Paid("50.00", pledge.reference, currency="AED")]))
    assert set(StatementEntry.objects.values_list("state", "cause")) == {
        ("outside", "foreign_account"),
        ("outside", "foreign_currency"),
    }
    assert in_ledger() == {} and not PledgeFact.objects.filter(kind="received").exists()


def test_one_number_for_two_currencies_finds_each_account(bring, pledge):
    dollars = BankAccountFactory(currency="USD")
    bring(camt([Paid("50.00", "x", currency="USD")], currency="USD"))
    assert only().statement.account == dollars
    assert in_ledger()["bank", "USD"] == 50_00


def test_what_we_pay_is_left_out(bring):
    bring(camt([Paid("30.00", "rent", mark="D")]))
    assert only().state == EntryState.LEFT_OUT and in_ledger() == {}


def test_a_batch_is_booked_part_by_part_and_an_unclear_one_is_a_case(bring, pledge):
    parts = [Paid("", pledge.reference), Paid("", "x")]
    clear = "".join(
        camt_transaction(part, amount=amount) for part, amount in zip(parts, ("50.00", "20.00"), strict=True)
    )
    unclear = "".join(camt_transaction(part) for part in parts)
    inside = camt_entry(Paid("70.00", bank="B1"), details=clear) + camt_entry(
        Paid("70.00", bank="B2"), details=unclear
    )
    bring(camt(inside=inside, closing="240.00"))
    assert list(StatementEntry.objects.order_by("pk").values_list("minor", "state", "cause")) == [
        (5000, "matched", ""),
        (2000, "open", "no_reference"),
        (7000, "open", "unclear"),
    ]


def test_the_bank_takes_a_matched_payment_back_and_the_pledge_is_open_again(bring, pledge):
    bring(camt([Paid("50.00", pledge.reference), Paid("50.00", pledge.reference, mark="RC")]))
    original = StatementEntry.objects.get(is_credit=True)
    reversal = StatementEntry.objects.get(is_credit=False)
    assert (original.state, reversal.state, reversal.undoes) == (EntryState.UNDONE, EntryState.MATCHED, original)
    assert in_ledger() == {("income", "EUR"): -5000, ("returned", "EUR"): 5000}
    pledge.refresh_from_db()
    assert pledge.status == PledgeStatus.ACTIVE


def test_the_bank_takes_an_unmatched_payment_back_by_its_own_reference(bring):
    bring(camt([Paid("50.00", "x", bank="B1")]))
    bring(camt([Paid("50.00", "return", bank="B1", mark="RC", day="2026-11-03")], number="S2", closing="50.00"))
    assert in_ledger() == {}
    assert StatementEntry.objects.get(is_credit=True).words == ""


@pytest.mark.parametrize("none", ["NONREF", "NOTPROVIDED"])
@pytest.mark.parametrize("make", [camt, mt940])
def test_no_reference_of_the_bank_leads_to_nobodys_payment(bring, pledge, make, none):
    bring(make([Paid("50.00", pledge.reference, bank=none)]))
    bring(make([Paid("50.00", "return", bank=none, mark="RC", day="2026-11-03")], number="S2", closing="50.00"))
    assert StatementEntry.objects.get(is_credit=True).state == EntryState.MATCHED
    assert StatementEntry.objects.get(is_credit=False).cause == Cause.REVERSAL
    pledge.refresh_from_db()
    assert pledge.status == PledgeStatus.FULFILLED


def test_where_the_banks_reference_leads_to_two_payments_neither_is_taken_back(bring, pledge):
    other = PledgeFactory(confirmed=True)
    bring(camt([Paid("50.00", one.reference, bank="BATCH") for one in (pledge, other)]))
    back = Paid("50.00", "return", bank="BATCH", mark="RC", day="2026-11-03")
    bring(camt([back], number="S2", closing="50.00"))
    assert not StatementEntry.objects.filter(state=EntryState.UNDONE).exists()
    assert StatementEntry.objects.get(is_credit=False).state == EntryState.OPEN


def test_the_pledges_reference_tells_which_of_two_payments_the_bank_took_back(bring, pledge):
    other = PledgeFactory(confirmed=True)
    bring(camt([Paid("50.00", one.reference, bank="BATCH") for one in (pledge, other)]))
    back = Paid("50.00", pledge.reference, bank="BATCH", mark="RC", day="2026-11-03")
    bring(camt([back], number="S2", closing="50.00"))
    assert StatementEntry.objects.get(state=EntryState.UNDONE).reference == pledge.reference


def test_the_bank_takes_back_what_nobody_knows_and_it_is_a_case(bring, pledge):
    bring(camt([Paid("50.00", pledge.reference, mark="RC")], closing="50.00"))
    assert (only().state, only().cause, only().suggested) == (EntryState.OPEN, Cause.REVERSAL, pledge.reference)
    assert in_ledger() == {("bank", "EUR"): -5000, ("unmatched:bank_transfer", "EUR"): 5000}


def test_a_reversal_takes_one_of_two_equal_payments_back_and_no_third(bring, pledge):
    paid = [Paid("50.00", pledge.reference, bank=f"B{number}") for number in (1, 2)]
    back = [Paid("50.00", pledge.reference, mark="RC", bank=f"R{number}") for number in (1, 2, 3)]
    bring(camt([*paid, *back]))
    assert StatementEntry.objects.filter(state=EntryState.UNDONE).count() == 2
    assert StatementEntry.objects.get(state=EntryState.OPEN).cause == Cause.REVERSAL


def test_a_payment_of_ours_that_came_back_is_no_gift(bring, pledge):
    bring(camt([Paid("50.00", pledge.reference, mark="RD")]))
    assert (only().state, only().cause) == (EntryState.OPEN, Cause.CAME_BACK)
    assert not PledgeFact.objects.filter(pledge=pledge, kind="received").exists()


def test_a_dry_run_keeps_nothing_and_tells_the_same(bring, pledge):
    content = camt(
        [Paid("50.00", pledge.reference), Paid("50.00", pledge.reference, bank="B2"), Paid("5.00", "x")]
    )
    rehearsed = bring(content, dry_run=True)
    assert not Statement.objects.exists() and not StatementEntry.objects.exists() and in_ledger() == {}
    assert bring(content).states == rehearsed.states


def test_a_run_that_was_killed_goes_on_where_it_was(bring, pledge, monkeypatch):
    monkeypatch.setattr(importing, "BOOKED_AT_ONCE", 2)
    content = camt([Paid("50.00", f"{pledge.reference} {number}", bank=f"B{number}") for number in range(6)])

    def kill(report):
        if report.entries == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(content, progress=kill)
    assert StatementEntry.objects.count() == 4
    assert bring(content).known == 4
    assert in_ledger()["bank", "EUR"] == 300_00 and LedgerTransaction.objects.count() == 6
    assert not Settlement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_take_in_one_file_at_once_book_it_once(account, tmp_path):
    pledge = PledgeFactory(confirmed=True)
    file = tmp_path / "statement"
    file.write_bytes(
        camt([Paid("50.00", f"{pledge.reference} {number}", bank=f"B{number}") for number in range(40)])
    )
    together(*[partial(importing.take_in, file)] * 2)
    assert StatementEntry.objects.count() == LedgerTransaction.objects.count() == 40
    assert in_ledger()["bank", "EUR"] == 2000_00


def test_our_account_number_is_the_only_thing_of_a_statement_that_is_kept(bring):
    bring(camt([Paid("20.00", "x")]))
    statement = Statement.objects.get()
    assert (statement.account_number, statement.number) == (OURS, "S1")
