"""SQLite has one writer at a time: the others wait, and hear of it only after a long time."""

import sqlite3
import threading
from contextlib import closing

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from campaign_site.delivery.database import sqlite_turns
from campaign_site.delivery.models import OutboxItem

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the embedded database only"),
]


@pytest.fixture
def another_writer():
    """Somebody else who writes until `may_end` is set."""
    writes, may_end = threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic():
                OutboxItem.objects.create(kind="test", key="another's")
                writes.set()
                assert may_end.wait(60)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    assert writes.wait(60)
    yield may_end
    may_end.set()
    thread.join(60)


def create_in_a_transaction(key):
    with transaction.atomic():
        return OutboxItem.objects.create(kind="test", key=key)


def create_without_one(key):
    return OutboxItem.objects.create(kind="test", key=key)


@pytest.mark.parametrize("create", [create_in_a_transaction, create_without_one])
def test_who_writes_waits_for_the_one_before(another_writer, create):
    asked = []

    def count(execute, *args):
        asked.append(args[0])
        if len(asked) > 3:
            another_writer.set()
        return execute(*args)

    # The last one stands closest to the database, and sees each time that it is asked.
    connection.ensure_connection()
    connection.execute_wrappers.append(count)
    try:
        create("mine")
    finally:
        connection.execute_wrappers.remove(count)

    assert OutboxItem.objects.filter(key__in=["mine", "another's"]).count() == 2
    assert len(asked) > 3


def test_who_waited_for_too_long_is_told_and_nothing_is_written(another_writer, monkeypatch):
    monkeypatch.setattr(sqlite_turns, "PATIENCE_SECONDS", 0)

    with pytest.raises(OperationalError, match="locked"):
        create_in_a_transaction("mine")

    assert not OutboxItem.objects.filter(key="mine").exists()


def test_another_fault_than_a_busy_database_is_told_at_once(django_assert_num_queries):
    with (
        django_assert_num_queries(1),
        pytest.raises(OperationalError, match="no such table"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM nowhere")


def test_many_rows_at_once_are_written_all_or_none():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE written_once (number integer UNIQUE)")
        with pytest.raises(IntegrityError):
            cursor.executemany("INSERT INTO written_once VALUES (%s)", [(1,), (2,), (1,)])
        assert cursor.execute("SELECT * FROM written_once").fetchall() == []
        cursor.execute("DROP TABLE written_once")


def test_a_wrapper_around_the_first_question_of_a_connection_takes_no_patience_with_it():
    connection.close()
    connection.execute_wrappers.clear()
    with connection.execute_wrapper(lambda execute, *asked: execute(*asked)):
        OutboxItem.objects.exists()
    assert connection.execute_wrappers == [sqlite_turns.wait_for_turn]


def test_what_can_never_be_written_is_told_at_once(django_assert_num_queries):
    OutboxItem.objects.bulk_create(OutboxItem(kind="test", key=str(number)) for number in range(200))
    rows = OutboxItem.objects.iterator(chunk_size=10)
    first = next(rows)
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as another:
        another.execute("UPDATE delivery_outboxitem SET attempts = 1")
        another.commit()
    with django_assert_num_queries(1), pytest.raises(OperationalError):
        OutboxItem.objects.filter(pk=first.pk).update(attempts=9)
    rows.close()
