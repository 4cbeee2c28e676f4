"""What happens to a pledge: made, confirmed, cancelled, expired. Each in one transaction with its mail."""

import hashlib

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from campaign_site.delivery.mail import send_later
from campaign_site.delivery.rate_limits import count, network, today
from donations.choices import CANCELLABLE, LinkPurpose, PledgeStatus
from donations.links import issue_link
from donations.models import Pledge, PledgeLink

PLEDGE, MAIL = "pledge", "mail to confirm a pledge"
# In a quarter of an hour; many people share the address of one office or one mobile network.
PLEDGES_OF_ONE_NETWORK = 60
# A day.
MAILS_TO_ONE_ADDRESS = 5


def once_key(stamp: str, answers: dict) -> str:
    """Return the key of one sending: the form's random stamp and what was answered.

    The same answers from the same form are one pledge, however often they arrive; changed answers are another.
    """
    parts = "\x1f".join(f"{name}={answers[name]}" for name in sorted(answers))
    return hashlib.sha256(f"{stamp}\x1e{parts}".encode()).hexdigest()


def may_pledge(address: str) -> bool:
    """Count a pledge that is about to be made from this IP address; return whether it is one of not too many."""
    return count(PLEDGE, network(address)).number <= PLEDGES_OF_ONE_NETWORK


def make_pledge(*, once: str, **answers) -> Pledge:
    """Return the one pledge for this sending, made now unless it exists; the confirmation mail goes once."""
    try:
        return _make(once, answers)
    except IntegrityError:
        # The random reference was somebody's already; the next one is not.
        return _make(once, answers)


@transaction.atomic
def _make(once: str, answers: dict) -> Pledge:
    pledge, made = Pledge.objects.get_or_create(once=once, defaults=answers)
    if made:
        # Whoever types somebody else's address fills nobody's mailbox. The thanks page says how many we send.
        whose = pledge.email.lower()
        count(MAIL, whose)
        if today(MAIL, whose) <= MAILS_TO_ONE_ADDRESS:
            _mail("pledge_confirm", pledge, LinkPurpose.CONFIRM)
    return pledge


@transaction.atomic
def confirm(pledge: Pledge) -> bool:
    """Make the pledge count; return False when it was no longer waiting. The manage link goes out by mail."""
    now = timezone.now()
    waiting = Pledge.objects.filter(pk=pledge.pk, status=PledgeStatus.UNCONFIRMED)
    if not waiting.update(status=PledgeStatus.ACTIVE, confirmed_at=now):
        return False
    pledge.refresh_from_db()
    _mail("pledge_confirmed", pledge, LinkPurpose.MANAGE)
    return True


def cancel(pledge: Pledge) -> bool:
    """Call the pledge off at the supporter's wish; return False when there was nothing left to cancel."""
    cancellable = Pledge.objects.filter(pk=pledge.pk, status__in=CANCELLABLE)
    return bool(cancellable.update(status=PledgeStatus.CANCELLED))


@transaction.atomic
def expire_unconfirmed() -> int:
    """Let go of pledges that nobody confirmed within seven days, and of whom they came from; return how many.

    Reference and amount stay, so that a late transfer still lands.
    """
    overdue = list(Pledge.objects.overdue_confirmation().values_list("pk", flat=True)[:1000])
    expired = Pledge.objects.filter(pk__in=overdue, status=PledgeStatus.UNCONFIRMED).update(
        status=PledgeStatus.EXPIRED, name="", email="", dedication="", is_anonymous=True
    )
    PledgeLink.objects.filter(pledge__in=overdue, pledge__status=PledgeStatus.EXPIRED).exclude(
        purpose=LinkPurpose.CONFIRM
    ).delete()
    return expired


def _mail(template: str, pledge: Pledge, purpose: LinkPurpose) -> None:
    token = issue_link(pledge, purpose)
    with translation.override(pledge.language):
        address = settings.SITE_URL + reverse(f"pledge_{purpose.value}", args=[token])
    send_later(
        template,
        to=pledge.email,
        key=f"{template}:{pledge.public_id}",
        language=pledge.language,
        context={"address": address, "pledge": pledge},
    )
