"""Against card testing, with nobody else's help: who tries stolen cards makes many attempts, and most fail.

Counted in the database, for all processes; whom a count belongs to is known to nobody tomorrow.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from campaign_site.accounts.models import User
from campaign_site.accounts.role_table import FUNDRAISING_OFFICER
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.models import RateCount
from campaign_site.delivery.rate_limits import EVERYBODY, WINDOW, count, network, within
from donations.providers.money_facts import Fact, MoneyKind

ATTEMPT, FAILED, OF_ATTEMPT = "card attempt", "card failed", "card failed on one page"
# In a quarter of an hour. Many people share the address of one office or one mobile network.
OF_ONE_NETWORK = 30
OF_ONE_PLEDGE = 6
# So many attempts with a refused card in a quarter of an hour, over the whole site: from then on transfers only,
# for an hour.
FAILURES = 20
ONLY_TRANSFERS = timedelta(hours=1)


def may_try(address: str, pledge_pk: int) -> bool:
    """Count an attempt from this IP address, for this pledge; return whether it is one of not too many."""
    of_pledge = within(OF_ONE_PLEDGE, ATTEMPT, f"pledge {pledge_pk}")
    return within(OF_ONE_NETWORK, ATTEMPT, network(address)) and of_pledge


def note_refused_cards(facts: Iterable[Fact]) -> None:
    """Count the attempts whose card was refused. The one that is too many is told to the officers.

    Each counts once in a quarter of an hour: whoever tries card after card on one page switches off nobody else's.
    """
    for attempt in {fact.attempt_ref or fact.provider_ref for fact in facts if fact.kind == MoneyKind.FAILED}:
        if within(1, OF_ATTEMPT, attempt):
            _note_one()


def _note_one() -> None:
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
