"""Slows those who guess codes, per network and overall, without ever shutting out a network not seen before.

An attempt is counted as wrong before the code is looked at and taken back when it was right: a hundred attempts at
once get no more tries than a hundred in a row.
"""

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from campaign_site.delivery.client_address import network
from campaign_site.delivery.models import RateCount
from campaign_site.delivery.monitoring import metrics
from campaign_site.delivery.rate_limits import EVERYBODY, WINDOW, Counted, count, take_back
from stories.consent import officers

KIND = "wrong code"
KEPT = timedelta(hours=1)
PER_NETWORK = 5
PER_NETWORK_WHEN_MANY = 2
MANY = 100
BURST_OF_ONE = 3 * PER_NETWORK


class Attempt(NamedTuple):
    """One typed code: where it is counted, and whether it may be looked at."""

    of_network: Counted
    of_everybody: Counted

    @property
    def may_be_right(self) -> bool:
        """Whether this network has tries left."""
        most = PER_NETWORK_WHEN_MANY if self.of_everybody.number > MANY else PER_NETWORK
        return self.of_network.number <= most


def begin(address: str) -> Attempt:
    """Count an attempt from this address (textual IPv4 or IPv6) as wrong.

    Raises RuntimeError inside a transaction, whose end could take the count back.
    """
    with transaction.atomic(durable=True):
        attempt = Attempt(count(KIND, network(address)), count(KIND, EVERYBODY))
    if not attempt.may_be_right:
        metrics.refused(KIND)
    return attempt


def was_right(attempt: Attempt) -> None:
    """Count it no longer."""
    for counted in attempt:
        take_back(counted)


def watch() -> int:
    """Tell the officers of bursts, once for each window; forget what is an hour old. Returns how many it saw."""
    RateCount.objects.filter(kind=KIND, window__lt=timezone.now() - KEPT).delete()
    many = Q(bucket=EVERYBODY, number__gt=MANY) | (~Q(bucket=EVERYBODY) & Q(number__gte=BURST_OF_ONE))
    rows = RateCount.objects.filter(many, kind=KIND)
    windows = rows.order_by("window").values_list("window", flat=True).distinct()
    for window in windows:
        period = {"start": window, "end": window + WINDOW}
        officers.tell("many_wrong_codes", key=f"many-wrong-codes:{window.isoformat()}", context=period)
    return len(windows)
