"""Enqueue work in the transaction that causes it; run it after commit, and again until it is done."""

import logging
import math
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from time import monotonic

from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from campaign_site.delivery.jobs import background
from campaign_site.delivery.jobs.background import Lane
from campaign_site.delivery.models import LEASE, LONGEST_WAIT, OutboxItem, farthest

# So much of one kind is leased together when it waits for the thread: all is done well within the lease.
AT_ONCE = 10
# For so long a row is kept that is done. Nobody enqueues the same again after a day, but for `keep_longer`.
KEPT = timedelta(days=30)
MOST_FORGOTTEN = 1000
# SQL by hand, because Django reads and leases in two statements: each pledge leaves two rows.
CLAIM = """UPDATE delivery_outboxitem SET lease_until = %%s, attempts = attempts + 1
    WHERE "key" IN (%s) AND done_at IS NULL AND (next_at <= %%s OR next_at > %%s)
        AND (lease_until IS NULL OR lease_until < %%s OR lease_until > %%s)
    RETURNING *"""
_TIME = OutboxItem._meta.get_field("next_at")
_left: defaultdict[str, deque[str]] = defaultdict(deque)

logger = logging.getLogger(__name__)
_handlers: dict[str, Callable[[OutboxItem], None]] = {}
_lanes: dict[str, Lane] = {}
_kept_longer: dict[str, timedelta] = {}


class Away(Exception):
    """What this kind of work needs does not answer: the rest of the kind is left for later. Raise it from why."""


def register(kind: str, handler: Callable[[OutboxItem], None], *, lane: Lane = Lane.OTHER) -> None:
    """Have `handler` do the work of this kind; it must be safe to repeat. Apps register theirs in `ready()`.

    A handler that finds nobody to speak to raises Away.
    """
    _handlers[kind], _lanes[kind] = handler, lane


def keep_longer(beginning: str, period: timedelta) -> None:
    """Keep rows whose key begins so for longer than KEPT: somebody asks by the key what was done before."""
    _kept_longer[beginning] = period


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
    return _run(keys, set())


def _run(keys: Sequence[str], away: set[str]) -> int:
    """Do it, but nothing of the kinds that are `away`; add those that turn out to be."""
    done = 0
    for item in _claim(keys):
        if item.kind in away:
            _let_go(item)
        elif _is_leased(item):
            done += _do(item, away)
    return done


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


def _let_go(item: OutboxItem) -> None:
    """Take the lease back, as if nobody had tried. Where that fails, it ends by itself."""
    with suppress(DatabaseError):
        _ours(item).update(lease_until=None, attempts=item.attempts - 1)


def _do(item: OutboxItem, away: set[str]) -> bool:
    try:
        # Not in a transaction: a slow mail server must not hold the database's only write lock (SQLite).
        _handlers[item.kind](item)
        _ours(item).update(done_at=timezone.now(), lease_until=None, last_error="", payload={})
    except Exception as error:
        why: BaseException = error
        if isinstance(error, Away):
            away.add(item.kind)
            why = error.__cause__ or error
        _try_later(item, type(why).__name__)
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
    background.later(_run_left, kind, lane=_lanes.get(kind, Lane.OTHER))


def _run_left(kind: str) -> None:
    # Whoever comes first takes those of the others too, who find nothing.
    keys = []
    with suppress(IndexError):
        while len(keys) < AT_ONCE:
            keys.append(_left[kind].popleft())
    away: set[str] = set()
    if keys:
        _run(keys, away)
    if away:
        leave_to_tick(kind)


def leave_to_tick(kind: str) -> None:
    """Have what waits for a thread of this process done by the next run of `tick`: its rows are due."""
    _left[kind].clear()


def run_due(*lanes: Lane, limit: int = 1000, seconds: float = math.inf) -> int:
    """Try every row that is due, of these lanes, or of all and mails last; return how many were done.

    After `seconds` none is begun any more. Of a kind that is away one is tried, and the others wait.
    """
    return sum(_run_lane(lane, limit, seconds) for lane in lanes or (Lane.OTHER, Lane.LONG, Lane.MAIL))


def _run_lane(lane: Lane, limit: int, seconds: float) -> int:
    apart = {kind: its for kind, its in _lanes.items() if its != Lane.OTHER}
    ours = [kind for kind, its in apart.items() if its == lane]
    due = OutboxItem.objects.due()
    # What nobody here knows is of no lane of its own: it is noted so, and waits.
    due = due.exclude(kind__in=apart) if lane == Lane.OTHER else due.filter(kind__in=ours)
    began, done = monotonic(), 0
    away: set[str] = set()
    for kind, key in list(due.order_by("pk").values_list("kind", "key")[:limit]):
        if monotonic() - began >= seconds:
            break
        if kind not in away:
            done += _run([key], away)
    return done


def forget() -> int:
    """Delete rows that were done long ago; return how many. `tick` runs it."""
    now = timezone.now()
    old = OutboxItem.objects.filter(done_at__lt=now - KEPT)
    for beginning, period in _kept_longer.items():
        old = old.exclude(key__startswith=beginning, done_at__gte=now - period)
    some = list(old.order_by("done_at").values_list("pk", flat=True)[:MOST_FORGOTTEN])
    return OutboxItem.objects.filter(pk__in=some).delete()[0]
