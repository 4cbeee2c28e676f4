"""Slows those who guess codes, per address prefix and overall, without ever shutting out a prefix not seen before.

An attempt is counted as wrong before the code is looked at and taken back when it was right: a hundred attempts at
once get no more tries than a hundred in a row. Prefixes are kept as an HMAC with the day's secret, for an hour.
"""

import hmac
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from stories.consent import keyring, officers
from stories.consent.models import CodeAttempt

WINDOW = timedelta(minutes=15)
KEPT = timedelta(hours=1)
PER_PREFIX = 5
PER_PREFIX_WHEN_MANY = 2
MANY = 100
BURST_OF_ONE = 3 * PER_PREFIX
IPV4_PREFIX, IPV6_PREFIX = 24, 56
EVERYBODY = "everybody"


class Attempt(NamedTuple):
    """One typed code: where it is counted, and whether it may be looked at."""

    bucket: str
    window: datetime
    may_be_right: bool


def begin(address: str) -> Attempt:
    """Count an attempt from this address (textual IPv4 or IPv6) as wrong, and say whether it may be looked at.

    Raises RuntimeError inside a transaction, whose end could take the count back.
    """
    window = _window(timezone.now())
    bucket = _bucket(address, window)
    with transaction.atomic(durable=True):
        mine, all_together = _count(bucket, window), _count(EVERYBODY, window)
    return Attempt(bucket, window, mine <= (PER_PREFIX_WHEN_MANY if all_together > MANY else PER_PREFIX))


def take_back(attempt: Attempt) -> None:
    """The code was right: count it no longer."""
    for bucket in (attempt.bucket, EVERYBODY):
        rows = CodeAttempt.objects.filter(bucket=bucket, window=attempt.window, failures__gt=0)
        rows.update(failures=F("failures") - 1)


def watch() -> int:
    """Tell the officers of a burst, once for each window; forget old windows. Returns how many bursts it saw."""
    now = timezone.now()
    CodeAttempt.objects.filter(window__lt=now - KEPT).delete()
    many = Q(bucket=EVERYBODY, failures__gt=MANY) | (~Q(bucket=EVERYBODY) & Q(failures__gte=BURST_OF_ONE))
    windows = CodeAttempt.objects.filter(many).order_by("window").values_list("window", flat=True).distinct()
    for window in windows:
        period = {"start": window, "end": window + WINDOW}
        officers.tell("many_wrong_codes", key=f"many-wrong-codes:{window.isoformat()}", context=period)
    return len(windows)


def prefix(address: str) -> str:
    """Return the network that an address is counted under: IPv4 /24, IPv6 /56; one for all that is no address."""
    try:
        ip = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return "none"
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    length = IPV6_PREFIX if ip.version == 6 else IPV4_PREFIX
    return str(ip_network(f"{ip}/{length}", strict=False))


def _count(bucket: str, window: datetime) -> int:
    """Add one and return the sum; whoever else counts here waits, so each sum is returned once."""
    CodeAttempt.objects.get_or_create(bucket=bucket, window=window)
    row = CodeAttempt.objects.filter(bucket=bucket, window=window)
    row.update(failures=F("failures") + 1)
    return row.get().failures


def _window(now: datetime) -> datetime:
    return datetime.fromtimestamp(now.timestamp() // WINDOW.total_seconds() * WINDOW.total_seconds(), now.tzinfo)


def _bucket(address: str, window: datetime) -> str:
    secret = keyring.site_secret(f"code attempts of {window:%Y-%m-%d}")
    return hmac.digest(secret, prefix(address).encode(), "sha256").hex()
