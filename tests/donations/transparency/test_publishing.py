"""A statement is published once a week, names the one before, and stays; without a key there is none."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from campaign_site.delivery.database import triggers
from campaign_site.delivery.jobs import periodic
from donations.accounts import Account, Correction, Reason
from donations.booking import book, end_of_ledger
from donations.ledger import Entry, Line
from donations.models import PledgeFact, PublishedStatement, Receipt
from donations.receiving import receive
from donations.references import make_reference
from donations.totals import totals_by_programme
from donations.transparency.proofs import check_receipt, check_statement
from donations.transparency.publishing import CHUNK, LedgerRewritten, prepare, publish, publish_due, receipt_file
from donations.transparency.signing import digest
from tests.donations.money_facts import NOON, fact

pytestmark = pytest.mark.django_db

SUNDAY, MONDAY = datetime(2027, 1, 3, 23, 59, 58, tzinfo=UTC), datetime(2027, 1, 4, 0, 0, 1, tzinfo=UTC)


def command(*arguments) -> str:
    output = StringIO()
    call_command("publish_statement", *arguments, stdout=output)
    return output.getvalue()


def test_a_statement_says_what_the_public_totals_say_and_where_the_ledger_ends(gifts):
    content = json.loads(publish().body)
    (sequence, end), totals = end_of_ledger(), totals_by_programme()
    assert content["ledger"] == {"sequence": sequence, "hash": end} and content["receipts"]["count"] == 7
    assert len(content["totals"]) == 3
    for row in content["totals"]:
        (total,) = totals[row["programme"]]
        numbers = (row["promised"], row["received"], row["returned"], row["lapsed"], row["pledges"])
        assert numbers == (
            total.promised.minor, total.received.minor, total.returned.minor, total.lapsed.minor, total.pledges
        )  # fmt: skip
        assert row["receipts"] == total.received.minor - total.returned.minor


def test_a_statement_and_a_proof_name_nobody(gifts):
    statement = publish()
    proof = str(receipt_file(Receipt.objects.first(), statement))
    for pledge in gifts:
        assert pledge.reference not in statement.body + proof and pledge.email not in statement.body + proof


def test_it_is_published_once_in_a_week_whoever_asks(gifts):
    with time_machine.travel(SUNDAY, tick=False):
        assert publish_due() == 1
        receive(fact(ref="later"), gifts[0])
        assert (
            publish_due() == 0 and "published already" in command() and "published already" in command("--dry-run")
        )
    with time_machine.travel(MONDAY, tick=False):
        assert "Published statement 2 of 2027-W01" in command()
        assert publish() is None
    assert list(PublishedStatement.objects.values_list("week", flat=True)) == ["2027-W01", "2026-W53"]


def test_each_names_the_one_before(gifts):
    with time_machine.travel(SUNDAY, tick=False):
        first = publish()
    with time_machine.travel(MONDAY, tick=False):
        second = publish()
    assert first.previous == "0" * 64 and second.previous == first.digest == digest(first.body)
    assert json.loads(second.body)["previous"] == first.digest


def test_a_site_without_a_gift_has_a_statement_too(db):
    content = json.loads(publish().body)
    assert content["totals"] == [] and content["receipts"]["count"] == 0 and content["ledger"]["sequence"] == 0


def test_two_who_publish_at_once_make_one(gifts):
    statement = prepare()
    assert publish() is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        statement.save(force_insert=True)
    assert PublishedStatement.objects.count() == 1


def test_the_dry_run_shows_it_and_changes_nothing(gifts):
    output = command("--dry-run")
    assert '"format":"anyone-a-victim statement 1"' in output and "Would publish statement 1" in output
    assert not PublishedStatement.objects.exists()


def test_without_a_key_nothing_is_published_and_nothing_breaks(gifts, settings):
    settings.STATEMENT_KEY = b""
    assert publish_due() == 0 and not PublishedStatement.objects.exists()
    with pytest.raises(CommandError, match="STATEMENT_KEY"):
        command()


def test_the_periodic_work_publishes(gifts):
    assert periodic.run_all()["statements: publish"] == 1
    assert periodic.run_all()["statements: publish"] == 0


def test_over_a_ledger_that_somebody_wrote_anew_nothing_is_published(gifts):
    with time_machine.travel(SUNDAY, tick=False):
        last = publish()
    connection.check_constraints()
    triggers.remove()
    with connection.cursor() as cursor:
        forged = "UPDATE donations_ledgertransaction SET hash = %s WHERE sequence = %s"
        cursor.execute(forged, ["f" * 64, last.sequence])
    with time_machine.travel(MONDAY, tick=False):
        with pytest.raises(LedgerRewritten, match="is not the one that statement 1 names"):
            publish()
        with pytest.raises(CommandError, match="Nothing was published"):
            command()


def test_receipts_of_several_parts_of_the_tree_are_all_proved(gifts):
    many, programme = 2 * CHUNK, gifts[0].programme.translation_key
    references = [make_reference(f"{number:012}") for number in range(many)]
    income = [Line(Account.INCOME, "EUR", -7, programme=programme, reference=name) for name in references]
    lines = (Line(Account.BANK, "EUR", 7 * many), *income)
    booked = book(Entry("desk", Correction.SPLIT, "case-1", NOON, lines, Reason.SEVERAL_PLEDGES))
    Receipt.objects.bulk_create(
        Receipt(position=place, transaction=booked, reference=name, programme=programme, currency="EUR", minor=7)
        for place, name in enumerate(references, start=8)
    )
    published = publish()
    assert len(published.chunks) == 3
    document = {"statement": json.loads(published.body), "signature": published.signature}
    statement = check_statement(document)
    for position in (1, 7, 8, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1, 2 * CHUNK + 7):
        receipt = Receipt.objects.get(position=position)
        assert check_receipt(receipt_file(receipt, published), statement).number == receipt.number


def test_a_receipt_that_is_newer_has_no_proof_yet(gifts):
    published = publish()
    receive(fact(ref="later"), gifts[0])
    assert receipt_file(Receipt.objects.last(), published) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE donations_publishedstatement SET body = 'x'",
        "UPDATE donations_publishedstatement SET signature = 'x'",
        "UPDATE donations_publishedstatement SET chunks = '[]'",
        "DELETE FROM donations_publishedstatement",
    ],
)
def test_attacker_with_a_console_changes_and_deletes_no_statement(gifts, statement):
    publish()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_attacker_with_a_console_replaces_and_empties_nothing(gifts):
    publish()
    connection.check_constraints()
    table = "donations_publishedstatement"
    attempt = (
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        if connection.vendor == "sqlite"
        else f"TRUNCATE {table} CASCADE"
    )
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attempt)


@pytest.mark.parametrize("changes", [{"number": 3}, {"number": 1}, {"previous": "0" * 64}])
def test_a_statement_that_does_not_follow_is_refused_by_the_database(gifts, changes):
    with time_machine.travel(SUNDAY, tick=False):
        publish()
    with time_machine.travel(MONDAY, tick=False):
        statement = prepare()
    for name, value in changes.items():
        setattr(statement, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        statement.save(force_insert=True)


def test_publishing_tells_pledges_nothing(gifts):
    before = PledgeFact.objects.count()
    publish()
    assert PledgeFact.objects.count() == before
