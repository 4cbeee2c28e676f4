"""Enqueue work in the transaction that causes it; run it after commit, and again until it is done."""

import logging
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from campaign_site.delivery import beside
from campaign_site.delivery.models import LEASE, LONGEST_WAIT, OutboxItem, farthest

# So much of one kind is leased together when it waits for the thread: all is done well within the lease.
AT_ONCE = 10
# SQL by hand, because Django reads and leases in two statements: each pledge leaves two rows.
CLAIM = """UPDATE delivery_outboxitem SET lease_until = %%s, attempts = attempts + 1
    WHERE "key" IN (%s) AND done_at IS NULL AND (next_at <= %%s OR next_at > %%s)
        AND (lease_until IS NULL OR lease_until < %%s OR lease_until > %%s)
    RETURNING *"""
_TIME = OutboxItem._meta.get_field("next_at")
_left: defaultdict[str, deque[str]] = defaultdict(deque)

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
    # One statement, where looking first takes four: each pledge writes two rows. A row that is there stays as it
    # is. With `ignore_conflicts` SQLite would let go of any faulty row.
    OutboxItem.objects.bulk_create([item], update_conflicts=True, unique_fields=["key"], update_fields=["key"])
    transaction.on_commit(lambda: _leave(kind, key) if nobody_waits else run(key), robust=True)


def run(*keys: str) -> int:
    """Do the work of these rows, where it is due and nobody else is at it; return how many are done."""
    return sum(_do(item) for item in _claim(keys) if _is_leased(item))


def _claim(keys: Sequence[str]) -> list[OutboxItem]:
    """Lease what is due of these rows and return it, oldest first: one statement, so nobody leases the same."""
    now = timezone.now()
    times = (now + LEASE, now, farthest(LONGEST_WAIT, now), farthest(LEASE, now))
    until, moment, next_at, lease = (_TIME.get_db_prep_value(when, connection) for when in times)
    places = ", ".join(["%s"] * len(keys))
    leased = OutboxItem.objects.raw(CLAIM % places, [until, *keys, moment, next_at, moment, lease])
    return sorted(leased, key=lambda item: item.pk)


def _is_leased(item: OutboxItem) -> bool:
    """Whether the lease still stands. Where half of it is over, as what came before took long, begin it anew."""
    now = timezone.now()
    return now < item.lease_until - LEASE / 2 or bool(_ours(item).update(lease_until=now + LEASE))


def _ours(item: OutboxItem) -> models.QuerySet:
    # Whoever leases it after us counts one more attempt.
    return OutboxItem.objects.filter(pk=item.pk, attempts=item.attempts, done_at=None)


def _do(item: OutboxItem) -> bool:
    try:
        # Not in a transaction: a slow mail server must not hold the database's only write lock (SQLite).
        _handlers[item.kind](item)
        _ours(item).update(done_at=timezone.now(), lease_until=None, last_error="", payload={})
    except Exception as error:
        _try_later(item, type(error).__name__)
        return False
    return True


def _try_later(item: OutboxItem, why: str) -> None:
    wait = min(timedelta(seconds=15) * 2 ** min(item.attempts, 12), LONGEST_WAIT)
    logger.warning("outbox: %s #%s failed with %s, tried again later", item.kind, item.pk, why)
    try:
        _ours(item).update(lease_until=None, next_at=timezone.now() + wait, last_error=why)
    except DatabaseError as error:
        # Then it waits until its lease is over. What was leased with it does not.
        logger.error("outbox: %s #%s could not be noted: %s", item.kind, item.pk, type(error).__name__)


def _leave(kind: str, key: str) -> None:
    _left[kind].append(key)
    beside.later(_run_left, kind)


def _run_left(kind: str) -> None:
    # Whoever comes first takes those of the others too, who find nothing.
    keys = []
    with suppress(IndexError):
        while len(keys) < AT_ONCE:
            keys.append(_left[kind].popleft())
    if keys:
        run(*keys)


def run_due(limit: int = 1000) -> int:
    """Try every row that is due and return how many were done."""
    due = OutboxItem.objects.due().order_by("pk")[:limit]
    return sum(run(key) for key in list(due.values_list("key", flat=True)))
