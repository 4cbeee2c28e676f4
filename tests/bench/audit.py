"""The audit trail: whether every single tampering is found, and how many events are checked in a second."""

import random
import time
from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import connection, transaction

from campaign_site.delivery.database import triggers
from stories.consent import audit
from stories.consent.models import AuditEvent, AuditHead
from tests.bench.table import Row, at_least, exactly, say

TAMPERINGS, EVENTS, MANY = 1000, 150, 200_000
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
CHANGES = {
    "at": "2020-01-01 00:00:00+00:00", "actor": "User 999", "kind": "other", "subject": "somebody else",
    "sentence": "Nothing was done.", "previous_hash": "f" * 64, "hash": "e" * 64,
}  # fmt: skip


def measure() -> list[Row]:
    """Tamper with a short trail a thousand times, each time in another way or place; then check a long one."""
    call_command("migrate", verbosity=0)
    # The attacker owns the database: nothing refuses.
    triggers.remove()
    _write(1, EVENTS)
    say(f"{TAMPERINGS} tamperings …")
    found = sum(_is_found(random.Random(number)) for number in range(TAMPERINGS))
    say(f"writing {MANY:,} events …")
    _write(EVENTS + 1, MANY)
    began = time.perf_counter()
    count, broken = audit.verify()
    spent = time.perf_counter() - began
    assert (count, broken) == (MANY, None)
    return [
        Row(f"tamperings found, of {TAMPERINGS:,}", found, exactly(TAMPERINGS)),
        Row("events verified in a second", int(count / spent), at_least(50_000)),
    ]


def _write(first: int, last: int) -> None:
    """Add events to the trail as `audit.record` makes them, many at a time."""
    _sequence, previous = audit.end_of_chain()
    events = []
    for number in range(first, last + 1):
        event = AuditEvent(
            sequence=number, at=BEGAN + timedelta(seconds=number), actor=f"User {number % 7}",
            kind="consent.given", subject=f"Consent {number}", previous_hash=previous,
            sentence=f"Consent of AV-{number:05d} was recorded as given.",
        )  # fmt: skip
        previous = event.hash = audit.event_hash(event)
        events.append(event)
    AuditEvent.objects.bulk_create(events, batch_size=2000)
    AuditHead.objects.update_or_create(pk=1, defaults={"sequence": last, "hash": previous})


def _is_found(chance: random.Random) -> bool:
    with transaction.atomic():
        assert audit.verify() == (EVENTS, None)
        chance.choice([_change, _delete, _insert, _move, _move_end])(chance)
        _count, broken = audit.verify()
        transaction.set_rollback(True)
    return broken is not None


def _change(chance: random.Random) -> None:
    column, value = chance.choice(list(CHANGES.items()))
    _run(f"UPDATE consent_auditevent SET {column} = %s WHERE sequence = %s", value, chance.randint(1, EVENTS))


def _delete(chance: random.Random) -> None:
    _run("DELETE FROM consent_auditevent WHERE sequence = %s", chance.randint(1, EVENTS))


def _insert(chance: random.Random) -> None:
    """Put a copy of an event in, before, between or after the others, which make room."""
    place = chance.randint(1, EVENTS + 1)
    event = AuditEvent.objects.get(sequence=chance.randint(1, EVENTS))
    for sequence in range(EVENTS, place - 1, -1):
        _run("UPDATE consent_auditevent SET sequence = %s WHERE sequence = %s", sequence + 1, sequence)
    event.pk, event.sequence = None, place
    event.save(force_insert=True)


def _move(chance: random.Random) -> None:
    """Let two events change places."""
    one, other = chance.sample(range(1, EVENTS + 1), 2)
    for before, after in [(one, 0), (other, one), (0, other)]:
        _run("UPDATE consent_auditevent SET sequence = %s WHERE sequence = %s", after, before)


def _move_end(chance: random.Random) -> None:
    sequence = chance.choice([number for number in range(EVENTS * 2) if number != EVENTS])
    _run("UPDATE consent_audithead SET sequence = %s", sequence)


def _run(sql: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
