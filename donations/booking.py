"""Adds transactions to the ledger: one at a time, without gaps, each of them once."""

import logging
from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone

from donations.ledger import Entry, transaction_hash
from donations.ledger_models import LedgerHead, LedgerLine, LedgerTransaction

logger = logging.getLogger(__name__)


@transaction.atomic
def book(entry: Entry) -> LedgerTransaction | None:
    """Add `entry` in the caller's transaction; return None when its provider, kind and number are known already.

    The end of the ledger stays locked until the caller's transaction ends. Whoever also locks pledges does that
    before, in the order of their keys: two who lock in another order would wait for each other.
    """
    head = _lock_end()
    known = LedgerTransaction.objects.filter(
        provider=entry.provider, kind=entry.kind, provider_ref=entry.provider_ref
    ).first()
    if known:
        if known.entry.lines != entry.lines:
            logger.error("transaction %s was told again with other lines", known.pk)
        return None
    sequence, booked_at = head.sequence + 1, _now(head.sequence)
    LedgerLine.objects.bulk_create(LedgerLine.of(line, sequence) for line in entry.lines)
    booked = LedgerTransaction(
        sequence=sequence,
        provider=entry.provider,
        kind=entry.kind,
        provider_ref=entry.provider_ref,
        occurred_at=entry.occurred_at,
        booked_at=booked_at,
        reason=entry.reason,
        reverses_id=entry.reverses,
        previous_hash=head.hash,
        hash=hash_of(entry, sequence, booked_at, head.hash),
    )
    # The database moves the end of the ledger on.
    booked.save(force_insert=True)
    return booked


def _now(last: int) -> datetime:
    """Return the time; a clock that was put back does not put a transaction before the one before it."""
    before = LedgerTransaction.objects.filter(pk=last).values_list("booked_at", flat=True).first()
    now = timezone.now()
    return max(now, before) if before else now


def hash_of(entry: Entry, sequence: int, booked_at: datetime, previous_hash: str) -> str:
    """Return the hash that `entry` has when it is booked so."""
    return transaction_hash(
        sequence,
        entry.provider,
        entry.kind,
        entry.provider_ref,
        in_utc(entry.occurred_at),
        in_utc(booked_at),
        entry.reason,
        entry.reverses,
        previous_hash,
        [
            [
                str(line.account),
                line.provider,
                line.programme.hex if line.programme else "",
                line.reference,
                line.currency,
                line.minor,
            ]
            for line in entry.lines
        ],
    )


def in_utc(at: datetime) -> str:
    """Return a time as the hash has it: ISO 8601 in UTC with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def end_of_ledger() -> tuple[int, str]:
    """Return the number and the hash of the last transaction; 0 and zeros before the first."""
    head = LedgerHead.objects.filter(pk=1).first() or LedgerHead()
    return head.sequence, head.hash


def _lock_end() -> LedgerHead:
    ends = LedgerHead.objects.select_for_update()
    head = ends.filter(pk=1).first()
    if head is None:
        LedgerHead.objects.get_or_create(pk=1)
        head = ends.get(pk=1)
    return head
