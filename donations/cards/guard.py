"""Against card testing, with nobody else's help: who tries stolen cards makes many attempts, and most fail.

Counted in the database, for all processes; whom a count belongs to is known to nobody tomorrow. Refused cards
count for the network that they were tried from, and for the whole site only as far as that network has not reached
its own limit: nobody alone switches cards off for everybody.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from campaign_site.accounts.models import User
from campaign_site.accounts.role_table import FUNDRAISING_OFFICER
from campaign_site.delivery.client_address import network
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.rate_limits import EVERYBODY, KEPT, count, of_today, reached, within
from donations.cards.processing import as_uuid
from donations.models import Attempt
from donations.providers.money_facts import Fact, MoneyKind

ATTEMPT, FAILED, OF_ATTEMPT = "card attempt", "card failed", "card failed on one page"
FAILED_THERE = "card failed in one network"
# In a quarter of an hour. Many people share the address of one office or one mobile network.
OF_ONE_NETWORK = 30
OF_ONE_PLEDGE = 6
# So many attempts with a refused card in a quarter of an hour, of one network or over the whole site: from then on
# transfers only, for an hour, for that network or for everybody.
FAILURES_THERE, FAILURES = 5, 20
ONLY_TRANSFERS = timedelta(hours=1)


def may_try(address: str, pledge_pk: int) -> bool:
    """Count an attempt from this IP address, for this pledge; return whether it is one of not too many."""
    of_pledge = within(OF_ONE_PLEDGE, ATTEMPT, f"pledge {pledge_pk}")
    of_network = within(OF_ONE_NETWORK, ATTEMPT, network(address))
    is_refused = reached(FAILED_THERE, tried_from(address), FAILURES_THERE, timezone.now() - ONLY_TRANSFERS)
    return of_pledge and of_network and not is_refused


def tried_from(address: str) -> str:
    """Return what is kept of the network with an attempt, until tomorrow: nothing that names it."""
    return of_today(network(address))


def forget_networks() -> int:
    """Forget where the attempts of a day ago and more were begun; return how many. For `tick`."""
    return Attempt.objects.exclude(network="").filter(created_at__lt=timezone.now() - KEPT).update(network="")


def note_refused_cards(facts: Iterable[Fact]) -> None:
    """Count the attempts whose card was refused. The one that is too many is told to the officers.

    Each counts once in a quarter of an hour: whoever tries card after card on one page switches off nobody else's.
    """
    for attempt in {fact.attempt_ref or fact.provider_ref for fact in facts if fact.kind == MoneyKind.FAILED}:
        if within(1, OF_ATTEMPT, attempt):
            _note_one(_network_of(attempt))


def _network_of(attempt_ref: str) -> str:
    named = Q(payment_ref=attempt_ref)
    if public_id := as_uuid(attempt_ref):
        named |= Q(public_id=public_id)
    return Attempt.objects.filter(named).exclude(network="").values_list("network", flat=True).first() or ""


def _note_one(from_network: str) -> None:
    if from_network and count(FAILED_THERE, from_network).number > FAILURES_THERE:
        return
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
    return reached(FAILED, EVERYBODY, FAILURES, timezone.now() - ONLY_TRANSFERS)
