"""Sends fresh links to an address that was typed. Nobody learns from the page, or its time, whether we know it."""

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Lower

from campaign_site.delivery import outbox, sealing
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.rate_limits import count, network, today
from donations.choices import NEVER_CONFIRMED, LinkPurpose
from donations.links import issue_link
from donations.models import Pledge
from donations.pledging import link_address

KIND = "links to pledges"
SEARCH, MAIL = "search for pledges", "mail with links to pledges"
# In a quarter of an hour, and a day.
SEARCHES_OF_ONE_NETWORK = 20
MAILS_TO_ONE_ADDRESS = 3
# The newest in one mail.
MOST_LINKS = 20


def may_search(address: str) -> bool:
    """Count a search from this IP address; return whether it is one of not too many."""
    return count(SEARCH, network(address)).number <= SEARCHES_OF_ONE_NETWORK


@transaction.atomic
def send_links(email: str, once: str) -> None:
    """Have links to all pledges of an address mailed to it, beside the request; `once` is one sending of the form.

    Too many in a day are passed over without a word.
    """
    whose = email.lower()
    count(MAIL, whose)
    if today(MAIL, whose) <= MAILS_TO_ONE_ADDRESS:
        _look_later(email, once)


def _look_later(email: str, once: str) -> None:
    payload = {"sealed": sealing.seal({"to": email})}
    outbox.enqueue(KIND, key=f"{KIND}:{once}", payload=payload, nobody_waits=True)


@transaction.atomic
def mail_links(item) -> None:
    """Look for pledges and write the mail. Handler of the outbox.

    It goes where the pledge says, letter by letter: what looks alike may be somebody else's address.
    """
    typed = sealing.unseal(item.payload["sealed"])["to"]
    found = Pledge.objects.alias(lower=Lower("email")).filter(lower=Lower(Value(typed))).exclude(email="")
    found = found.exclude(status__in=NEVER_CONFIRMED).select_related("programme").order_by("-created_at", "-pk")
    by_address: dict[str, list[Pledge]] = {}
    for pledge in found[:MOST_LINKS]:
        by_address.setdefault(pledge.email, []).append(pledge)
    for number, (address, pledges) in enumerate(by_address.items()):
        links = [
            (pledge, link_address(pledge, LinkPurpose.MANAGE, issue_link(pledge, LinkPurpose.MANAGE)))
            for pledge in pledges
        ]
        send_later(
            "pledge_links",
            to=address,
            key=f"pledge_links:{item.pk}:{number}",
            language=pledges[0].language,
            context={"links": links},
        )
