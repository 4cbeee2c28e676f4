"""Enqueue work in the transaction that causes it; run it after commit, and again until it is done."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaign_site.delivery import beside
from campaign_site.delivery.models import OutboxItem

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)

logger = logging.getLogger(__name__)
_handlers: dict[str, Callable[[OutboxItem], None]] = {}


def register(kind: str, handler: Callable[[OutboxItem], None]) -> None:
    """Have `handler` do the work of this kind; it must be safe to repeat. Apps register theirs in `ready()`."""
    _handlers[kind] = handler


def kinds() -> frozenset[str]:
    """Return the kinds of work that somebody does."""
    return frozenset(_handlers)


def enqueue(
    kind: str, *, key: str, reference: str = "", payload: dict | None = None, nobody_waits: bool = False
) -> None:
    """Write one row in the caller's transaction and try it at once after commit.

    The same `key` is enqueued once, whoever asks and how often. With `nobody_waits` it is tried in a thread
    beside the request: for work that takes seconds, or asks this site itself.
    """
    item = OutboxItem(kind=kind, key=key, reference=reference, payload=payload or {})
    # One statement, where looking first takes four: each pledge writes two rows.
    OutboxItem.objects.bulk_create([item], ignore_conflicts=True)
    transaction.on_commit(lambda: beside.later(run, key) if nobody_waits else run(key), robust=True)


def run(key: str) -> bool:
    """Do one row's work if it is due and nobody else is at it; return whether it is done."""
    now, rows = timezone.now(), OutboxItem.objects.filter(key=key)
    if not rows.due(now).update(lease_until=now + LEASE, attempts=F("attempts") + 1):
        return False
    item = rows.get()
    mine = rows.filter(attempts=item.attempts, done_at=None)
    try:
        # Not in a transaction: a slow mail server must not hold the database's only write lock (SQLite).
        _handlers[item.kind](item)
        mine.update(done_at=timezone.now(), lease_until=None, last_error="", payload={})
    except Exception as error:
        wait = min(timedelta(seconds=15) * 2 ** min(item.attempts, 12), LONGEST_WAIT)
        rows.update(lease_until=None, next_at=timezone.now() + wait, last_error=type(error).__name__)
        logger.warning(
            "outbox: %s #%s failed with %s, tried again later", item.kind, item.pk, type(error).__name__
        )
        return False
    return True


def run_due(limit: int = 1000) -> int:
    """Try every row that is due and return how many were done."""
    due = OutboxItem.objects.due().order_by("pk")[:limit]
    return sum(run(key) for key in list(due.values_list("key", flat=True)))
