"""A receipt is given with the money, once, and the database lets nobody add, change or take away another."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from donations import managing
from donations.accounts import Account, Correction, Reason
from donations.ledger import Entry, Line, reversal
from donations.models import LedgerTransaction, Pledge, Receipt
from donations.providers.money_facts import MoneyKind
from donations.receipts.models import new_salt
from donations.receipts.net_amounts import of_pledge
from donations.receipts.numbers import new_number, read_number
from donations.receiving import correct, receive
from donations.totals import totals_by_programme
from tests.donations.money_facts import NOON, fact
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db


def test_money_that_comes_has_a_receipt(give, pledge):
    booked = give()
    receipt = Receipt.objects.get()
    assert (receipt.position, receipt.transaction, receipt.minor) == (1, booked, 50_00)
    assert (receipt.reference, receipt.programme) == (pledge.reference, pledge.programme.translation_key)
    assert read_number(receipt.number) == receipt.number


def test_what_is_told_twice_has_one_receipt(give):
    give()
    give()
    give("pay-2")
    assert list(Receipt.objects.values_list("position", flat=True)) == [1, 2]
    assert len(set(Receipt.objects.values_list("number", "salt"))) == 2


def test_money_without_a_pledge_or_in_another_currency_has_none(give):
    give(to=None)
    give("pay-2", currency="USD")
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("kind", [MoneyKind.FEE, MoneyKind.FAILED, MoneyKind.REFUNDED, MoneyKind.DISPUTE_WON])
def test_what_is_no_gift_has_none(pledge, kind):
    receive(fact(kind), pledge)
    assert not Receipt.objects.exists()


def test_where_the_caller_fails_there_is_no_receipt(give):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        give()
        raise ZeroDivisionError
    assert not Receipt.objects.exists()


def test_a_refund_marks_the_receipt_in_part_and_then_in_full(give, pledge):
    give()
    give("refund-1", -20_00, day=1)
    (now,) = of_pledge(pledge)
    assert (now.returned_minor, now.kept.minor, now.is_partly_returned, now.is_returned) == (
        20_00,
        30_00,
        True,
        False,
    )
    give("refund-2", -30_00, day=2)
    (now,) = of_pledge(pledge)
    assert (now.kept.minor, now.is_partly_returned, now.is_returned) == (0, False, True)
    assert Receipt.objects.get().minor == 50_00


def test_money_booked_to_the_wrong_pledge_has_its_receipt_with_the_right_one(pledge):
    other = PledgeFactory(confirmed=True)
    wrong = receive(fact(), pledge)
    correct(reversal(wrong.entry, wrong.pk, provider_ref="case-1", at=NOON, reason=Reason.WRONG_PLEDGE))
    lines = (
        Line(Account.BANK, "EUR", 50_00),
        Line(Account.INCOME, "EUR", -50_00, programme=other.programme.translation_key, reference=other.reference),
    )
    correct(Entry("desk", Correction.ASSIGNED, "case-2", NOON, lines, Reason.WRONG_PLEDGE))
    assert [now.is_returned for now in of_pledge(pledge)] == [True]
    assert [now.kept.minor for now in of_pledge(other)] == [50_00]


def test_a_split_gives_a_receipt_to_each_pledge(pledge):
    other = PledgeFactory(confirmed=True)
    receive(fact(minor=80_00), None)
    to = [
        Line(Account.INCOME, "EUR", -minor, programme=one.programme.translation_key, reference=one.reference)
        for one, minor in [(pledge, 50_00), (other, 30_00)]
    ]
    lines = (Line(Account.UNMATCHED, "EUR", 80_00, provider="fake"), *to)
    correct(Entry("desk", Correction.SPLIT, "case-1", NOON, lines, Reason.SEVERAL_PLEDGES))
    assert dict(Receipt.objects.values_list("reference", "minor")) == {
        pledge.reference: 50_00,
        other.reference: 30_00,
    }


def test_receipts_come_to_what_the_public_totals_say(give, pledge):
    for number in range(4):
        give(f"pay-{number}", 30_00 + number, day=number)
    give("refund", -45_00, day=9)
    (total,) = totals_by_programme()[str(pledge.programme.translation_key)]
    assert sum(now.kept.minor for now in of_pledge(pledge)) == total.received.minor - total.returned.minor


def test_a_supporter_who_is_forgotten_leaves_the_receipt_without_a_name(give, pledge):
    give()
    managing.forget(Pledge.objects.get())
    (now,) = of_pledge(Pledge.objects.get())
    assert now.kept.minor == 50_00
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM donations_receipt")
        assert "Ada" not in str(cursor.fetchall())


def row(**changes) -> Receipt:
    """Return a receipt like the one that is there, at the next position, not saved."""
    one = Receipt.objects.get()
    fields = {
        name: getattr(one, name) for name in ("transaction_id", "reference", "programme", "currency", "minor")
    }
    return Receipt(**{"position": 2, "number": new_number(), "salt": new_salt(), **fields, **changes})


@pytest.mark.parametrize(
    "changes", [{"minor": 49_99}, {"minor": 50_01}, {"reference": "RF18539007547034"}, {"currency": "USD"}]
)
def test_attacker_with_a_console_gives_no_receipt_for_what_was_not_booked(give, pledge, changes):
    give()
    programme, reference = pledge.programme.translation_key, "RF71000000000001"
    lines = (Line(Account.BANK, "EUR", 50_00), Line(Account.INCOME, "EUR", -50_00, "", programme, reference))
    booked = correct(Entry("desk", Correction.ASSIGNED, "case-1", NOON, lines, Reason.PAYER_SAID))
    true = {"transaction_id": booked.pk, "reference": reference, "minor": 50_00}
    with pytest.raises(IntegrityError), transaction.atomic():
        row(**{**true, **changes}).save(force_insert=True)
    row(**true).save(force_insert=True)
    assert Receipt.objects.count() == 2


def test_attacker_with_a_console_gives_no_second_receipt_for_one_gift(give):
    give()
    with pytest.raises(IntegrityError), transaction.atomic():
        row().save(force_insert=True)


@pytest.mark.parametrize("position", [0, 1, 3])
def test_a_receipt_takes_no_position_but_the_next(give, pledge, position):
    give()
    programme, reference = pledge.programme.translation_key, "RF18539007547034"
    lines = (Line(Account.BANK, "EUR", 1), Line(Account.INCOME, "EUR", -1, "", programme, reference))
    booked = correct(Entry("desk", Correction.ASSIGNED, "case-1", NOON, lines, Reason.PAYER_SAID))
    receipt = row(transaction_id=booked.pk, reference=reference, minor=1, position=position)
    with pytest.raises(IntegrityError), transaction.atomic():
        receipt.save(force_insert=True)
    receipt.position = 2
    receipt.save(force_insert=True)
    assert Receipt.objects.last().position == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE donations_receipt SET minor = 1",
        "UPDATE donations_receipt SET number = '1111111111111111'",
        "UPDATE donations_receipt SET salt = '00000000000000000000000000000000'",
        "UPDATE donations_receipt SET reference = 'RF00'",
        "DELETE FROM donations_receipt",
    ],
)
def test_attacker_with_a_console_changes_and_deletes_no_receipt(give, statement):
    give()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Receipt.objects.get().minor == 50_00


def test_attacker_with_a_console_replaces_and_empties_nothing(give):
    give()
    connection.check_constraints()
    table, columns = (
        "donations_receipt",
        "position, number, transaction_id, reference, programme, currency, minor, salt",
    )
    attempt = (
        f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}"
        if connection.vendor == "sqlite"
        else f"TRUNCATE {table} CASCADE"
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt)


def test_the_transaction_of_a_receipt_stays(give):
    booked = give()
    with pytest.raises((ProtectedError, IntegrityError)), transaction.atomic():
        LedgerTransaction.objects.get(pk=booked.pk).delete()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table whole")
def test_what_went_back_is_found_by_the_index_on_references(give, pledge):
    give()
    with CaptureQueriesContext(connection) as asked:
        of_pledge(pledge)
    query = asked.captured_queries[-1]["sql"]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query}")
        assert "ledger_reference" in str(cursor.fetchall())
