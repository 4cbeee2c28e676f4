"""Against card testing, with nobody else's help: who tries stolen cards makes many attempts, and most fail.

Counted in the database, for all processes; whom a count belongs to is known to nobody tomorrow.
"""

from datetime import timedelta

from django.utils import timezone

from campaign_site.accounts.models import User
from campaign_site.accounts.role_table import FUNDRAISING_OFFICER
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.models import RateCount
from campaign_site.delivery.rate_limits import EVERYBODY, WINDOW, count, network

ATTEMPT, FAILED = "card attempt", "card failed"
# In a quarter of an hour. Many people share the address of one office or one mobile network.
OF_ONE_NETWORK = 30
OF_ONE_PLEDGE = 6
# So many cards refused in a quarter of an hour, over the whole site: from then on transfers only, for an hour.
FAILURES = 20
ONLY_TRANSFERS = timedelta(hours=1)


def may_try(address: str, pledge_pk: int) -> bool:
    """Count an attempt from this IP address, for this pledge; return whether it is one of not too many."""
    of_pledge = count(ATTEMPT, f"pledge {pledge_pk}").number <= OF_ONE_PLEDGE
    return count(ATTEMPT, network(address)).number <= OF_ONE_NETWORK and of_pledge


def note_refused_card() -> None:
    """Count a card that was refused. The one that is too many is told to the officers."""
    counted = count(FAILED, EVERYBODY)
    if counted.number == FAILURES:
        for officer in User.objects.filter(groups__name=FUNDRAISING_OFFICER, is_active=True):
            send_later(
                "cards_paused",
                to=officer.email,
                key=f"cards_paused:{counted.window:%Y%m%d%H%M}:{officer.pk}",
                language=officer.mail_language,
                nobody_waits=True,
            )


def only_transfers() -> bool:
    """Whether so many cards were refused within the last hour that none is taken now."""
    since = timezone.now() - ONLY_TRANSFERS - WINDOW
    many = RateCount.objects.filter(kind=FAILED, bucket=EVERYBODY, window__gt=since, number__gte=FAILURES)
    return many.exists()
