"""`manage.py verify_ledger` finds every change of every column, and says where."""

import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from campaign_site.delivery.database import triggers
from donations import ledger_check
from donations.booking import book, end_of_ledger
from donations.ledger import entry_of
from donations.models import LedgerLine, LedgerTransaction
from tests.donations.money_facts import fact
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db

BOOKED, LINE, HEAD = "donations_ledgertransaction", "donations_ledgerline", "donations_ledgerhead"
MANY = 6


@pytest.fixture
def ledger():
    """Six transactions, and nothing that protects them: the attacker owns the database."""
    programme = PledgeFactory(confirmed=True).programme.translation_key
    for number in range(MANY):
        book(entry_of(fact(ref=f"pay-{number}"), programme if number % 2 else None, "RF18539007547034"))
    connection.check_constraints()
    triggers.remove()


def run(sql, *params):
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def broken_at():
    """Return where the command says that the ledger is broken; None when it holds."""
    try:
        call_command("verify_ledger", stdout=StringIO(), stderr=StringIO())
    except CommandError as error:
        place = str(error).partition("at transaction ")[2].partition(":")[0]
        return int(place) if place else str(error)
    return None


def test_a_ledger_that_nobody_touched_holds_and_names_its_end():
    for number in range(MANY):
        book(entry_of(fact(ref=f"pay-{number}")))
    output = StringIO()
    call_command("verify_ledger", stdout=output, stderr=StringIO())
    _sequence, end = end_of_ledger()
    assert output.getvalue() == f"6 transactions with 12 lines hold. The end: 6 {end}\n"


def test_an_empty_ledger_holds():
    assert broken_at() is None


@pytest.mark.parametrize("number", [1, 3, MANY])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("provider", "other"),
        ("kind", "refunded"),
        ("provider_ref", "pay-9"),
        ("occurred_at", "2026-11-02 12:00:00.000001+00:00"),
        ("booked_at", "2020-01-01 00:00:00+00:00"),
        ("reason", "paid_twice"),
        ("previous_hash", "f" * 64),
        ("hash", "f" * 64),
    ],
)
def test_a_change_of_any_column_of_a_transaction_is_found(ledger, column, value, number):
    run("ALTER TABLE donations_ledgertransaction DROP CONSTRAINT ledger_corrections_have_a_reason") if (
        connection.vendor == "postgresql"
    ) else run("PRAGMA ignore_check_constraints = ON")
    try:
        run(f"UPDATE {BOOKED} SET {column} = %s WHERE sequence = %s", value, number)
        assert broken_at() in {number, number + 1}
    finally:
        if connection.vendor == "sqlite":
            run("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.parametrize("number", [1, 4])
@pytest.mark.parametrize(
    "change",
    ["minor = minor + 1", "currency = 'USD'", "reference = ''", "minor = -minor", "transaction_id = 5"],
)
def test_a_change_of_a_line_is_found(ledger, change, number):
    run(f"UPDATE {LINE} SET {change} WHERE transaction_id = %s", number)
    assert broken_at() == number


def test_a_line_or_transaction_that_is_missing_or_added_is_found(ledger):
    changes = [
        (f"DELETE FROM {LINE} WHERE transaction_id = 3", 3),
        (f"DELETE FROM {LINE} WHERE id = (SELECT MAX(id) FROM {LINE})", 6),
        (f"DELETE FROM {BOOKED} WHERE sequence = 6", 6),
        (f"DELETE FROM {BOOKED} WHERE sequence = 3", 3),
        (f"UPDATE {HEAD} SET sequence = 5", 6),
        (f"UPDATE {HEAD} SET sequence = 7", 7),
        (f"UPDATE {HEAD} SET hash = '{'0' * 64}'", 7),
    ]
    for sql, place in changes:
        with transaction.atomic():
            run(sql)
            assert broken_at() == place, sql
            transaction.set_rollback(True)


def test_lines_that_somebody_added_behind_the_end_are_found(ledger):
    LedgerLine.objects.create(transaction_id=7, account="bank", currency="EUR", minor=5)
    assert broken_at() == 7
    LedgerLine.objects.filter(transaction_id=7).delete()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps types, not bytes")
def test_one_flipped_byte_is_found_wherever_it_is(ledger):
    """Each byte of each text, and each amount: 200 places drawn anew with a fixed seed."""
    run("PRAGMA ignore_check_constraints = ON")
    chance = random.Random(20261129)
    texts = {
        BOOKED: (
            "sequence",
            ["provider", "kind", "provider_ref", "occurred_at", "booked_at", "previous_hash", "hash"],
        ),
        LINE: ("id", ["account", "provider", "programme", "reference", "currency"]),
    }
    flipped = 0
    try:
        while flipped < 200:
            table, (key, columns) = chance.choice(list(texts.items()))
            column = chance.choice(columns)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT {key}, {column} || '' FROM {table} WHERE {column} > '' ORDER BY {key}")
                row, text = chance.choice(cursor.fetchall())
                place = chance.randrange(len(text))
                other = chr((ord(text[place]) + chance.randint(1, 127)) % 128)
                cursor.execute(
                    f"UPDATE {table} SET {column} = %s WHERE {key} = %s",
                    [text[:place] + other + text[place + 1 :], row],
                )
                assert ledger_check.verify().broken, (table, column, text, other)
                flipped += 1
                transaction.set_rollback(True)
    finally:
        run("PRAGMA ignore_check_constraints = OFF")


def test_what_is_added_while_it_is_checked_is_left_for_the_next_time(ledger):
    def progress(_done, _of):
        raise AssertionError("not for six")

    assert ledger_check.verify(progress) == ledger_check.Checked(MANY, MANY * 2)
    assert LedgerTransaction.objects.count() == MANY


def test_the_progress_is_told_in_tenths_where_nobody_watches(monkeypatch):
    monkeypatch.setattr(ledger_check, "STEP", 1)
    for number in range(20):
        book(entry_of(fact(ref=f"pay-{number}")))
    said = StringIO()
    call_command("verify_ledger", stdout=StringIO(), stderr=said)
    assert said.getvalue().splitlines()[:2] == ["1 of 20 transactions …", "2 of 20 transactions …"]
    assert len(said.getvalue().splitlines()) == 11
