"""Sends fresh links to an address that was typed. Nobody learns from the page, or its time, whether we know it."""

from collections.abc import Iterable

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils import timezone

from campaign_site.delivery import sealing
from campaign_site.delivery.client_address import network
from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.models import OutboxItem
from campaign_site.delivery.rate_limits import mailbox, within, within_today
from donations.choices import NEVER_CONFIRMED, LinkPurpose, PledgeStatus
from donations.life_cycle import hold
from donations.links import issue_link
from donations.models import Pledge
from donations.pledging import link_address

KIND = "links to pledges"
SEARCH, MAIL = "search for pledges", "mail with links to pledges"
# In a quarter of an hour, and a day.
SEARCHES_OF_ONE_NETWORK = 20
MAILS_TO_ONE_ADDRESS = 3
# The newest in one mail, and the newest that nobody confirmed yet.
MOST_LINKS, MOST_WAITING = 20, 20
MAIL_KEY = "pledge_links:"


def may_search(address: str) -> bool:
    """Count a search from this IP address; return whether it is one of not too many."""
    return within(SEARCHES_OF_ONE_NETWORK, SEARCH, network(address))


@transaction.atomic
def send_links(email: str, once: str) -> None:
    """Have links to all pledges of an address mailed to it, beside the request; `once` is one sending of the form.

    Too many in a day are passed over without a word.
    """
    if within_today(MAILS_TO_ONE_ADDRESS, MAIL, mailbox(email)):
        _look_later(email, once)


def _look_later(email: str, once: str) -> None:
    payload = {"sealed": sealing.seal({"to": email})}
    outbox.enqueue(KIND, key=f"{KIND}:{once}", payload=payload, nobody_waits=True)


@transaction.atomic
def mail_links(item) -> None:
    """Look for pledges and write the mail. Handler of the outbox.

    It goes where the pledge says, letter by letter: what looks alike may be somebody else's address. A pledge
    that waits gets a link to confirm it: somebody else may have used up the mails of the day with the address.
    """
    typed = sealing.unseal(item.payload["sealed"])["to"]
    theirs = Pledge.objects.alias(lower=Lower("email")).filter(lower=Lower(Value(typed))).exclude(email="")
    # Apart: who makes many pledges with somebody's address does not push out those that were confirmed.
    found = [*_newest(theirs.exclude(status__in=NEVER_CONFIRMED), MOST_LINKS)]
    found += _newest(theirs.filter(status=PledgeStatus.UNCONFIRMED), MOST_WAITING)
    # In the order of their keys, and read anew: whoever is forgotten at this moment gets no link after it.
    held = {pk: hold(pk) for pk in sorted(found)}
    by_address: dict[str, list[Pledge]] = {}
    for pledge in (held[pk] for pk in found):
        if pledge.email and not pledge.is_expired and not _is_overdue(pledge):
            by_address.setdefault(pledge.email, []).append(pledge)
    for number, (address, pledges) in enumerate(by_address.items()):
        send_later(
            "pledge_links",
            to=address,
            key=f"{MAIL_KEY}{item.pk}:{number}",
            language=pledges[0].language,
            context={
                "links": _links((pledge for pledge in pledges if not pledge.is_waiting), LinkPurpose.MANAGE),
                "waiting": _links((pledge for pledge in pledges if pledge.is_waiting), LinkPurpose.CONFIRM),
            },
        )


def drop_waiting_mails(pledge: Pledge) -> None:
    """Delete mails with links to this pledge that were not sent yet; it is held. One may name others beside it."""
    for item in OutboxItem.objects.filter(done_at=None, key__startswith=f"mail:{MAIL_KEY}"):
        try:
            is_theirs = pledge.reference_for_people in sealing.unseal(item.payload["sealed"])["body"]
        except InvalidToken:
            # Sealed with a key that is gone: it can be neither sent nor read.
            is_theirs = True
        if is_theirs:
            item.delete()


def _newest(pledges, number: int) -> list[int]:
    return list(pledges.order_by("-created_at", "-pk").values_list("pk", flat=True)[:number])


def _is_overdue(pledge: Pledge) -> bool:
    return pledge.is_waiting and pledge.expires_at <= timezone.now()


def _links(pledges: Iterable[Pledge], purpose: LinkPurpose) -> list[tuple[Pledge, str]]:
    return [(pledge, link_address(pledge, purpose, issue_link(pledge, purpose))) for pledge in pledges]
