"""What happens to a pledge: made, confirmed, cancelled, expired. Each in one transaction with its mail."""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from campaign_site.delivery.client_address import network
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.public_address import public_address
from campaign_site.delivery.rate_limits import mailbox, within, within_today
from donations.choices import FactKind, LinkPurpose, PledgeStatus
from donations.life_cycle import begin, hold, record
from donations.links import issue_link, issue_links
from donations.models import Pledge

PLEDGE, MAIL = "pledge", "mail to confirm a pledge"
# In a quarter of an hour; many people share the address of one office or one mobile network.
PLEDGES_OF_ONE_NETWORK = 60
# A day.
MAILS_TO_ONE_ADDRESS = 5


def accept(address: str, *, once: str, **answers) -> str | None:
    """Make the pledge that comes from this IP address; return the token of its thank-you page.

    None when too many come from there. The same sending twice is one pledge, and its mail goes once. All of it is
    one transaction: each commit waits for the disk.
    """
    try:
        return _accept(address, once, answers)
    except IntegrityError:
        # It is there. Or the random reference was somebody's already.
        return _accept(address, once, answers, look_first=True)


@transaction.atomic
def _accept(address: str, once: str, answers: dict, *, look_first: bool = False) -> str | None:
    if not within(PLEDGES_OF_ONE_NETWORK, PLEDGE, network(address)):
        return None
    if look_first and (there := Pledge.objects.filter(once=once).first()):
        return issue_link(there, LinkPurpose.THANKS)
    return make_pledge(once=once, **answers)[1]


def make_pledge(*, once: str, **answers) -> tuple[Pledge, str]:
    """Make the pledge of this sending and its mail, in the caller's transaction; return it and its page's token.

    Raises IntegrityError for a sending that was made before.
    """
    pledge = Pledge.objects.create(once=once, **answers)
    begin(pledge)
    thanks, confirm = issue_links(pledge, LinkPurpose.THANKS, LinkPurpose.CONFIRM)
    # Whoever types somebody else's address fills nobody's mailbox. The thanks page says how many we send.
    if within_today(MAILS_TO_ONE_ADDRESS, MAIL, mailbox(pledge.email)):
        mail_link("pledge_confirm", pledge, LinkPurpose.CONFIRM, key=str(pledge.public_id), token=confirm)
    return pledge, thanks


def awaits_confirmation(pledge: Pledge) -> bool:
    """Whether the link in the mail still does something. Money may come first; it says nothing of the address."""
    return not _is_gone(pledge) and not _is_confirmed_by_link(pledge)


def _is_confirmed_by_link(pledge: Pledge) -> bool:
    return pledge.facts.filter(kind=FactKind.CONFIRMED).exists()


def _is_gone(pledge: Pledge) -> bool:
    return pledge.is_closed or pledge.erased_at is not None


@transaction.atomic
def confirm(pledge: Pledge) -> str | None:
    """Make the pledge count; return the token of the page on which to manage it, which is mailed too.

    None when it was no longer waiting.
    """
    held = hold(pledge.pk)
    # Known already, it is not recorded: then it was not waiting.
    if _is_gone(held) or not record(held, FactKind.CONFIRMED, once="confirmed", at=timezone.now()):
        return None
    token = issue_link(held, LinkPurpose.MANAGE)
    mail_link("pledge_confirmed", held, LinkPurpose.MANAGE, key=str(held.public_id), token=token)
    return token


@transaction.atomic
def cancel(pledge: Pledge) -> bool:
    """Call the pledge off at the supporter's wish, and write that it is; return False when nothing was left to."""
    held = hold(pledge.pk)
    if not held.is_cancellable or not record(held, FactKind.CANCELLED, once="cancelled", at=timezone.now()):
        return False
    if is_known_to_be_theirs(held):
        mail_link("pledge_cancelled", held, LinkPurpose.MANAGE, key=str(held.public_id))
    return True


def unconfirmed() -> dict[str, float]:
    """Return how many pledges wait for their mail's link, for `/metrics`: where it grows, mails do not arrive."""
    return {"": Pledge.objects.filter(status=PledgeStatus.UNCONFIRMED).count()}


def expire_unconfirmed() -> int:
    """Let go of pledges that nobody confirmed within seven days, and of whom they came from; return how many.

    Reference and amount stay, so that a late transfer still lands.
    """
    overdue = Pledge.objects.overdue_confirmation().values_list("pk", flat=True)[:1000]
    return sum(expire(pk) for pk in list(overdue))


@transaction.atomic
def expire(pk: int) -> bool:
    """Let go of one pledge and of whose it was, unless it was confirmed meanwhile."""
    held = hold(pk)
    if not held.is_waiting:
        return False
    held.forget_person()
    held.links.exclude(purpose=LinkPurpose.CONFIRM).delete()
    return record(held, FactKind.EXPIRED, once="expired", at=timezone.now())


def is_known_to_be_theirs(pledge: Pledge) -> bool:
    """Whether somebody opened a link at the pledge's address: only there goes a link that manages it."""
    return bool(pledge.email) and _is_confirmed_by_link(pledge)


def mail_link(
    template: str, pledge: Pledge, purpose: LinkPurpose, *, key: str, token: str = "", **context
) -> None:
    """Queue a mail to the supporter with a link, a new one unless `token` is one.

    The same `key` of the same template goes once.
    """
    token = token or issue_link(pledge, purpose)
    send_later(
        template,
        to=pledge.email,
        key=f"{template}:{key}",
        language=pledge.language,
        context={"address": link_address(pledge, purpose, token), "pledge": pledge, **context},
        nobody_waits=True,
    )


def link_address(pledge: Pledge, purpose: LinkPurpose, token: str) -> str:
    """Return the whole address of a link, in the supporter's language."""
    with translation.override(pledge.language):
        return public_address(reverse(f"pledge_{purpose.value}", args=[token]))
