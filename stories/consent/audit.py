"""Adds audit events: a gapless, hash-chained list of what was done."""

import hashlib
import json

from django.db import transaction
from django.utils import timezone

from stories.consent.models import AuditEvent, AuditHead


@transaction.atomic
def record(kind: str, subject, sentence: str, actor=None) -> AuditEvent:
    """Add one event in the caller's transaction. `actor` is a user, or None for the system itself.

    `subject` is a record whose `str()` names nobody; so does `sentence`.
    """
    AuditHead.objects.get_or_create(pk=1)
    head = AuditHead.objects.select_for_update().get(pk=1)
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


def event_hash(event: AuditEvent) -> str:
    """Return the SHA-256 (hex) over the event's fields and the hash before it."""
    fields = [event.sequence, event.at.isoformat(), event.actor, event.kind, event.subject, event.sentence]
    return hashlib.sha256(json.dumps([*fields, event.previous_hash]).encode()).hexdigest()
