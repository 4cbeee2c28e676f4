"""The audit trail: gapless under load, refused to whoever would change it, and found out when they did."""

import hashlib
import json
import threading
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from campaign_site.delivery.database import triggers
from stories.consent import audit
from stories.consent.models import AuditEvent, AuditHead

pytestmark = pytest.mark.django_db

EVENTS = 6


@pytest.fixture
def trail():
    """Six events, and nothing that protects them: the attacker owns the database."""
    for number in range(1, EVENTS + 1):
        audit.record("test", "nobody", f"Event {number}.")
    connection.check_constraints()
    triggers.remove()


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def broken_at():
    """Return where the command says that the trail is broken; None when it holds."""
    try:
        call_command("verify_audit", stdout=StringIO())
    except CommandError as error:
        return int(str(error).partition("at event ")[2].partition(":")[0])
    return None


def test_trail_that_nobody_touched_holds_and_names_its_end():
    for number in range(EVENTS):
        audit.record("test", "nobody", f"Event {number}.")
    output = StringIO()

    call_command("verify_audit", stdout=output)

    assert output.getvalue() == f"6 events hold. The end: 6 {AuditEvent.objects.last().hash}\n"


def test_empty_trail_holds():
    assert broken_at() is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01 00:00:00+00:00"),
        ("actor", "User 7"),
        ("kind", "other"),
        ("subject", "somebody"),
        ("sentence", "Nothing was done."),
        ("previous_hash", "f" * 64),
        ("hash", "f" * 64),
    ],
)
@pytest.mark.parametrize("sequence", [1, 3, EVENTS])
def test_change_of_any_column_is_found(trail, column, value, sequence):
    run(f"UPDATE consent_auditevent SET {column} = %s WHERE sequence = %s", value, sequence)

    assert broken_at() in {sequence, sequence + 1}


@pytest.mark.parametrize("sequence", [1, 3, EVENTS])
def test_deletion_is_found_at_the_tail_too(trail, sequence):
    run("DELETE FROM consent_auditevent WHERE sequence = %s", sequence)

    assert broken_at() == sequence


@pytest.mark.parametrize("sequence", [0, 7, 8, -3])
def test_insertion_is_found(trail, sequence):
    event = AuditEvent.objects.get(sequence=3)
    event.pk, event.sequence = None, sequence
    event.save(force_insert=True)

    assert broken_at() == sequence


def test_insertion_in_the_middle_is_found_whose_followers_were_renumbered(trail):
    for sequence in range(EVENTS, 2, -1):
        run("UPDATE consent_auditevent SET sequence = %s WHERE sequence = %s", sequence + 1, sequence)
    event = AuditEvent.objects.get(sequence=2)
    event.pk, event.sequence = None, 3
    event.save(force_insert=True)
    run("UPDATE consent_audithead SET sequence = sequence + 1")

    assert broken_at() == 3


def test_reordering_is_found(trail):
    for before, after in [(2, 99), (4, 2), (99, 4)]:
        run("UPDATE consent_auditevent SET sequence = %s WHERE sequence = %s", after, before)

    assert broken_at() == 2


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE consent_audithead SET sequence = 4",
        "UPDATE consent_audithead SET sequence = 9",
        "UPDATE consent_audithead SET hash = 'f'",
        "DELETE FROM consent_audithead",
        "DELETE FROM consent_auditevent",
    ],
)
def test_end_that_was_moved_is_found(trail, sql):
    run(sql)

    assert broken_at() is not None


def test_time_that_is_none_is_found(trail):
    if connection.vendor == "sqlite":
        run("UPDATE consent_auditevent SET at = 'long ago' WHERE sequence = 3")

        assert broken_at() == 3


def test_missing_trigger_is_told():
    audit.record("test", "nobody", "Nothing happened.")
    triggers.remove()

    with pytest.raises(CommandError, match="consent_auditevent"):
        call_command("verify_audit", stdout=StringIO())


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE consent_auditevent SET sentence = 'x'",
        "DELETE FROM consent_auditevent",
        "DELETE FROM consent_auditevent WHERE sequence = 2",
        "INSERT INTO consent_auditevent (sequence, at, actor, kind, subject, sentence, previous_hash, hash) "
        "SELECT sequence + 1, at, actor, kind, subject, sentence, previous_hash, 'x' FROM consent_auditevent "
        "WHERE sequence = 2",
        "UPDATE consent_audithead SET sequence = sequence - 1",
        "UPDATE consent_audithead SET sequence = sequence + 1",
        "UPDATE consent_audithead SET sequence = sequence + 2",
        "UPDATE consent_audithead SET hash = 'x'",
        "DELETE FROM consent_audithead",
        "INSERT INTO consent_audithead (id, sequence, hash) VALUES (2, 0, 'x')",
    ],
)
def test_sql_console_cannot_touch_the_trail(sql):
    audit.record("test", "nobody", "First.")
    audit.record("test", "nobody", "Second.")

    with pytest.raises(IntegrityError), transaction.atomic():
        run(sql)

    assert audit.verify() == (2, None)


@pytest.mark.parametrize("table", ["consent_auditevent", "consent_audithead", "consent_withdrawalentry"])
def test_postgresql_refuses_to_empty_the_tables(table):
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), transaction.atomic():
            run(f"TRUNCATE {table}")


@pytest.mark.django_db(transaction=True)
def test_events_from_many_threads_make_one_chain_without_a_gap():
    failures = []
    barrier = threading.Barrier(6)

    def add(name):
        try:
            barrier.wait(30)
            for number in range(15):
                with transaction.atomic():
                    audit.record("test", name, f"Event {number}.")
                    if number % 5 == 4:
                        audit.record("test", name, "A second one in the same transaction.")
                if number % 4 == 3:
                    with pytest.raises(ZeroDivisionError), transaction.atomic():
                        audit.record("test", name, "Undone.")
                        raise ZeroDivisionError
        except (DatabaseError, AssertionError) as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=(f"thread {number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert failures == []
    assert audit.verify() == (6 * 18, None)
    assert AuditHead.objects.get().sequence == 6 * 18


@given(st.lists(st.text(), min_size=5, max_size=5))
def test_the_hash_is_over_what_json_writes_of_the_fields(texts):
    at = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    event = AuditEvent(sequence=7, at=at, **dict(zip(audit.FIELDS[2:-1], texts, strict=True)))
    written = json.dumps([7, at.isoformat(), *texts])
    assert audit.event_hash(event) == hashlib.sha256(written.encode()).hexdigest()


@pytest.mark.parametrize("micro", [0, 500_000, 123_450, 1])
def test_a_time_is_checked_as_it_was_written_whatever_its_fraction(micro):
    with time_machine.travel(datetime(2026, 1, 2, 3, 4, 5, micro, tzinfo=UTC), tick=False):
        audit.record("test", "nobody", "Something.")
    assert audit.verify() == (1, None)
