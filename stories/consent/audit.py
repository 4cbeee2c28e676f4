"""Adds audit events, a gapless, hash-chained list of what was done, and checks that none was touched since."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from json.encoder import encode_basestring_ascii

from django.db import transaction
from django.db.models import Func, Subquery, TextField
from django.db.models.functions import Coalesce
from django.utils import timezone

from stories.consent.models import AuditEvent, AuditHead
from stories.consent.models.audit import NO_HASH

FIELDS = ("sequence", "at", "actor", "kind", "subject", "sentence", "previous_hash", "hash")
STEP = 10_000


@dataclass(frozen=True)
class Broken:
    """Where the chain first differs from what was written, and how."""

    sequence: int
    what: str


@transaction.atomic
def record(kind: str, subject, sentence: str, actor=None) -> AuditEvent:
    """Add one event in the caller's transaction. `actor` is a user, or None for the system itself.

    `subject` is a record whose `str()` names nobody; so does `sentence`.
    """
    head = lock_end()
    event = AuditEvent(
        sequence=head.sequence + 1,
        at=timezone.now(),
        actor=str(actor) if actor else "system",
        kind=kind,
        subject=str(subject),
        sentence=sentence,
        previous_hash=head.hash,
    )
    event.hash = event_hash(event)
    event.save(force_insert=True)
    AuditHead.objects.filter(pk=1).update(sequence=event.sequence, hash=event.hash)
    return event


def lock_end() -> AuditHead:
    """Lock the end of the chain for the caller's transaction: one at a time adds to a list without gaps."""
    AuditHead.objects.get_or_create(pk=1)
    return AuditHead.objects.select_for_update().get(pk=1)


def end_of_chain() -> tuple[int, str]:
    """Return the number and the hash of the last event."""
    return AuditHead.objects.filter(pk=1).values_list("sequence", "hash").first() or (0, NO_HASH)


def event_hash(event: AuditEvent) -> str:
    """Return the SHA-256 (hex) over the event's fields and the hash before it."""
    return _hash(event.sequence, event.at.isoformat(), *(getattr(event, name) for name in FIELDS[2:-1]))


def verify(progress: Callable[[int], None] = lambda count: None) -> tuple[int, Broken | None]:
    """Work the chain out again; return how many events hold, and the first place where one does not.

    Events are streamed; `progress` is told their number every 10,000. Added after the start: not looked at.
    """
    head = end_of_chain()
    events = AuditEvent.objects.order_by("sequence").filter(sequence__lte=head[0])
    count, previous = 0, NO_HASH
    try:
        for row in events.values_list("sequence", _Text("at"), *FIELDS[2:]).iterator(chunk_size=2000):
            if broken := _look_at(row, count + 1, previous):
                return count, broken
            count, previous = row[0], row[-1]
            if count % STEP == 0:
                progress(count)
    except (AttributeError, TypeError, ValueError):  # such as a time that is none
        return count, Broken(count + 1, "the event cannot be read")
    if (count, previous) != head:
        return count, Broken(count + 1, "the end of the chain is missing")
    # One statement, for head and events move on together while we look.
    current = AuditHead.objects.filter(pk=1).values("sequence")
    beyond = AuditEvent.objects.filter(sequence__gt=Coalesce(Subquery(current), 0)).order_by("sequence").first()
    if beyond:
        return count, Broken(beyond.sequence, "the event is not part of the chain")
    return count, None


def _look_at(row: tuple, expected: int, previous: str) -> Broken | None:
    sequence = row[0]
    if sequence != expected:
        what = "an event is missing" if sequence > expected else "an event was added"
        return Broken(min(sequence, expected), what)
    if row[-2] != previous:
        return Broken(sequence, "the event does not follow from the one before")
    if _hash(sequence, _isoformat(row[1]), *row[2:-1]) != row[-1]:
        return Broken(sequence, "the event was changed")
    return None


class _Text(Func):
    """A time in UTC as text: drivers that make an object of each take longer than all the rest of the checking."""

    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="%(expressions)s || ''", **context)

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="(%(expressions)s AT TIME ZONE 'UTC')::text", **context)


def _isoformat(at: str) -> str:
    """Return such a text as `datetime.isoformat` writes the time; PostgreSQL leaves zeros at the end out."""
    at = at.replace(" ", "T")
    return f"{at if len(at) == 19 else at.ljust(26, '0')}+00:00"


def _hash(sequence: int, at: str, *texts: str) -> str:
    # What json.dumps() would write of the list, which takes half of the time of checking a million events.
    written = ", ".join(map(encode_basestring_ascii, texts))
    return hashlib.sha256(f'[{sequence}, "{at}", {written}]'.encode()).hexdigest()
