"""SQLite has one writer at a time: the others wait, and hear of it only after a long time."""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from campaign_site.delivery import sqlite_turns
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
