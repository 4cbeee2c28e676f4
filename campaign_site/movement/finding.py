"""Sends a fresh link to an address that was typed. Nobody learns from the page, or its time, if it is known."""

from django.db import transaction
from django.utils.translation import get_language

from campaign_site.delivery import sealing
from campaign_site.delivery.client_address import network
from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.rate_limits import mailbox, within, within_today
from campaign_site.movement.choices import LinkPurpose
from campaign_site.movement.commitments import Commitment
from campaign_site.movement.mail_fingerprints import fingerprints
from campaign_site.movement.signing import mail_link

KIND = "link to a commitment"
SEARCH, MAIL = "search for a commitment", "mail to find a commitment"
# In a quarter of an hour, and a day.
SEARCHES_OF_ONE_NETWORK = 20
MAILS_TO_ONE_ADDRESS = 3


def may_search(address: str) -> bool:
    """Count a search from this IP address; return whether it is one of not too many."""
    return within(SEARCHES_OF_ONE_NETWORK, SEARCH, network(address))


def _may_be_mailed(email: str) -> bool:
    return within_today(MAILS_TO_ONE_ADDRESS, MAIL, mailbox(email))


@transaction.atomic
def send_link(email: str, once: str) -> None:
    """Have a link mailed to the address, beside the request, if it stands with survivors.

    `once` is one sending of the form. Too many in a day are passed over without a word.
    """
    if _may_be_mailed(email):
        payload = {"sealed": sealing.seal({"to": email, "language": get_language()})}
        outbox.enqueue(KIND, key=f"{KIND}:{once}", payload=payload, nobody_waits=True)


@transaction.atomic
def look_and_mail(item) -> None:
    """Look for the commitment and write the mail, in the language of who asks. Handler of the outbox."""
    asked = sealing.unseal(item.payload["sealed"])
    known = Commitment.objects.confirmed().filter(address_hash__in=fingerprints(asked["to"]))
    # Held: whoever takes it back at this moment gets no link after it.
    commitment = known.select_for_update().first()
    if commitment:
        commitment.language = asked["language"]
        mail_link("stand_link", commitment, LinkPurpose.ERASE, to=asked["to"], key=str(item.pk))
