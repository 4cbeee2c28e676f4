"""The outbox: work that follows a commit, kept as rows until it is done; counts behind rate limits; the epoch.

A queue's task whose worker was killed stays "running" for ever; a row with a lease is scanned again.
Enqueue inside the transaction that causes the work (`campaign_site.delivery.jobs.outbox.enqueue`).
"""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
# So far may two machines' clocks be apart.
SKEW = timedelta(minutes=5)


def farthest(span: timedelta, now: datetime) -> datetime:
    """Return the last time that a row may hold which waits for `span`: a wrong clock set what lies beyond."""
    return now + span + SKEW


class OutboxQuerySet(models.QuerySet):
    def due(self, now=None):
        """Rows to try now: not done, their hour come, and no other process at work on them.

        Nothing waits for an hour that only a clock gone wrong can have named.
        """
        now = now or timezone.now()
        has_come = Q(next_at__lte=now) | Q(next_at__gt=farthest(LONGEST_WAIT, now))
        is_free = Q(lease_until=None) | Q(lease_until__lt=now) | Q(lease_until__gt=farthest(LEASE, now))
        return self.filter(has_come, is_free, done_at=None)


class OutboxItem(models.Model):
    """One piece of work. `kind` names the handler; `reference` is what it works on; `payload` at most a mail.

    Times are aware UTC. A mail lies sealed in `payload`; whatever lies there is emptied when the work is done.
    """

    kind = models.CharField(max_length=60)
    reference = models.CharField(max_length=120, blank=True)
    key = models.CharField(max_length=200, unique=True, help_text="The same key is enqueued once.")
    payload = models.JSONField(default=dict)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    next_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True, help_text="The exception's type, never its text.")

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(done_at=None), name="outbox_open"),
            models.Index(fields=["done_at"], condition=Q(done_at__isnull=False), name="outbox_done"),
        ]

    def __str__(self):
        return f"{self.kind} #{self.pk}"


class RateCount(models.Model):
    """How often something of one kind happened for one bucket in the quarter of an hour that began at `window`."""

    kind = models.CharField(max_length=30)
    bucket = models.CharField(max_length=64, help_text="An HMAC with the day's secret: it finds nobody tomorrow.")
    window = models.DateTimeField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "bucket", "window"], name="rate_count_once")]

    def __str__(self):
        return f"{self.kind} #{self.pk}"


class PublicationEpoch(models.Model):
    """A number that moves, in the same transaction, with all that the public can see (`publication.py`).

    Triggers move it; the epoch of a scope is the sum of its lanes. PostgreSQL's sessions move different lanes, so
    that few wait for each other's commit; a sum can only grow, in whatever order they commit.
    """

    scope = models.CharField(max_length=10)
    lane = models.PositiveSmallIntegerField()
    number = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["scope", "lane"], name="publication_lane_once")]

    def __str__(self):
        return f"{self.scope} {self.lane}"
