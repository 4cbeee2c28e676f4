"""Counts what comes from one network, or goes to one address, within a quarter of an hour.

Whom a count belongs to is kept as an HMAC with the day's secret: it finds nobody tomorrow. `tick` forgets it
after a day.
"""

import hmac
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from campaign_site.delivery.models import RateCount
from campaign_site.delivery.monitoring import metrics

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)
EVERYBODY = "everybody"
# SQL by hand, because each pledge counts twice.
ADD_ONE = """INSERT INTO delivery_ratecount (kind, bucket, "window", number) VALUES (%s, %s, %s, 1)
    ON CONFLICT (kind, bucket, "window") DO UPDATE SET number = delivery_ratecount.number + 1 RETURNING number"""
AND_OF_TODAY = """ + (SELECT COALESCE(SUM(other.number), 0) FROM delivery_ratecount AS other
    WHERE other.kind = delivery_ratecount.kind AND other.bucket = delivery_ratecount.bucket
        AND other."window" <> delivery_ratecount."window")"""
OF_TODAY = "SELECT COALESCE(SUM(number), 0) FROM delivery_ratecount WHERE kind = %s AND bucket = %s"


class Counted(NamedTuple):
    """One thing that was counted, and the sum with it: of this window, or of all today's."""

    kind: str
    bucket: str
    window: datetime
    number: int


def count(kind: str, whose: str) -> Counted:
    """Add one and return the sum of this quarter of an hour. Whoever else counts here waits: no sum comes twice.

    `whose` is what shares the count, such as a network or a mail address, or EVERYBODY.
    """
    return _count(kind, whose, ADD_ONE)


def _count(kind: str, whose: str, add_one: str) -> Counted:
    window = _window(timezone.now())
    bucket = _bucket(kind, whose, window)
    at = RateCount._meta.get_field("window").get_db_prep_value(window, connection)
    with connection.cursor() as cursor:
        cursor.execute(add_one, [kind, bucket, at])
        ((number,),) = cursor.fetchall()
    return Counted(kind, bucket, window, int(number))


def within(most: int, kind: str, whose: str) -> bool:
    """Count one more; return whether it is one of at most `most` in this quarter of an hour."""
    return _at_most(most, count(kind, whose))


def within_today(most: int, kind: str, whose: str) -> bool:
    """Count one more; return whether it is one of at most `most` since midnight (UTC)."""
    return _at_most(most, _count(kind, whose, ADD_ONE + AND_OF_TODAY))


def _at_most(most: int, counted: Counted) -> bool:
    if counted.number > most:
        metrics.refused(counted.kind)
    return counted.number <= most


def of_today(whose: str) -> str:
    """Return the name under which `whose` may be kept until tomorrow: an HMAC with the day's secret."""
    return _bucket("kept", whose, timezone.now())


def reached(kind: str, whose: str, number: int, since: datetime) -> bool:
    """Whether `number` was reached in a quarter of an hour since then: of today, and of before for EVERYBODY."""
    bucket = _bucket(kind, whose, timezone.now())
    counts = RateCount.objects.filter(kind=kind, bucket=bucket, window__gt=since - WINDOW)
    return counts.filter(number__gte=number).exists()


def take_back(counted: Counted) -> None:
    """Count it no longer."""
    rows = RateCount.objects.filter(kind=counted.kind, bucket=counted.bucket, window=counted.window, number__gt=0)
    rows.update(number=F("number") - 1)


def today(kind: str, whose: str) -> int:
    """Return the sum since midnight (UTC), when the secret changed."""
    with connection.cursor() as cursor:
        cursor.execute(OF_TODAY, [kind, _bucket(kind, whose, timezone.now())])
        ((number,),) = cursor.fetchall()
    return int(number)


def forget() -> int:
    """Delete counts of a day ago and more; return how many rows that were."""
    return RateCount.objects.filter(window__lt=timezone.now() - KEPT).delete()[0]


def mailbox(email: str) -> str:
    """Return what a mail address is counted under: with most providers, what follows a plus changes no mailbox."""
    name, _, domain = email.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def _window(now: datetime) -> datetime:
    return datetime.fromtimestamp(now.timestamp() // WINDOW.total_seconds() * WINDOW.total_seconds(), now.tzinfo)


def _bucket(kind: str, whose: str, window: datetime) -> str:
    if whose == EVERYBODY:
        return EVERYBODY
    secret = hmac.digest(settings.SECRET_KEY.encode(), f"{__name__} {window:%Y-%m-%d}".encode(), "sha256")
    return hmac.digest(secret, f"{kind}\x1f{whose}".encode(), "sha256").hex()
