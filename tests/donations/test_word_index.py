"""The index of words on PostgreSQL: used by the search, asked for again, and never in the way of a start."""

import logging

import pytest
from django.core.management import call_command
from django.db import connection

from donations import word_index
from donations.models import Pledge
from tests.factories.donations import PledgeFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such index"),
]


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.parametrize("lookup", ["name__icontains", "email__icontains", "reference__icontains"])
def test_a_part_of_a_word_is_found_by_the_index(lookup):
    PledgeFactory(name="Amina Okello")
    # Among so few rows the planner walks all of them, by the key or not: it depends on what it counted last.
    run(
        "SET LOCAL enable_seqscan = off",
        "SET LOCAL enable_indexscan = off",
        "SET LOCAL enable_indexonlyscan = off",
    )
    plan = Pledge.objects.filter(**{lookup: "okell"}).order_by("-pk")[:10].explain()
    assert word_index.NAME in plan


def test_a_database_that_may_not_have_it_is_migrated_all_the_same_and_told_of(caplog):
    run(f"DROP INDEX {word_index.NAME}", "DROP EXTENSION pg_trgm", "CREATE ROLE somebody", "SET ROLE somebody")
    with caplog.at_level(logging.WARNING):
        word_index.put_up()
    run("RESET ROLE")
    assert "donations.W003" in caplog.text
    assert [found.id for found in word_index.index_is_there(None, databases=["default"])] == ["donations.W003"]


def test_the_next_migrate_makes_up_for_what_was_missing():
    run(f"DROP INDEX {word_index.NAME}", "DROP EXTENSION pg_trgm")
    call_command("migrate", verbosity=0)
    assert not word_index.is_missing()
    assert word_index.index_is_there(None, databases=["default"]) == []


def test_the_first_migrate_says_nothing_of_what_it_is_about_to_make():
    run(f"DROP TABLE {word_index.TABLE} CASCADE")
    assert word_index.index_is_there(None, databases=["default"]) == []
