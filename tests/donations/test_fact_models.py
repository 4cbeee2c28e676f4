"""Facts stay as they were written, whoever asks the database, and are never ones that cannot be."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from donations.choices import FactKind
from donations.models import Pledge, PledgeFact
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db


def write(pledge, **changes) -> PledgeFact:
    """Add a fact, whatever it is, past everything that would ask about it."""
    values = {"kind": "received", "once": "bank:1", "minor": 1, "at": timezone.now(), "day": None}
    return PledgeFact.objects.create(pledge=pledge, **values | changes)


@pytest.mark.parametrize(
    "impossible",
    [
        {"kind": "eaten", "minor": 0},
        {"once": ""},
        {"once": "made"},
        {"minor": 0},
        {"minor": -1},
        {"kind": "returned", "minor": 0},
        {"kind": "changed", "minor": 0},
        {"kind": "confirmed", "minor": 5},
        {"kind": "lapsed", "minor": -5},
        {"kind": "paused", "minor": 0},
        {"kind": "reminded", "minor": 0},
        {"day": date(2026, 1, 1)},
    ],
    ids=str,
)
def test_impossible_facts_cannot_be_written(impossible):
    pledge = PledgeFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        write(pledge, **impossible)
    assert [fact.kind for fact in PledgeFact.objects.all()] == ["made"]


def test_one_payment_may_be_split_over_two_pledges():
    write(PledgeFactory()), write(PledgeFactory())
    assert PledgeFact.objects.filter(once="bank:1").count() == 2


REPLACE = {
    "sqlite": "INSERT OR REPLACE INTO donations_pledgefact (id, kind, at, once, minor, recorded_at, pledge_id) "
    "SELECT id, kind, at, once, 99, recorded_at, pledge_id FROM donations_pledgefact",
    "postgresql": "INSERT INTO donations_pledgefact (id, kind, at, once, minor, recorded_at, pledge_id) "
    "SELECT id, kind, at, once, 99, recorded_at, pledge_id FROM donations_pledgefact "
    "ON CONFLICT (id) DO UPDATE SET minor = 99",
}
EMPTY = {"sqlite": "DELETE FROM donations_pledgefact", "postgresql": "TRUNCATE donations_pledgefact"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE donations_pledgefact SET minor = minor + 1",
        "UPDATE donations_pledgefact SET once = once || ' other'",
        "DELETE FROM donations_pledgefact",
        REPLACE,
        EMPTY,
    ],
    ids=["more", "renamed", "deleted", "replaced", "emptied"],
)
def test_attacker_with_the_database_open_rewrites_no_fact(statement):
    write(PledgeFactory())
    before = list(PledgeFact.objects.values())
    sql = statement if isinstance(statement, str) else statement[connection.vendor]
    connection.check_constraints()  # PostgreSQL empties no table with checks of foreign keys outstanding
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert list(PledgeFact.objects.values()) == before


def test_a_pledge_with_a_history_is_not_deleted():
    with pytest.raises(ProtectedError):
        PledgeFactory().delete()


@pytest.mark.parametrize(
    "change",
    [
        {"currency": "USD"},
        {"reference": "RF18539007547034"},
        {"once": "another sending"},
        {"created_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"rhythm": "yearly"},
    ],
    ids=str,
)
def test_what_a_pledge_is_about_never_changes(change):
    pledge = PledgeFactory(monthly=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.filter(pk=pledge.pk).update(**change)


def test_who_was_forgotten_is_not_remembered():
    pledge = PledgeFactory(confirmed=True)
    pledge.forget_person(erased_at=timezone.now())
    for remembered in ({"erased_at": None}, {"name": "Ada"}, {"email": "ada@example.org"}, {"group": "Mill"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Pledge.objects.filter(pk=pledge.pk).update(**remembered)


def test_a_fact_names_nobody_when_written_as_text():
    fact = write(PledgeFactory(name="Ada"))
    assert str(fact) == f"{FactKind.RECEIVED.value} #{fact.pk}"
