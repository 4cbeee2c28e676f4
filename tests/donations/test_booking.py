"""The ledger's tables: one chain without gaps, each transaction balanced, whoever writes and however often."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction

from campaign_site.delivery.database import triggers
from donations.accounts import Account, Correction, Reason
from donations.booking import book, end_of_ledger
from donations.ledger import NO_HASH, Entry, Line, entry_of, reversal
from donations.models import LedgerHead, LedgerLine, LedgerTransaction
from donations.providers.money_facts import MoneyKind
from tests.donations.money_facts import NOON, fact
from tests.together import together

pytestmark = pytest.mark.django_db

BOOKED, LINE, HEAD = "donations_ledgertransaction", "donations_ledgerline", "donations_ledgerhead"
COLUMNS = "sequence, provider, kind, provider_ref, occurred_at, booked_at, reason, previous_hash, hash"


def run(sql, *params):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def write_line(number, minor, account="unmatched", currency="EUR", **changes):
    """Add a line as somebody with a console would; the identity comes from the database."""
    fields = {"provider": "fake", "programme": None, "reference": "", **changes}
    LedgerLine(transaction_id=number, account=account, currency=currency, minor=minor, **fields).save()


def write_transaction(number, previous=None, ref="console", verb="INSERT"):
    previous = end_of_ledger()[1] if previous is None else previous
    values = [number, "fake", "received", ref, NOON, NOON, "", previous, "a" * 64]
    run(f"{verb} INTO {BOOKED} ({COLUMNS}) VALUES ({', '.join(['%s'] * 9)})", *values)


def test_a_chain_without_gaps_begins_at_one():
    assert end_of_ledger() == (0, NO_HASH)
    first, second = book(entry_of(fact(ref="1"))), book(entry_of(fact(ref="2")))
    assert [first.sequence, second.sequence] == [1, 2]
    assert (first.previous_hash, second.previous_hash) == (NO_HASH, first.hash)
    assert end_of_ledger() == (2, second.hash)
    assert LedgerLine.objects.count() == 4


def test_what_is_known_is_not_booked_again():
    assert book(entry_of(fact()))
    assert book(entry_of(fact())) is None
    assert book(entry_of(fact(MoneyKind.REFUNDED)))
    assert book(entry_of(fact(provider="stripe")))
    assert LedgerTransaction.objects.count() == 3


def test_the_same_number_with_another_amount_is_told_to_whoever_reads_the_log(caplog):
    book(entry_of(fact()))
    assert book(entry_of(fact())) is None and not caplog.records
    assert book(entry_of(fact(minor=60_00))) is None
    assert "transaction 1 was told again with other lines" in caplog.text
    assert not LedgerLine.objects.filter(minor=60_00).exists()


def test_what_is_booked_reads_back_as_it_was_made():
    entry = entry_of(fact())
    assert book(entry).entry == entry
    assert LedgerTransaction.objects.get().entry == entry


def test_a_clock_that_is_put_back_does_not_put_the_books_back():
    first = book(entry_of(fact(ref="1")))
    with time_machine.travel(first.booked_at - timedelta(days=1), tick=False):
        assert book(entry_of(fact(ref="2"))).booked_at == first.booked_at


def test_a_correction_needs_a_reason_and_undoes_once():
    booked = book(entry_of(fact()))
    undone = reversal(booked.entry, booked.pk, provider_ref="case-1", at=NOON, reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        book(undone)
    for ref, refused in [("case-1", False), ("case-2", True)]:
        undone = reversal(booked.entry, booked.pk, provider_ref=ref, at=NOON, reason=Reason.NOT_FOR_US)
        if refused:
            with pytest.raises(IntegrityError), transaction.atomic():
                book(undone)
        else:
            assert book(undone).reverses == booked


@pytest.mark.parametrize(
    "changes", [{"reason": Reason.PAID_TWICE}, {"reverses": 1}, {"kind": "failed"}, {"kind": "x"}]
)
def test_only_a_correction_has_a_reason_and_no_other_kind_is_known(changes):
    book(entry_of(fact(ref="first")))
    entry = entry_of(fact())
    fields = {name: getattr(entry, name) for name in ("provider", "kind", "provider_ref", "occurred_at", "lines")}
    with pytest.raises(IntegrityError), transaction.atomic():
        book(Entry(**{**fields, **changes}))


@pytest.mark.parametrize(
    "line",
    [
        Line("income", "EUR", 5),
        Line("unmatched", "EUR", 5),
        Line("bank", "EUR", 5, provider="fake"),
        Line("cellar", "EUR", 5),
        Line("bank", "XXX", 5),
        Line("bank", "EUR", 10**15 + 1),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_the_database(line):
    against = Line(Account.BANK, line.currency, -line.minor)
    with pytest.raises(IntegrityError), transaction.atomic():
        book(Entry("fake", Correction.ASSIGNED, "case-1", NOON, (line, against), Reason.PAYER_SAID))


@pytest.mark.parametrize("table", [BOOKED, LINE])
@pytest.mark.parametrize("act", ["UPDATE {} SET provider = 'other'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_an_attacker_with_a_console_changes_nothing(table, act):
    if "TRUNCATE" in act and connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    book(entry_of(fact()))
    connection.check_constraints()
    with pytest.raises(DatabaseError, match="never changed"):
        run(act.format(table))


@pytest.mark.parametrize(
    "act",
    [
        f"UPDATE {HEAD} SET sequence = 0",
        f"UPDATE {HEAD} SET sequence = sequence + 1",
        f"UPDATE {HEAD} SET hash = ''",
        f"DELETE FROM {HEAD}",
        f"INSERT INTO {HEAD} (id, sequence, hash) VALUES (2, 0, '{NO_HASH}')",
    ],
)
def test_an_attacker_does_not_move_the_end(act):
    book(entry_of(fact()))
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="only moves on"):
        run(act)


def test_an_attacker_adds_no_line_to_what_is_closed():
    book(entry_of(fact()))
    for number in (1, 3):
        with pytest.raises(IntegrityError, match="the transaction that is next"), transaction.atomic():
            write_line(number, 5)


@pytest.mark.parametrize("lines", [[], [(5, "EUR")], [(5, "EUR"), (-4, "EUR")], [(5, "EUR"), (-5, "USD")]])
def test_an_attacker_adds_no_transaction_that_does_not_balance(lines):
    book(entry_of(fact()))
    with pytest.raises(IntegrityError, match="sum to zero"), transaction.atomic():
        for minor, currency in lines:
            write_line(2, minor, currency=currency)
        write_transaction(2)


@pytest.mark.parametrize(("number", "previous"), [(3, None), (2, "f" * 64), (1, None), (0, None)])
def test_an_attacker_adds_no_transaction_out_of_the_chain(number, previous):
    book(entry_of(fact()))
    with (
        pytest.raises(IntegrityError, match=r"follows the one before|never changed|sum to zero"),
        transaction.atomic(),
    ):
        write_line(2, 5)
        write_line(2, -5)
        write_transaction(number, previous)


def test_the_next_transaction_that_balances_moves_the_end_on():
    book(entry_of(fact()))
    with transaction.atomic():
        write_line(2, 5)
        write_line(2, -5)
        write_transaction(2)
    assert end_of_ledger() == (2, "a" * 64)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own words")
def test_an_attacker_replaces_nothing_on_sqlite():
    book(entry_of(fact()))
    line = LedgerLine.objects.first()
    run("PRAGMA recursive_triggers = OFF")
    try:
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            write_line(2, 5)
            write_line(2, -5)
            write_transaction(2, ref="pay-1", verb="INSERT OR REPLACE")
        with pytest.raises(IntegrityError, match="never changed"):
            run(
                f"INSERT OR REPLACE INTO {LINE} (id, transaction_id, account, provider, reference, currency,"
                " minor) VALUES (%s, 2, 'bank', '', '', 'EUR', 1)",
                line.pk,
            )
    finally:
        run("PRAGMA recursive_triggers = ON")


@pytest.mark.django_db(transaction=True)
def test_lines_without_their_transaction_do_not_outlive_the_commit():
    book(entry_of(fact()))
    with pytest.raises(IntegrityError), transaction.atomic():
        write_line(2, 5)
        write_line(2, -5)
    assert LedgerLine.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_eight_who_tell_the_same_facts_at_once_book_each_once():
    def tell():
        for number in range(10):
            book(entry_of(fact(ref=f"pay-{number}")))

    together(*[tell] * 8)
    assert list(LedgerTransaction.objects.order_by("pk").values_list("pk", flat=True)) == list(range(1, 11))
    assert LedgerHead.objects.get().sequence == 10


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite nobody writes beside another")
@pytest.mark.django_db(transaction=True)
def test_an_attacker_adds_no_line_to_what_somebody_else_is_about_to_close():
    book(entry_of(fact(ref="first")))
    refused = []

    def attack():
        try:
            write_line(2, 5)
        except IntegrityError as error:
            refused.append(str(error))
        finally:
            connection.close()

    with transaction.atomic():
        book(entry_of(fact(ref="second")))
        thread = threading.Thread(target=attack)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "the attacker waits for the end of the ledger"
    thread.join()
    assert "the transaction that is next" in refused[0]
    assert LedgerLine.objects.filter(transaction_id=2).count() == 2


def test_no_trigger_of_the_ledger_is_missing():
    assert not [name for name in triggers.missing() if "ledger" in name or "tally" in name]
