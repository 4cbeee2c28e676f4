"""Writes to supporters when their money came: a link to the receipt, and nothing that says so in the subject."""

from django.db import transaction
from django.utils import timezone

from donations.choices import LinkPurpose
from donations.life_cycle import hold
from donations.models import Pledge
from donations.pledging import is_known_to_be_theirs, mail_link
from donations.receipts.models import Receipt

AT_ONCE = 1000


def tell_supporters() -> int:
    """Write about receipts that nobody was told of yet; return how many mails that makes. May run twice at once.

    Not while money is booked: a statement with thousands of payments would wait for its mails.
    """
    waiting = Receipt.objects.filter(told_at=None).values_list("reference", flat=True)[:AT_ONCE]
    return sum(_tell(reference) for reference in dict.fromkeys(waiting))


@transaction.atomic
def _tell(reference: str) -> bool:
    """Write one mail for all that waits for a pledge. It is noted together with the mail."""
    pledge = hold(Pledge.objects.values_list("pk", flat=True).get(reference=reference))
    waiting = Receipt.objects.filter(reference=reference, told_at=None)
    newest = waiting.values_list("number", flat=True).last()
    if newest is None:
        return False
    waiting.update(told_at=timezone.now())
    # A link that manages goes only where somebody has opened one before: the address could have a slip.
    if not is_known_to_be_theirs(pledge):
        return False
    mail_link("receipt", pledge, LinkPurpose.MANAGE, key=str(newest))
    return True
