"""The numbers that the public reads are what pledges and ledger add up to, whoever writes, and however."""

from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from donations import tallies
from donations.choices import PledgeStatus
from donations.models import Pledge, Tally
from donations.providers.money_facts import MoneyKind
from donations.receiving import receive
from tests.donations.money_facts import fact
from tests.factories.donations import PledgeFactory, ProgrammePageFactory
from tests.together import together

pytestmark = pytest.mark.django_db


def numbers() -> dict:
    """Return the sum of all rows: what, currency → minor, pledges; without what is nothing."""
    found = {}
    for row in Tally.objects.all():
        minor, pledges = found.get((row.what, row.currency), (0, 0))
        found[row.what, row.currency] = (minor + row.minor, pledges + row.pledges)
    return {key: value for key, value in found.items() if any(value)}


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_a_console_that_changes_a_pledge_changes_the_number():
    pledge = PledgeFactory(confirmed=True, monthly=True)
    assert numbers() == {("promised", "EUR"): (600_00, 1)}
    run("UPDATE donations_pledge SET minor = 1000")
    assert numbers() == {("promised", "EUR"): (120_00, 1)}
    run("UPDATE donations_pledge SET status = 'lapsed'")
    assert numbers() == {("lapsed", "EUR"): (120_00, 1)}
    run("UPDATE donations_pledge SET status = 'cancelled'")
    assert numbers() == {}
    run("UPDATE donations_pledge SET status = 'fulfilled'")
    assert numbers() == {("promised", "EUR"): (120_00, 1)}
    Pledge.objects.filter(pk=pledge.pk).update(status=PledgeStatus.ACTIVE)
    assert numbers() == {("promised", "EUR"): (120_00, 1)}
    assert tallies.differing() == []


def test_a_change_that_counts_nothing_writes_nothing():
    pledge = PledgeFactory(confirmed=True)
    before = Tally.objects.count()
    Pledge.objects.filter(pk=pledge.pk).update(name="A name", dedication="A word")
    assert Tally.objects.count() == before


def test_a_pledge_that_moves_to_another_programme_takes_its_number_along():
    pledge, other = PledgeFactory(confirmed=True), ProgrammePageFactory()
    Pledge.objects.filter(pk=pledge.pk).update(programme=other)
    tallies.fold()
    by_programme = {row.programme: row.minor for row in Tally.objects.all() if row.minor}
    assert by_programme == {other.translation_key: 50_00}


def test_folding_changes_no_number_and_leaves_one_row_for_each():
    pledge = PledgeFactory(confirmed=True)
    PledgeFactory.create_batch(5, confirmed=True, programme=pledge.programme)
    receive(fact(), pledge)
    receive(fact(MoneyKind.REFUNDED, minor=1_00, ref="back"), pledge)
    before = numbers()
    rows = Tally.objects.count()
    assert tallies.fold() == rows - 3
    assert numbers() == before == {
        ("promised", "EUR"): (300_00, 6), ("received", "EUR"): (50_00, 0), ("returned", "EUR"): (1_00, 0)
    }  # fmt: skip
    assert Tally.objects.count() == 3
    assert tallies.fold() == 0


@pytest.mark.django_db(transaction=True)
def test_four_who_fold_while_four_write_lose_nothing():
    programme = ProgrammePageFactory()

    def write():
        with transaction.atomic():
            PledgeFactory(confirmed=True, programme=programme)

    def again_and_again(act):
        for _round in range(8):
            act()

    together(*[partial(again_and_again, act) for act in (write, tallies.fold) for _ in range(4)])
    assert numbers() == {("promised", "EUR"): (32 * 50_00, 32)}
    assert tallies.differing() == []


def test_a_number_that_somebody_made_up_is_told_and_put_right():
    pledge = PledgeFactory(confirmed=True)
    receive(fact(), pledge)
    Tally.objects.filter(what="received").update(minor=1)
    with pytest.raises(CommandError, match=r"totals differ .*received EUR of .*: -4999"):
        call_command("verify_ledger", stdout=StringIO(), stderr=StringIO())
    assert tallies.put_right() == 1
    assert tallies.differing() == [] and tallies.put_right() == 0
    assert numbers()["received", "EUR"] == (50_00, 0)


def test_after_a_migration_what_was_there_before_is_counted():
    PledgeFactory(confirmed=True)
    Tally.objects.all().delete()
    tallies.put_right_after_migrate()
    assert numbers() == {("promised", "EUR"): (50_00, 1)}
