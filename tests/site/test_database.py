"""The database as delivery.md sets it up: each option, and what the options are for."""

import multiprocessing

import pytest
from django.core.management import call_command
from django.db import connection

from campaign_site.delivery.models import OutboxItem
from campaign_site.settings.environment import SQLITE_OPTIONS
from tests.site.writers import write

only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the embedded database only")
only_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")

WRITERS = 8
TRANSACTIONS = 150


@only_sqlite
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("secure_delete", 1),
        # A round of the 20 seconds: campaign_site/delivery/database/sqlite_turns.py.
        ("busy_timeout", 3),
    ],
)
def test_sqlite_runs_with(pragma, value):
    with connection.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {pragma}").fetchone() == (value,)


@only_sqlite
@pytest.mark.django_db
def test_sqlite_trusts_no_schema_where_json_columns_allow_it():
    expected = 0 if "trusted_schema=OFF" in SQLITE_OPTIONS["init_command"] else 1
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA trusted_schema").fetchone() == (expected,)
        cursor.execute("CREATE TEMPORARY TABLE probe (value text CHECK (json_valid(value)))")
        cursor.execute("INSERT INTO probe VALUES ('{}')")


@only_sqlite
@pytest.mark.django_db
def test_sqlite_takes_the_write_lock_when_a_transaction_begins():
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@only_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "value"),
    [("statement_timeout", "30s"), ("lock_timeout", "10s"), ("idle_in_transaction_session_timeout", "1min")],
)
def test_postgresql_waits_for_nothing_for_ever(setting, value):
    with connection.cursor() as cursor:
        assert cursor.execute(f"SHOW {setting}").fetchone() == (value,)


@only_postgresql
@pytest.mark.django_db
def test_postgresql_does_not_compile_what_it_runs_in_less_time():
    with connection.cursor() as cursor:
        assert cursor.execute("SHOW jit").fetchone() == ("off",)


@only_postgresql
@pytest.mark.django_db
def test_postgresql_connections_are_pooled_and_checked():
    assert connection.settings_dict["OPTIONS"]["pool"]["max_size"] == 8
    assert connection.settings_dict["CONN_HEALTH_CHECKS"] is True


@pytest.mark.django_db
def test_no_request_is_one_long_transaction():
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False


@pytest.mark.django_db(transaction=True)
def test_eight_processes_that_write_are_never_told_that_the_database_is_locked():
    item = OutboxItem.objects.create(kind="test counter", key="counter")
    # Copies of a process that has Django and nothing of this suite: neither its connections nor what it left open.
    served = multiprocessing.get_context("forkserver")
    served.set_forkserver_preload(["tests.site.writers"])
    begin, refused = served.Barrier(WRITERS), served.SimpleQueue()
    arguments = (connection.settings_dict["NAME"], item.pk, TRANSACTIONS, begin, refused)
    writers = [served.Process(target=write, args=arguments) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(240)
    item.refresh_from_db()
    assert refused.empty(), refused.get()
    assert item.attempts == WRITERS * TRANSACTIONS


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
