"""What happens to a commitment: signed, confirmed, taken back. Each in one transaction with its mail."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from campaign_site.delivery import mail
from campaign_site.delivery.backup import taken_back
from campaign_site.delivery.client_address import network
from campaign_site.delivery.rate_limits import mailbox, within, within_today
from campaign_site.movement import counting
from campaign_site.movement.choices import LinkPurpose
from campaign_site.movement.commitments import Commitment, CommitmentLink
from campaign_site.movement.links import issue_link
from campaign_site.movement.mail_fingerprints import fingerprint, fingerprints

SIGN, MAIL = "commitment", "mail to confirm a commitment"
# In the withdrawal ledger.
TAKEN_BACK = "commitment"
# In a quarter of an hour; a school class may sign together, and large mobile networks share an address.
COMMITMENTS_OF_ONE_NETWORK = 60
# A day.
MAILS_TO_ONE_ADDRESS = 3


@transaction.atomic
def accept(address: str, *, once: str, **answers) -> bool:
    """Take in what came from this IP address and mail a link to confirm; False when too much comes from there.

    Nobody is told whether a mail address is known: what is done is the same. Whoever types somebody else's fills
    nobody's mailbox: beyond a few mails a day all is passed over without a word.
    """
    if not within(COMMITMENTS_OF_ONE_NETWORK, SIGN, network(address)):
        return False
    if within_today(MAILS_TO_ONE_ADDRESS, MAIL, mailbox(answers["email"])):
        sign(once=once, **answers)
    return True


@transaction.atomic
def sign(*, once: str, email: str, **answers) -> Commitment:
    """Write the commitment and its mail; the same sending twice is one, and its mail goes once."""
    values = {**answers, "email": email, "address_hash": fingerprint(email)}
    commitment, is_new = Commitment.objects.get_or_create(once=once, defaults=values)
    if is_new:
        mail_link("stand_confirm", commitment, LinkPurpose.CONFIRM, to=email)
    return commitment


@transaction.atomic
def confirm(commitment: Commitment) -> bool:
    """Make it count, and let go of the address; False where nothing was waiting any more.

    It takes the place of what the same address signed before, and of what else waits for it: so there is one, and
    whoever signs anew changes it. A link to take back the earlier one takes back this one.
    """
    # All of one address, in the order of their keys: who confirms two at once waits here.
    same = Commitment.objects.filter(address_hash__in=fingerprints(commitment.email))
    held = {row.pk: row for row in same.select_for_update().order_by("pk")}
    mine = held.pop(commitment.pk, None)
    if mine is None or not mine.is_waiting:
        return False
    CommitmentLink.objects.filter(commitment__in=held, purpose=LinkPurpose.ERASE).update(commitment=mine)
    for row in held.values():
        _delete_for_good(row)
    email = mine.email
    Commitment.objects.filter(pk=mine.pk).update(
        confirmed_at=timezone.now(), email="", address_hash=fingerprint(email)
    )
    mail_link("stand_confirmed", mine, LinkPurpose.ERASE, to=email)
    counting.count_anew()
    return True


@transaction.atomic
def erase(commitment: Commitment) -> None:
    """Take it back: the row, its links and its mails are deleted.

    Of it stays its `public_id` in the withdrawal ledger, a random number, so that no backup brings it back.
    """
    _delete_for_good(commitment)
    counting.count_anew()


@transaction.atomic
def erase_again(public_id: UUID) -> None:
    """Take back what an older database has again."""
    for commitment in Commitment.objects.filter(public_id=public_id).select_for_update():
        erase(commitment)


def forget_unconfirmed() -> int:
    """Delete what nobody confirmed within seven days; return how many that were."""
    with transaction.atomic():
        # Held, so that none is confirmed between the looking and the deleting.
        overdue = Commitment.objects.overdue().select_for_update(skip_locked=True).order_by("pk")[:1000]
        rows = list(overdue)
        for row in rows:
            _delete(row)
    return len(rows)


def mail_link(template: str, commitment: Commitment, purpose: LinkPurpose, *, to: str, key: str = "") -> None:
    """Queue a mail with a new link; the same `key` of the same template goes once."""
    mail.send_later(
        template,
        to=to,
        # The commitment first: by it they are forgotten with it.
        key=f"{commitment.public_id}:{template}:{key}",
        language=commitment.language,
        context={"address": issue_link(commitment, purpose)},
    )


def _delete_for_good(commitment: Commitment) -> None:
    taken_back.note(TAKEN_BACK, commitment.public_id)
    _delete(commitment)


def _delete(commitment: Commitment) -> None:
    commitment.delete()
    mail.forget(f"{commitment.public_id}:")
